// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.time.Instant;
import java.util.Map;

/** How a commit ended, when its outcome is known. Everything but {@link Committed} left nothing behind. */
public sealed interface CommitResult {
    /**
     * All of it is durable; now, or already before when the operation id was committed earlier.
     *
     * @param revisions the revision made for each changed aggregate
     * @param time the commit time
     */
    record Committed(Map<AggregateId, Revision> revisions, Instant time) implements CommitResult {
        public Committed {
            revisions = Map.copyOf(revisions);
        }
    }

    /**
     * An aggregate did not stand at the expected revision.
     *
     * @param heads where every aggregate of the commit really stands
     */
    record Conflict(Map<AggregateId, Revision> heads) implements CommitResult {
        public Conflict {
            heads = Map.copyOf(heads);
        }
    }

    /** An access key id that the commit claims already has an owner. */
    record DuplicateAccessKey(String accessKeyId) implements CommitResult {}
}
