// SPDX-License-Identifier: Apache-2.0
/** What attaching managed policies promises. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.attachments;
