// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import dev.portcullis.server.secrets.SessionOrigin.Through;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Writes {@link SessionClaims} compactly; {@link ClaimsReader} reads them. Numbers are written seven bits a byte, lowest first;
 * texts as UTF-8 after their length; lists after their size; an optional value as a list of none or one.
 */
final class ClaimsWriter {
    /** The version of the form, the first byte; raise it with any change of the order below. */
    static final int VERSION = 1;

    static final int ROLE = 1;
    static final int USER = 2;
    static final int FEDERATED_USER = 3;
    static final int ROOT = 4;
    static final int AGENT = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    private ClaimsWriter() {}

    static byte[] write(SessionClaims claims) {
        var writer = new ClaimsWriter();
        writer.number(VERSION);
        writer.bytes(Base32.decode(claims.accessKeyId().substring(AccessKeyIds.TEMPORARY.length())));
        writer.bytes(HexFormat.of().parseHex(claims.sessionId()));
        writer.subject(claims.subject());
        writer.number(claims.sessionEpoch());
        writer.time(claims.issuedAt());
        writer.number(claims.expiresAt().getEpochSecond() - claims.issuedAt().getEpochSecond());
        writer.origin(claims.origin());
        writer.number(claims.context().size());
        claims.context().forEach((key, values) -> {
            writer.text(key);
            writer.texts(values);
        });
        writer.optional(claims.policies().inline());
        writer.texts(claims.policies().managedArns());
        writer.number(claims.tags().values().size());
        claims.tags().values().forEach((key, value) -> {
            writer.text(key);
            writer.text(value);
        });
        writer.texts(claims.tags().transitiveKeys());
        return writer.out.toByteArray();
    }

    private void subject(SessionSubject subject) {
        switch (subject) {
            case SessionSubject.Role(var roleId, var sessionName) -> {
                number(ROLE);
                text(roleId);
                text(sessionName);
            }
            case SessionSubject.User(var userId) -> {
                number(USER);
                text(userId);
            }
            case SessionSubject.FederatedUser(var issuerId, var name) -> {
                number(FEDERATED_USER);
                text(issuerId);
                text(name);
            }
            case SessionSubject.Root(var account) -> {
                number(ROOT);
                text(account);
            }
            case SessionSubject.Agent(var instanceId) -> {
                number(AGENT);
                text(instanceId);
            }
        }
    }

    private void origin(SessionOrigin origin) {
        number(origin.chained() ? 1 : 0);
        number(origin.mfaAt().isPresent() ? 1 : 0);
        origin.mfaAt().ifPresent(this::time);
        optional(origin.sourceIdentity());
        optional(origin.federatedProvider());
        texts(origin.instance().map(ClaimsWriter::texts).orElse(List.of()));
        text(origin.region());
        text(origin.service());
    }

    private static List<String> texts(SessionOrigin.Instance instance) {
        return switch (instance.through()) {
            case Through.Association(var id) -> List.of(instance.instanceId(), id);
            case Through.Membership(var group, var joining, var epoch) ->
                List.of(instance.instanceId(), group, Integer.toString(joining), Integer.toString(epoch));
        };
    }

    private void time(Instant time) {
        number(time.getEpochSecond());
    }

    private void optional(Optional<String> text) {
        texts(text.stream().toList());
    }

    private void texts(List<String> texts) {
        number(texts.size());
        texts.forEach(this::text);
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        bytes(utf8);
    }

    private void bytes(byte[] bytes) {
        out.writeBytes(bytes);
    }

    private void number(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("Negative: " + number);
        }
        long rest = number;
        while (rest > 0x7f) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
