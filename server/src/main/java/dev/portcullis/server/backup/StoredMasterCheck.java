// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.backup;

import dev.portcullis.server.secrets.MasterCheck;
import dev.portcullis.server.secrets.Sealer;
import dev.portcullis.server.storage.AggregateChange;
import dev.portcullis.server.storage.AggregateId;
import dev.portcullis.server.storage.CommitRecord;
import dev.portcullis.server.storage.CommitResult;
import dev.portcullis.server.storage.ObjectStore;
import dev.portcullis.server.storage.Revision;
import dev.portcullis.server.storage.SealedBytes;
import dev.portcullis.server.storage.SecretKey;
import dev.portcullis.server.storage.StoreNotOpened;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Keeps, with the data, the value by which they recognise their master key. */
public final class StoredMasterCheck {
    private static final SecretKey KEY = new SecretKey(new AggregateId("system", "master-key"), "check", "1");

    private StoredMasterCheck() {}

    /** Whether the data have met a master key already. */
    public static boolean isIn(ObjectStore store) {
        return store.secret(KEY).isPresent();
    }

    /** @throws dev.portcullis.server.secrets.MasterKeyException if the data were made under another master key */
    public static void verify(ObjectStore store, Sealer sealer, InstantSource clock) {
        var check = new MasterCheck(sealer);
        var stored = store.secret(KEY);
        if (stored.isEmpty()) {
            commit(store, SealedBytes.of(check.seal()), clock);
            return;
        }
        check.verify(stored.get().toByteArray())
                .ifPresent(renewed -> store.resealSecret(KEY, stored.get(), SealedBytes.of(renewed)));
    }

    /**
     * Verifies data that lie in a backup and are not to be changed.
     *
     * @param secrets looks a secret up in them
     * @throws dev.portcullis.server.secrets.MasterKeyException if they were made under another master key
     * @throws StoreNotOpened if they do not tell
     */
    public static void verify(Function<SecretKey, Optional<SealedBytes>> secrets, Sealer sealer) {
        var stored = secrets.apply(KEY)
                .orElseThrow(() -> new StoreNotOpened("The backup holds nothing by which it knows its master key."));
        new MasterCheck(sealer).verify(stored.toByteArray());
    }

    private static void commit(ObjectStore store, SealedBytes sealed, InstantSource clock) {
        var change = AggregateChange.at(KEY.aggregate(), Revision.NONE)
                .putSecret(KEY.kind(), KEY.id(), sealed)
                .build();
        var why = CommitRecord.withoutRequest("portcullis:first-start", "portcullis:FirstStart", clock.instant());
        if (!(store.commit(List.of(change), why) instanceof CommitResult.Committed)) {
            throw new IllegalStateException("The data changed while the server was starting");
        }
    }
}
