// SPDX-License-Identifier: Apache-2.0
/**
 * How new credentials get to the people they are for: as the CSV files that AWS's console gives, or told by mail. A mail carries a password
 * or a secret key only if the operator's settings say so, and goes out before anything is changed.
 */
@org.jspecify.annotations.NullMarked
package dev.portcullis.server.handout;
