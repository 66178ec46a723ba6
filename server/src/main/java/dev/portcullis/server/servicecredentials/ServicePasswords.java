// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.servicecredentials;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Kind;
import dev.portcullis.server.account.ServiceCredential;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.Secret;
import dev.portcullis.server.secrets.SecretAddress;
import dev.portcullis.server.secrets.StoredSecrets;
import dev.portcullis.server.storage.SealedBytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Makes and verifies the passwords of service-specific credentials. They are 256 random bits, never chosen by anybody, so that a plain SHA-256
 * of one is enough to keep: there is nothing to guess. Thread-safe.
 */
public final class ServicePasswords {
    private static final int BYTES = 32;

    private final Accounts accounts;
    private final StoredSecrets storedSecrets;
    private final RandomSource random;

    public ServicePasswords(Accounts accounts, StoredSecrets storedSecrets, RandomSource random) {
        this.accounts = accounts;
        this.storedSecrets = storedSecrets;
        this.random = random;
    }

    /** A new password, to be shown once, and its hash sealed, to be stored. */
    record NewServicePassword(Secret password, SealedBytes sealed) {}

    NewServicePassword next(AccountId account, String userId, String credentialId) {
        var text = Base64.getEncoder().encodeToString(random.bytes(BYTES));
        var sealed = storedSecrets.seal(address(account, userId, credentialId), hash(text));
        return new NewServicePassword(Secret.ofText(text), SealedBytes.of(sealed));
    }

    /** Whether this is the password of the credential; its status is not asked about here. */
    public boolean verify(Account account, ServiceCredential credential, String text) {
        return accounts.secret(account.id(), Kind.SERVICE_CREDENTIAL, credential.id())
                .flatMap(kept -> storedSecrets.open(
                        address(account.id(), credential.user(), credential.id()), kept.toByteArray()))
                .filter(hash(text)::equals)
                .isPresent();
    }

    private static SecretAddress address(AccountId account, String userId, String credentialId) {
        return new SecretAddress(account.text(), userId, Kind.SERVICE_CREDENTIAL.storedAs(), credentialId);
    }

    private static Secret hash(String text) {
        try {
            return Secret.of(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The JDK has no SHA-256", e);
        }
    }
}
