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
 * url=…}, {@code region=…}, {@code credentials=…}. Written when the port is open; a later start replaces it.
 */
public final class EndpointFile {
    private EndpointFile() {}

    /**
     * Where a server listens.
     *
     * @param credentials the CSV file with the root access key
     */
    public record Endpoint(String url, String region, Path credentials) {}

    /** What the server that was last started on the data directory has written; empty if none was. */
    public static Optional<Endpoint> read(Path dataDir) throws IOException {
        var file = dataDir.resolve("endpoint");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var entries = Files.readAllLines(file).stream()
                .filter(line -> line.indexOf('=') > 0)
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('=')), line -> line.substring(line.indexOf('=') + 1)));
        return Optional.of(new Endpoint(
                entries.getOrDefault("url", ""),
                entries.getOrDefault("region", ""),
                Path.of(entries.getOrDefault("credentials", ""))));
    }

    /**
     * Writes the file.
     *
     * @param credentials the CSV file with the root access key
     */
    public static void write(Path dataDir, String url, String region, Path credentials) throws IOException {
        var fresh = dataDir.resolve("endpoint.new");
        Files.writeString(
                fresh, "url=%s\nregion=%s\ncredentials=%s\n".formatted(url, region, credentials.toAbsolutePath()));
        Files.move(
                fresh,
                dataDir.resolve("endpoint"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
