// SPDX-License-Identifier: Apache-2.0
/** Groups and who is in them. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.groups;
