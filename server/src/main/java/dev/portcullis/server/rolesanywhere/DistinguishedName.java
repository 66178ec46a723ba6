// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rolesanywhere;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import javax.security.auth.x500.X500Principal;

/** The attributes of a distinguished name by their short names, such as {@code CN}. */
final class DistinguishedName {
    /** The attributes that are known, by object identifier (RFC 4519, RFC 5280 and X.520). */
    private static final Map<String, String> KEYWORDS = Map.ofEntries(
            Map.entry("2.5.4.3", "CN"),
            Map.entry("2.5.4.4", "SN"),
            Map.entry("2.5.4.5", "serialNumber"),
            Map.entry("2.5.4.6", "C"),
            Map.entry("2.5.4.7", "L"),
            Map.entry("2.5.4.8", "ST"),
            Map.entry("2.5.4.9", "STREET"),
            Map.entry("2.5.4.10", "O"),
            Map.entry("2.5.4.11", "OU"),
            Map.entry("2.5.4.12", "T"),
            Map.entry("2.5.4.17", "postalCode"),
            Map.entry("2.5.4.41", "name"),
            Map.entry("2.5.4.42", "GN"),
            Map.entry("2.5.4.43", "initials"),
            Map.entry("2.5.4.44", "generationQualifier"),
            Map.entry("2.5.4.46", "dnQualifier"),
            Map.entry("2.5.4.65", "pseudonym"),
            Map.entry("2.5.4.97", "organizationIdentifier"),
            Map.entry("0.9.2342.19200300.100.1.1", "UID"),
            Map.entry("0.9.2342.19200300.100.1.25", "DC"),
            Map.entry("1.2.840.113549.1.9.1", "E"));

    private static final int SEVEN_BITS = 0x7f;

    private DistinguishedName() {}

    static boolean isKnown(String keyword) {
        return KEYWORDS.containsValue(keyword);
    }

    /** As text (RFC 2253), with the short names that are known here. */
    static String text(X500Principal name) {
        return name.getName(X500Principal.RFC2253, KEYWORDS);
    }

    /**
     * The known attributes and their values, in the order of the certificate. Where one is there several times, its values stand in that
     * order between slashes.
     */
    static SequencedMap<String, String> attributes(X500Principal name) {
        var attributes = new LinkedHashMap<String, String>();
        var parts = content(ByteBuffer.wrap(name.getEncoded()));
        while (parts.hasRemaining()) {
            var part = content(parts);
            while (part.hasRemaining()) {
                add(content(part), attributes);
            }
        }
        return attributes;
    }

    /** An object identifier and a value. */
    private static void add(ByteBuffer attribute, Map<String, String> to) {
        var keyword = KEYWORDS.get(identifier(content(attribute)));
        int tag = attribute.get(attribute.position());
        var value = content(attribute);
        if (keyword != null) {
            charset(tag)
                    .ifPresent(charset ->
                            to.merge(keyword, charset.decode(value).toString(), (before, next) -> before + "/" + next));
        }
    }

    /** What stands in the next element of DER, which is read past. The name was parsed before, so it is well formed. */
    private static ByteBuffer content(ByteBuffer der) {
        der.get();
        int length = der.get();
        if (length < 0) {
            int octets = length & SEVEN_BITS;
            length = 0;
            for (int i = 0; i < octets; i++) {
                length = (length << 8) | (der.get() & 0xff);
            }
        }
        var content = der.slice(der.position(), length);
        der.position(der.position() + length);
        return content;
    }

    private static String identifier(ByteBuffer der) {
        var text = new StringBuilder();
        long number = 0;
        while (der.hasRemaining()) {
            int octet = der.get();
            number = (number << 7) | (octet & SEVEN_BITS);
            if (octet >= 0) {
                if (text.isEmpty()) {
                    long first = Math.min(number / 40, 2);
                    text.append(first).append('.').append(number - 40 * first);
                } else {
                    text.append('.').append(number);
                }
                number = 0;
            }
        }
        return text.toString();
    }

    /** How the texts of a type are encoded; empty for what is no text. */
    private static Optional<Charset> charset(int tag) {
        return switch (tag) {
            case 0x0c -> Optional.of(StandardCharsets.UTF_8); // UTF8String
            case 0x12, 0x13, 0x16, 0x1a ->
                Optional.of(StandardCharsets.US_ASCII); // Numeric, Printable, IA5, VisibleString
            case 0x14 -> Optional.of(StandardCharsets.ISO_8859_1); // TeletexString, as everybody reads it
            case 0x1c -> Optional.of(Charset.forName("UTF-32BE")); // UniversalString
            case 0x1e -> Optional.of(StandardCharsets.UTF_16BE); // BMPString
            default -> Optional.empty();
        };
    }
}
