// SPDX-License-Identifier: Apache-2.0
/**
 * The operator's commands besides {@code serve}. With a server running they are signed calls of its own API, as anybody's; what has to be
 * done without one works on the data directory itself, which no server may have open then.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.cli;
