// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/** Values that the storage tests share. */
final class Samples {
    static final ObjectKinds KINDS = new ObjectKinds(Map.of("user", 2, "group", 1));
    static final AggregateId ACCOUNT = new AggregateId("account", "111122223333");
    static final AggregateId OTHER = new AggregateId("account", "444455556666");
    static final AggregateId DIRECTORY = new AggregateId("directory", "accounts");

    private Samples() {}

    static StoredObject user(String id, String json) {
        return new StoredObject(new ObjectKey("user", id), 1, json);
    }

    static SealedBytes sealed(String text) {
        return SealedBytes.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static CommitRecord record(String operationId) {
        return new CommitRecord(
                operationId,
                "arn:aws:iam::111122223333:user/ann",
                "AKIAEXAMPLE",
                "iam:CreateUser",
                "request-" + operationId,
                "192.0.2.7",
                Instant.parse("2026-03-01T11:59:59.123Z"),
                "identity: policy Admin, statement 1");
    }
}
