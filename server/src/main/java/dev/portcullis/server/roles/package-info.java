// SPDX-License-Identifier: Apache-2.0
/** Roles: what can be done to them, who they say may assume them, and how answers show them. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.roles;
