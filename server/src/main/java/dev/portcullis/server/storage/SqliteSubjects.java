// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who has come to Roles Anywhere, in two tables beside the objects. */
final class SqliteSubjects implements SubjectStore {
    private final GroupCommit writer;
    private final Readers readers;
    private final InstantSource clock;

    SqliteSubjects(GroupCommit writer, Readers readers, InstantSource clock) {
        this.writer = writer;
        this.readers = readers;
        this.clock = clock;
    }

    @Override
    public void noteSubjects(Collection<SubjectUse> uses) {
        var noted = List.copyOf(uses);
        if (noted.isEmpty()) {
            return;
        }
        long oldest = clock.millis() - REMEMBERED_FOR.toMillis();
        writer.write(sql -> {
            int written = sql.run("DELETE FROM anywhere_subjects WHERE seen_at < ?", oldest);
            for (var use : noted) {
                written += note(sql, use);
            }
            return written;
        });
    }

    private static int note(Sql sql, SubjectUse use) throws SQLException {
        int noted = sql.run(
                """
                INSERT INTO anywhere_subjects SELECT ?1, ?2, ?3, ?4, ?5, ?5
                    WHERE (SELECT count(*) FROM anywhere_subjects WHERE account = ?1) < ?6
                        OR EXISTS (SELECT 1 FROM anywhere_subjects WHERE account = ?1 AND region = ?2 AND subject_id = ?3)
                ON CONFLICT DO UPDATE SET seen_at = max(seen_at, excluded.seen_at)""",
                use.account(),
                use.region(),
                use.subjectId(),
                use.x509Subject(),
                use.time().toEpochMilli(),
                MOST_SUBJECTS);
        if (noted == 0) {
            return 0;
        }
        return noted
                + sql.run(
                        """
                        INSERT INTO anywhere_certificates VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                        ON CONFLICT DO UPDATE SET certificate = excluded.certificate, seen_at = excluded.seen_at,
                            failed = excluded.failed, properties = excluded.properties
                            WHERE excluded.seen_at >= anywhere_certificates.seen_at""",
                        use.account(),
                        use.region(),
                        use.subjectId(),
                        use.issuer(),
                        use.serialNumber(),
                        use.certificate(),
                        use.time().toEpochMilli(),
                        use.hasFailed() ? 1 : 0,
                        text(use.properties()))
                + sql.run("""
                        DELETE FROM anywhere_certificates WHERE account = ?1 AND region = ?2 AND subject_id = ?3
                            AND (issuer, serial_number) NOT IN (
                                SELECT issuer, serial_number FROM anywhere_certificates
                                WHERE account = ?1 AND region = ?2 AND subject_id = ?3
                                ORDER BY seen_at DESC, serial_number LIMIT ?4)""", use.account(), use.region(), use.subjectId(), MOST_CERTIFICATES);
    }

    @Override
    public List<SeenSubject> subjects(String account, String region) {
        return readers.read(sql -> sql.all("""
                SELECT subject_id, x509_subject, created_at, seen_at FROM anywhere_subjects
                WHERE account = ? AND region = ? ORDER BY subject_id""", SqliteSubjects::subject, account, region));
    }

    @Override
    public Optional<SeenSubject> subject(String account, String region, String subjectId) {
        return readers.read(sql -> sql.first("""
                SELECT subject_id, x509_subject, created_at, seen_at FROM anywhere_subjects
                WHERE account = ? AND region = ? AND subject_id = ?""", SqliteSubjects::subject, account, region, subjectId));
    }

    private static SeenSubject subject(ResultSet row) throws SQLException {
        return new SeenSubject(
                row.getString(1),
                row.getString(2),
                Instant.ofEpochMilli(row.getLong(3)),
                Instant.ofEpochMilli(row.getLong(4)));
    }

    @Override
    public List<SubjectUse> certificates(String account, String region, String subjectId) {
        return readers.read(sql -> sql.all(
                """
                SELECT s.x509_subject, c.issuer, c.serial_number, c.certificate, c.seen_at, c.failed, c.properties
                FROM anywhere_certificates c JOIN anywhere_subjects s USING (account, region, subject_id)
                WHERE account = ? AND region = ? AND subject_id = ? ORDER BY c.seen_at DESC, c.serial_number""",
                row -> new SubjectUse(
                        account,
                        region,
                        subjectId,
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        Instant.ofEpochMilli(row.getLong(5)),
                        row.getInt(6) == 1,
                        properties(row.getString(7))),
                account,
                region,
                subjectId));
    }

    /** Names and values in Base64, so that nothing in them needs escaping: {@code name:value name:value}. */
    private static String text(Map<String, String> properties) {
        var parts = new ArrayList<String>();
        properties.forEach((name, value) -> parts.add(encoded(name) + ":" + encoded(value)));
        return String.join(" ", parts);
    }

    private static Map<String, String> properties(String text) {
        var properties = new LinkedHashMap<String, String>();
        for (var part : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
            int colon = part.indexOf(':');
            properties.put(decoded(part.substring(0, colon)), decoded(part.substring(colon + 1)));
        }
        return properties;
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String text) {
        return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }
}
