// SPDX-License-Identifier: Apache-2.0
/** Policies embedded in users, groups and roles. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.inlinepolicies;
