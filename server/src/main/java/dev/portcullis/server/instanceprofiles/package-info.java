// SPDX-License-Identifier: Apache-2.0
/** Instance profiles: the boxes in which roles are handed to instances, one role each. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.instanceprofiles;
