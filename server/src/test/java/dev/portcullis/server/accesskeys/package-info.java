// SPDX-License-Identifier: Apache-2.0
/** What access keys promise. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.accesskeys;
