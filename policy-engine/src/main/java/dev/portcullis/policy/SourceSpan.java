// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

/** A stretch of a policy document: its first character, and the place after its last one. */
public record SourceSpan(Position start, Position end) {}
