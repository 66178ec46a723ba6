// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.http.HttpCall;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The fields of a form, or of a JSON object of texts: each name once, and nothing else. */
record Fields(Map<String, String> values) {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int LONGEST_BODY = 32_768;
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";

    Fields {
        values = Map.copyOf(values);
    }

    /** The fields of a form; empty if the body is none. */
    static Optional<Fields> ofForm(HttpCall call) {
        if (!isOfType(call, FORM)) {
            return Optional.empty();
        }
        return pairs(new String(call.body(), StandardCharsets.UTF_8));
    }

    /** The parameters of the address or, of a POST, of the form that was sent to it. */
    static Optional<Fields> ofQueryOrForm(HttpCall call) {
        return call.method().equals("POST") && call.body().length > 0 ? ofForm(call) : pairs(call.rawQuery());
    }

    private static Optional<Fields> pairs(String text) {
        var values = new HashMap<String, String>();
        for (var pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            var name = decoded(pair.substring(0, Math.max(0, equals)));
            var value = decoded(pair.substring(equals + 1));
            if (name.isEmpty() || value.isEmpty() || values.putIfAbsent(name.get(), value.get()) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(new Fields(values));
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The fields of a JSON object; empty if the body is none. A page of another origin cannot send that type without asking first. */
    static Optional<Fields> ofJson(HttpCall call) {
        return isOfType(call, JSON) ? ofJson(new String(call.body(), StandardCharsets.UTF_8)) : Optional.empty();
    }

    /** The fields of a JSON object of texts; empty if the text is none. */
    static Optional<Fields> ofJson(String text) {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            var values = new HashMap<String, String>();
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                var name = parser.currentName();
                if (parser.nextToken() != JsonToken.VALUE_STRING
                        || values.putIfAbsent(name, parser.getString()) != null) {
                    return Optional.empty();
                }
            }
            return parser.nextToken() == null ? Optional.of(new Fields(values)) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static boolean isOfType(HttpCall call, String type) {
        return call.body().length <= LONGEST_BODY
                && call.header("Content-Type")
                        .map(given -> given.split(";", 2)[0].strip().equalsIgnoreCase(type))
                        .orElse(false);
    }

    /** A field; empty text if it is not there. */
    String get(String name) {
        return values.getOrDefault(name, "");
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Tells no values, for passwords are among them. */
    @Override
    public String toString() {
        return "Fields" + values.keySet();
    }
}
