// SPDX-License-Identifier: Apache-2.0
/** Whole accounts: how the first one and further ones come into being, their aliases and summaries, and a new key for a root user that has lost its own. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.accounts;
