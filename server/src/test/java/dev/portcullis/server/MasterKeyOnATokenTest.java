// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A master key wrapped by a PKCS#11 token, here SoftHSM, which keeps its tokens in a directory. */
class MasterKeyOnATokenTest {
    private static final String PIN = "471147";

    @TempDir
    private Path directory;

    @BeforeEach
    void aToken() throws Exception {
        makeToken("tokens");
        Files.writeString(
                directory.resolve("token.cfg"), "name = test\nlibrary = %s\nslotListIndex = 0\n".formatted(library()));
    }

    private static Path library() {
        return Stream.of(
                        "/usr/lib/softhsm/libsofthsm2.so",
                        "/usr/lib64/softhsm/libsofthsm2.so",
                        "/usr/local/lib/softhsm/libsofthsm2.so",
                        "/opt/homebrew/lib/softhsm/libsofthsm2.so")
                .map(Path::of)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new AssertionError("SoftHSM is needed: install the Debian package softhsm2"));
    }

    private void makeToken(String name) throws Exception {
        Files.createDirectory(directory.resolve(name));
        Files.writeString(
                directory.resolve(name + ".conf"),
                "directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n"
                        .formatted(directory.resolve(name)));
        var maker = new ProcessBuilder(
                "softhsm2-util", "--init-token", "--free", "--label", name, "--pin", PIN, "--so-pin", "08154711");
        maker.environment()
                .put("SOFTHSM2_CONF", directory.resolve(name + ".conf").toString());
        maker.redirectErrorStream(true)
                .redirectOutput(directory.resolve("softhsm").toFile());
        assertThat(maker.start().waitFor()).isZero();
    }

    private Map<String, String> with(String token, String pin) {
        return Map.of("SOFTHSM2_CONF", directory.resolve(token + ".conf").toString(), "PORTCULLIS_PKCS11_PIN", pin);
    }

    private String refusal(Map<String, String> environment, String... flags) throws Exception {
        var words =
                Stream.concat(Stream.of("serve", "--data-dir", "data", "--listen", "127.0.0.1:0"), Stream.of(flags));
        try (var server = ServerProcess.run(environment, directory, words.toArray(String[]::new))) {
            assertThat(server.exitStatus()).isEqualTo(1);
            assertThat(server.stdout() + server.stderr()).doesNotContain(PIN);
            return server.stderr();
        }
    }

    private Path masterKeyFile() {
        return directory.resolve("data-master.key");
    }

    @Test
    void theFileHoldsTheKeyWrappedAndTheTokenOpensItAgain() throws Exception {
        for (int start = 0; start < 2; start++) {
            Files.deleteIfExists(directory.resolve("data/endpoint"));
            try (var server = ServerProcess.serve(with("tokens", PIN), directory, "--master-key-pkcs11", "token.cfg")) {
                assertThat(server.terminate()).isZero();
                assertThat(server.stdout()).contains("wrapped by the PKCS#11 token of");
                assertThat(server.stdout() + server.stderr()).doesNotContain(PIN);
            }
        }
        assertThat(Files.readAllLines(masterKeyFile())).last().asString().matches("pmk1w_[A-Za-z0-9_-]{90,120}");
        assertNoFileHolds("pmk1_");

        assertThat(refusal(Map.of())).contains("This master key is wrapped by a PKCS#11 token");
        assertThat(refusal(Map.of(), "--master-key-pkcs11", "token.cfg")).contains("belong together");
        assertThat(refusal(with("tokens", "999999"), "--master-key-pkcs11", "token.cfg"))
                .contains("The PKCS#11 token of", "CKR_PIN_INCORRECT");
        makeToken("other");
        assertThat(refusal(with("other", PIN), "--master-key-pkcs11", "token.cfg"))
                .contains("the token has no key labelled portcullis-master-key");
    }

    @Test
    void aKeyInClearIsNotTakenInItsPlace() throws Exception {
        try (var server = ServerProcess.serve(directory)) {
            assertThat(server.terminate()).isZero();
        }
        var key = Files.readAllLines(masterKeyFile()).getLast();

        assertThat(refusal(with("tokens", PIN), "--master-key-pkcs11", "token.cfg"))
                .contains("It holds something that no token has wrapped")
                .doesNotContain(key);
    }

    private void assertNoFileHolds(String text) throws IOException {
        try (var files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .doesNotContain(text));
        }
    }
}
