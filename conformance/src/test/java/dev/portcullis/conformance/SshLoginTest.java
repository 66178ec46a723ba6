// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static dev.portcullis.conformance.Policies.allow;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.iam.model.StatusType;

/** The example for sshd, with the real OpenSSH. Needs openssh-server and curl, and logs in as whoever runs the test. */
@ExtendWith(OneServer.class)
class SshLoginTest {
    private static final String USER = System.getProperty("user.name");
    private static final Path SCRIPT = Path.of("../docs/examples/ssh/portcullis-authorized-keys")
            .toAbsolutePath()
            .normalize();

    @TempDir
    private Path directory;

    @Test
    void aKeyLetsInAsLongAsItIsActiveAndAPolicySaysSo(ShippedServer server) throws Exception {
        run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file("id")));
        run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file("host")));
        if (Files.isWritable(Path.of("/run"))) {
            Files.createDirectories(
                    Path.of("/run/sshd")); // Debian's sshd wants it of root; its unit would have made it
        }
        var root = server.root();
        var service = RegisteredService.register(root, "ssh.example").self();
        configure(service, server.endpoint());
        try (var iam = root.iam()) {
            iam.createUser(request -> request.userName(USER));
            var key = iam.uploadSSHPublicKey(request -> request.userName(USER).sshPublicKeyBody(text("id.pub")))
                    .sshPublicKey()
                    .sshPublicKeyId();
            assertThat(logIn()).isNotEqualTo("in\n");

            root.letUser(USER, "login", allow("ssh:Login"));
            assertThat(logIn()).isEqualTo("in\n");

            iam.updateSSHPublicKey(
                    request -> request.userName(USER).sshPublicKeyId(key).status(StatusType.INACTIVE));
            assertThat(logIn()).contains("Permission denied (publickey)");
            iam.updateSSHPublicKey(
                    request -> request.userName(USER).sshPublicKeyId(key).status(StatusType.ACTIVE));
            assertThat(logIn()).isEqualTo("in\n");
        }
        configure(service, URI.create("http://127.0.0.1:1"));
        assertThat(logIn()).as("without the server").contains("Permission denied (publickey)");
    }

    private void configure(Person service, URI endpoint) throws IOException {
        write("portcullis.conf", """
                PORTCULLIS_ENDPOINT=%s
                PORTCULLIS_ACCOUNT=%s
                PORTCULLIS_HOST=web-1
                AWS_ACCESS_KEY_ID=%s
                AWS_SECRET_ACCESS_KEY='%s'
                """.formatted(
                        endpoint,
                        service.server().root().account(),
                        service.credentials().accessKeyId(),
                        service.credentials().secretAccessKey()));
        write("sshd_config", """
                HostKey %s
                PidFile none
                UsePAM no
                StrictModes no
                PermitRootLogin prohibit-password
                AuthenticationMethods publickey
                AuthorizedKeysFile none
                AuthorizedKeysCommand /bin/sh %s %s %%u %%t %%k
                AuthorizedKeysCommandUser %s
                """.formatted(file("host"), SCRIPT, file("portcullis.conf"), USER));
    }

    /** What the session said or, if there was none, why. */
    private String logIn() throws Exception {
        return run(List.of(
                "ssh",
                "-F",
                "none",
                "-i",
                file("id"),
                "-o",
                "ProxyCommand=/usr/sbin/sshd -i -e -f " + file("sshd_config") + " 2>" + file("sshd.log"),
                "-o",
                "BatchMode=yes",
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "LogLevel=ERROR",
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                USER + "@web-1",
                "echo in"));
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private String text(String name) {
        try {
            return Files.readString(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }
}
