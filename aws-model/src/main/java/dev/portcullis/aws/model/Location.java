// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

/** Where a member of a request or an answer stands in the HTTP message, in the protocols that bind operations to methods and paths. */
public enum Location {
    /** In the body, with the other members that stand there. */
    BODY,
    /** The member is the whole body. */
    PAYLOAD,
    /** A label in the path. */
    URI,
    /** A parameter of the query string; a map is all parameters that no other member takes. */
    QUERY,
    /** A header. */
    HEADER,
    /** A map of all headers whose names start with the member's wire name. */
    HEADERS,
    /** The status of the answer. */
    STATUS
}
