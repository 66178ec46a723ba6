// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import static dev.portcullis.server.secrets.SampleSessions.seeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeyFileTest {
    @TempDir
    private Path directory = Path.of("");

    private Path data = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void aDataDirectoryWithAPlaceForTheKeyBeside() throws IOException {
        data = Files.createDirectory(directory.resolve("data"));
        file = directory.resolve("master.key");
    }

    @Test
    void theFirstStartCreatesAFileThatOnlyItsOwnerMayRead() throws IOException {
        KeyRing created = open(false);

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.readAllLines(file)).last().asString().matches("pmk1_[A-Za-z0-9_-]{43}");
        assertThat(open(true).toString()).isEqualTo(created.toString());
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void anExistingFileIsUsedAndNotTouched() throws IOException {
        open(false);
        String content = Files.readString(file);

        open(false);

        assertThat(Files.readString(file)).isEqualTo(content);
    }

    @Test
    void aMissingFileIsNeverMadeAnewWhenThereAreData() {
        refused(true).hasMessageContaining("holds data").hasMessageContaining("is missing");
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw---x---", "rw------x"})
    void aFileOpenToOthersIsRefused(String mode) throws IOException {
        open(false);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

        refused(true).hasMessageContaining("chmod 600");
    }

    @Test
    void aReadOnlyFileOfTheOwnerIsFine() throws IOException {
        open(false);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));

        assertThat(open(true)).isNotNull();
    }

    @Test
    void aFileInTheDataDirectoryIsRefusedHoweverItIsNamed() throws IOException {
        Path linked = Files.createSymbolicLink(directory.resolve("link"), data);
        Path deep = Files.createDirectory(data.resolve("deep"));
        for (Path inside : new Path[] {
            data.resolve("master.key"),
            deep.resolve("master.key"),
            deep.resolve("none").resolve("master.key"),
            linked.resolve("master.key"),
            data.resolve("..").resolve("data").resolve("master.key"),
            data
        }) {
            assertThatThrownBy(() -> MasterKeyFile.open(inside, data, false, seeded(1)))
                    .as("%s", inside)
                    .isInstanceOf(MasterKeyException.class);
            assertThatThrownBy(() -> MasterKeyFile.open(inside, linked, false, seeded(1)))
                    .as("%s", inside)
                    .isInstanceOf(MasterKeyException.class);
        }
        assertThat(data.resolve("master.key")).doesNotExist();
    }

    @Test
    void aLinkIntoTheDataDirectoryIsRefused() throws IOException {
        open(false);
        Path moved = Files.move(file, data.resolve("key"));
        Files.createSymbolicLink(file, moved);

        refused(true).hasMessageContaining("lies in the data directory");
    }

    @Test
    void aLinkThatLeadsNowhereIsNotFollowed() throws IOException {
        Path target = directory.resolve("target");
        Files.createSymbolicLink(file, target);

        refused(false).hasMessageContaining("a link that leads nowhere");
        assertThat(target).doesNotExist();
    }

    @Test
    void aLinkToAProtectedFileElsewhereIsFine() throws IOException {
        open(false);
        Path moved = Files.move(file, directory.resolve("elsewhere"));
        Files.createSymbolicLink(file, moved);

        assertThat(open(true)).isNotNull();
    }

    @Test
    void theKeyOfADirectoryThatDoesNotExistYetMayNotLieInItEither() {
        Path later = directory.resolve("later");

        assertThatThrownBy(() -> MasterKeyFile.open(later.resolve("master.key"), later, false, seeded(1)))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageContaining("lies in the data directory");
    }

    @Test
    void aPlaceThatCannotBeWrittenIsToldClearly() {
        assertThatThrownBy(() -> MasterKeyFile.open(directory.resolve("no/such/place"), data, false, seeded(1)))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageContaining("cannot be used");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# only a comment\n",
                "secret-text",
                "pmk1_secret-text",
                "pmk1_",
                "pmk1_!!!!",
                "pmk2_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void brokenContentIsRefusedAndNotRepeated(String content) throws IOException {
        write(content);

        refused(true).hasMessageContaining("cannot be used").message().doesNotContain("secret-text", "AAAA");
    }

    @Test
    void abuseCase19AMadeUpKeyIsRefused() throws IOException {
        write("pmk1_" + "A".repeat(43));

        refused(true).hasMessageContaining("not random");
    }

    @Test
    void aFileThatIsNoFileIsRefused() throws IOException {
        Files.createDirectory(file);

        refused(true).hasMessageContaining("not a regular file");
    }

    @Test
    void keysAfterTheFirstStillOpen() throws IOException {
        MasterKey older = MasterKey.generate(seeded(1));
        MasterKey newer = MasterKey.generate(seeded(2));
        byte[] old = new MasterCheck(new Sealer(KeyRing.of(older), seeded(3))).seal();
        write("# rotated\n%s\n  %s  \n"
                .formatted(newer.text().revealText(), older.text().revealText()));

        assertThat(new MasterCheck(new Sealer(open(true), seeded(4))).verify(old))
                .isPresent();
    }

    @Test
    void anEnvironmentVariableHoldsTheSameText() {
        MasterKey key = MasterKey.generate(seeded(1));

        assertThat(KeyRing.parse(key.text()).toString())
                .isEqualTo(KeyRing.of(key).toString());
    }

    private void write(String content) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content);
    }

    private KeyRing open(boolean dataExist) {
        return MasterKeyFile.open(file, data, dataExist, RandomSource.secure());
    }

    private AbstractThrowableAssert<?, ?> refused(boolean dataExist) {
        return assertThatThrownBy(() -> open(dataExist)).isInstanceOf(MasterKeyException.class);
    }
}
