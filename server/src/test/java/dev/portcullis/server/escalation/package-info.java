// SPDX-License-Identifier: Apache-2.0
/** The ways in which somebody with some permissions could give themselves more. */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.escalation;
