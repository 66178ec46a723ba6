// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates and keys as OpenSSL writes them. */
class HostCertificateTest {
    @TempDir
    private Path directory;

    private Path certificate;
    private Path key;

    @BeforeEach
    void names() {
        certificate = directory.resolve("host.pem");
        key = directory.resolve("host.key");
    }

    private void make(String algorithm, String option) throws IOException, InterruptedException {
        openssl(
                "req",
                "-x509",
                "-nodes",
                "-newkey",
                algorithm,
                "-pkeyopt",
                option,
                "-subj",
                "/CN=host",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString());
    }

    private void openssl(String... arguments) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("openssl.log").toFile())
                .start();
        assertThat(process.waitFor()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"rsa, rsa_keygen_bits:2048", "ec, ec_paramgen_curve:P-256"})
    void bothKindsOfKeysAreRead(String algorithm, String option) throws Exception {
        make(algorithm, option);
        Files.writeString(certificate, Files.readString(certificate) + Files.readString(certificate));

        var proof = HostCertificate.read(certificate, key);
        assertThat(proof.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=host");
        assertThat(proof.chain()).hasSize(1);
        assertThat(proof.key().getAlgorithm())
                .isEqualTo(proof.certificate().getPublicKey().getAlgorithm());
    }

    @Test
    void whatCannotBeUsedIsSaid() throws Exception {
        make("rsa", "rsa_keygen_bits:2048");
        var ofRsa = Files.readString(certificate);
        make("ec", "ec_paramgen_curve:P-256");
        Files.writeString(certificate, ofRsa);
        assertThatThrownBy(() -> HostCertificate.read(certificate, key)).hasMessageContaining("not one of");
        openssl("ec", "-in", key.toString(), "-out", key.toString());
        assertThatThrownBy(() -> HostCertificate.read(certificate, key)).hasMessageContaining("openssl pkcs8");
        Files.writeString(certificate, "");
        assertThatThrownBy(() -> HostCertificate.read(certificate, key)).hasMessageContaining("no certificate");
        Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertThatThrownBy(() -> HostCertificate.read(certificate, key)).isInstanceOf(IOException.class);
    }
}
