// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedCollection;

/**
 * A policy document, compiled: what it says, ready to be asked any number of times by any number of threads. Immutable.
 * It keeps its id and the places of its statements, not its text.
 */
public final class Policy {
    private final String id;
    private final Statement[] statements;

    private Policy(String id, Statement[] statements) {
        this.id = id;
        this.statements = statements;
    }

    /**
     * Reads a document for evaluation. Whatever is structurally sound is accepted, also what AWS would refuse to store, such as
     * an action that nothing is called or an operator that does not exist, which never match, or no statement at all; but not such
     * an operator without keys, which would ask for nothing (rule 7.2). The validator is the judge of what may be written. Never throws; takes time proportional to the text's length.
     *
     * @param id what explanations call the policy, for instance its ARN
     */
    public static ParseResult read(String id, String text) {
        var outcome = DocumentReader.read(text);
        var document = outcome.sound();
        if (document == null) {
            return new ParseResult.Rejected(outcome.defects().stream()
                    .sorted(Comparator.comparingInt(Defect::offset))
                    .map(defect -> new Problem(defect.message(), outcome.lines().at(defect.offset())))
                    .toList());
        }
        var statements = new Statement[document.statements().size()];
        var clauses = new HashMap<Clause.Key, Clause>();
        for (int i = 0; i < statements.length; i++) {
            statements[i] = Statement.compile(document, i, clauses);
        }
        return new ParseResult.Parsed(new Policy(id, statements));
    }

    /** A document's length as AWS counts it against quotas: in characters, without white space (rule 1.5). */
    public static int sizeWithoutWhiteSpace(String text) {
        int size = 0;
        for (int i = 0; i < text.length(); i++) {
            if (!JsonReader.isWhiteSpace(text.charAt(i))) {
                size++;
            }
        }
        return size;
    }

    /** The id that was given when the policy was read. */
    public String id() {
        return id;
    }

    /** How many statements the policy has. */
    public int size() {
        return statements.length;
    }

    /** Where in the document the statement stands. {@code index} counts from 0 and is below {@link #size}. */
    public SourceSpan span(int index) {
        return statements[index].span();
    }

    /** The statement's {@code Sid}, if it has one. {@code index} counts from 0 and is below {@link #size}. */
    public Optional<String> sid(int index) {
        return statements[index].sid();
    }

    /**
     * The condition keys that the document refers to, as keys of conditions or as variables, in the order of the text and in the
     * spelling of their first mention; two spellings that differ only in letter case are one key (rule 13.9).
     */
    public SequencedCollection<String> contextKeys() {
        var keys = new LinkedHashMap<String, String>();
        for (var statement : statements) {
            statement.forEachKey(key -> keys.putIfAbsent(key.toLowerCase(Locale.ROOT), key));
        }
        return Collections.unmodifiableSequencedCollection(keys.sequencedValues());
    }

    Statement[] statements() {
        return statements;
    }

    /** Names the policy and the number of its statements. */
    @Override
    public String toString() {
        return "Policy[" + id + ", " + statements.length + " statements]";
    }
}
