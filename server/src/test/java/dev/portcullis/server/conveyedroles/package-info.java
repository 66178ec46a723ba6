// SPDX-License-Identifier: Apache-2.0
/** Roles attached to groups and users. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.conveyedroles;
