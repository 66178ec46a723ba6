// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS from PEM files, and their replacement while the server runs. */
class TlsTest {
    private final Listeners.Recorder api = new Listeners.Recorder();

    @TempDir
    private Path directory;

    @Test
    void aReplacedCertificateIsShownToNewConnections() throws Exception {
        writePem("first", "EC");
        var config = Listeners.config("--tls-cert", certificate().toString(), "--tls-key", key().toString());
        try (var listener = HttpListener.start(config, java.time.InstantSource.system(), api)) {
            assertThat(listener.url()).startsWith("https://localhost:");
            assertThat(subjectShownBy(listener)).isEqualTo("CN=first");
            assertThat(api.calls.remove().secure()).isTrue();

            writePem("second", "RSA");
            listener.checkTlsFiles();
            assertThat(subjectShownBy(listener)).isEqualTo("CN=second");
        }
    }

    @Test
    void filesThatDoNotFitLeaveTheOldOnesInUse() throws Exception {
        writePem("first", "EC");
        var files = new TlsFiles(certificate(), key());
        var store = files.contextFactory().getKeyStore();

        Files.writeString(certificate(), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Files.setLastModifiedTime(certificate(), FileTime.fromMillis(1_000));
        files.reloadIfChanged();

        assertThat(files.contextFactory().getKeyStore()).isSameAs(store);
    }

    @Test
    void aKeyOfAnotherCertificateStopsTheStart() throws Exception {
        writePem("first", "EC");
        var otherKey = Files.readString(key());
        writePem("second", "EC");
        Files.writeString(key(), otherKey);

        assertThatThrownBy(() -> new TlsFiles(certificate(), key()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the key is not that of the first certificate");
    }

    @Test
    void aKeyInAnotherFormIsExplained() throws Exception {
        writePem("first", "EC");
        Files.writeString(key(), "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");

        assertThatThrownBy(() -> new TlsFiles(certificate(), key()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("openssl pkcs8");
    }

    @Test
    void plainHttpOnTheTlsPortIsNotAnswered() throws Exception {
        writePem("first", "EC");
        var config = Listeners.config("--tls-cert", certificate().toString(), "--tls-key", key().toString());
        try (var listener = HttpListener.start(config, java.time.InstantSource.system(), api);
                var client = new RawClient(listener)) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(client.isClosedByServer()).isTrue();
            assertThat(api.calls).isEmpty();
        }
    }

    private static String subjectShownBy(HttpListener listener) throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAnyone()}, new SecureRandom());
        try (var socket = (SSLSocket)
                context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), listener.port())) {
            socket.startHandshake();
            try (var client = new RawClient(socket)) {
                client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
                var reply = client.receive();
                assertThat(reply.status()).as(reply.body()).isEqualTo(200);
                var shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
                return shown.getSubjectX500Principal().getName();
            }
        }
    }

    private Path certificate() {
        return directory.resolve("tls.crt");
    }

    private Path key() {
        return directory.resolve("tls.key");
    }

    private void writePem(String name, String algorithm) throws Exception {
        var file = directory.resolve(name + ".p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var process = new ProcessBuilder(List.of(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=" + name,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString(),
                        "-J-XX:TieredStopAtLevel=1"))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.out").toFile())
                .start();
        assertThat(process.waitFor()).isZero();
        var password = "changeit".toCharArray();
        var store = KeyStore.getInstance(file.toFile(), password);
        Files.writeString(
                certificate(), pem("CERTIFICATE", store.getCertificate("a").getEncoded()));
        Files.writeString(key(), pem("PRIVATE KEY", store.getKey("a", password).getEncoded()));
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                .formatted(kind, Base64.getMimeEncoder().encodeToString(der), kind);
    }

    private static final class TrustAnyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
