// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.http;

import java.util.Optional;

/** The request that this thread works for, so that log entries can name it. Nothing else may depend on it. */
public final class CurrentRequest {
    private static final ScopedValue<String> ID = ScopedValue.newInstance();

    private CurrentRequest() {}

    /** The id of the request, if this thread works for one. */
    public static Optional<String> id() {
        return ID.isBound() ? Optional.of(ID.get()) : Optional.empty();
    }

    static <T> T within(String id, ScopedValue.CallableOp<T, RuntimeException> work) {
        return ScopedValue.where(ID, id).call(work);
    }
}
