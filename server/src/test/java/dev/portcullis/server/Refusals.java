// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.error.ApiError;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What tests say of calls that are refused. */
public final class Refusals {
    private Refusals() {}

    public static void assertRefused(ThrowingCallable call, ApiError error) {
        assertThat(refusal(call)).isEqualTo(error);
    }

    /** Refused by policies, or for the kind of credentials. */
    public static void assertDenied(ThrowingCallable call) {
        assertThat(refusal(call)).isInstanceOf(AccessDenied.class);
    }

    /** Refused for want of this permission. */
    public static void assertDenied(ThrowingCallable call, String action) {
        assertDenied(call);
        assertThat(refusal(call).toString()).contains("is not authorized to perform: " + action + " on resource");
    }

    /** Why a call is refused. */
    public static ApiError refusal(ThrowingCallable call) {
        var error = new ApiError[1];
        assertThatThrownBy(call).isInstanceOfSatisfying(ApiException.class, e -> error[0] = e.error());
        return error[0];
    }
}
