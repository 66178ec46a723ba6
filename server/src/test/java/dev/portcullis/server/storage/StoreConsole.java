// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import static dev.portcullis.server.storage.Samples.ACCOUNT;
import static dev.portcullis.server.storage.Samples.record;
import static dev.portcullis.server.storage.Samples.user;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;

/**
 * A program that does with a store what its standard input says, line by line, and answers each line with one:
 * {@code put N}, {@code at}, {@code settled N}, {@code fill}, {@code free}, {@code close}, {@code open},
 * {@code remount OPTION}, {@code check}.
 */
final class StoreConsole {
    private final Path directory;
    private SqliteObjectStore store;

    private StoreConsole(Path directory, SqliteObjectStore store) {
        this.directory = directory;
        this.store = store;
    }

    private static SqliteObjectStore open(Path directory) {
        return SqliteObjectStore.open(directory, Samples.KINDS, InstantSource.system());
    }

    public static void main(String[] args) throws IOException {
        var directory = Path.of(args[0]);
        StoreConsole console;
        try {
            console = new StoreConsole(directory, open(directory));
        } catch (StoreNotOpened e) {
            System.out.println("not opened: " + e.getMessage());
            return;
        }
        System.out.println("ready");
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = input.readLine(); line != null; line = input.readLine()) {
            var words = line.split(" ", 2);
            System.out.println(console.answer(words[0], words.length > 1 ? words[1] : ""));
        }
    }

    private String answer(String command, String argument) throws IOException {
        try {
            return switch (command) {
                case "put" -> put(argument);
                case "at" -> at();
                case "settled" -> store.operation(argument).isPresent() ? "committed" : "not committed";
                case "fill" -> fill();
                case "free" -> free();
                case "close" -> close();
                case "open" -> reopen();
                case "remount" -> remount(argument);
                case "check" -> check();
                default -> "what?";
            };
        } catch (StoreUnavailable e) {
            return "refused";
        } catch (CommitOutcomeUnknown e) {
            return "unknown";
        } catch (StoreNotOpened e) {
            return "not opened: " + e.getMessage();
        }
    }

    /** Puts a large object under the next revision. */
    private String put(String number) {
        var at = store.load(ACCOUNT).revision();
        var change = AggregateChange.at(ACCOUNT, at)
                .put(user("u" + number, "\"%s\"".formatted("x".repeat(20_000))))
                .build();
        return store.commit(List.of(change), record(number)) instanceof CommitResult.Committed
                ? "committed"
                : "conflict";
    }

    /** The revision, how many objects there are, and how many commits made them. */
    private String at() {
        var snapshot = store.load(ACCOUNT);
        var commits = store.commitsAfter(ACCOUNT, Revision.NONE, Integer.MAX_VALUE);
        return "%s, %d objects, %d commits"
                .formatted(snapshot.revision(), snapshot.objects().size(), commits.size());
    }

    private Path ballast() {
        return directory.resolve("ballast");
    }

    private String fill() throws IOException {
        try (var out = Files.newOutputStream(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int size = 1 << 16; size > 0; size /= 2) {
                fillWith(out, new byte[size]);
            }
        }
        return "full";
    }

    private static void fillWith(java.io.OutputStream out, byte[] piece) {
        try {
            for (int i = 0; i < 10_000; i++) {
                out.write(piece);
            }
            throw new IllegalStateException("This file system does not fill up");
        } catch (IOException e) {
            // full, for pieces of this size
        }
    }

    private String free() throws IOException {
        Files.delete(ballast());
        return "free";
    }

    private String close() {
        store.close();
        return "closed";
    }

    private String reopen() {
        store = open(directory);
        return "opened";
    }

    /** Answers the exit status of mount. */
    private String remount(String option) throws IOException {
        var mount = new ProcessBuilder("mount", "-o", "remount," + option, directory.toString())
                .inheritIO()
                .start();
        return "" + mount.onExit().join().exitValue();
    }

    /** What SQLite finds when it checks the whole file. */
    private String check() {
        try (var sql = SqliteFile.in(directory, "FULL").connectToRead()) {
            return sql.first("PRAGMA integrity_check", row -> row.getString(1)).orElse("nothing");
        } catch (SQLException e) {
            return "unreadable: " + e.getMessage();
        }
    }
}
