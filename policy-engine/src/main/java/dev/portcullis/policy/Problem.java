// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

/** Something wrong with, or odd about, a policy document, and where: one plain sentence and the place it speaks of. */
public record Problem(String message, Position position) {}
