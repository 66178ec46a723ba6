// SPDX-License-Identifier: Apache-2.0
/**
 * The listener: one port, one virtual thread per request. A request arrives here as bytes and leaves as an {@link
 * dev.portcullis.server.http.HttpCall} that carries the request target and headers exactly as they were received, because
 * signatures are made over those bytes; what comes back is an {@link dev.portcullis.server.http.HttpAnswer}. Nothing in
 * the rest of the server knows which HTTP implementation is used.
 */
@NullMarked
package dev.portcullis.server.http;

import org.jspecify.annotations.NullMarked;
