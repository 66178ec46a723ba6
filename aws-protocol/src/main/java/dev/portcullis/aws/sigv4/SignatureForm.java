// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

/** Where a request carries its signature. */
public enum SignatureForm {
    /** In the {@code Authorization} header. */
    HEADER,
    /** In {@code X-Amz-*} parameters of the query string: a presigned URL. */
    QUERY
}
