// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.util.Collection;
import java.util.Optional;

/**
 * Facts about use that change with every request. They are written in batches outside of all revisions, may lose their
 * last minute in a crash, and no decision reads them. Thread-safe.
 */
public interface UsageStore {
    /** Notes uses; of each key only the latest counts, and keys without an owner are passed over. */
    void noteAccessKeyUses(Collection<AccessKeyUse> uses);

    Optional<AccessKeyUse> lastUseOfAccessKey(String accessKeyId);
}
