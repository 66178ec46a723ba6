// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;

/** A JSON object while it is written down, field by field. {@link Json} reads it. */
final class JsonText {
    private static final String HEX = "0123456789abcdef";

    /** Room for most objects, so that the text is not copied while it grows. */
    private static final int USUAL_LENGTH = 512;

    private final StringBuilder text = new StringBuilder(USUAL_LENGTH).append('{');

    JsonText put(String name, String value) {
        startField(name);
        quote(value);
        return this;
    }

    /** Leaves the field out when there is no value. */
    JsonText put(String name, Optional<String> value) {
        return value.map(present -> put(name, present)).orElse(this);
    }

    JsonText put(String name, long value) {
        startField(name);
        text.append(value);
        return this;
    }

    JsonText put(String name, boolean value) {
        startField(name);
        text.append(value);
        return this;
    }

    JsonText put(String name, Instant value) {
        return put(name, value.toString());
    }

    JsonText putTexts(String name, Iterable<String> values) {
        startField(name);
        char before = '[';
        for (var value : values) {
            text.append(before);
            quote(value);
            before = ',';
        }
        endList(before);
        return this;
    }

    /** Leaves the field out when there is no object. */
    JsonText putObject(String name, Optional<JsonText> value) {
        value.ifPresent(object -> {
            startField(name);
            text.append(object.text).append('}');
        });
        return this;
    }

    /** A list of objects, each with the fields that are put for a value. */
    <T> JsonText putObjects(String name, Iterable<T> values, BiConsumer<JsonText, T> fields) {
        startField(name);
        char before = '[';
        for (var value : values) {
            text.append(before).append('{');
            fields.accept(this, value);
            text.append('}');
            before = ',';
        }
        endList(before);
        return this;
    }

    private void endList(char before) {
        text.append(before == '[' ? "[]" : "]");
    }

    private void startField(String name) {
        if (text.charAt(text.length() - 1) != '{') {
            text.append(',');
        }
        quote(name);
        text.append(':');
    }

    private void quote(String value) {
        text.append('"');
        int written = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                text.append(value, written, i);
                escape(c);
                written = i + 1;
            }
        }
        text.append(value, written, value.length()).append('"');
    }

    private void escape(char c) {
        if (c < ' ') {
            text.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
        } else {
            text.append('\\').append(c);
        }
    }

    /** The whole object. */
    @Override
    public String toString() {
        var whole = text.append('}').toString();
        text.setLength(text.length() - 1);
        return whole;
    }
}
