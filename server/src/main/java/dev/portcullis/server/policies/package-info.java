// SPDX-License-Identifier: Apache-2.0
/** Managed policies, their versions and tags, and AWS's own beside the customer's. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.policies;
