// SPDX-License-Identifier: Apache-2.0
/** Copies of the data. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.backup;
