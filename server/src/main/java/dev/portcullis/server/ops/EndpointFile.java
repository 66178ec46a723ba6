// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.ops;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The file {@code endpoint} in the data directory, from which {@code portcullis env} learns where the server listens: the lines {@code
 * url=…}, {@code region=…}, {@code credentials=…}, {@code pid=…}, {@code started=…}. It is there while the port is open. A server that is
 * killed leaves it behind, and another program may take the port: the last two lines tell whether the one who wrote it still runs.
 */
public final class EndpointFile {
    private static final int START_TIME =
            19; // among the words after the name in /proc/PID/stat: "starttime" of proc(5)

    private EndpointFile() {}

    /**
     * Where a server listens.
     *
     * @param credentials the CSV file with the root access key
     * @param pid the process that listens
     * @param started when it was started, in the system's own terms, which tells it from another one that got its number later; empty
     *     where the system does not say
     */
    public record Endpoint(String url, String region, Path credentials, long pid, String started) {
        /** Whether the process is still there. */
        public boolean isAlive() {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()
                    && (started.isEmpty() || started.equals(startOf(Long.toString(pid))));
        }
    }

    /** What the last server on the data directory has written and not removed; empty if there is nothing. */
    public static Optional<Endpoint> read(Path dataDir) throws IOException {
        var file = file(dataDir);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var entries = Files.readAllLines(file).stream()
                .filter(line -> line.indexOf('=') > 0)
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('=')), line -> line.substring(line.indexOf('=') + 1)));
        var pid = entries.getOrDefault("pid", "");
        return Optional.of(new Endpoint(
                entries.getOrDefault("url", ""),
                entries.getOrDefault("region", ""),
                Path.of(entries.getOrDefault("credentials", "")),
                pid.matches("\\d{1,18}") ? Long.parseLong(pid) : -1,
                entries.getOrDefault("started", "")));
    }

    /**
     * Writes the file, for this process.
     *
     * @param credentials the CSV file with the root access key
     */
    public static void write(Path dataDir, String url, String region, Path credentials) throws IOException {
        var lines = "url=%s\nregion=%s\ncredentials=%s\npid=%d\nstarted=%s\n"
                .formatted(
                        url,
                        region,
                        credentials.toAbsolutePath(),
                        ProcessHandle.current().pid(),
                        startOf("self"));
        var fresh = dataDir.resolve("endpoint.new");
        Files.writeString(fresh, lines);
        Files.move(fresh, file(dataDir), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes the file, whoever wrote it. */
    public static void remove(Path dataDir) throws IOException {
        Files.deleteIfExists(file(dataDir));
    }

    private static Path file(Path dataDir) {
        return dataDir.resolve("endpoint");
    }

    /** The start of a process as Linux tells it, in ticks since the machine started; empty where there is no such file. */
    private static String startOf(String process) {
        try {
            var stat = Files.readString(Path.of("/proc", process, "stat"));
            var words = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ", -1);
            return words.length > START_TIME ? words[START_TIME] : "";
        } catch (IOException e) {
            return "";
        }
    }
}
