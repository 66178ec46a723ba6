// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A text of a policy with its variables found (section 6). What a variable stands for is literal: it is never read again,
 * neither for wildcards nor for variables (rule 6.6).
 */
final class Template {
    private sealed interface Part {}

    private record Text(String text) implements Part {}

    /** The character of <code>${*}</code>, <code>${?}</code> or <code>${$}</code>: literal wherever it stands (rule 6.5). */
    private record Escaped(char character) implements Part {}

    private record Variable(
            String name, String key, @Nullable String defaultText) implements Part {}

    private final List<Part> parts;
    private final boolean isStatic;

    private Template(List<Part> parts) {
        this.parts = parts;
        this.isStatic = parts.stream().noneMatch(Variable.class::isInstance);
    }

    /** The text without any variable in it: what <code>${…}</code> there is stands for itself (rule 1.7). */
    static Template literal(String text) {
        return new Template(List.of(new Text(text)));
    }

    /** The text with its variables. A malformed <code>${</code> is literal (rule 6.9). */
    static Template parse(String text) {
        var parts = new ArrayList<Part>();
        var scanner = new Scanner(text);
        int from = 0;
        while (scanner.next()) {
            if (scanner.open > from) {
                parts.add(new Text(text.substring(from, scanner.open)));
            }
            parts.add(part(text, scanner.open + 2, scanner.end));
            from = scanner.end + 1;
        }
        if (from < text.length() || parts.isEmpty()) {
            parts.add(new Text(text.substring(from)));
        }
        return new Template(parts);
    }

    /** Whether some <code>${</code> of the text does not begin a variable (rule 6.9). */
    static boolean hasMalformedVariable(String text) {
        var scanner = new Scanner(text);
        while (scanner.next()) {
            if (scanner.hasSkipped) {
                return true;
            }
        }
        return scanner.hasSkipped;
    }

    /** Whether some variable of the text has a space before or after its name, which is then part of it (rule 14.21). */
    static boolean hasSpaceAroundName(String text) {
        return parse(text).parts.stream()
                .anyMatch(
                        part -> part instanceof Variable it && !it.name.strip().equals(it.name));
    }

    /** Finds the variables of a text one after the other, in linear time. */
    private static final class Scanner {
        private final String text;
        /** The next closing brace, from somewhere at or before the place of interest on; -1 if none is left. */
        private int brace;

        int open = -1;
        int end = -1;
        boolean hasSkipped;

        Scanner(String text) {
            this.text = text;
            this.brace = text.indexOf('}');
        }

        boolean next() {
            int search = end + 1;
            while (true) {
                open = text.indexOf("${", search);
                if (open < 0) {
                    return false;
                }
                end = endOfVariable();
                if (end >= 0) {
                    return true;
                }
                hasSkipped = true;
                search = open + 2;
            }
        }

        /** Where the brace stands that closes the variable opened at {@code open}; -1 if it is malformed. */
        private int endOfVariable() {
            if (brace >= 0 && brace < open) {
                brace = text.indexOf('}', open);
            }
            if (brace <= open + 2) {
                return -1;
            }
            int comma = text.indexOf(',', open, brace);
            if (comma < 0) {
                return brace;
            }
            int quote = skipSpaces(text, comma + 1);
            if (comma == open + 2 || quote >= text.length() || text.charAt(quote) != '\'') {
                return -1;
            }
            int closing = text.indexOf('\'', quote + 1);
            int after = closing < 0 ? text.length() : skipSpaces(text, closing + 1);
            return after < text.length() && text.charAt(after) == '}' ? after : -1;
        }
    }

    private static int skipSpaces(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private static Part part(String text, int from, int end) {
        int comma = text.indexOf(',', from, end);
        if (comma >= 0) {
            int quote = text.indexOf('\'', comma);
            return variable(text.substring(from, comma), text.substring(quote + 1, text.indexOf('\'', quote + 1)));
        }
        var name = text.substring(from, end);
        boolean isEscape = name.equals("*") || name.equals("?") || name.equals("$");
        return isEscape ? new Escaped(name.charAt(0)) : variable(name, null);
    }

    private static Variable variable(String name, @Nullable String defaultText) {
        return new Variable(name, LowerCase.of(name), defaultText);
    }

    /** Whether no variable has to be resolved. */
    boolean isStatic() {
        return isStatic;
    }

    /** Hands over each variable's name as it is spelled. */
    void forEachVariable(Consumer<String> action) {
        for (var part : parts) {
            if (part instanceof Variable variable) {
                action.accept(variable.name);
            }
        }
    }

    /** The text of a template without variables. */
    String text() {
        var text = new StringBuilder();
        for (var part : parts) {
            switch (part) {
                case Text it -> text.append(it.text);
                case Escaped it -> text.append(it.character);
                case Variable it -> text.append("${").append(it.name).append('}');
            }
        }
        return text.toString();
    }

    /** The pattern of a template without variables. */
    int[] pattern() {
        var tokens = new Tokens(Integer.MAX_VALUE);
        for (var part : parts) {
            append(part, tokens, Context.empty());
        }
        return tokens.toArray();
    }

    /** The pattern as far as it goes without variables. */
    int[] fixedStart() {
        var tokens = new Tokens(Integer.MAX_VALUE);
        for (var part : parts) {
            if (part instanceof Variable) {
                break;
            }
            append(part, tokens, Context.empty());
        }
        return tokens.toArray();
    }

    /** Whether the value is this text with its variables filled in; a variable that cannot be resolved is equal to nothing (rule 6.7). */
    boolean isEqual(String value, boolean ignoresCase, Context context) {
        int at = 0;
        for (var part : parts) {
            var text = switch (part) {
                case Text it -> it.text;
                case Escaped it -> String.valueOf(it.character);
                case Variable it -> value(it, context);
            };
            if (text == null || !isAt(value, at, text, ignoresCase)) {
                return false;
            }
            at += text.length();
        }
        return at == value.length();
    }

    private static boolean isAt(String value, int at, String text, boolean ignoresCase) {
        return ignoresCase ? CaseFolding.isAt(value, at, text) : value.startsWith(text, at);
    }

    /** Whether each variable has a value. */
    boolean isResolved(Context context) {
        for (var part : parts) {
            if (part instanceof Variable it && value(it, context) == null) {
                return false;
            }
        }
        return true;
    }

    /**
     * Fills the variables into the pattern, whose wildcards are those of the policy's own text.
     *
     * @return false if a variable cannot be resolved
     */
    boolean fill(Tokens tokens, Context context) {
        boolean isResolved = true;
        for (var part : parts) {
            isResolved &= append(part, tokens, context);
        }
        return isResolved;
    }

    private static boolean append(Part part, Tokens tokens, Context context) {
        switch (part) {
            case Text it -> tokens.pattern(it.text);
            case Escaped it -> tokens.literal(it.character);
            case Variable it -> {
                var value = value(it, context);
                if (value == null) {
                    return false;
                }
                tokens.literal(value);
            }
        }
        return true;
    }

    /** A multivalued key resolves to nothing, not even to the default (rules 6.4, 6.8). */
    private static @Nullable String value(Variable variable, Context context) {
        var entry = context.entry(variable.key);
        if (entry == null) {
            return variable.defaultText;
        }
        return entry.isMultivalued() ? null : entry.only();
    }
}
