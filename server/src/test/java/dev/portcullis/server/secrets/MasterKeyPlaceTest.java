// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeyPlaceTest {
    private final RandomSource random = RandomSource.secure();
    private final String key = MasterKey.generate(random).text().revealText();

    @TempDir
    private Path directory = Path.of("");

    private Path data = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void aDataDirectory() throws IOException {
        data = Files.createDirectory(directory.resolve("data"));
        file = directory.resolve("master.key");
    }

    private MasterKeyPlace variable(String text) {
        return MasterKeyPlace.of(file, Optional.empty(), Map.of("PORTCULLIS_MASTER_KEY", text));
    }

    @Test
    void withoutTheVariableItIsInTheFile() {
        var place = MasterKeyPlace.of(file, Optional.empty(), Map.of());

        place.open(data, false, random);

        assertThat(file).exists();
        assertThat(place).hasToString(file.toString());
    }

    @Test
    void theVariableHoldsWhatTheFileWouldAndNoFileIsMade() throws IOException {
        MasterKeyPlace.of(file, Optional.empty(), Map.of()).open(data, false, random);
        var text = Files.readString(file);
        Files.delete(file);

        var ring = variable(text).open(data, true, random);

        assertThat(ring).hasToString(KeyRing.parse(Secret.ofText(text)).toString());
        assertThat(directory).isDirectoryNotContaining(found -> found.equals(file));
    }

    @Test
    void itDoesNotPrint() {
        assertThat(variable(key)).hasToString("the environment variable PORTCULLIS_MASTER_KEY");
        assertThat(variable(key).open(data, false, random).toString()).doesNotContain(key, key.substring(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "# only a comment", "secret", "pmk1_", "pmk1_AAAA"})
    void whatIsNoMasterKeyIsRefusedAndNotRepeated(String text) {
        assertThatThrownBy(() -> variable(text).open(data, false, random))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageStartingWith("The environment variable PORTCULLIS_MASTER_KEY cannot be used.")
                .hasMessageNotContaining("AAAA")
                .hasMessageNotContaining("secret");
        assertThat(file).doesNotExist();
    }

    @Test
    void besideAFileTheVariableIsRefusedWhateverTheFileHolds() throws IOException {
        MasterKeyPlace.of(file, Optional.empty(), Map.of()).open(data, false, random);
        var same = Files.readString(file);

        for (var text : new String[] {same, key}) {
            assertThatThrownBy(() -> variable(text).open(data, true, random))
                    .isInstanceOf(MasterKeyException.class)
                    .hasMessageContaining("There are two master keys")
                    .hasMessageContaining(file.toString())
                    .hasMessageNotContaining(key);
        }
    }

    @Test
    void aTokenAndItsPinBelongTogether() {
        var token = Optional.of(directory.resolve("token.cfg"));

        for (var half : List.<Supplier<MasterKeyPlace>>of(
                () -> MasterKeyPlace.of(file, token, Map.of()),
                () -> MasterKeyPlace.of(file, Optional.empty(), Map.of("PORTCULLIS_PKCS11_PIN", "4711")))) {
            assertThatThrownBy(half::get)
                    .isInstanceOf(MasterKeyException.class)
                    .hasMessageContaining("belong together")
                    .hasMessageNotContaining("4711");
        }
    }
}
