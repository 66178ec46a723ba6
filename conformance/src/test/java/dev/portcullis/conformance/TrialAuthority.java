// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A certificate authority, by openssl, with its files in a directory: {@code NAME.pem}, {@code NAME.key} and {@code NAME.der}. */
record TrialAuthority(Path directory) {
    static TrialAuthority in(Path directory) {
        var authority = new TrialAuthority(directory);
        authority.openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 2"
                        + " -subj /CN=Authority -addext basicConstraints=critical,CA:TRUE"
                        + " -addext keyUsage=critical,keyCertSign,cRLSign");
        authority.write("index.txt", "");
        authority.write("usage.cnf", "keyUsage=critical,digitalSignature\n");
        authority.write(
                "ca.cnf", "[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\ndefault_md=sha256\ndefault_crl_days=2\n");
        return authority;
    }

    void certify(String name) {
        openssl("req -new -newkey rsa:2048 -nodes -keyout " + name + ".key -out " + name + ".csr -subj /CN=" + name);
        openssl("x509 -req -in " + name
                + ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 1 -extfile usage.cnf -out " + name + ".pem");
        openssl("x509 -in " + name + ".pem -outform DER -out " + name + ".der");
    }

    void revoke(String name) {
        openssl("ca -config ca.cnf -cert ca.pem -keyfile ca.key -revoke " + name + ".pem");
        openssl("ca -config ca.cnf -cert ca.pem -keyfile ca.key -gencrl -out crl.pem");
    }

    /** Has it trusted; gives the ARN of the trust anchor. */
    String trusted(Person caller, AwsCli cli, String name) {
        var pem = read(directory.resolve("ca.pem")).replace("\n", "\\n");
        write(
                "source.json",
                "{\"sourceType\":\"CERTIFICATE_BUNDLE\",\"sourceData\":{\"x509CertificateData\":\"" + pem + "\"}}");
        return anywhere(
                caller,
                cli,
                "trustAnchor.trustAnchorArn",
                "create-trust-anchor",
                "--name",
                name,
                "--enabled",
                "--source",
                "file://" + directory.resolve("source.json"));
    }

    /** Calls Roles Anywhere by the AWS CLI; gives what the query finds in the answer. */
    static String anywhere(Person caller, AwsCli cli, String query, String... words) {
        var command = new ArrayList<>(List.of("rolesanywhere"));
        command.addAll(Arrays.asList(words));
        command.addAll(List.of("--query", query));
        return caller.cli(cli, command.toArray(String[]::new)).succeeded();
    }

    String openssl(String words) {
        try {
            var command = new ArrayList<>(List.of("openssl"));
            command.addAll(Arrays.asList(words.split(" ", -1)));
            var out = directory.resolve("openssl.out");
            var process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            assertThat(process.waitFor()).as(() -> words + ": " + read(out)).isZero();
            return read(out).strip();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("openssl " + words, e);
        }
    }

    private void write(String name, String content) {
        try {
            Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
