// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The ledgers beside the objects, each write through the same group commit. */
final class SqliteLedgers implements OnceLedger, LockoutCounters, UsageStore {
    private static final int ROWS_AT_ONCE = 1_000;

    private final GroupCommit writer;
    private final Readers readers;
    private final InstantSource clock;

    SqliteLedgers(GroupCommit writer, Readers readers, InstantSource clock) {
        this.writer = writer;
        this.readers = readers;
        this.clock = clock;
    }

    @Override
    public boolean claim(String purpose, String key, Instant expiresAt) {
        return writer.write(sql -> {
            long now = clock.millis();
            int claimed = sql.run("""
                    INSERT INTO once SELECT ?, ?, ? WHERE ?3 > ?4
                    ON CONFLICT DO UPDATE SET expires_at = excluded.expires_at WHERE once.expires_at <= ?4""", purpose, key, expiresAt.toEpochMilli(), now);
            return claimed == 1;
        });
    }

    @Override
    public int countFailure(String purpose, String subject, Duration window) {
        return writer.write(sql -> {
            long now = clock.millis();
            return sql.first("""
                            INSERT INTO lockouts VALUES (?1, ?2, 1, ?3 + ?4)
                            ON CONFLICT DO UPDATE SET
                                failures = CASE WHEN closes_at > ?3 THEN failures + 1 ELSE 1 END,
                                closes_at = CASE WHEN closes_at > ?3 THEN closes_at ELSE ?3 + ?4 END
                            RETURNING failures""", row -> row.getInt(1), purpose, subject, now, window.toMillis())
                    .orElseThrow();
        });
    }

    @Override
    public int failures(String purpose, String subject) {
        return readers.read(sql -> sql.first(
                        "SELECT failures FROM lockouts WHERE purpose = ? AND subject = ? AND closes_at > ?",
                        row -> row.getInt(1),
                        purpose,
                        subject,
                        clock.millis())
                .orElse(0));
    }

    @Override
    public void clear(String purpose, String subject) {
        writer.write(sql -> sql.run("DELETE FROM lockouts WHERE purpose = ? AND subject = ?", purpose, subject));
    }

    @Override
    public void noteUses(Collection<AccessKeyUse> keys, Collection<RoleUse> roles, Collection<AgentUse> agents) {
        var notedKeys = List.copyOf(keys);
        var notedRoles = List.copyOf(roles);
        var notedAgents = List.copyOf(agents);
        if (notedKeys.isEmpty() && notedRoles.isEmpty() && notedAgents.isEmpty()) {
            return;
        }
        writer.write(sql -> {
            int written = 0;
            for (var use : notedKeys) {
                written += note(sql, use);
            }
            for (var use : notedRoles) {
                written += note(sql, use);
            }
            for (var use : notedAgents) {
                written += note(sql, use);
            }
            return written;
        });
    }

    private static int note(Sql sql, AccessKeyUse use) throws SQLException {
        return sql.run("""
                INSERT INTO access_key_uses
                SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM access_keys WHERE access_key_id = ?1)
                ON CONFLICT DO UPDATE
                    SET time = excluded.time, service = excluded.service, region = excluded.region
                    WHERE excluded.time >= access_key_uses.time""", use.accessKeyId(), use.time().toEpochMilli(), use.service(), use.region());
    }

    private static int note(Sql sql, RoleUse use) throws SQLException {
        return sql.run("""
                INSERT INTO role_uses VALUES (?1, ?2, ?3)
                ON CONFLICT DO UPDATE SET time = excluded.time, region = excluded.region
                    WHERE excluded.time >= role_uses.time""", use.roleId(), use.time().toEpochMilli(), use.region());
    }

    private static int note(Sql sql, AgentUse use) throws SQLException {
        return sql.run("""
                INSERT INTO agent_uses VALUES (?1, ?2)
                ON CONFLICT DO UPDATE SET time = excluded.time WHERE excluded.time >= agent_uses.time""", use.instanceId(), use.time().toEpochMilli());
    }

    @Override
    public void notePasswordUse(String ownerId, Instant time) {
        writer.write(sql -> sql.run("""
                INSERT INTO password_uses VALUES (?1, ?2)
                ON CONFLICT DO UPDATE SET time = excluded.time WHERE excluded.time >= password_uses.time""", ownerId, time.toEpochMilli()));
    }

    @Override
    public Optional<Instant> lastUseOfPassword(String ownerId) {
        return readers.read(sql -> sql.first(
                "SELECT time FROM password_uses WHERE owner_id = ?",
                row -> Instant.ofEpochMilli(row.getLong(1)),
                ownerId));
    }

    @Override
    public Optional<AccessKeyUse> lastUseOfAccessKey(String accessKeyId) {
        return readers.read(sql -> sql.first(
                "SELECT time, service, region FROM access_key_uses WHERE access_key_id = ?",
                row -> new AccessKeyUse(
                        accessKeyId, Instant.ofEpochMilli(row.getLong(1)), row.getString(2), row.getString(3)),
                accessKeyId));
    }

    @Override
    public Optional<RoleUse> lastUseOfRole(String roleId) {
        return readers.read(sql -> sql.first(
                "SELECT time, region FROM role_uses WHERE role_id = ?",
                row -> new RoleUse(roleId, Instant.ofEpochMilli(row.getLong(1)), row.getString(2)),
                roleId));
    }

    @Override
    public Optional<AgentUse> lastUseOfAgent(String instanceId) {
        return readers.read(sql -> sql.first(
                "SELECT time FROM agent_uses WHERE instance_id = ?",
                row -> new AgentUse(instanceId, Instant.ofEpochMilli(row.getLong(1))),
                instanceId));
    }

    /** Forgets a bounded number of claims, lockouts and uses of roles and agents whose time is over; false when there are none left. */
    boolean prune() {
        return writer.write(sql -> {
            long now = clock.millis();
            int claims = sql.run("""
                    DELETE FROM once WHERE (purpose, key) IN
                        (SELECT purpose, key FROM once WHERE expires_at <= ? LIMIT ?)""", now, ROWS_AT_ONCE);
            int windows = sql.run("""
                    DELETE FROM lockouts WHERE (purpose, subject) IN
                        (SELECT purpose, subject FROM lockouts WHERE closes_at <= ? LIMIT ?)""", now, ROWS_AT_ONCE);
            int uses = sql.run("""
                    DELETE FROM role_uses WHERE role_id IN
                        (SELECT role_id FROM role_uses WHERE time < ? LIMIT ?)""", now - ROLE_USES_ARE_TOLD_FOR.toMillis(), ROWS_AT_ONCE);
            int agents = sql.run("""
                    DELETE FROM agent_uses WHERE instance_id IN
                        (SELECT instance_id FROM agent_uses WHERE time < ? LIMIT ?)""", now - AGENT_USES_ARE_TOLD_FOR.toMillis(), ROWS_AT_ONCE);
            return claims == ROWS_AT_ONCE || windows == ROWS_AT_ONCE || uses == ROWS_AT_ONCE || agents == ROWS_AT_ONCE;
        });
    }
}
