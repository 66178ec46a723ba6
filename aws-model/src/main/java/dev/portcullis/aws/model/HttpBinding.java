// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

/**
 * Which requests are an operation's, in the protocols that bind operations to methods and paths; in all others {@link #ROOT}.
 *
 * @param method such as {@code POST}
 * @param uri the path with its labels, and the parameters that every request has, such as {@code /profile/{profileId}}
 * @param status the status of an answer that succeeded
 */
public record HttpBinding(String method, String uri, int status) {
    /** What the protocols have that name the operation elsewhere. */
    public static final HttpBinding ROOT = new HttpBinding("POST", "/", 200);
}
