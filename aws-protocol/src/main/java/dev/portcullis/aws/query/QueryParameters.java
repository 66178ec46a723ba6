// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.query;

import dev.portcullis.aws.wire.InvalidRequestException;
import dev.portcullis.aws.wire.MemberPath;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a Query request, from query string and body together: percent-decoded (a plus is a blank, UTF-8 is strict), each name at
 * most once, and arranged by the dots in their names. Immutable.
 */
public final class QueryParameters {
    private final Map<String, String> byName;
    private final Node root;

    private QueryParameters(Map<String, String> byName, Node root) {
        this.byName = byName;
        this.root = root;
    }

    /**
     * Reads the pairs of a query string and of a form.
     *
     * @param rawQuery the query string, undecoded, without question mark; one character an octet
     * @param body the form; empty when there is none
     * @throws InvalidRequestException if an escape or the UTF-8 is malformed, a name is given twice, or a limit is passed
     */
    public static QueryParameters parse(String rawQuery, byte[] body, QueryLimits limits) {
        Map<String, String> byName = new LinkedHashMap<>();
        if (!rawQuery.isEmpty()) {
            read(rawQuery.getBytes(StandardCharsets.ISO_8859_1), byName, limits);
        }
        read(body, byName, limits);
        Node root = new Node();
        byName.forEach((name, value) -> root.descend(name, limits).value = value);
        return new QueryParameters(Collections.unmodifiableMap(byName), root);
    }

    /** The operation asked for. */
    public Optional<String> action() {
        return value("Action");
    }

    /** The version of the API asked for. */
    public Optional<String> version() {
        return value("Version");
    }

    /** The value under a full name. */
    public Optional<String> value(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All parameters in the order in which they came. */
    public Map<String, String> byName() {
        return byName;
    }

    Node root() {
        return root;
    }

    private static void read(byte[] form, Map<String, String> into, QueryLimits limits) {
        int from = 0;
        while (from < form.length) {
            int end = from;
            int equals = -1;
            while (end < form.length && form[end] != '&') {
                if (form[end] == '=' && equals < 0) {
                    equals = end;
                }
                end++;
            }
            if (end > from) {
                int nameEnd = equals < 0 ? end : equals;
                if (into.size() == limits.parameters()) {
                    throw InvalidRequestException.malformed(
                            "The request has more than %d parameters".formatted(limits.parameters()));
                }
                if (nameEnd - from > 3 * limits.nameLength()) {
                    throw tooLong(limits);
                }
                String name = decode(form, from, nameEnd);
                if (name.length() > limits.nameLength()) {
                    throw tooLong(limits);
                }
                if (into.putIfAbsent(name, equals < 0 ? "" : decode(form, equals + 1, end)) != null) {
                    throw InvalidRequestException.malformed(
                            "The parameter '%s' is given more than once".formatted(name));
                }
            }
            from = end + 1;
        }
    }

    private static InvalidRequestException tooLong(QueryLimits limits) {
        return InvalidRequestException.malformed(
                "The request has a parameter with a name of more than %d characters".formatted(limits.nameLength()));
    }

    private static String decode(byte[] form, int from, int end) {
        byte[] octets = new byte[end - from];
        int length = 0;
        boolean ascii = true;
        for (int i = from; i < end; i++) {
            byte octet = form[i];
            if (octet == '+') {
                octet = ' ';
            } else if (octet == '%') {
                int high = i + 2 < end ? Character.digit(form[i + 1], 16) : -1;
                int low = i + 2 < end ? Character.digit(form[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw InvalidRequestException.malformed("The request has a malformed percent-encoding");
                }
                octet = (byte) (16 * high + low);
                i += 2;
            }
            ascii &= octet >= 0;
            octets[length++] = octet;
        }
        return ascii ? new String(octets, 0, length, StandardCharsets.ISO_8859_1) : utf8(octets, length);
    }

    private static String utf8(byte[] octets, int length) {
        try {
            CharBuffer text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(octets, 0, length));
            return text.toString();
        } catch (CharacterCodingException e) {
            throw InvalidRequestException.malformed("The request has a parameter that is not UTF-8");
        }
    }

    /** A place in the tree of names: {@code Tags}, then {@code member}, then {@code 1}, then {@code Key}. */
    static final class Node {
        private static final Map<String, Node> NO_CHILDREN = Map.of();

        private Map<String, Node> children = NO_CHILDREN;
        /** The value under exactly this name; null when only longer names were given. */
        @Nullable
        String value;

        private Node descend(String name, QueryLimits limits) {
            Node node = this;
            int depth = 0;
            for (int from = 0; from <= name.length(); ) {
                int dot = name.indexOf('.', from);
                int end = dot < 0 ? name.length() : dot;
                if (++depth > limits.depth()) {
                    throw InvalidRequestException.malformed(
                            "The request has a parameter with a name of more than %d parts".formatted(limits.depth()));
                }
                if (node.children.isEmpty()) {
                    node.children = new LinkedHashMap<>(4);
                }
                node = node.children.computeIfAbsent(name.substring(from, end), part -> new Node());
                from = end + 1;
            }
            return node;
        }

        boolean hasChildren() {
            return !children.isEmpty();
        }

        @Nullable
        Node child(String name) {
            return children.get(name);
        }

        /**
         * The children in the order of the numbers that are their names, which may leave gaps.
         *
         * @throws InvalidRequestException if a name is not a number from 1 on, without leading zeros
         */
        List<Node> numbered(MemberPath path) {
            TreeMap<Integer, Node> byNumber = new TreeMap<>();
            children.forEach((name, node) -> byNumber.put(number(name, path), node));
            return new ArrayList<>(byNumber.values());
        }

        private static int number(String name, MemberPath path) {
            boolean fits = !name.isEmpty() && name.length() <= 9 && name.charAt(0) != '0';
            for (int i = 0; fits && i < name.length(); i++) {
                fits = name.charAt(i) >= '0' && name.charAt(i) <= '9';
            }
            if (!fits) {
                throw InvalidRequestException.malformed("The elements of '%s' must be numbered from 1".formatted(path));
            }
            return Integer.parseInt(name);
        }
    }
}
