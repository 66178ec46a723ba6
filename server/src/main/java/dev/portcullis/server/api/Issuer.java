// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.api;

import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Kind;
import dev.portcullis.server.secrets.AccessKeyIds;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.Secret;
import dev.portcullis.server.secrets.SecretAccessKeys;
import dev.portcullis.server.secrets.SecretAddress;
import dev.portcullis.server.secrets.SessionTokens;
import dev.portcullis.server.secrets.StoredSecrets;
import dev.portcullis.server.secrets.UniqueIds;
import dev.portcullis.server.storage.SealedBytes;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Draws ids and makes credentials: everything random, for operations to prepare with. */
public final class Issuer {
    private static final long FIRST_NUMBER = 100_000_000_000L;
    private static final long NUMBERS = 900_000_000_000L;
    private static final int RESOURCE_ID_DIGITS = 17;
    private static final int RESOURCE_ID_BYTES = 9;

    private final RandomSource random;
    private final UniqueIds uniqueIds;
    private final AccessKeyIds accessKeyIds;
    private final SecretAccessKeys secretAccessKeys;
    private final StoredSecrets storedSecrets;
    private final SessionTokens sessionTokens;
    private final Accounts accounts;

    public Issuer(RandomSource random, StoredSecrets storedSecrets, SessionTokens sessionTokens, Accounts accounts) {
        this.random = random;
        this.uniqueIds = new UniqueIds(random);
        this.accessKeyIds = new AccessKeyIds(random);
        this.secretAccessKeys = new SecretAccessKeys(random);
        this.storedSecrets = storedSecrets;
        this.sessionTokens = sessionTokens;
        this.accounts = accounts;
    }

    /** A new long-term key: its secret, to be shown once, and the same sealed, to be stored. */
    public record NewAccessKey(String id, Secret secret, SealedBytes sealed) {}

    /** A random number that no account has. */
    public AccountId newAccountId() {
        while (true) {
            long bits = ByteBuffer.wrap(random.bytes(Long.BYTES)).getLong();
            var id = new AccountId(Long.toString(FIRST_NUMBER + Math.floorMod(bits, NUMBERS)));
            if (accounts.directory().entry(id).isEmpty()) {
                return id;
            }
        }
    }

    /** An id of something in EC2: the prefix, such as {@code i-}, and 17 hexadecimal digits. */
    public String newResourceId(String prefix) {
        return prefix
                + HexFormat.of().formatHex(random.bytes(RESOURCE_ID_BYTES)).substring(0, RESOURCE_ID_DIGITS);
    }

    public String newCertificateId() {
        return uniqueIds.nextOfCertificate();
    }

    public String newId(UniqueIds.Kind kind) {
        return uniqueIds.next(kind);
    }

    /** @param ownerId the unique id of the user or service, or the account number for root */
    public NewAccessKey newAccessKey(AccountId account, String ownerId) {
        var id = accessKeyIds.longTerm(
                account.text(), taken -> accounts.ownerOf(taken).isPresent());
        return accessKey(account, ownerId, id, secretAccessKeys.next());
    }

    /** A key with a chosen id and secret, sealed for its owner. */
    public NewAccessKey accessKey(AccountId account, String ownerId, String id, Secret secret) {
        var address = new SecretAddress(account.text(), ownerId, Kind.ACCESS_KEY.storedAs(), id);
        return new NewAccessKey(id, secret, SealedBytes.of(storedSecrets.seal(address, secret)));
    }

    /** A new id for the temporary credentials of an account. */
    public String newTemporaryKeyId(AccountId account) {
        return accessKeyIds.temporary(account.text());
    }

    public SessionTokens sessionTokens() {
        return sessionTokens;
    }
}
