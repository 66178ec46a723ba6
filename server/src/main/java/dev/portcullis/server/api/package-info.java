// SPDX-License-Identifier: Apache-2.0
/**
 * From a verified call to an answer: which operation it is, whether the caller may do it, and what comes of it. {@link
 * dev.portcullis.server.api.ApiRouter} tells the whole way.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.api;
