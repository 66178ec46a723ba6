// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code Main} in a process of its own, with what it prints in files. */
final class ServerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path directory;

    private ServerProcess(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    /** Runs {@code Main} with these arguments; its data directory, if it serves, is {@code data} in the directory. */
    static ServerProcess run(Path directory, String... arguments) throws IOException {
        return run(Map.of(), directory, arguments);
    }

    /** As {@link #run(Path, String...)}, with these variables. */
    static ServerProcess run(Map<String, String> environment, Path directory, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(Arrays.asList(arguments));
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(directory.resolve("stdout").toFile())
                .redirectError(directory.resolve("stderr").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PORTCULLIS_"));
        builder.environment().putAll(environment);
        return new ServerProcess(builder.start(), directory);
    }

    /** Starts a server on a free port and waits until it is ready. */
    static ServerProcess serve(Path directory, String... flags) throws IOException, InterruptedException {
        return serve(Map.of(), directory, flags);
    }

    /** As {@link #serve(Path, String...)}, with these variables. */
    static ServerProcess serve(Map<String, String> environment, Path directory, String... flags)
            throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("serve", "--data-dir", "data", "--listen", "127.0.0.1:0"));
        arguments.addAll(Arrays.asList(flags));
        var server = run(environment, directory, arguments.toArray(String[]::new));
        server.awaitReady();
        return server;
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        var endpoint = directory.resolve("data/endpoint");
        while (!Files.exists(endpoint)
                || !ask("GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n").startsWith("HTTP/1.1 200")) {
            if (process.waitFor(10, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                throw new AssertionError("The server did not start: " + stderr());
            }
        }
    }

    int port() throws IOException {
        var url = Files.readAllLines(directory.resolve("data/endpoint")).getFirst();
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }

    /** The first line of the answer. */
    String ask(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            var reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            var line = reader.readLine();
            return line == null ? "" : line;
        }
    }

    /** Everything that is answered until the server closes the connection. */
    String askAll(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Sends SIGTERM and gives the exit status. */
    int terminate() throws InterruptedException {
        process.destroy();
        return exitStatus();
    }

    /** Sends SIGKILL and waits for the end. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        exitStatus();
    }

    int exitStatus() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("the process ends")
                .isTrue();
        return process.exitValue();
    }

    String stdout() throws IOException {
        return Files.readString(directory.resolve("stdout"));
    }

    String stderr() throws IOException {
        return Files.readString(directory.resolve("stderr"));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
