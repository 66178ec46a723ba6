// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

/** What a commit does to one object. */
public sealed interface ObjectChange {
    ObjectKey key();

    /** Writes an object, new or in place of the live one with the same key. */
    record Put(StoredObject object) implements ObjectChange {
        @Override
        public ObjectKey key() {
            return object.key();
        }
    }

    /** Ends a live object. Its old versions stay in the history for the retention time. */
    record Delete(ObjectKey key) implements ObjectChange {}
}
