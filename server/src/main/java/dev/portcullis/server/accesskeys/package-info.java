// SPDX-License-Identifier: Apache-2.0
/** Long-term access keys of users and root, and when they were last used. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.accesskeys;
