// SPDX-License-Identifier: Apache-2.0
/** The end of sessions before their time: of all that a principal has, or of a single one. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.revocation;
