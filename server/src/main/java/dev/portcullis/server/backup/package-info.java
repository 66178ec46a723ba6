// SPDX-License-Identifier: Apache-2.0
/** The data as a whole: copies of them, and the proof that a master key is theirs. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.backup;
