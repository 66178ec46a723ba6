// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sshkeys;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.SshPublicKey;
import dev.portcullis.server.account.User;
import dev.portcullis.server.error.ApiError.DuplicateSshPublicKey;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.error.ApiError.NoSuchEntity;

/** What can be done to SSH public keys: functions from one account to the next. */
final class SshPublicKeys {
    static final String ACTIVE = "Active";
    static final String INACTIVE = "Inactive";

    private SshPublicKeys() {}

    static Account add(Account account, User user, SshPublicKey key) {
        var present = account.sshPublicKeysOf(user);
        if (present.stream().anyMatch(other -> other.text().equals(key.text()))) {
            throw new DuplicateSshPublicKey(
                            "The SSH public key is already associated with the user " + user.name() + ".")
                    .asException();
        }
        Account.requireRoom(Quota.SSH_PUBLIC_KEYS_PER_USER, present.size());
        return account.with(key);
    }

    static Account update(Account account, User user, String keyId, String status) {
        var key = key(account, user, keyId);
        boolean active = isActive(status);
        return key.isActive() == active ? account : account.with(key.active(active));
    }

    static Account delete(Account account, User user, String keyId) {
        return account.without(key(account, user, keyId));
    }

    /** A key of that user; another's is as good as none. */
    static SshPublicKey key(Account account, User user, String keyId) {
        return account.sshPublicKeys()
                .get(keyId)
                .filter(key -> key.user().equals(user.id()))
                .orElseThrow(() -> NoSuchEntity.sshPublicKey(keyId).asException());
    }

    /** AWS's model knows a third status, which nobody can set. */
    private static boolean isActive(String status) {
        return switch (status) {
            case ACTIVE -> true;
            case INACTIVE -> false;
            default ->
                throw new InvalidInput("The status of an SSH public key can be set to Active or Inactive only.")
                        .asException();
        };
    }
}
