// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.certificates;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** Makes keys with self-signed certificates, by the JDK's keytool. */
public final class KeyPairs {
    private static final String PASSWORD = "changeit";

    private KeyPairs() {}

    /** A key and its certificate. */
    public record KeyPair(PrivateKey key, X509Certificate certificate) {
        public String pem() {
            try {
                return "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                        + "\n-----END CERTIFICATE-----\n";
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The private key in PKCS#8. */
        public String keyPem() {
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";
        }

        /** A signature, in Base64. */
        public String sign(String algorithm, byte[] data) {
            try {
                var signature = Signature.getInstance(algorithm);
                signature.initSign(key);
                signature.update(data);
                return Base64.getEncoder().encodeToString(signature.sign());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** @param options of {@code keytool -genkeypair}, such as {@code -keyalg RSA -keysize 2048} */
    public static KeyPair make(Path directory, String... options) {
        var file = directory.resolve(UUID.randomUUID() + ".p12");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "one",
                "-dname",
                "CN=somebody",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString()));
        command.addAll(List.of(options));
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("keytool.out").toFile())
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(Files.readString(directory.resolve("keytool.out")));
            }
            var store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
            return new KeyPair((PrivateKey) store.getKey("one", PASSWORD.toCharArray()), (X509Certificate)
                    store.getCertificate("one"));
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
