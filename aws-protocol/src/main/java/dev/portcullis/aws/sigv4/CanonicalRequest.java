// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the canonical request: method, path, query, signed headers, their names, hash of the payload. It works on the raw target, escape by
 * escape, without decoding: an escape of an unreserved character becomes the character, every other one keeps its octet, so two targets
 * have the same form only if they mean the same.
 */
final class CanonicalRequest {
    private static final byte[] DIGITS = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final boolean[] UNRESERVED = new boolean[256];
    private static final int FEW_PAIRS = 24;

    static {
        for (int c = 0; c < 128; c++) {
            UNRESERVED[c] = (c >= 'A' && c <= 'Z')
                    || (c >= 'a' && c <= 'z')
                    || (c >= '0' && c <= '9')
                    || "-._~".indexOf(c) >= 0;
        }
    }

    private final Scratch out;

    private CanonicalRequest(Scratch out) {
        this.out = out;
    }

    /** Which pairs of the query string do not belong to the canonical request. */
    enum Leave {
        NOTHING,
        SIGNATURE,
        SIGNATURE_AND_TOKEN
    }

    /**
     * Writes everything but the payload hash, which follows the last line feed.
     *
     * @return what is wrong with the request, if it has a target or method that cannot be signed, or leaves something unsigned that must
     *     be signed: the host, or an {@code x-amz-*} header other than a security token, whose binding to the key is checked elsewhere
     */
    static @Nullable SignatureProblem write(
            Scratch out, RawRequest request, SignedHeaders signedHeaders, PathStyle style, Leave leave) {
        out.clear();
        var canonical = new CanonicalRequest(out);
        String target = request.target();
        int question = target.indexOf('?');
        int pathEnd = question < 0 ? target.length() : question;
        if (pathEnd == 0 || target.charAt(0) != '/' || !isToken(request.method())) {
            return new SignatureProblem.BadTarget();
        }
        out.put(request.method());
        out.put('\n');
        boolean pathFits = switch (style) {
            case NORMALISED_AND_ENCODED_TWICE -> canonical.normalisedPath(target, pathEnd);
            case AS_SENT -> canonical.encodedOnce(target, 0, pathEnd, true);
        };
        out.put('\n');
        if (!pathFits || !canonical.query(target, leave)) {
            return new SignatureProblem.BadTarget();
        }
        out.put('\n');
        SignatureProblem problem = canonical.headers(request.headers(), signedHeaders);
        out.put('\n');
        out.put(signedHeaders.text());
        out.put('\n');
        return problem;
    }

    private static boolean isToken(String method) {
        for (int i = 0; i < method.length(); i++) {
            if (method.charAt(i) <= ' ' || method.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return !method.isEmpty();
    }

    /**
     * Segments without empty ones and {@code .}, with {@code ..} taking one back, each encoded once more. A slash stands at the end only
     * where the path of the wire ends in one: AWS's clients drop the one that RFC 3986 leaves after final dots.
     */
    private boolean normalisedPath(String target, int end) {
        int pathStart = out.length;
        for (int from = 1; from < end; ) {
            int slash = target.indexOf('/', from);
            int segmentEnd = slash < 0 || slash > end ? end : slash;
            int length = segmentEnd - from;
            boolean dots =
                    length > 0 && length <= 2 && target.charAt(from) == '.' && target.charAt(segmentEnd - 1) == '.';
            if (dots && length == 2) {
                dropSegment(pathStart);
            } else if (!dots && length > 0) {
                out.put('/');
                if (!encoded(target, from, segmentEnd)) {
                    return false;
                }
            }
            from = segmentEnd + 1;
        }
        if (target.charAt(end - 1) == '/' || out.length == pathStart) {
            out.put('/');
        }
        return true;
    }

    private void dropSegment(int pathStart) {
        while (out.length > pathStart) {
            out.length--;
            if (out.bytes[out.length] == '/') {
                return;
            }
        }
    }

    /** Encodes octets, percent signs included. */
    private boolean encoded(String text, int from, int end) {
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (c > 0xff) {
                return false;
            }
            octet(c);
        }
        return true;
    }

    /** Encodes what is not encoded yet, and normalises what is. */
    private boolean encodedOnce(String text, int from, int end, boolean path) {
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (c > 0xff) {
                return false;
            }
            if (c == '%') {
                if (i + 2 >= end || !RawQuery.isEscape(text, i)) {
                    return false;
                }
                octet(16 * Hex.digit(text.charAt(i + 1)) + Hex.digit(text.charAt(i + 2)));
                i += 2;
            } else if (path && c == '/') {
                out.put('/');
            } else if (!path && c == '+') {
                octet(' ');
            } else {
                octet(c);
            }
        }
        return true;
    }

    private void octet(int octet) {
        if (UNRESERVED[octet]) {
            out.put((char) octet);
        } else {
            out.put('%');
            out.put((char) DIGITS[octet >> 4]);
            out.put((char) DIGITS[octet & 15]);
        }
    }

    /** Appends an octet as a query string carries it. */
    static void appendOctet(StringBuilder to, int octet) {
        if (UNRESERVED[octet]) {
            to.append((char) octet);
        } else {
            to.append('%').append((char) DIGITS[octet >> 4]).append((char) DIGITS[octet & 15]);
        }
    }

    /** Pairs in the order of their encoded names, then values. */
    private boolean query(String target, Leave leave) {
        RawQuery raw = RawQuery.of(target);
        if (raw.size() == 0) {
            return true;
        }
        int start = out.length;
        Pairs pairs = new Pairs(raw.size());
        for (int pair = 0; pair < raw.size(); pair++) {
            if (isLeftOut(raw, pair, leave)) {
                continue;
            }
            int from = out.length;
            if (!encodedOnce(target, raw.nameStart(pair), raw.nameEnd(pair), false)) {
                return false;
            }
            out.put('=');
            if (!encodedOnce(target, raw.valueStart(pair), raw.valueEnd(pair), false)) {
                return false;
            }
            pairs.add(from, out.length);
        }
        byte[] unsorted = Arrays.copyOfRange(out.bytes, start, out.length);
        pairs.sort(out.bytes);
        out.length = start;
        for (int i = 0; i < pairs.size; i++) {
            if (i > 0) {
                out.put('&');
            }
            out.put(unsorted, pairs.from(i) - start, pairs.end(i) - start);
        }
        return true;
    }

    private static boolean isLeftOut(RawQuery raw, int pair, Leave leave) {
        return switch (leave) {
            case NOTHING -> false;
            case SIGNATURE -> raw.name(pair).equals("X-Amz-Signature");
            case SIGNATURE_AND_TOKEN -> {
                String name = raw.name(pair);
                yield name.equals("X-Amz-Signature") || name.equals("X-Amz-Security-Token");
            }
        };
    }

    /**
     * One line for each signed header, in the order of the names: as they are, which is right of nearly every request, or else once more with
     * all that can be odd about them.
     */
    private @Nullable SignatureProblem headers(List<RawHeader> lines, SignedHeaders signed) {
        if (!signed.hasHost()) {
            return new SignatureProblem.HostNotSigned();
        }
        int[] found = out.places(signed.size());
        boolean plain = true;
        for (int line = 0; line < lines.size(); line++) {
            String name = lines.get(line).name();
            int place = signed.place(name);
            if (place >= 0) {
                plain &= found[place] < 0; // there before
                found[place] = line;
            } else if (mustBeSigned(name)) {
                return new SignatureProblem.HeaderNotSigned(name);
            }
        }
        int start = out.length;
        if (plain && plainHeaders(lines, found, signed)) {
            return null;
        }
        out.length = start;
        return oddHeaders(lines, signed) ? null : new SignatureProblem.WrongSignature();
    }

    /** Writes values as they are; false if some header is missing, or the values need more care. */
    private boolean plainHeaders(List<RawHeader> lines, int[] found, SignedHeaders signed) {
        int start = out.length;
        for (int i = 0; i < signed.size(); i++) {
            if (found[i] < 0) {
                return false;
            }
            String value = lines.get(found[i]).value();
            if (value.isEmpty() || value.charAt(0) <= ' ' || value.charAt(value.length() - 1) <= ' ') {
                return false;
            }
            out.put(signed.name(i));
            out.put(':');
            out.putOctets(value);
            out.put('\n');
        }
        return out.isPlain(start, signed.size());
    }

    /** Joins the values of a name, and leaves out needless white space; false if a character is no octet. */
    private boolean oddHeaders(List<RawHeader> lines, SignedHeaders signed) {
        boolean fit = true;
        for (int i = 0; i < signed.size(); i++) {
            fit &= oddHeader(lines, signed.name(i));
        }
        return fit;
    }

    private static boolean mustBeSigned(String name) {
        return name.regionMatches(true, 0, "x-amz-", 0, 6) && !name.equalsIgnoreCase("x-amz-security-token");
    }

    private boolean oddHeader(List<RawHeader> lines, String name) {
        boolean fits = true;
        boolean first = true;
        for (RawHeader line : lines) {
            if (line.isNamed(name)) {
                if (first) {
                    out.put(name);
                }
                out.put(first ? ':' : ',');
                fits &= collapsed(line.value());
                first = false;
            }
        }
        if (!first) {
            out.put('\n');
        }
        return fits;
    }

    /** The value without white space around it, each run within it as one blank; false if a character is no octet. */
    private boolean collapsed(String value) {
        int start = out.length;
        boolean blank = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c > 0xff) {
                return false;
            }
            if (c == ' ' || (c >= '\t' && c <= '\r')) {
                blank = true;
            } else {
                if (blank && out.length > start) {
                    out.put(' ');
                }
                blank = false;
                out.put(c);
            }
        }
        return true;
    }

    /** Places of encoded pairs, to be sorted. */
    private static final class Pairs {
        private final long[] places;
        private int size;

        Pairs(int capacity) {
            places = new long[capacity];
        }

        void add(int from, int end) {
            places[size++] = ((long) from << 32) | end;
        }

        int from(int pair) {
            return (int) (places[pair] >> 32);
        }

        int end(int pair) {
            return (int) places[pair];
        }

        void sort(byte[] in) {
            if (size > FEW_PAIRS) {
                long[] sorted = Arrays.stream(places, 0, size)
                        .boxed()
                        .sorted((one, other) -> compare(in, one, other))
                        .mapToLong(Long::longValue)
                        .toArray();
                System.arraycopy(sorted, 0, places, 0, size);
                return;
            }
            for (int i = 1; i < size; i++) {
                long moving = places[i];
                int to = i;
                while (to > 0 && compare(in, places[to - 1], moving) > 0) {
                    places[to] = places[to - 1];
                    to--;
                }
                places[to] = moving;
            }
        }

        /** By name, then by value; the equals sign, which encoded text cannot contain, ends the name. */
        private static int compare(byte[] in, long one, long other) {
            int at = (int) (one >> 32);
            int end = (int) one;
            int otherAt = (int) (other >> 32);
            int otherEnd = (int) other;
            while (at < end && otherAt < otherEnd) {
                int c = in[at++];
                int otherC = in[otherAt++];
                if (c != otherC) {
                    return c == '=' ? -1 : otherC == '=' ? 1 : c - otherC;
                }
            }
            return (end - at) - (otherEnd - otherAt);
        }
    }
}
