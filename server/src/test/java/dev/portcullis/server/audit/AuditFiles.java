// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.audit;

import dev.portcullis.server.ops.Metrics;
import dev.portcullis.server.ops.MetricsText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Reads what an audit log has written. */
public final class AuditFiles {
    private AuditFiles() {}

    /** The files of the log of this data directory, oldest first. */
    static List<Path> in(Path dataDirectory) throws IOException {
        var directory = dataDirectory.resolve("audit");
        return Files.isDirectory(directory) ? filesIn(directory) : List.of();
    }

    static List<Path> filesIn(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
        }
    }

    static List<String> namesIn(Path directory) throws IOException {
        return filesIn(directory).stream()
                .map(file -> String.valueOf(file.getFileName()))
                .toList();
    }

    /** All lines of the log of this data directory, in order. */
    public static List<String> lines(Path dataDirectory) throws IOException {
        var lines = new ArrayList<String>();
        for (var file : in(dataDirectory)) {
            lines.addAll(Files.readAllLines(file));
        }
        return lines;
    }

    /** How many records the metrics count with that outcome. */
    static double counted(Metrics metrics, String outcome) {
        return MetricsText.of(metrics)
                .lines()
                .filter(line -> line.startsWith("portcullis_audit_records_total{outcome=\"" + outcome + "\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** Waits until something that another thread does has happened. */
    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("It did not happen within 30 s");
            }
            Thread.onSpinWait();
        }
    }
}
