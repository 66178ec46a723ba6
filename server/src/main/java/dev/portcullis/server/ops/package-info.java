// SPDX-License-Identifier: Apache-2.0
/**
 * What an operator sees: log entries as JSON on the error stream, metrics, health, and what the server says when it starts.
 * Nothing here names a principal or shows a secret.
 */
@NullMarked
package dev.portcullis.server.ops;

import org.jspecify.annotations.NullMarked;
