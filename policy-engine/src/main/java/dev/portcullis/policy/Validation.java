// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.List;

/**
 * What is to be said about a document before it is written.
 *
 * @param errors why it must be refused, the most important first; none means it may be written
 * @param findings what is allowed but probably not meant, in the order of the text
 * @param awsMessage what AWS answers, as far as it is known, to a document whose first error is the first of these; empty if
 *     there is none
 */
public record Validation(List<Problem> errors, List<Problem> findings, String awsMessage) {
    public Validation {
        errors = List.copyOf(errors);
        findings = List.copyOf(findings);
    }

    /** Whether the document may be written. */
    public boolean isValid() {
        return errors.isEmpty();
    }
}
