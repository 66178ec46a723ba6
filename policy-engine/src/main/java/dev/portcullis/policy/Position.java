// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

/** A place in a policy document; lines and columns count from 1, columns in UTF-16 units. */
public record Position(int line, int column) {}
