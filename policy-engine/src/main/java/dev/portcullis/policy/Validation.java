// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.List;

/**
 * What is to be said about a document before it is written.
 *
 * @param errors why it must be refused, in the order of importance: the first is the one that AWS would answer with; none
 *     means it may be written
 * @param findings what is allowed but probably not meant, in the order of the text
 */
public record Validation(List<Problem> errors, List<Problem> findings) {
    public Validation {
        errors = List.copyOf(errors);
        findings = List.copyOf(findings);
    }

    /** Whether the document may be written. */
    public boolean isValid() {
        return errors.isEmpty();
    }
}
