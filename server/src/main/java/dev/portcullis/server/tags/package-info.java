// SPDX-License-Identifier: Apache-2.0
/** Tags in requests: what all tagging operations share. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.tags;
