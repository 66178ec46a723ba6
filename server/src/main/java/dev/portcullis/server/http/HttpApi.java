// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.http;

/** What the listener hands its calls to. Called on a virtual thread of the request's own; may block. */
@FunctionalInterface
public interface HttpApi {
    /**
     * Answers a call. Renders its own errors in the protocol of the service asked; anything it throws becomes a bare 500
     * with the request id, and a log entry with the trace.
     */
    HttpAnswer handle(HttpCall call);
}
