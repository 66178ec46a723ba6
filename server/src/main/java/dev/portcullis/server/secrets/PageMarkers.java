// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Pagination markers: the sort key of the last item of a page, sealed for the list it belongs to. Because a marker names an item
 * and no offset, it survives inserts and deletes; because it is sealed, nobody makes one up. A marker opens for a week. Thread-safe.
 *
 * <p>A marker has at most 320 characters, which leaves 204 bytes for the sort key. Names of entities (128 characters of ASCII),
 * unique ids, key ids and version numbers fit as they are, and an account holds each only once whatever the path: lists are
 * sorted by them, not by path or ARN. Lists of what may be longer in UTF-8, as tag keys, are sorted by {@link #sortKey} of it.
 */
public final class PageMarkers {
    /** The most characters of a marker. */
    public static final int MOST_CHARACTERS = 320;

    /** The most bytes of a sort key in UTF-8. */
    static final int MOST_KEY_BYTES = MOST_CHARACTERS / 4 * 3 - Sealer.OVERHEAD;

    /** Shorter than any key with a digest, so that a text as it is never equals one of those. */
    private static final int MOST_VERBATIM_BYTES = MOST_KEY_BYTES - 4;

    private static final int DIGEST_BYTES = 24;
    private static final int DIGEST_CHARACTERS = DIGEST_BYTES / 3 * 4;

    private final SealedTokens tokens;

    public PageMarkers(Sealer sealer) {
        this.tokens = new SealedTokens(sealer, Purpose.PAGE_MARKER, MOST_CHARACTERS);
    }

    /**
     * A sort key for any text that fits a marker: the text itself or, when that is too long, its beginning and a digest. Different
     * texts have different keys; the order is the text's own but among very long ones that begin alike.
     */
    public static String sortKey(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length <= MOST_VERBATIM_BYTES) {
            return text;
        }
        int end = MOST_KEY_BYTES - DIGEST_CHARACTERS;
        while ((utf8[end] & 0xc0) == 0x80) { // inside a character
            end--;
        }
        byte[] digest = Arrays.copyOf(sha256(utf8), DIGEST_BYTES);
        return new String(utf8, 0, end, StandardCharsets.UTF_8)
                + Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    }

    /**
     * The marker that leads on after this item.
     *
     * @throws IllegalArgumentException if the sort key is longer than a marker holds, see {@link #sortKey}
     */
    public String seal(PageScope scope, String lastSortKey, Instant now) {
        byte[] content = lastSortKey.getBytes(StandardCharsets.UTF_8);
        if (content.length > MOST_KEY_BYTES) {
            throw new IllegalArgumentException("A sort key of %d bytes fits no marker".formatted(content.length));
        }
        return tokens.sealBytes(scope.binding(), content, now);
    }

    /** The sort key after which the page starts; empty if the marker is not one of this list. Never throws. */
    public Optional<String> open(PageScope scope, String marker, Instant now) {
        return tokens.open(scope.binding(), marker, now);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The Java runtime has no SHA-256", e);
        }
    }
}
