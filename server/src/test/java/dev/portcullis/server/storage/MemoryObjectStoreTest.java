// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

class MemoryObjectStoreTest extends ObjectStoreContract {
    @Override
    ObjectStore newStore() {
        return new MemoryObjectStore(Samples.KINDS, clock);
    }
}
