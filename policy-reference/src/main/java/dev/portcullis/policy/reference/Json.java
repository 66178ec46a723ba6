// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.reference;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON value, read strictly by recursive descent (RFC 8259); a member repeated in one object is an error (rule 1.1). */
sealed interface Json {
    record Members(Map<String, Json> map) implements Json {}

    record Items(List<Json> list) implements Json {}

    record Text(String text) implements Json {}

    record Numeral(BigDecimal number) implements Json {}

    record Bool(boolean isTrue) implements Json {}

    record Null() implements Json {}

    static Json read(String text) {
        var reader = new Reader(text);
        reader.skipSpace();
        var value = reader.value(0);
        reader.skipSpace();
        reader.require(reader.at == text.length(), "text after the end");
        return value;
    }

    /** The reading position in one text. */
    final class Reader {
        /** No policy nests deeper than ten; more is refused rather than read. */
        private static final int DEEPEST = 100;

        private final String text;
        private int at;

        private Reader(String text) {
            this.text = text;
        }

        private Json value(int depth) {
            require(depth < DEEPEST, "nested too deeply");
            return switch (peek()) {
                case '{' -> members(depth);
                case '[' -> items(depth);
                case '"' -> new Text(string());
                case 't' -> word("true", new Bool(true));
                case 'f' -> word("false", new Bool(false));
                case 'n' -> word("null", new Null());
                default -> number();
            };
        }

        private Json members(int depth) {
            var map = new LinkedHashMap<String, Json>();
            expect('{');
            skipSpace();
            while (peek() != '}') {
                if (!map.isEmpty()) {
                    expect(',');
                    skipSpace();
                }
                var name = string();
                skipSpace();
                expect(':');
                skipSpace();
                require(map.put(name, value(depth + 1)) == null, "member repeated");
                skipSpace();
            }
            expect('}');
            return new Members(map);
        }

        private Json items(int depth) {
            var list = new ArrayList<Json>();
            expect('[');
            skipSpace();
            while (peek() != ']') {
                if (!list.isEmpty()) {
                    expect(',');
                    skipSpace();
                }
                list.add(value(depth + 1));
                skipSpace();
            }
            expect(']');
            return new Items(list);
        }

        private String string() {
            var out = new StringBuilder();
            expect('"');
            while (peek() != '"') {
                char c = text.charAt(at++);
                require(c >= ' ', "control character in a string");
                out.append(c == '\\' ? escape() : c);
            }
            expect('"');
            require(out.codePoints().noneMatch(Reader::isHalfOfAPair), "half a surrogate pair");
            return out.toString();
        }

        private static boolean isHalfOfAPair(int codePoint) {
            return Character.getType(codePoint) == Character.SURROGATE;
        }

        private char escape() {
            char c = peek();
            at++;
            return switch (c) {
                case '"', '\\', '/' -> c;
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'u' -> hex();
                default -> throw new Malformed("unknown escape");
            };
        }

        private char hex() {
            require(at + 4 <= text.length(), "short escape");
            var digits = text.substring(at, at + 4);
            require(digits.matches("[0-9A-Fa-f]{4}"), "bad escape");
            at += 4;
            return (char) Integer.parseInt(digits, 16);
        }

        private Json number() {
            int from = at;
            while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            var digits = text.substring(from, at);
            require(digits.length() <= 64, "a number too long");
            require(digits.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?"), "not a value");
            return new Numeral(new BigDecimal(digits));
        }

        private Json word(String word, Json value) {
            require(text.startsWith(word, at), "not a value");
            at += word.length();
            return value;
        }

        private char peek() {
            require(at < text.length(), "text ends early");
            return text.charAt(at);
        }

        private void expect(char c) {
            require(peek() == c, "expected " + c);
            at++;
        }

        private void skipSpace() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new Malformed(otherwise + " at " + at);
            }
        }
    }
}
