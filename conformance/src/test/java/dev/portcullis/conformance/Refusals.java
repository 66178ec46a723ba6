// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What an AWS SDK makes of a refusal. */
final class Refusals {
    private Refusals() {}

    /** The call fails with AccessDenied, naming the action and all of this. */
    static void assertDenied(ThrowingCallable call, String action, String... more) {
        assertThatThrownBy(call)
                .isInstanceOf(AwsServiceException.class)
                .hasMessageContaining("is not authorized to perform: " + action)
                .satisfies(thrown -> assertThat(List.of(more))
                        .allSatisfy(text -> assertThat(thrown).hasMessageContaining(text)))
                .extracting(thrown ->
                        ((AwsServiceException) thrown).awsErrorDetails().errorCode())
                .isEqualTo("AccessDenied");
    }

    /** The call fails with this error code. */
    static void assertRefused(ThrowingCallable call, String code) {
        assertThatThrownBy(call)
                .isInstanceOf(AwsServiceException.class)
                .extracting(thrown ->
                        ((AwsServiceException) thrown).awsErrorDetails().errorCode())
                .isEqualTo(code);
    }
}
