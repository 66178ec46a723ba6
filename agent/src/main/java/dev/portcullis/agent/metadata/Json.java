// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.metadata;

import java.nio.charset.StandardCharsets;

/** An object of texts, written as EC2 writes them: a member a line, a blank on either side of the colon. */
final class Json {
    private final StringBuilder text = new StringBuilder("{");

    Json put(String name, String value) {
        text.append(text.length() == 1 ? "\n  " : ",\n  ");
        quote(name);
        text.append(" : ");
        quote(value);
        return this;
    }

    byte[] toBytes() {
        return (text + "\n}").getBytes(StandardCharsets.UTF_8);
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append("\\u%04x".formatted((int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
