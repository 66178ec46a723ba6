// SPDX-License-Identifier: Apache-2.0
/** When what was last used: facts that change with every request, kept beside the state, and read by no decision. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.usage;
