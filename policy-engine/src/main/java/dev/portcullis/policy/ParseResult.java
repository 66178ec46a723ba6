// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.List;

/** What reading a policy document came to. */
public sealed interface ParseResult {
    /** The document is structurally sound and can be evaluated. */
    record Parsed(Policy policy) implements ParseResult {}

    /** The document is malformed; the problems, at least one, stand in the order of the text. */
    record Rejected(List<Problem> problems) implements ParseResult {
        public Rejected {
            problems = List.copyOf(problems);
        }
    }
}
