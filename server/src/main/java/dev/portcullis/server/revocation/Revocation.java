// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.revocation;

import dev.portcullis.policy.Arn;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountSettings;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.error.ApiError.LimitExceeded;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.secrets.AccessKeyIds;
import dev.portcullis.server.secrets.SessionClaims;
import java.time.Instant;
import java.util.HashMap;

/** Ends sessions: functions from one account to the next. */
final class Revocation {
    private Revocation() {}

    /**
     * Ends every session that a user, a role or the root user has, and those of the federated users that a user or the root user
     * vouched for. Sessions begun afterwards, and long-term keys, are not touched.
     *
     * @param arn as IAM tells it, letter for letter
     */
    static Account ofPrincipal(Account account, String arn) {
        var parsed = Arn.parse(arn).orElseThrow(() -> notAPrincipal(arn));
        if (arn.equals(account.arns().root())) {
            return account.with(account.settings().withNextRootEpoch());
        }
        return switch (parsed.service() + ":" + parsed.resourceType()) {
            case "iam:user" -> ofUser(account, arn, parsed.resourceName());
            case "iam:role" -> ofRole(account, arn, parsed.resourceName());
            default -> throw notAPrincipal(arn);
        };
    }

    /** Ends one session, by the access key id of its credentials. */
    static Account ofSession(Account account, String accessKeyId, Instant now) {
        boolean isOurs = AccessKeyIds.isTemporary(accessKeyId)
                && AccessKeyIds.accountOf(accessKeyId)
                        .filter(account.id().text()::equals)
                        .isPresent();
        if (!isOurs) {
            throw new InvalidInput("The access key id " + accessKeyId
                            + " is not one of temporary credentials of account " + account.id() + ".")
                    .asException();
        }
        var revoked = new HashMap<>(account.settings().revokedSessions());
        revoked.values().removeIf(until -> !until.isAfter(now)); // those sessions are over by themselves
        // When the session ends is written only in its token; none lives longer than this.
        revoked.putIfAbsent(accessKeyId, now.plus(SessionClaims.LONGEST));
        if (revoked.size() > AccountSettings.MAX_REVOKED_SESSIONS) {
            throw new LimitExceeded("Cannot exceed quota for RevokedSessions: " + AccountSettings.MAX_REVOKED_SESSIONS
                            + ". Revoke all sessions of a principal instead.")
                    .asException();
        }
        return account.with(account.settings().withRevoked(revoked));
    }

    private static Account ofUser(Account account, String arn, String name) {
        return account.users()
                .named(name)
                .filter(user -> account.arns().of(user).equals(arn))
                .map(user -> account.with(user.withNextEpoch()))
                .orElseThrow(() -> noSuchPrincipal(arn));
    }

    private static Account ofRole(Account account, String arn, String name) {
        return account.roles()
                .named(name)
                .filter(role -> account.arns().of(role).equals(arn))
                .map(role -> account.with(role.withNextEpoch()))
                .orElseThrow(() -> noSuchPrincipal(arn));
    }

    private static RuntimeException noSuchPrincipal(String arn) {
        return new NoSuchEntity("The principal " + arn + " cannot be found.").asException();
    }

    private static RuntimeException notAPrincipal(String arn) {
        return new InvalidInput("PrincipalArn names a user, a role or the root user of the account, not " + arn
                        + ". A single session is named by SessionAccessKeyId.")
                .asException();
    }
}
