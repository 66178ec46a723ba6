// SPDX-License-Identifier: Apache-2.0
/** The end of sessions. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.revocation;
