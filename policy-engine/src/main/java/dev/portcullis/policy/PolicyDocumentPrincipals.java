// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the AWS principals in a document, so that a store can put unique ids in their place (rule 2.5): the engine matches
 * the id of a user or role as it matches its ARN.
 */
public final class PolicyDocumentPrincipals {
    /**
     * A value of an {@code AWS} entry of a {@code Principal} or {@code NotPrincipal}.
     *
     * @param value the principal, unescaped
     * @param start the offset of the JSON string in the text, its opening quotation mark included
     * @param end the offset after the closing quotation mark
     */
    public record Span(String value, int start, int end) {}

    private PolicyDocumentPrincipals() {}

    /**
     * The AWS principals of a document, in the order of the text, {@code *} and accounts among them; none if the document is
     * malformed. To replace one, put a JSON string, with its quotation marks, in the place of the span.
     */
    public static List<Span> spans(String text) {
        var document = DocumentReader.read(text).sound();
        var spans = new ArrayList<Span>();
        if (document != null) {
            for (var statement : document.statements()) {
                var principals = statement.principals();
                if (principals != null) {
                    principals.entries().stream()
                            .filter(entry -> entry.kind().equals("AWS"))
                            .map(Document.Entry::value)
                            .map(value -> new Span(value.text(), value.start(), value.end()))
                            .forEach(spans::add);
                }
            }
        }
        return List.copyOf(spans);
    }
}
