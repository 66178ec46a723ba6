// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.util.Map;

/**
 * The kinds of objects this release knows, and for each the newest schema version it can read. A store that holds
 * another kind or a newer version was written by a newer release, and does not open.
 *
 * @param newestVersions kind to newest known schema version, from 1
 */
public record ObjectKinds(Map<String, Integer> newestVersions) {
    public ObjectKinds {
        newestVersions = Map.copyOf(newestVersions);
        newestVersions.forEach((kind, version) -> {
            ObjectKey.requireKind(kind);
            if (version < 1) {
                throw new IllegalArgumentException("Schema versions start at 1: %s %d".formatted(kind, version));
            }
        });
    }

    /** Whether an object of this kind and schema version can be read here. */
    public boolean knows(String kind, int schemaVersion) {
        return schemaVersion <= newestVersions.getOrDefault(kind, 0);
    }

    void require(StoredObject object) {
        if (!knows(object.key().kind(), object.schemaVersion())) {
            throw new IllegalArgumentException(
                    "Kind %s is not known in version %d".formatted(object.key().kind(), object.schemaVersion()));
        }
    }
}
