// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.util.List;

/**
 * All live objects of an aggregate, and the revision they stand at; both from the same moment.
 *
 * @param revision {@link Revision#NONE} for an aggregate that was never written
 * @param objects ordered by key
 */
public record Snapshot(AggregateId aggregate, Revision revision, List<StoredObject> objects) {
    public Snapshot {
        objects = List.copyOf(objects);
    }
}
