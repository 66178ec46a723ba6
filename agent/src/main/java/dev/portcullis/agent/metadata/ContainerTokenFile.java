// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.metadata;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** The file with the token for the container endpoint: whoever can read it gets the credentials. */
public final class ContainerTokenFile {
    private static final int LEAST_LENGTH = 16;
    private static final int TOKEN_BYTES = 32;

    private ContainerTokenFile() {}

    /** Makes the file with a random token, for its owner alone, where there is none; checks it where there is one. */
    public static void prepare(Path file) throws IOException {
        if (Files.notExists(file)) {
            byte[] token = new byte[TOKEN_BYTES];
            new SecureRandom().nextBytes(token);
            var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            try (var channel =
                    Files.newByteChannel(file, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), mode)) {
                var text = Base64.getUrlEncoder().withoutPadding().encodeToString(token);
                channel.write(StandardCharsets.US_ASCII.encode(text));
            }
        }
        read(file);
    }

    /**
     * Reads the token, without the white space around it.
     *
     * @throws IOException if it cannot be read, everybody can read it, or it is too short to keep anybody out
     */
    static String read(Path file) throws IOException {
        if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
            throw new IOException("Everybody can read " + file + ": chmod o= it.");
        }
        String token = Files.readString(file, StandardCharsets.US_ASCII).strip();
        if (token.length() < LEAST_LENGTH) {
            throw new IOException("The token in " + file + " has less than " + LEAST_LENGTH + " characters.");
        }
        return token;
    }
}
