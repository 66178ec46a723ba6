// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteObjectStoreContractTest extends ObjectStoreContract {
    @TempDir
    private Path directory;

    private int stores;

    @Override
    ObjectStore newStore() {
        return SqliteObjectStore.open(directory.resolve("store" + stores++), Samples.KINDS, clock);
    }
}
