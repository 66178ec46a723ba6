// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

/** What a commit does to the index from access key ids to their owners. The owner is the changed aggregate itself. */
public sealed interface AccessKeyChange {
    String accessKeyId();

    /** Makes the aggregate the owner of a key id that has no owner anywhere. */
    record Claim(String accessKeyId) implements AccessKeyChange {
        public Claim {
            if (accessKeyId.isEmpty() || accessKeyId.length() > 128) {
                throw new IllegalArgumentException("An access key id has 1-128 characters");
            }
        }
    }

    /** Gives a key id up, with all that was noted about its use. It must be owned by the aggregate. */
    record Release(String accessKeyId) implements AccessKeyChange {}
}
