// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.http;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A request without a body, as it came.
 *
 * @param method in the letter case of the wire
 * @param path the target without its query, undecoded; begins with a slash
 * @param headers the values by name; names ignore case; those that count are there at most once
 * @param peer who asks
 * @param keepAlive whether the client would like to go on on this connection
 */
public record HttpRequest(String method, String path, Map<String, List<String>> headers, Peer peer, boolean keepAlive) {
    /** The longest head of a request, in bytes. */
    static final int LONGEST_HEAD = 8_192;

    /** Of these a second one would let two readers of a request understand different things. */
    private static final Set<String> ONCE = Set.of(
            "host",
            "content-length",
            "authorization",
            "x-aws-ec2-metadata-token",
            "x-aws-ec2-metadata-token-ttl-seconds");

    /** A request that cannot be answered as what it may have been meant to be; the connection ends with this status. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        private final int status;

        Malformed(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** The value of a header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(List::getFirst);
    }

    public boolean has(String name) {
        return headers.containsKey(name);
    }

    /**
     * Reads a head.
     *
     * @param head request line and header lines, without the empty line, one character a byte
     */
    static HttpRequest parse(String head, Peer peer) throws Malformed {
        String[] lines = head.split("\r\n", -1);
        String[] words = lines[0].split(" ", -1);
        if (words.length != 3 || !isToken(words[0])) {
            throw new Malformed(400, "not a request line");
        }
        boolean isNewer = words[2].equals("HTTP/1.1");
        if (!isNewer && !words[2].equals("HTTP/1.0")) {
            throw new Malformed(505, "not HTTP/1");
        }
        Map<String, List<String>> headers = headers(lines);
        refuseBody(headers);
        boolean close = has(headers, "connection", "close");
        boolean keep = has(headers, "connection", "keep-alive");
        return new HttpRequest(words[0], path(words[1]), headers, peer, !close && (isNewer || keep));
    }

    private static String path(String target) throws Malformed {
        if (!target.startsWith("/")) {
            throw new Malformed(400, "not a path: this is no proxy");
        }
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                throw new Malformed(400, "a character that a target cannot have");
            }
        }
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private static Map<String, List<String>> headers(String[] lines) throws Malformed {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon < 1 || !isToken(lines[i].substring(0, colon))) {
                throw new Malformed(400, "not a header line");
            }
            String name = lines[i].substring(0, colon);
            String value = trimmed(lines[i].substring(colon + 1));
            List<String> values = headers.computeIfAbsent(name, _ -> new ArrayList<>(1));
            values.add(value);
            if (values.size() > 1 && ONCE.contains(name.toLowerCase(Locale.ROOT))) {
                throw new Malformed(400, "a second " + name);
            }
        }
        return headers;
    }

    private static String trimmed(String value) throws Malformed {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                throw new Malformed(400, "a control character in a header");
            }
        }
        return value.strip();
    }

    /** Nothing that is served takes a body; whatever follows a head is the next request. */
    private static void refuseBody(Map<String, List<String>> headers) throws Malformed {
        List<String> length = headers.get("content-length");
        if (headers.containsKey("transfer-encoding")
                || (length != null && !length.getFirst().equals("0"))) {
            throw new Malformed(413, "a body, which nothing here takes");
        }
    }

    private static boolean has(Map<String, List<String>> headers, String name, String word) {
        Set<String> words = new HashSet<>();
        for (String value : headers.getOrDefault(name, List.of())) {
            for (String part : value.split(",", -1)) {
                words.add(part.strip().toLowerCase(Locale.ROOT));
            }
        }
        return words.contains(word);
    }

    /** RFC 9110, 5.6.2. */
    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isAlphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!isAlphanumeric && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
