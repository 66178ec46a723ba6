// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;

/**
 * Reads one JSON value (RFC 8259) with positions. Linear in the length of the text, bounded in depth; a member that is
 * repeated in its object makes the text malformed (rule 1.1), and so does a number that nobody can mean.
 */
final class JsonReader {
    /** Twice what a policy can need. */
    static final int MAX_DEPTH = 16;

    private static final int MAX_NUMBER_LENGTH = 64;
    private static final int MAX_EXPONENT = 400;

    /** The text is not JSON, or not JSON that a policy may be written in. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;
        final int offset;

        Malformed(String message, int offset) {
            super(message, null, false, false);
            this.offset = offset;
        }

        String text() {
            return String.valueOf(getMessage());
        }
    }

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    static Json read(String text) throws Malformed {
        var reader = new JsonReader(text);
        reader.skipWhiteSpace();
        var value = reader.value(1);
        reader.skipWhiteSpace();
        if (reader.at < text.length()) {
            throw reader.malformed("Text after the end of the document");
        }
        return value;
    }

    private Json value(int depth) throws Malformed {
        if (depth > MAX_DEPTH) {
            throw malformed("The document is nested too deeply");
        }
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> new Json.Scalar("true", at, word("true"));
            case 'f' -> new Json.Scalar("false", at, word("false"));
            case 'n' -> new Json.Null(at, word("null"));
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            default -> throw malformed("Expected a JSON value");
        };
    }

    private Json object(int depth) throws Malformed {
        int start = at++;
        var members = new ArrayList<Json.Member>();
        var names = new HashSet<String>();
        skipWhiteSpace();
        if (peek() == '}') {
            return new Json.Obj(members, start, ++at);
        }
        while (true) {
            skipWhiteSpace();
            if (peek() != '"') {
                throw malformed("Expected a member name");
            }
            var name = string();
            if (!names.add(name.text())) {
                throw new Malformed("Duplicate member \"" + name.text() + "\"", name.start());
            }
            skipWhiteSpace();
            expect(':');
            skipWhiteSpace();
            members.add(new Json.Member(name, value(depth + 1)));
            skipWhiteSpace();
            if (peek() == '}') {
                return new Json.Obj(members, start, ++at);
            }
            expect(',');
        }
    }

    private Json array(int depth) throws Malformed {
        int start = at++;
        var items = new ArrayList<Json>();
        skipWhiteSpace();
        if (peek() == ']') {
            return new Json.Arr(items, start, ++at);
        }
        while (true) {
            skipWhiteSpace();
            items.add(value(depth + 1));
            skipWhiteSpace();
            if (peek() == ']') {
                return new Json.Arr(items, start, ++at);
            }
            expect(',');
        }
    }

    private Json.Str string() throws Malformed {
        int start = at++;
        int plain = at;
        while (at < text.length() && isPlain(text.charAt(at))) {
            at++;
        }
        if (peek() == '"') {
            return string(text.substring(plain, at), start);
        }
        var unescaped = new StringBuilder(text.length() - plain > 256 ? 256 : 32).append(text, plain, at);
        while (true) {
            char c = peek();
            if (c == '"') {
                return string(unescaped.toString(), start);
            } else if (c == '\\') {
                unescaped.append(escape());
            } else if (isPlain(c)) {
                unescaped.append(c);
                at++;
            } else {
                throw malformed("Unescaped control character in a string");
            }
        }
    }

    /** The string that ends here. Half a surrogate pair is no character, so that no pattern can match half of one. */
    private Json.Str string(String value, int start) throws Malformed {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                boolean isPair = Character.isHighSurrogate(value.charAt(i))
                        && i + 1 < value.length()
                        && Character.isLowSurrogate(value.charAt(i + 1));
                if (!isPair) {
                    throw new Malformed("Half a surrogate pair in a string", start);
                }
                i++;
            }
        }
        return new Json.Str(value, start, ++at);
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c != '"' && c != '\\';
    }

    private char escape() throws Malformed {
        at++;
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicodeEscape();
            default -> throw new Malformed("Unknown escape in a string", at - 1);
        };
    }

    private char unicodeEscape() throws Malformed {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            char c = peek();
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw malformed("Expected four hexadecimal digits");
            }
            code = code * 16 + digit;
            at++;
        }
        return (char) code;
    }

    private Json number() throws Malformed {
        int start = at;
        if (text.charAt(at) == '-') {
            at++;
        }
        if (peek() == '0') {
            at++;
        } else {
            digits();
        }
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits();
        }
        if (at < text.length() && (text.charAt(at) | 0x20) == 'e') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
        }
        return new Json.Scalar(canonical(start), start, at);
    }

    private void digits() throws Malformed {
        int first = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == first) {
            throw malformed("Expected a digit");
        }
    }

    private String canonical(int start) throws Malformed {
        if (at - start > MAX_NUMBER_LENGTH) {
            throw new Malformed("A number is too long", start);
        }
        try {
            var number = new BigDecimal(text.substring(start, at)).stripTrailingZeros();
            if (Math.abs((long) number.scale()) <= MAX_EXPONENT) {
                return number.toPlainString();
            }
        } catch (NumberFormatException e) {
            // an exponent beyond what BigDecimal can hold: out of range like any other
        }
        throw new Malformed("A number is out of range", start);
    }

    private int word(String word) throws Malformed {
        if (!text.startsWith(word, at)) {
            throw malformed("Expected a JSON value");
        }
        at += word.length();
        return at;
    }

    private void expect(char c) throws Malformed {
        if (peek() != c) {
            throw malformed("Expected '" + c + "'");
        }
        at++;
    }

    private char peek() throws Malformed {
        if (at >= text.length()) {
            throw malformed("The document ends too early");
        }
        return text.charAt(at);
    }

    private void skipWhiteSpace() {
        while (at < text.length() && isWhiteSpace(text.charAt(at))) {
            at++;
        }
    }

    static boolean isWhiteSpace(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    private Malformed malformed(String message) {
        return new Malformed(message, at);
    }
}
