// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

/**
 * What an account demands of its users' passwords, as set by {@code UpdateAccountPasswordPolicy}.
 *
 * @param minimumLength 6 to 128 characters
 * @param usersMayChange whether each user may change its own password without a policy that says so
 * @param maxAgeDays after how many days a password expires, 1 to 1,095; 0 for never
 * @param reusePrevention how many of the last passwords, the present one among them, cannot be set again, 1 to 24; 0 for none
 * @param isExpiryHard whether an expired password can no longer be changed by its user, but by an administrator only
 */
public record PasswordPolicy(
        int minimumLength,
        boolean requiresSymbols,
        boolean requiresNumbers,
        boolean requiresUppercase,
        boolean requiresLowercase,
        boolean usersMayChange,
        int maxAgeDays,
        int reusePrevention,
        boolean isExpiryHard) {
    /** The most passwords that are remembered. */
    public static final int MOST_REMEMBERED = 24;
}
