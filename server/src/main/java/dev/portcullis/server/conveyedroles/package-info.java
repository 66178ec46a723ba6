// SPDX-License-Identifier: Apache-2.0
/**
 * Roles attached to groups and users, whose permission policies then count for the members too (section 16 of the semantics). Here is what can be
 * done to such attachments; how they count is for {@code authz} and the engine.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.conveyedroles;
