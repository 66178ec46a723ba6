// SPDX-License-Identifier: Apache-2.0
/** Anyone may ask: decisions for other services about the callers that come to them. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.authorize;
