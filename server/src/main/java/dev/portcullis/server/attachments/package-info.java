// SPDX-License-Identifier: Apache-2.0
/** Which managed policies are attached to which users, groups and roles. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.attachments;
