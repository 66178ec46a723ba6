// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own that runs a program of the tests, so that it can be killed or have its system calls tampered with. */
final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private ChildJvm(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts a program; its errors go where ours go. */
    static ChildJvm start(Class<?> program, String... arguments) {
        return startUnder(List.of(), program, arguments);
    }

    /** Starts a program through a command that ends by executing what follows it. */
    static ChildJvm startUnder(List<String> command, Class<?> program, String... arguments) {
        var all = new ArrayList<>(command);
        all.addAll(javaCommand(program, arguments));
        try {
            return new ChildJvm(new ProcessBuilder(all)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> javaCommand(Class<?> program, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx192m", "--enable-native-access=ALL-UNNAMED"));
        var logging = System.getProperty("java.util.logging.config.file");
        if (logging != null) {
            command.add("-Djava.util.logging.config.file=" + logging);
        }
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(program.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    /** The path of a program that a test cannot do without. */
    static String require(String program, String debianPackage) {
        for (var directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            var file = Path.of(directory, program);
            if (Files.isExecutable(file)) {
                return file.toString();
            }
        }
        return fail("This test needs the program %s; on Debian: apt-get install %s", program, debianPackage);
    }

    long pid() {
        return process.pid();
    }

    /** The next line of output; fails when the program has ended. */
    String line() {
        try {
            var line = output.readLine();
            return line != null ? line : fail("The child process ended early");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All lines up to the end of the program. */
    List<String> rest() {
        return output.lines().toList();
    }

    /** Gives a command and returns the line that answers it. */
    String ask(String command) {
        try {
            var input = process.outputWriter(StandardCharsets.UTF_8);
            input.write(command + "\n");
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line();
    }

    boolean hasEnded(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /** Ends the process as a power cut would, as far as it can tell: SIGKILL. */
    void kill() {
        process.toHandle()
                .destroyForcibly(); // Process.destroyForcibly would close the pipes, with acknowledgements in them
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
