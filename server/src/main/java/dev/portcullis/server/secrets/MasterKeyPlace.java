// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the master key of a data directory is kept. It prints as what operators call it, never with the key. */
public sealed interface MasterKeyPlace {
    /** The environment variable that may hold the master key itself. */
    String VARIABLE = "PORTCULLIS_MASTER_KEY";

    /** The environment variable with the user's PIN of the PKCS#11 token. */
    String PIN = "PORTCULLIS_PKCS11_PIN";

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
     * In a file, wrapped by a PKCS#11 token; see {@link MasterKeyFile}.
     *
     * @param token the configuration of the provider
     */
    record InFileWrapped(Path file, Path token, Secret pin) implements MasterKeyPlace {
        @Override
        public KeyRing open(Path dataDirectory, boolean dataExist, RandomSource random) {
            return MasterKeyFile.open(file, new WrappedForm(token, pin, random), dataDirectory, dataExist, random);
        }

        @Override
        public String toString() {
            return file + ", wrapped by the PKCS#11 token of " + token;
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

    /**
     * In the environment if the variable is there, even empty; else in the file, wrapped if there is a token.
     *
     * @param token the configuration of the token that has wrapped it
     * @throws MasterKeyException if a token is named without its PIN, or a PIN is there without a token
     */
    static MasterKeyPlace of(Path file, Optional<Path> token, Map<String, String> environment) {
        var text = environment.get(VARIABLE);
        var pin = environment.get(PIN);
        if (token.isPresent() != (pin != null)) {
            throw new MasterKeyException(
                    "The setting master-key-pkcs11 and the environment variable %s belong together: give both or neither."
                            .formatted(PIN));
        }
        if (text != null) {
            return new InEnvironment(Secret.ofText(text), file);
        }
        return token.isPresent() && pin != null
                ? new InFileWrapped(file, token.get(), Secret.ofText(pin))
                : new InFile(file);
    }

    /**
     * Reads the master keys.
     *
     * @param dataExist whether the data directory holds data; then a missing key is refused, never made anew
     * @throws MasterKeyException if they cannot be had for sure; the message tells the operator what to do, and never a key
     */
    KeyRing open(Path dataDirectory, boolean dataExist, RandomSource random);
}
