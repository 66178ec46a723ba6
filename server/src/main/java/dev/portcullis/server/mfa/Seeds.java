// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.mfa;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Kind;
import dev.portcullis.server.account.MfaDevice;
import dev.portcullis.server.secrets.Base32;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.Secret;
import dev.portcullis.server.secrets.SecretAddress;
import dev.portcullis.server.secrets.StoredSecrets;
import dev.portcullis.server.storage.SealedBytes;
import java.util.HexFormat;

/** The seeds of MFA devices: drawn or imported, sealed for the store, and opened to check a password. Thread-safe. */
public final class Seeds {
    /** 320 bits, as AWS's; RFC 4226 asks for 128 at least. */
    private static final int SEED_LENGTH = 40;

    private static final int SEED_CHARACTERS = 64;
    private static final int ID_LENGTH = 16;

    private final Accounts accounts;
    private final StoredSecrets storedSecrets;
    private final RandomSource random;

    public Seeds(Accounts accounts, StoredSecrets storedSecrets, RandomSource random) {
        this.accounts = accounts;
        this.storedSecrets = storedSecrets;
        this.random = random;
    }

    /**
     * A seed for a device that is about to be made.
     *
     * @param id of the device
     * @param sealed the seed, to be stored
     */
    record NewSeed(String id, SealedBytes sealed) {
        /** Tells no seed. */
        @Override
        public String toString() {
            return "NewSeed[of " + id + "]";
        }
    }

    /** A random seed in Base32, to be shown once and then {@linkplain #seal kept}. */
    String draw() {
        return Base32.encode(random.bytes(SEED_LENGTH), SEED_CHARACTERS);
    }

    /** A seed as it is kept for a device of the account that is about to be made. */
    NewSeed seal(AccountId account, byte[] seed) {
        var id = HexFormat.of().formatHex(random.bytes(ID_LENGTH));
        var sealed = storedSecrets.seal(address(account, id), Secret.of(seed));
        return new NewSeed(id, SealedBytes.of(sealed));
    }

    /** The seed of a device that is in the account. */
    byte[] open(Account account, MfaDevice device) {
        return accounts.secret(account.id(), Kind.MFA_DEVICE, device.id())
                .flatMap(kept -> storedSecrets.open(address(account.id(), device.id()), kept.toByteArray()))
                .orElseThrow(() -> new IllegalStateException("MFA device " + device.id() + " has no seed that opens"))
                .reveal();
    }

    private static SecretAddress address(AccountId account, String deviceId) {
        return new SecretAddress(account.text(), deviceId, Kind.MFA_DEVICE.storedAs(), deviceId);
    }
}
