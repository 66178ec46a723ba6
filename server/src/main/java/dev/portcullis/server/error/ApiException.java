// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.error;

/** An API call that cannot succeed, for a reason that the caller is told. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    ApiException(ApiError error) {
        super(error.toString(), null, false, false);
        this.error = error;
    }

    public ApiError error() {
        return error;
    }
}
