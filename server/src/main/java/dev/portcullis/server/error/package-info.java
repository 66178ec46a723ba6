// SPDX-License-Identifier: Apache-2.0
/**
 * The one type of failure that callers are told about. Domain code throws an {@link dev.portcullis.server.error.ApiException};
 * {@link dev.portcullis.server.error.AwsErrors} gives it AWS's code, status and text, and nothing else does.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.error;
