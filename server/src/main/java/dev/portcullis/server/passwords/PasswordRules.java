// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passwords;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.PasswordPolicy;
import dev.portcullis.server.error.ApiError.PasswordPolicyViolation;
import dev.portcullis.server.users.CredentialOwner;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a password must be like (IAM User Guide, "Set an account password policy"): as the account's policy says or, where there is none, at
 * least eight characters of three kinds, and not the account's own name. For root an account's policy does not count.
 */
final class PasswordRules {
    private static final int STANDARD_LENGTH = 8;
    private static final int STANDARD_KINDS = 3;
    /** As AWS's model has it, so that a password that is set can be given as the old one wherever one is asked for. */
    private static final Pattern FORM = Pattern.compile("[\\u0009\\u000A\\u000D\\u0020-\\u00FF]{0,128}");

    private static final String SYMBOLS = "!@#$%^&*()_+-=[]{}|'";

    private PasswordRules() {}

    /** @throws dev.portcullis.server.error.ApiException {@code PasswordPolicyViolation}, saying the first thing that is wrong */
    static void require(Account account, CredentialOwner owner, String password) {
        require(
                FORM.matcher(password).matches(),
                "at most 128 characters, all of them of the first 256 of Unicode (Latin-1)");
        policy(account, owner)
                .ifPresentOrElse(policy -> require(policy, password), () -> requireStandard(account, password));
    }

    /** How many of an owner's last passwords, the present one included, it may not set again. */
    static int remembered(Account account, CredentialOwner owner) {
        return owner.isRootOf(account)
                ? 1
                : policy(account, owner).map(PasswordPolicy::reusePrevention).orElse(0);
    }

    private static Optional<PasswordPolicy> policy(Account account, CredentialOwner owner) {
        return owner.isRootOf(account) ? Optional.empty() : account.settings().passwordPolicy();
    }

    private static void require(PasswordPolicy policy, String password) {
        requireLength(password, policy.minimumLength());
        require(!policy.requiresUppercase() || Kind.UPPERCASE.isIn(password), "at least one uppercase letter");
        require(!policy.requiresLowercase() || Kind.LOWERCASE.isIn(password), "at least one lowercase letter");
        require(!policy.requiresNumbers() || Kind.NUMBER.isIn(password), "at least one number");
        require(!policy.requiresSymbols() || Kind.SYMBOL.isIn(password), "at least one of these symbols: " + SYMBOLS);
    }

    private static void requireStandard(Account account, String password) {
        requireLength(password, STANDARD_LENGTH);
        long kinds =
                Stream.of(Kind.values()).filter(kind -> kind.isIn(password)).count();
        require(
                kinds >= STANDARD_KINDS,
                "characters of at least three of these kinds: uppercase letters, lowercase letters, numbers, symbols");
        var alias = account.settings().alias();
        if (password.equals(account.id().text())
                || alias.filter(password::equalsIgnoreCase).isPresent()) {
            throw new PasswordPolicyViolation("Password must not be the name of the account.").asException();
        }
    }

    private static void requireLength(String password, int least) {
        require(password.length() >= least, "a minimum length of " + least);
    }

    private static void require(boolean fits, String what) {
        if (!fits) {
            throw new PasswordPolicyViolation("Password should have " + what).asException();
        }
    }

    /** The kinds of character that policies know. */
    private enum Kind {
        UPPERCASE,
        LOWERCASE,
        NUMBER,
        SYMBOL;

        boolean isIn(String password) {
            return password.chars().anyMatch(this::has);
        }

        private boolean has(int c) {
            return switch (this) {
                case UPPERCASE -> c >= 'A' && c <= 'Z';
                case LOWERCASE -> c >= 'a' && c <= 'z';
                case NUMBER -> c >= '0' && c <= '9';
                case SYMBOL -> SYMBOLS.indexOf(c) >= 0;
            };
        }
    }
}
