// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server;

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
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/** Keeps, with the data, the value by which they recognise their master key. */
final class StoredMasterCheck {
    private static final SecretKey KEY = new SecretKey(new AggregateId("system", "master-key"), "check", "1");

    private StoredMasterCheck() {}

    /** Whether the data have met a master key already. */
    static boolean isIn(ObjectStore store) {
        return store.secret(KEY).isPresent();
    }

    /** @throws dev.portcullis.server.secrets.MasterKeyException if the data were made under another master key */
    static void verify(ObjectStore store, Sealer sealer, InstantSource clock) {
        var check = new MasterCheck(sealer);
        var stored = store.secret(KEY);
        if (stored.isEmpty()) {
            commit(store, SealedBytes.of(check.seal()), clock);
            return;
        }
        check.verify(stored.get().toByteArray())
                .ifPresent(renewed -> store.resealSecret(KEY, stored.get(), SealedBytes.of(renewed)));
    }

    private static void commit(ObjectStore store, SealedBytes sealed, InstantSource clock) {
        var change = AggregateChange.at(KEY.aggregate(), Revision.NONE)
                .putSecret(KEY.kind(), KEY.id(), sealed)
                .build();
        var why = new CommitRecord(
                UUID.randomUUID().toString(),
                "portcullis:first-start",
                "",
                "portcullis:FirstStart",
                "",
                "",
                clock.instant(),
                "");
        if (!(store.commit(List.of(change), why) instanceof CommitResult.Committed)) {
            throw new IllegalStateException("The data changed while the server was starting");
        }
    }
}
