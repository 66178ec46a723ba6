// SPDX-License-Identifier: Apache-2.0
/** The server. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server;
