// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

/** Whether a request of an operation carries a signature. */
public enum Authentication {
    /** Signed with Signature Version 4; unsigned ones are refused. */
    SIGV4,
    /** The operation takes its proof in the request itself; a signature is ignored. */
    NONE
}
