// SPDX-License-Identifier: Apache-2.0
/** What inline policies promise. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.inlinepolicies;
