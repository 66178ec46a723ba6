// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that ran to its end: exit status and what it printed, without the white space around it. */
record Finished(int status, String out, String err) {
    private static final long PATIENCE_SECONDS = 120;

    /** Runs a program, with nothing to read and exactly these variables in its environment. */
    static Finished run(List<String> command, Map<String, String> environment) {
        try {
            var out = Files.createTempFile("conformance", ".out");
            var err = Files.createTempFile("conformance", ".err");
            try {
                var builder =
                        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
                builder.environment().clear();
                builder.environment().putAll(environment);
                var process = builder.start();
                process.getOutputStream().close();
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("%s did not end within %d s: %s"
                            .formatted(command, PATIENCE_SECONDS, Files.readString(err)));
                }
                return new Finished(
                        process.exitValue(),
                        Files.readString(out).strip(),
                        Files.readString(err).strip());
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while running " + command, e);
        }
    }

    /** What it printed, having ended well. */
    String succeeded() {
        assertThat(status).as("exit status; standard error: %s", err).isZero();
        return out;
    }

    /** What it complained about, having failed. */
    String failed() {
        assertThat(status).as("exit status; standard output: %s", out).isNotZero();
        return err;
    }
}
