// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.http.HttpCall;
import dev.portcullis.server.storage.CommitRecord;

/** The records of what is written while somebody signs in. */
final class Records {
    private Records() {}

    static CommitRecord of(String operation, String arn, String why, HttpCall call) {
        return new CommitRecord(
                CommitRecord.newOperationId(),
                arn,
                "",
                operation,
                call.requestId(),
                call.client().getHostAddress(),
                call.arrival(),
                why);
    }
}
