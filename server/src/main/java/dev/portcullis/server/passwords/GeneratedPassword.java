// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passwords;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.PasswordPolicy;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.Secret;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Draws passwords for people to type once: twenty characters, or as many as the account's policy asks for, of all four kinds, without those
 * that look alike, and with a letter first, so that no program takes one for a formula or a flag.
 */
public final class GeneratedPassword {
    private static final int LENGTH = 20;
    private static final String UPPERCASE = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    private static final String LOWERCASE = "abcdefghijkmnopqrstuvwxyz";
    private static final String NUMBERS = "23456789";
    private static final String SYMBOLS = "!@#$%^*()_+-=[]{}";
    private static final List<String> KINDS = List.of(UPPERCASE, LOWERCASE, NUMBERS, SYMBOLS);

    private GeneratedPassword() {}

    /** A password that satisfies the account's policy, or the standard where it has none. */
    public static Secret of(Account account, RandomSource random) {
        int length = Math.max(
                LENGTH,
                account.settings()
                        .passwordPolicy()
                        .map(PasswordPolicy::minimumLength)
                        .orElse(LENGTH));
        var generator = new Generator(random);
        var rest = new ArrayList<Character>();
        KINDS.forEach(kind -> rest.add(oneOf(kind, generator)));
        while (rest.size() < length - 1) {
            rest.add(oneOf(String.join("", KINDS), generator));
        }
        Collections.shuffle(rest, Random.from(generator));
        var text = new StringBuilder(length).append(oneOf(UPPERCASE + LOWERCASE, generator));
        rest.forEach(text::append);
        return Secret.ofText(text.toString());
    }

    private static char oneOf(String characters, RandomGenerator generator) {
        return characters.charAt(generator.nextInt(characters.length()));
    }

    /** Java's ways to draw without bias, on our source. */
    private record Generator(RandomSource random) implements RandomGenerator {
        @Override
        public long nextLong() {
            return ByteBuffer.wrap(random.bytes(Long.BYTES)).getLong();
        }
    }
}
