// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

/** The wire protocols that a service model can ask for. */
public enum Protocol {
    /** AWS Query: a form in, XML out. IAM, STS and our own service. */
    QUERY,
    /** The EC2 dialect of Query. */
    EC2,
    /** JSON with the operation named in {@code X-Amz-Target}. */
    JSON,
    /** JSON with operations bound to methods and paths. */
    REST_JSON,
    /** XML with operations bound to methods and paths. */
    REST_XML
}
