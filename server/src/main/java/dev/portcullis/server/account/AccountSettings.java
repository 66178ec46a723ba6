// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What an account has one of.
 *
 * @param alias the account's alias
 * @param rootEpoch sessions of the root user made under another epoch are refused
 * @param revokedSessions the access key ids of single sessions that were ended, until they would have expired anyway
 * @param passwordPolicy what the account demands of passwords; empty where the standard does
 */
public record AccountSettings(
        Instant createdAt,
        Optional<String> alias,
        int rootEpoch,
        Map<String, Instant> revokedSessions,
        Optional<PasswordPolicy> passwordPolicy)
        implements Entity {
    /** The most single sessions that can stand revoked at one time; past it an epoch has to be raised. */
    public static final int MAX_REVOKED_SESSIONS = 1_000;

    public AccountSettings {
        revokedSessions = Map.copyOf(revokedSessions);
    }

    /** Those of an account that has just been made. */
    public static AccountSettings of(Instant createdAt) {
        return new AccountSettings(createdAt, Optional.empty(), 0, Map.of(), Optional.empty());
    }

    @Override
    public Kind kind() {
        return Kind.SETTINGS;
    }

    @Override
    public String id() {
        return "settings";
    }

    public AccountSettings withAlias(Optional<String> next) {
        return new AccountSettings(createdAt, next, rootEpoch, revokedSessions, passwordPolicy);
    }

    public AccountSettings withNextRootEpoch() {
        return new AccountSettings(createdAt, alias, rootEpoch + 1, revokedSessions, passwordPolicy);
    }

    public AccountSettings withRevoked(Map<String, Instant> next) {
        return new AccountSettings(createdAt, alias, rootEpoch, next, passwordPolicy);
    }

    public AccountSettings withPasswordPolicy(Optional<PasswordPolicy> next) {
        return new AccountSettings(createdAt, alias, rootEpoch, revokedSessions, next);
    }
}
