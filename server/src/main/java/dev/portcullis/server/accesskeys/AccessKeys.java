// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.accesskeys;

import dev.portcullis.server.account.AccessKey;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Kind;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.api.Issuer.NewAccessKey;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.users.CredentialOwner;
import java.time.Instant;

/** What can be done to access keys: functions from one account to the next. */
public final class AccessKeys {
    static final String ACTIVE = "Active";
    static final String INACTIVE = "Inactive";

    private AccessKeys() {}

    /**
     * With another key, which is active.
     *
     * @throws dev.portcullis.server.error.ApiException if its owner has as many as may be
     */
    public static Account create(Account account, CredentialOwner owner, NewAccessKey key, Instant now) {
        Account.requireRoom(
                Quota.ACCESS_KEYS_PER_USER, account.keysOf(owner.id()).size());
        return account.with(new AccessKey(key.id(), owner.id(), true, now))
                .withSecret(Kind.ACCESS_KEY, key.id(), key.sealed());
    }

    static Account delete(Account account, CredentialOwner owner, String keyId) {
        return account.without(key(account, owner, keyId));
    }

    static Account update(Account account, CredentialOwner owner, String keyId, String status) {
        var key = key(account, owner, keyId);
        boolean active = isActive(status);
        return key.isActive() == active ? account : account.with(key.active(active));
    }

    /** A key of that owner; another's is as good as none. */
    private static AccessKey key(Account account, CredentialOwner owner, String keyId) {
        return account.accessKeys()
                .get(keyId)
                .filter(key -> key.owner().equals(owner.id()))
                .orElseThrow(() -> NoSuchEntity.accessKey(keyId).asException());
    }

    /** AWS's model knows a third status, which nobody can set. */
    private static boolean isActive(String status) {
        return switch (status) {
            case ACTIVE -> true;
            case INACTIVE -> false;
            default ->
                throw new InvalidInput("The status of an access key can be set to Active or Inactive only.")
                        .asException();
        };
    }
}
