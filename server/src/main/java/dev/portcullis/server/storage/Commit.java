// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.time.Instant;
import java.util.List;

/**
 * One step in the history of one aggregate.
 *
 * @param revision the revision this commit made
 * @param time the commit time: later than that of every commit before it, in milliseconds
 * @param changes the changed objects, by key; those versions that retention has already removed are missing
 */
public record Commit(
        AggregateId aggregate, Revision revision, Instant time, CommitRecord record, List<ObjectChange> changes) {
    public Commit {
        changes = List.copyOf(changes);
    }
}
