// SPDX-License-Identifier: Apache-2.0
/** Decisions for other services. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.authorize;
