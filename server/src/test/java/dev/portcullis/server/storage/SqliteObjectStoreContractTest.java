// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import dev.portcullis.server.storage.SqliteObjectStore.Tuning;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** With a table of live objects that lags behind for the whole of each test. */
class SqliteObjectStoreContractTest extends ObjectStoreContract {
    @TempDir
    private Path directory;

    private int stores;

    @Override
    ObjectStore newStore() {
        return newStore(Tuning.DEFAULT);
    }

    final ObjectStore newStore(Tuning tuning) {
        var place = directory.resolve("store" + stores++);
        return SqliteObjectStore.open(place, Samples.KINDS, clock, SqliteObjectStore.DEFAULT_RETENTION, tuning);
    }
}
