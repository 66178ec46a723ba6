// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** Where the master key of a data directory is kept. It prints as what operators call it, never with the key. */
public sealed interface MasterKeyPlace {
    /** The environment variable that may hold the master key itself. */
    String VARIABLE = "PORTCULLIS_MASTER_KEY";

    /** In a file, which is made when there are no data yet; see {@link MasterKeyFile}. */
    record InFile(Path file) implements MasterKeyPlace {
        @Override
        public KeyRing open(Path dataDirectory, boolean dataExist, RandomSource random) {
            return MasterKeyFile.open(file, dataDirectory, dataExist, random);
        }

        @Override
        public String toString() {
            return file.toString();
        }
    }

    /**
     * In the environment: the text that the file would hold.
     *
     * @param file where the key would be if it were in a file; nothing may be there, for then it is not clear which key counts, and the
     *     key would be on the disk after all
     */
    record InEnvironment(Secret text, Path file) implements MasterKeyPlace {
        @Override
        public KeyRing open(Path dataDirectory, boolean dataExist, RandomSource random) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new MasterKeyException(
                        ("There are two master keys: the environment variable %s and the file %s. Take one of them away; "
                                        + "if the file holds the key of these data, keep a copy of it elsewhere.")
                                .formatted(VARIABLE, file));
            }
            try {
                return KeyRing.parse(text);
            } catch (MasterKeyException e) {
                throw new MasterKeyException(
                        "The environment variable %s cannot be used. %s".formatted(VARIABLE, e.getMessage()), e);
            }
        }

        @Override
        public String toString() {
            return "the environment variable " + VARIABLE;
        }
    }

    /** In the environment if the variable is there, even empty; else in the file. */
    static MasterKeyPlace of(Path file, Map<String, String> environment) {
        var text = environment.get(VARIABLE);
        return text == null ? new InFile(file) : new InEnvironment(Secret.ofText(text), file);
    }

    /**
     * Reads the master keys.
     *
     * @param dataExist whether the data directory holds data; then a missing key is refused, never made anew
     * @throws MasterKeyException if they cannot be had for sure; the message tells the operator what to do, and never a key
     */
    KeyRing open(Path dataDirectory, boolean dataExist, RandomSource random);
}
