// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.ops.EndpointFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./portcullis env}: a shell script that needs no Java. */
class LauncherTest {
    private static final Path LAUNCHER =
            Path.of("../portcullis").toAbsolutePath().normalize();
    private static final String SHOW =
            "; printf '%s|' \"$AWS_ENDPOINT_URL\" \"$AWS_ACCESS_KEY_ID\" \"$AWS_SECRET_ACCESS_KEY\" \"$AWS_REGION\""
                    + " \"$AWS_DEFAULT_REGION\" \"${AWS_SESSION_TOKEN-unset}\" \"${AWS_PROFILE-unset}\"";

    @TempDir
    private Path directory;

    private record Result(int status, String out, String err) {}

    @Test
    void envSetsWhatAnAwsClientReads() throws Exception {
        credentials("User name,Access key ID,Secret access key\nroot,AKIAEXAMPLE234567890,a+b/c=\n");

        assertThat(shown(directory))
                .isEqualTo("http://localhost:8420|AKIAEXAMPLE234567890|a+b/c=|eu-1|eu-1|unset|unset|");
    }

    @Test
    void valuesAreQuotedWhateverTheyHold() throws Exception {
        credentials("User name,Access key ID,Secret access key\r\nroot,AKIA EXAMPLE;`id`,$(id)'\\;&| #\r\n");

        assertThat(shown(directory))
                .isEqualTo("http://localhost:8420|AKIA EXAMPLE;`id`|$(id)'\\;&| #|eu-1|eu-1|unset|unset|");
    }

    @Test
    void aDirectoryWithAnOddNameIsFound() throws Exception {
        var odd = Files.createDirectories(directory.resolve("it's $HOME; really"));
        directory = odd;
        credentials("User name,Access key ID,Secret access key\nroot,AKIAEXAMPLE234567890,secret\n");

        assertThat(shown(odd)).contains("AKIAEXAMPLE234567890|secret|");
    }

    @Test
    void withoutAServerOrItsKeyNothingIsPrinted() throws Exception {
        var absent = env(directory);
        assertThat(absent.status()).isEqualTo(1);
        assertThat(absent.out()).isEmpty();
        assertThat(absent.err()).contains("No server runs on the data directory");

        EndpointFile.write(directory, "http://localhost:8420", "eu-1", directory.resolve("absent.csv"));
        var keyless = env(directory);
        assertThat(keyless.status()).isEqualTo(1);
        assertThat(keyless.out()).isEmpty();
        assertThat(keyless.err()).contains("cannot be read from " + directory.resolve("absent.csv"));
    }

    @Test
    void aServerThatHasEndedIsNotCalled() throws Exception {
        credentials("User name,Access key ID,Secret access key\nroot,AKIAEXAMPLE234567890,secret\n");
        var endpoint = directory.resolve("endpoint");
        var written = Files.readString(endpoint);
        var ended = new ProcessBuilder("true").start();
        assertThat(ended.waitFor()).isZero();

        for (var stale : List.of(
                written.replaceAll("pid=.*", "pid=" + ended.pid()), // killed
                written.replaceAll("started=.*", "started=1"), // killed, and its number given to another process
                written.replaceAll("pid=.*", "pid="),
                written.replaceAll("pid=.*", "pid=-1"),
                written.replaceAll("(?s)pid=.*", ""))) {
            Files.writeString(endpoint, stale);
            var result = env(directory);
            assertThat(result.status()).as(stale).isEqualTo(1);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).contains("its port may be another program's");
        }
    }

    @Test
    void aMistypedFlagIsRefused() throws Exception {
        assertThat(run(List.of(LAUNCHER.toString(), "env", "--datadir", "x")).err())
                .contains("Unknown flag --datadir");
    }

    private void credentials(String csv) throws IOException {
        var file = Files.writeString(directory.resolve("root-credentials.csv"), csv);
        EndpointFile.write(directory, "http://localhost:8420", "eu-1", file);
    }

    private static String shown(Path dataDir) throws Exception {
        var script = "AWS_SESSION_TOKEN=old AWS_PROFILE=old; eval \"$(\"$1\" env --data-dir \"$2\")\"" + SHOW;
        var result = run(List.of("sh", "-c", script, "sh", LAUNCHER.toString(), dataDir.toString()));
        assertThat(result.err()).isEmpty();
        return result.out();
    }

    private static Result env(Path dataDir) throws Exception {
        return run(List.of(LAUNCHER.toString(), "env", "--data-dir", dataDir.toString()));
    }

    private static Result run(List<String> command) throws Exception {
        var process = new ProcessBuilder(command).start();
        process.getOutputStream().close();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), out, err);
    }

    /** The launcher of an unpacked archive, with a program and a {@code dirname} that write down what they inherit. */
    @Test
    void theMasterKeyIsHandedToTheServerAndToNoOtherProcess() throws Exception {
        var home = Files.createDirectories(directory.resolve("home"));
        Files.createDirectories(home.resolve("lib"));
        Files.createFile(home.resolve("lib/portcullis.jar"));
        Files.createFile(home.resolve("jvm.options"));
        Files.writeString(home.resolve("jdk25.sh"), "is25() { :; }\n");
        var launcher = Files.copy(LAUNCHER, home.resolve("portcullis"), StandardCopyOption.COPY_ATTRIBUTES);
        script("bin/dirname", "env >>'" + directory.resolve("child") + "'\nexec /usr/bin/dirname \"$@\"");
        script("jdk/bin/java", "env");

        var words = "PATH=\"$1/bin:$PATH\" JAVA_HOME=\"$1/jdk\" PORTCULLIS_MASTER_KEY='pmk1_top $ecret'"
                + " PORTCULLIS_PKCS11_PIN=4711 \"$2\" serve";
        var result = run(List.of("sh", "-c", words, "sh", directory.toString(), launcher.toString()));

        assertThat(result.out()).contains("PORTCULLIS_MASTER_KEY=pmk1_top $ecret\n", "PORTCULLIS_PKCS11_PIN=4711\n");
        assertThat(directory.resolve("child")).content().contains("PATH=").doesNotContain("pmk1_top", "PKCS11_PIN");
    }

    private void script(String name, String commands) throws IOException {
        var file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + commands + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
