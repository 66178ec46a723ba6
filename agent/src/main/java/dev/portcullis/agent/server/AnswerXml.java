// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer in XML, as our server writes it: elements and text. What else XML knows (document types, processing instructions, comments, sections) is
 * refused, so that there is nothing to expand or to load.
 */
final class AnswerXml {
    private static final int DEEPEST = 16;
    private static final Pattern TAG =
            Pattern.compile("<(/?)([A-Za-z_][\\w.-]*)((?:\\s+[\\w:.-]+=\"[^<\"]*\")*+)\\s*(/?)>");
    private static final Map<String, String> ENTITIES =
            Map.of("lt", "<", "gt", ">", "amp", "&", "quot", "\"", "apos", "'");
    private static final String DECLARATION = "<?xml";

    /** An element, its text, and the elements in it. */
    record Element(String name, StringBuilder content, List<Element> children) {
        Optional<Element> child(String childName) {
            return children.stream()
                    .filter(child -> child.name.equals(childName))
                    .findFirst();
        }

        /** The text of the element at the end of a path. */
        Optional<String> text(String... path) {
            Optional<Element> element = Optional.of(this);
            for (String step : path) {
                element = element.flatMap(found -> found.child(step));
            }
            return element.map(found -> found.content.toString());
        }
    }

    private final String text;
    private final Matcher tag;
    private final Deque<Element> open = new ArrayDeque<>();

    private AnswerXml(String text) {
        this.text = text;
        this.tag = TAG.matcher(text);
    }

    /** Reads a document; throws IllegalArgumentException for what is none. */
    static Element read(String text) {
        return new AnswerXml(text).root();
    }

    private Element root() {
        int at = 0;
        if (text.startsWith(DECLARATION)) {
            at = text.indexOf("?>") + 2;
            if (at < 2) {
                throw malformed(0);
            }
        }
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        while (true) {
            int begin = text.indexOf('<', at);
            if (begin < 0) {
                throw malformed(at);
            }
            characters(at, begin);
            if (!tag.region(begin, text.length()).lookingAt()) {
                throw malformed(begin);
            }
            at = tag.end();
            Optional<Element> closed = element(begin);
            if (closed.isPresent() && open.isEmpty()) {
                if (!text.substring(at).isBlank()) {
                    throw malformed(at);
                }
                return closed.get();
            }
        }
    }

    /** What the tag has closed, if it was not only opened. */
    private Optional<Element> element(int at) {
        boolean closes = !tag.group(1).isEmpty();
        boolean isEmpty = !tag.group(4).isEmpty();
        String name = tag.group(2);
        if (closes) {
            if (isEmpty || open.isEmpty() || !open.peek().name().equals(name)) {
                throw malformed(at);
            }
            return Optional.of(open.pop());
        }
        if (open.size() == DEEPEST) {
            throw malformed(at);
        }
        Element element = new Element(name, new StringBuilder(), new ArrayList<>(0));
        Element parent = open.peek();
        if (parent != null) {
            parent.children().add(element);
        }
        if (isEmpty) {
            return Optional.of(element);
        }
        open.push(element);
        return Optional.empty();
    }

    private void characters(int from, int to) {
        Element element = open.peek();
        if (element == null) {
            if (from != to) {
                throw malformed(from);
            }
            return;
        }
        int at = from;
        while (at < to) {
            int reference = text.indexOf('&', at);
            int end = reference < 0 || reference > to ? to : reference;
            element.content().append(text, at, end);
            at = end;
            if (end < to) {
                int semicolon = text.indexOf(';', end);
                if (semicolon < 0 || semicolon > to) {
                    throw malformed(end);
                }
                element.content().append(referred(text.substring(end + 1, semicolon), end));
                at = semicolon + 1;
            }
        }
    }

    private static String referred(String name, int at) {
        String entity = ENTITIES.get(name);
        if (entity != null) {
            return entity;
        }
        try {
            if (name.startsWith("#x")) {
                return Character.toString(Integer.parseInt(name.substring(2), 16));
            }
            if (name.startsWith("#")) {
                return Character.toString(Integer.parseInt(name.substring(1)));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("No character at " + at + " of the answer.", e);
        }
        throw malformed(at);
    }

    private static IllegalArgumentException malformed(int at) {
        return new IllegalArgumentException("The answer cannot be read at " + at + ".");
    }
}
