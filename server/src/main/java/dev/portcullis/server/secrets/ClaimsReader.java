// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import dev.portcullis.server.secrets.SessionOrigin.Through;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what {@link ClaimsWriter} wrote. Anything else, whatever it is, reads as empty, within the memory of the input. */
final class ClaimsReader {
    private static final int KEY_ID_BYTES = 10;
    private static final int SESSION_ID_BYTES = 16;

    private final ByteBuffer in;

    private ClaimsReader(ByteBuffer in) {
        this.in = in;
    }

    /** The form is broken. */
    private static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Malformed() {
            super(null, null, false, false);
        }
    }

    static Optional<SessionClaims> read(byte[] written) {
        var reader = new ClaimsReader(ByteBuffer.wrap(written));
        try {
            SessionClaims claims = reader.claims();
            return reader.in.hasRemaining() ? Optional.empty() : Optional.of(claims);
        } catch (Malformed
                | BufferUnderflowException
                | IllegalArgumentException
                | DateTimeException
                | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private SessionClaims claims() {
        if (number() != ClaimsWriter.VERSION) {
            throw new Malformed();
        }
        byte[] keyId = bytes(KEY_ID_BYTES);
        String accessKeyId = AccessKeyIds.TEMPORARY + Base32.encode(keyId, KEY_ID_BYTES * 8 / 5);
        String sessionId = HexFormat.of().formatHex(bytes(SESSION_ID_BYTES));
        SessionSubject subject = subject();
        long epoch = number();
        Instant issuedAt = time();
        Instant expiresAt = issuedAt.plusSeconds(number());
        SessionOrigin origin = origin();
        Map<String, List<String>> context = context();
        var policies = new SessionPolicies(optional(), texts());
        var tags = new SessionTags(tags(), texts());
        return new SessionClaims(
                subject, accessKeyId, sessionId, epoch, issuedAt, expiresAt, policies, tags, origin, context);
    }

    private SessionSubject subject() {
        return switch ((int) number()) {
            case ClaimsWriter.ROLE -> new SessionSubject.Role(text(), text());
            case ClaimsWriter.USER -> new SessionSubject.User(text());
            case ClaimsWriter.FEDERATED_USER -> new SessionSubject.FederatedUser(text(), text());
            case ClaimsWriter.ROOT -> new SessionSubject.Root(text());
            case ClaimsWriter.AGENT -> new SessionSubject.Agent(text());
            default -> throw new Malformed();
        };
    }

    private SessionOrigin origin() {
        boolean chained = flag();
        Optional<Instant> mfaAt = flag() ? Optional.of(time()) : Optional.empty();
        Optional<String> sourceIdentity = optional();
        Optional<String> federatedProvider = optional();
        Optional<SessionOrigin.Instance> instance = instance();
        return new SessionOrigin(chained, mfaAt, sourceIdentity, federatedProvider, instance, text(), text());
    }

    private Optional<SessionOrigin.Instance> instance() {
        List<String> ids = texts();
        return switch (ids.size()) {
            case 0 -> Optional.empty();
            case 2 -> Optional.of(new SessionOrigin.Instance(ids.getFirst(), new Through.Association(ids.getLast())));
            case 4 ->
                Optional.of(new SessionOrigin.Instance(
                        ids.getFirst(),
                        new Through.Membership(
                                ids.get(1), Integer.parseInt(ids.get(2)), Integer.parseInt(ids.get(3)))));
            default -> throw new Malformed();
        };
    }

    private Map<String, List<String>> context() {
        var context = new LinkedHashMap<String, List<String>>();
        for (int left = size(); left > 0; left--) {
            context.put(text(), texts());
        }
        return context;
    }

    private Map<String, String> tags() {
        var tags = new LinkedHashMap<String, String>();
        for (int left = size(); left > 0; left--) {
            tags.put(text(), text());
        }
        return tags;
    }

    private Instant time() {
        return Instant.ofEpochSecond(number());
    }

    private Optional<String> optional() {
        List<String> texts = texts();
        if (texts.size() > 1) {
            throw new Malformed();
        }
        return texts.stream().findFirst();
    }

    private List<String> texts() {
        var texts = new ArrayList<String>();
        for (int left = size(); left > 0; left--) {
            texts.add(text());
        }
        return texts;
    }

    private String text() {
        return new String(bytes(size()), StandardCharsets.UTF_8);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    private boolean flag() {
        long number = number();
        if (number > 1) {
            throw new Malformed();
        }
        return number == 1;
    }

    /** A length or size. Each thing counted takes at least one byte, so it cannot exceed what is left. */
    private int size() {
        long size = number();
        if (size > in.remaining()) {
            throw new Malformed();
        }
        return (int) size;
    }

    private long number() {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
            byte next = in.get();
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new Malformed();
    }
}
