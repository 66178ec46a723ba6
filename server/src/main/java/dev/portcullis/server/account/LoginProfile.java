// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;

/**
 * That a user or root can sign in with a password. The password's hash, and those of earlier ones, are the secret of the profile.
 *
 * @param id the unique id of the user, or the account number for root
 * @param changedAt when the password was set last
 * @param isResetRequired whether the user must choose another password when next signing in
 * @param passwordId names the password that is set now: another with each one
 */
public record LoginProfile(String id, Instant createdAt, Instant changedAt, boolean isResetRequired, String passwordId)
        implements Entity {
    @Override
    public Kind kind() {
        return Kind.LOGIN_PROFILE;
    }

    /** With another password. */
    public LoginProfile changed(String nextPasswordId, Instant now, boolean resetRequired) {
        return new LoginProfile(id, createdAt, now, resetRequired, nextPasswordId);
    }

    /** With the same password. */
    public LoginProfile requiringReset(boolean next) {
        return new LoginProfile(id, createdAt, changedAt, next, passwordId);
    }
}
