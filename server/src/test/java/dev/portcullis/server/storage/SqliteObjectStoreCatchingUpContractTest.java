// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import dev.portcullis.server.storage.SqliteObjectStore.Tuning;

/** With a table of live objects that catches up with every other commit. */
class SqliteObjectStoreCatchingUpContractTest extends SqliteObjectStoreContractTest {
    @Override
    ObjectStore newStore() {
        return newStore(new Tuning("FULL", 1));
    }
}
