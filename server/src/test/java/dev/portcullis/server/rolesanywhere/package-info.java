// SPDX-License-Identifier: Apache-2.0
/** Tests of Roles Anywhere over the wire, with certificates made here. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.rolesanywhere;
