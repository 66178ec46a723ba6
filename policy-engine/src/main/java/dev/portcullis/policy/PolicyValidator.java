// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import dev.portcullis.policy.Defect.Code;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Judges documents before they are written: what evaluation merely would not match is an error here. It looks at the document
 * alone; whether the principals exist and how large a document may be is for the keeper of policies to know.
 */
public final class PolicyValidator {
    private static final int MAX_REPORTED = 100;

    private final PolicyKind kind;
    private final List<Defect> errors = new ArrayList<>();
    private final List<Defect> findings = new ArrayList<>();

    private PolicyValidator(PolicyKind kind) {
        this.kind = kind;
    }

    /** Judges the text as a policy of the given kind. Never throws; takes time proportional to the text's length. */
    public static Validation validate(String text, PolicyKind kind) {
        var validator = new PolicyValidator(kind);
        var outcome = DocumentReader.read(text);
        validator.errors.addAll(outcome.defects());
        validator.characters(text);
        if (outcome.document() != null) {
            validator.document(outcome.document());
        }
        return validator.result(outcome.lines());
    }

    private Validation result(LineIndex lines) {
        errors.sort(Defect.byImportance());
        findings.sort(Comparator.comparingInt(Defect::offset));
        return new Validation(
                problems(errors, lines),
                problems(findings, lines),
                errors.isEmpty() ? "" : kind.awsText(errors.getFirst()));
    }

    private static List<Problem> problems(List<Defect> defects, LineIndex lines) {
        return defects.stream()
                .limit(MAX_REPORTED)
                .map(defect -> new Problem(defect.message(), lines.at(defect.offset())))
                .toList();
    }

    /** Rule 1.6. */
    private void characters(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!JsonReader.isWhiteSpace(c) && (c < ' ' || c > 0xFF)) {
                errors.add(new Defect(Code.CHARACTER, "The document holds a character that policies may not hold", i));
                return;
            }
        }
    }

    private void document(Document document) {
        version(document);
        if (document.id() != null && kind.isIdentity()) {
            error(Code.FORBIDDEN_ID, "A policy of this kind has no Id", document.id());
        }
        if (document.statements().isEmpty() && errors.isEmpty()) {
            errors.add(new Defect(Code.NO_STATEMENT, "Statement is empty", 0));
        }
        var sids = new HashSet<String>();
        for (var statement : document.statements()) {
            sid(statement, sids);
            new StatementValidator(kind, document.hasVariables(), statement, errors, findings).validate();
        }
    }

    private void version(Document document) {
        if (document.version() == null || document.version().text().equals(Document.OLD_VERSION)) {
            int offset = document.version() == null ? 0 : document.version().start();
            if (mustBeCurrent()) {
                errors.add(new Defect(Code.OLD_VERSION, "Version must be 2012-10-17", offset));
            } else {
                findings.add(new Defect(
                        Code.OLD_VERSION, "Without Version 2012-10-17 policy variables are plain text", offset));
            }
        }
    }

    private boolean mustBeCurrent() {
        return switch (kind) {
            case IDENTITY_MANAGED, BOUNDARY, SCP, RCP -> true;
            case IDENTITY_INLINE, SESSION, TRUST, RESOURCE -> false;
        };
    }

    private void sid(Document.Statement statement, Set<String> sids) {
        var sid = statement.sid();
        if (sid == null || sid.text().isEmpty()) {
            return;
        }
        if (kind != PolicyKind.RESOURCE && !sid.text().chars().allMatch(PolicyValidator::isAlphanumeric)) {
            error(Code.SID, "A Sid consists of letters and digits", sid);
        }
        if (!sids.add(sid.text())) {
            error(Code.REPEATED_SID, "The Sid " + DocumentReader.abbreviated(sid.text()) + " is used twice", sid);
        }
    }

    static boolean isAlphanumeric(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private void error(Code code, String message, Json where) {
        errors.add(new Defect(code, message, where.start()));
    }
}
