// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Master keys wrapped by the key of a PKCS#11 token: {@code pmk1w_} and the wrapped text of the key in URL-safe Base64.
 *
 * @param configuration of the provider
 */
record WrappedForm(Path configuration, Secret pin, RandomSource random) implements MasterKeyForm {
    private static final String PREFIX = "pmk1w_";

    /** What is done with a token while it is open. */
    @FunctionalInterface
    private interface Work<T> {
        T with(Pkcs11Token token) throws GeneralSecurityException;
    }

    @Override
    public String comment() {
        return """
                # The master key of a Portcullis data directory, wrapped by a key on a PKCS#11 token, which alone can unwrap it.
                # Without this file, or without the token, every secret in the data is lost. Keep the file apart from the data.
                # The first key is the one in use. Keys on lines after it only open what was sealed under them before.
                """;
    }

    @Override
    public String written(MasterKey key) {
        return PREFIX
                + Base64.getUrlEncoder().withoutPadding().encodeToString(withToken(token -> {
                    token.ensureKey();
                    return token.wrap(key.text().reveal(), random);
                }));
    }

    @Override
    public KeyRing read(Secret content) {
        var words = content.revealText()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .flatMap(line -> Pattern.compile("\\s+").splitAsStream(line))
                .filter(word -> !word.isEmpty())
                .toList();
        return withToken(token -> {
            var texts = new ArrayList<String>();
            for (var word : words) {
                texts.add(Secret.of(token.unwrap(wrapped(word))).revealText());
            }
            return KeyRing.parse(Secret.ofText(String.join("\n", texts)));
        });
    }

    private static byte[] wrapped(String word) {
        if (!word.startsWith(PREFIX)) {
            throw new MasterKeyException("It holds something that no token has wrapped: what is wrapped starts with "
                    + PREFIX + ". A master key that lies there in clear is not taken while master-key-pkcs11 is set.");
        }
        try {
            return Base64.getUrlDecoder().decode(word.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            throw new MasterKeyException("A wrapped master key is written in URL-safe Base64; this text is not.");
        }
    }

    /** @throws MasterKeyException why the token is of no use, without the PIN */
    private <T> T withToken(Work<T> work) {
        try (var token = Pkcs11Token.open(configuration, pin)) {
            return work.with(token);
        } catch (IOException | GeneralSecurityException | ProviderException | IllegalArgumentException e) {
            throw new MasterKeyException(
                    "The PKCS#11 token of %s did not do what it should: %s".formatted(configuration, reasons(e)), e);
        }
    }

    private static String reasons(Throwable thrown) {
        var reasons = new StringBuilder(String.valueOf(thrown.getMessage()));
        for (var cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            reasons.append(": ").append(cause.getMessage());
        }
        return reasons.toString();
    }
}
