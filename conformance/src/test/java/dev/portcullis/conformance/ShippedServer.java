// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * The server as it is shipped: {@code ./portcullis serve} in a process of its own, with its data directory {@code data} and its master key
 * {@code master.key} in one directory. It keeps its port over restarts, so clients made before go on afterwards.
 */
final class ShippedServer implements AutoCloseable {
    private static final Path LAUNCHER =
            Path.of("../portcullis").toAbsolutePath().normalize();
    private static final Path FAKETIME = Path.of(
                    "/usr/lib",
                    System.getProperty("os.arch").equals("aarch64") ? "aarch64-linux-gnu" : "x86_64-linux-gnu")
            .resolve("faketime/libfaketimeMT.so.1");
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path directory;
    private final List<String> flags;
    private final int port;
    private @Nullable Process process;
    private Map<String, String> env = Map.of();

    private ShippedServer(Path directory, int port, List<String> flags) {
        this.directory = directory;
        this.port = port;
        this.flags = flags;
    }

    /** Starts a server with what lies in the directory, or makes its first account there; returns when it is ready. */
    static ShippedServer start(Path directory, String... flags) {
        var server = new ShippedServer(directory, freePort(), List.of(flags));
        server.start(Map.of());
        return server;
    }

    /** Starts it again on the same data. */
    void restart() {
        start(Map.of());
    }

    /** Starts it again on the same data, so much later: a clock that libfaketime sets, as the product has no option for it. */
    void restartLater(Duration later) {
        start(clock(later));
    }

    /** The variables that show a program a clock that is so much ahead. */
    static Map<String, String> clock(Duration later) {
        assertThat(FAKETIME)
                .as("libfaketime: install the Debian package faketime")
                .exists();
        return Map.of(
                "LD_PRELOAD", FAKETIME.toString(), "FAKETIME", "+" + later.toSeconds() + "s", "NO_FAKE_STAT", "1");
    }

    private void start(Map<String, String> more) {
        var arguments = new ArrayList<>(List.of("--listen", "127.0.0.1:" + port));
        arguments.addAll(flags);
        try {
            var started = launch(directory, more, arguments);
            process = started;
            Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly)); // whatever becomes of the test
            awaitReady(started);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        env = read(printedEnv());
    }

    private static Process launch(Path directory, Map<String, String> more, List<String> flags) throws IOException {
        var builder = new ProcessBuilder(serve(directory, flags))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("stdout").toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("stderr").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("PORTCULLIS_"));
        builder.environment().putAll(more);
        return builder.start();
    }

    private static List<String> serve(Path directory, List<String> flags) {
        var command = new ArrayList<>(List.of(LAUNCHER.toString(), "serve"));
        command.addAll(places(directory));
        command.addAll(flags);
        return command;
    }

    private static List<String> places(Path directory) {
        return List.of(
                "--data-dir",
                directory.resolve("data").toString(),
                "--master-key-file",
                directory.resolve("master.key").toString());
    }

    /** A start that is expected to fail: what it printed. */
    static Finished refusedStart(Path directory, String... flags) {
        var arguments = new ArrayList<>(List.of("--listen", "127.0.0.1:0"));
        arguments.addAll(Arrays.asList(flags));
        return Finished.run(serve(directory, arguments), AwsCli.withoutSettings());
    }

    /** Runs another command of the launcher on this data directory. */
    Finished launcher(String... arguments) {
        var command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(Arrays.asList(arguments));
        command.addAll(places(directory));
        return Finished.run(command, AwsCli.withoutSettings());
    }

    private void awaitReady(Process started) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady()) {
            try {
                if (started.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                    throw new AssertionError(
                            "The server did not start: " + Files.readString(directory.resolve("stderr")));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("Interrupted while the server started", e);
            }
        }
    }

    private boolean isReady() {
        try {
            return get("/health/ready") == 200;
        } catch (UncheckedIOException e) {
            return false; // not listening yet
        }
    }

    /** The status of an unsigned GET. */
    int get(String path) {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return HTTP.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while asking for " + path, e);
        }
    }

    /** What {@code portcullis env} makes a shell export. */
    private Finished printedEnv() {
        var script = "eval \"$(\"$1\" env --data-dir \"$2\")\"; env | grep '^AWS_'";
        return Finished.run(
                List.of("sh", "-c", script, "sh", LAUNCHER.toString(), data().toString()),
                Map.of("PATH", System.getenv("PATH")));
    }

    /** What {@code portcullis env} prints. */
    Finished envCommand() {
        return Finished.run(
                List.of(LAUNCHER.toString(), "env", "--data-dir", data().toString()), AwsCli.withoutSettings());
    }

    private static Map<String, String> read(Finished printed) {
        var variables = new HashMap<String, String>();
        printed.succeeded().lines().forEach(line -> {
            int equals = line.indexOf('=');
            variables.put(line.substring(0, equals), line.substring(equals + 1));
        });
        return Map.copyOf(variables);
    }

    /** The variables that {@code portcullis env} sets. */
    Map<String, String> env() {
        return env;
    }

    private String variable(String name) {
        var value = env.get(name);
        if (value == null) {
            throw new AssertionError("portcullis env sets no " + name);
        }
        return value;
    }

    URI endpoint() {
        return URI.create(variable("AWS_ENDPOINT_URL"));
    }

    String region() {
        return variable("AWS_REGION");
    }

    /** The first account's user root, with the access key of {@code portcullis env}. */
    Person root() {
        return new Person(this, rootKey());
    }

    AwsCredentials rootKey() {
        return AwsBasicCredentials.create(variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY"));
    }

    /** The data directory. */
    Path data() {
        return directory.resolve("data");
    }

    /** Where data directory, master key and what the server printed ({@code stdout}, {@code stderr}) lie. */
    Path directory() {
        return directory;
    }

    /** SIGKILL. */
    void kill() {
        end(running().destroyForcibly());
    }

    /** SIGTERM; gives the exit status. */
    int terminate() {
        running().destroy();
        return end(running());
    }

    private Process running() {
        var started = process;
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }

    private static int end(Process ending) {
        try {
            assertThat(ending.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("the server ends")
                    .isTrue();
            return ending.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while the server ended", e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
