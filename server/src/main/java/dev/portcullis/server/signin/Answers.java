// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.http.HttpAnswer;
import dev.portcullis.server.http.HttpHeader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Answers to browsers, with the headers that keep what is in them where it belongs. */
final class Answers {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** No frame, no other origin and no cache; scripts, styles and forms of our own only, none of them within a page. */
    private static final List<HttpHeader> HEADERS = List.of(
            new HttpHeader("Cache-Control", "no-store"),
            new HttpHeader(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self';"
                            + " base-uri 'none'; frame-ancestors 'none'"),
            new HttpHeader("Cross-Origin-Opener-Policy", "same-origin"),
            new HttpHeader("Cross-Origin-Resource-Policy", "same-origin"),
            new HttpHeader("Referrer-Policy", "same-origin"),
            new HttpHeader("X-Content-Type-Options", "nosniff"),
            new HttpHeader("X-Frame-Options", "DENY"));

    private Answers() {}

    /** An answer that sets these cookies. */
    static HttpAnswer of(int status, String contentType, byte[] body, List<String> cookies) {
        var headers = new ArrayList<>(HEADERS);
        headers.add(new HttpHeader("Content-Type", contentType));
        cookies.forEach(cookie -> headers.add(new HttpHeader("Set-Cookie", cookie)));
        return new HttpAnswer(status, headers, body);
    }

    static HttpAnswer html(int status, String page, List<String> cookies) {
        return of(status, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8), cookies);
    }

    static HttpAnswer text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), List.of());
    }

    static HttpAnswer redirect(String path, List<String> cookies) {
        var headers = new ArrayList<>(
                of(303, "text/plain; charset=utf-8", new byte[0], cookies).headers());
        headers.add(new HttpHeader("Location", path));
        return new HttpAnswer(303, headers, new byte[0]);
    }

    /** A JSON object of texts, numbers, truth values, such objects, and lists of texts or such objects. */
    static HttpAnswer json(int status, Map<String, Object> fields, List<String> cookies) {
        var text = new StringWriter();
        try (var json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            writeObject(json, fields);
        }
        return of(status, "application/json", text.toString().getBytes(StandardCharsets.UTF_8), cookies);
    }

    private static void write(JsonGenerator json, String name, Object value) {
        switch (value) {
            case Map<?, ?> object -> {
                json.writeName(name);
                writeObject(json, object);
            }
            case Long number -> json.writeNumberProperty(name, number);
            case Boolean truth -> json.writeBooleanProperty(name, truth);
            case List<?> elements -> {
                json.writeArrayPropertyStart(name);
                elements.forEach(element -> writeElement(json, element));
                json.writeEndArray();
            }
            default -> json.writeStringProperty(name, value.toString());
        }
    }

    private static void writeElement(JsonGenerator json, Object element) {
        if (element instanceof Map<?, ?> object) {
            writeObject(json, object);
        } else {
            json.writeString(element.toString());
        }
    }

    private static void writeObject(JsonGenerator json, Map<?, ?> object) {
        json.writeStartObject();
        object.forEach((name, value) -> write(json, name.toString(), value));
        json.writeEndObject();
    }
}
