// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.handout;

import dev.portcullis.server.secrets.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** The password for the mail server, in a file of its own. */
public final class MailPassword {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private MailPassword() {}

    /** @throws IllegalArgumentException if the file cannot be read, is open to others, or holds anything but one line */
    public static Secret read(Path file) {
        try {
            if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
                throw new IllegalArgumentException(
                        "mail-password-file: %1$s is open to others than its owner. Run: chmod 600 %1$s"
                                .formatted(file));
            }
            var lines = Files.readAllLines(file);
            if (lines.size() != 1 || lines.getFirst().isBlank()) {
                throw new IllegalArgumentException("mail-password-file: " + file + " needs one line, the password.");
            }
            return Secret.ofText(lines.getFirst());
        } catch (IOException e) {
            throw new IllegalArgumentException("mail-password-file: " + file + " cannot be read: " + e, e);
        }
    }
}
