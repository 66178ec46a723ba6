// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * The database file: how it is made, recognised, brought to the newest schema, and connected to.
 *
 * <p>The file carries our {@code application_id}, and in {@code user_version} the number of the last migration script.
 *
 * @param path absolute
 * @param synchronous the {@code synchronous} pragma of the writer: FULL, except where a test shows why
 */
record SqliteFile(Path path, String synchronous) {
    static final String NAME = "store.db";
    static final int APPLICATION_ID = 0x506f7274; // "Port"
    private static final List<String> MIGRATIONS = List.of(
            "001-objects.sql",
            "002-role-uses.sql",
            "003-password-uses.sql",
            "004-live-index.sql",
            "005-heads.sql",
            "006-agent-uses.sql",
            "007-anywhere-subjects.sql");
    private static final int BUSY_MILLIS = 5_000;

    static SqliteFile in(Path directory, String synchronous) {
        var path = directory.toAbsolutePath().resolve(NAME);
        if (path.toString().indexOf('?') >= 0) { // would start parameters in the driver's address
            throw new StoreNotOpened("The data directory must not have a question mark in its path: " + directory);
        }
        return new SqliteFile(path, synchronous);
    }

    /** Creates the file when it is missing, checks that it is ours, and runs the migrations it has not seen. */
    void prepare() throws IOException, SQLException {
        var log = Path.of(path + "-wal");
        if (Files.exists(log)) {
            if (!Files.exists(path)) {
                throw new StoreNotOpened("%s is missing, but %s is there".formatted(path, log));
            }
            DurableFiles.rewriteInPlace(log);
        } else if (!Files.exists(path)) {
            DurableFiles.createFile(path);
        }
        try (var sql = connectToWrite()) {
            migrate(sql);
        }
    }

    /** Checks a file that will not be written: ours, readable by this release, and undamaged. */
    void verify() throws SQLException {
        try (var sql = connect()) {
            requireReadable(sql);
            var finding = sql.first("PRAGMA integrity_check(1)", row -> row.getString(1));
            if (!finding.equals(java.util.Optional.of("ok"))) {
                throw new StoreNotOpened("%s is damaged: %s".formatted(path, finding.orElse("no answer")));
            }
        }
    }

    Sql connectToWrite() throws SQLException {
        return prepared(connect(), sql -> {
            requireOurs(sql);
            sql.script("PRAGMA journal_mode = WAL");
            sql.script("PRAGMA synchronous = " + synchronous);
            sql.script("PRAGMA secure_delete = ON");
            sql.script("PRAGMA foreign_keys = ON");
            sql.script("PRAGMA wal_autocheckpoint = 0");
            sql.script("PRAGMA cache_size = -32000");
        });
    }

    Sql connectToRead() throws SQLException {
        return prepared(connect(), sql -> sql.script("PRAGMA query_only = ON"));
    }

    /** A connection without further rights or duties. */
    Sql connect() throws SQLException {
        var config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setGetGeneratedKeys(false); // would ask for the last row id after every insert
        return prepared(new Sql(config.createConnection("jdbc:sqlite:" + path)), sql -> {
            sql.takeOverTransactions();
            sql.script("PRAGMA trusted_schema = OFF");
            sql.script("PRAGMA temp_store = MEMORY");
        });
    }

    /** What makes a connection ready. */
    private interface Preparation {
        void prepare(Sql sql) throws SQLException;
    }

    /** A connection that could not be made ready is closed: while a disk fails, many may be tried. */
    private static Sql prepared(Sql sql, Preparation preparation) throws SQLException {
        try {
            preparation.prepare(sql);
            return sql;
        } catch (SQLException | RuntimeException e) {
            sql.close();
            throw e;
        }
    }

    private void requireOurs(Sql sql) throws SQLException {
        boolean empty = sql.number("SELECT count(*) FROM sqlite_schema") == 0;
        if (!empty && sql.number("PRAGMA application_id") != APPLICATION_ID) {
            throw new StoreNotOpened(path + " is a database, but not one of Portcullis");
        }
    }

    private int requireReadable(Sql sql) throws SQLException {
        requireOurs(sql);
        int version = (int) sql.number("PRAGMA user_version");
        if (version > MIGRATIONS.size()) {
            throw new StoreNotOpened(
                    "%s was written by a newer release: its schema is version %d, this release knows %d"
                            .formatted(path, version, MIGRATIONS.size()));
        }
        return version;
    }

    private void migrate(Sql sql) throws IOException, SQLException {
        int version = requireReadable(sql);
        while (version < MIGRATIONS.size()) {
            var script = resource(MIGRATIONS.get(version));
            version++;
            sql.script("BEGIN IMMEDIATE");
            sql.script(script);
            sql.script("PRAGMA application_id = " + APPLICATION_ID);
            sql.script("PRAGMA user_version = " + version);
            sql.script("COMMIT");
        }
    }

    private static String resource(String name) throws IOException {
        try (var in = SqliteFile.class.getResourceAsStream("sqlite/" + name)) {
            if (in == null) {
                throw new IOException("Missing from the program: sqlite/" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
