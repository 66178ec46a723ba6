// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CommitRecordTest {
    @Test
    void operationIdsAreUniqueAndBeginWithTheTime() {
        long before = System.currentTimeMillis();
        var drawn = new ArrayList<String>();
        for (int i = 0; i < 10_000; i++) {
            drawn.add(CommitRecord.newOperationId());
        }
        long after = System.currentTimeMillis();

        assertThat(drawn).doesNotHaveDuplicates().allSatisfy(id -> {
            var uuid = UUID.fromString(id);
            assertThat(uuid.version()).isEqualTo(7);
            assertThat(uuid.variant()).isEqualTo(2);
            assertThat(uuid.getMostSignificantBits() >>> 16).isBetween(before, after);
        });
    }
}
