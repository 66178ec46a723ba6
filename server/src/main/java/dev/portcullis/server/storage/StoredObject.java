// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

/**
 * One object as it is kept.
 *
 * @param key its name within the aggregate
 * @param schemaVersion the version of its kind's JSON schema, from 1; readers accept older versions than they write
 * @param json the document; the store keeps it as it is and never looks inside
 */
public record StoredObject(ObjectKey key, int schemaVersion, String json) {
    public StoredObject {
        if (schemaVersion < 1) {
            throw new IllegalArgumentException("Schema versions start at 1: " + schemaVersion);
        }
        if (json.isEmpty()) {
            throw new IllegalArgumentException("The document of %s is empty".formatted(key));
        }
    }
}
