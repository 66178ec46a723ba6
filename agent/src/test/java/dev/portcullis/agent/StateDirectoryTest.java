// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.agent.server.Facts;
import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    @TempDir
    private Path directory;

    private Path own() {
        return directory.resolve("state");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void anIdentityIsKeptForItsOwnerAlone() throws IOException {
        var identity = Facts.identity(Facts.NOW);
        try (var state = StateDirectory.open(own())) {
            assertThat(state.read()).isEmpty();
            state.write(identity);
            state.write(identity.with(Facts.agentCredentials("ASIALATER", Facts.NOW), Facts.NOW));
        }
        assertThat(mode(own())).isEqualTo("rwx------");
        assertThat(mode(own().resolve("identity"))).isEqualTo("rw-------");
        try (var state = StateDirectory.open(own())) {
            assertThat(state.read().orElseThrow())
                    .isEqualTo(identity.with(Facts.agentCredentials("ASIALATER", Facts.NOW), Facts.NOW));
        }
        assertThat(identity.toString()).doesNotContain("agent-secret", "agent-token");
    }

    @Test
    void whatOthersCouldReadIsRefused() throws IOException {
        try (var state = StateDirectory.open(own())) {
            state.write(Facts.identity(Facts.NOW));
            Files.setPosixFilePermissions(own().resolve("identity"), PosixFilePermissions.fromString("rw-r-----"));
            assertThatThrownBy(state::read).isInstanceOf(IOException.class).hasMessageContaining("chmod go=");
        }
        Files.setPosixFilePermissions(own(), PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(() -> StateDirectory.open(own())).hasMessageContaining("chmod go=");
    }

    @Test
    void aDirectoryOfSomebodyElsesIsRefused() throws IOException {
        Files.createDirectory(
                own(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (System.getProperty("user.name").equals("root")) { // who alone can give a directory away
            Files.setOwner(
                    own(), own().getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
            assertThatThrownBy(() -> StateDirectory.open(own())).hasMessageContaining("belongs to nobody");
        } else {
            StateDirectory.open(own()).close();
        }
    }

    @Test
    void aDamagedIdentityIsNotTakenForNone() throws IOException {
        try (var state = StateDirectory.open(own())) {
            state.write(Facts.identity(Facts.NOW));
            var file = own().resolve("identity");
            var text = Files.readString(file);
            for (var damaged : new String[] {"", text.substring(0, text.length() / 2), text.replace("T12", "X12")}) {
                Files.writeString(file, damaged);
                assertThatThrownBy(state::read).isInstanceOf(IOException.class).hasMessageContaining("is damaged");
            }
        }
    }

    @Test
    void twoAgentsNeverShareADirectory() throws IOException {
        try (var _ = StateDirectory.open(own())) {
            assertThatThrownBy(() -> StateDirectory.open(own())).isInstanceOf(OverlappingFileLockException.class);
        }
    }
}
