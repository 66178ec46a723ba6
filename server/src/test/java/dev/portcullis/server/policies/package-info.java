// SPDX-License-Identifier: Apache-2.0
/** What managed policies promise. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.policies;
