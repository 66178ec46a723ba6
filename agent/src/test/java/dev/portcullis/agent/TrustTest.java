// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.portcullis.agent.server.Facts;
import dev.portcullis.agent.server.PortcullisServer.Unreachable;
import dev.portcullis.agent.server.RemoteServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which servers are believed, over real TLS. */
class TrustTest {
    private static final char[] PASSWORD = "password".toCharArray();
    private static final byte[] ANSWER = """
            <RenewAgentResponse><RenewAgentResult><AgentCredentials><AccessKeyId>ASIANEW</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
            <SessionToken>t</SessionToken><Expiration>2026-11-23T12:00:00Z</Expiration></AgentCredentials></RenewAgentResult></RenewAgentResponse>""".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    /** A key with a certificate for 127.0.0.1, which nobody else has signed; the certificate is in NAME.pem. */
    private KeyStore key(String name) throws Exception {
        var file = directory.resolve(name + ".p12");
        var keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "key",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "password"))
                .redirectErrorStream(true)
                .start();
        var said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        var keys = KeyStore.getInstance(file.toFile(), PASSWORD);
        var encoded = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(keys.getCertificate("key").getEncoded());
        Files.writeString(
                directory.resolve(name + ".pem"),
                "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n");
        return keys;
    }

    private static HttpsServer serve(KeyStore key) throws Exception {
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(key, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, ANSWER.length);
            exchange.getResponseBody().write(ANSWER);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void onlyAServerWithACertificateOfTheFilesIsBelieved() throws Exception {
        var server = serve(key("right"));
        key("other");
        try {
            var right = Optional.of(Trust.in(directory.resolve("right.pem")));
            int port = server.getAddress().getPort();
            assertThat(renew("https://127.0.0.1:" + port, right)).isEqualTo("ASIANEW");
            assertThatThrownBy(() -> renew("https://localhost:" + port, right))
                    .as("a name that the certificate is not for")
                    .isInstanceOf(Unreachable.class);
            assertThatThrownBy(() ->
                            renew("https://127.0.0.1:" + port, Optional.of(Trust.in(directory.resolve("other.pem")))))
                    .isInstanceOf(Unreachable.class);
            assertThatThrownBy(() -> renew("https://127.0.0.1:" + port, Optional.empty()))
                    .isInstanceOf(Unreachable.class);
        } finally {
            server.stop(0);
        }
    }

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // as the constructor takes it
    private static String renew(String url, Optional<SSLSocketFactory> trust) throws Exception {
        return new RemoteServer(URI.create(url), trust, InstantSource.fixed(Facts.NOW))
                .renew(Facts.identity(Facts.NOW))
                .accessKeyId();
    }

    @Test
    void aFileWithoutACertificateIsRefused() throws IOException {
        var empty = Files.writeString(directory.resolve("empty.pem"), "");
        var broken = Files.writeString(
                directory.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

        assertThatThrownBy(() -> Trust.in(empty)).hasMessageContaining("no certificate in");
        assertThatThrownBy(() -> Trust.in(broken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broken.pem");
        assertThatThrownBy(() -> Trust.in(directory.resolve("absent.pem"))).isInstanceOf(IOException.class);
    }
}
