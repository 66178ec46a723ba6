// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.generator;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns the names of models into names in Java. */
final class Names {
    private static final Pattern BEFORE_WORD = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");
    private static final Pattern LEADING_ACRONYM = Pattern.compile("^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+$|^[A-Z]");
    /** Words that cannot be record components: keywords, and methods of {@link Object} without parameters. */
    private static final Set<String> TAKEN = Set.of("""
            abstract assert boolean break build builder byte case catch char class clone const continue default
            do double else enum extends false final finalize finally float for getClass goto hashCode if
            implements import instanceof int interface long native new notify notifyAll null package private
            protected public return short static strictfp super switch synchronized this throw throws toBuilder
            toString transient true try void volatile wait while
            """.split("\\s+"));

    private Names() {}

    /** {@code UserName} becomes {@code userName}, {@code SSHPublicKeyId} {@code sshPublicKeyId}, {@code Default} {@code defaultValue}. */
    static String component(String member) {
        String name = LEADING_ACRONYM
                .matcher(member)
                .replaceFirst(match -> match.group().toLowerCase(Locale.ROOT));
        return TAKEN.contains(name) ? name + "Value" : name;
    }

    /** {@code CreateSAMLProvider} becomes {@code CREATE_SAML_PROVIDER}. */
    static String constant(String name) {
        return BEFORE_WORD.matcher(name).replaceAll("_").toUpperCase(Locale.ROOT);
    }

    /** {@code policyDocumentType} becomes {@code PolicyDocumentType}. */
    static String type(String shape) {
        return capitalised(shape);
    }

    static String capitalised(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** The text as a Java string literal. */
    static String literal(String text) {
        StringBuilder literal = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> literal.append("\\\"");
                case '\\' -> literal.append("\\\\");
                case '\n' -> literal.append("\\n");
                case '\r' -> literal.append("\\r");
                case '\t' -> literal.append("\\t");
                default -> {
                    if (c < ' ' || c > '~') {
                        literal.append("\\u%04x".formatted((int) c));
                    } else {
                        literal.append(c);
                    }
                }
            }
        }
        return literal.append('"').toString();
    }
}
