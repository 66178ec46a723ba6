// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks.startup;

import dev.portcullis.aws.sigv4.Payload;
import dev.portcullis.aws.sigv4.RawHeader;
import dev.portcullis.aws.sigv4.RawRequest;
import dev.portcullis.aws.sigv4.SigV4Signer;
import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * From the launch of a process to its first answer: wall time and the process's CPU time (all threads, JIT and collector),
 * best of five, for {@code ./portcullis serve} with a new data directory and a signed call, and for {@link JettyHello} with the same options of the Java machine and a
 * trained AOT cache of its own. Processor time is the trusted figure; wall time means something on an idle machine only.
 */
public final class StartupBenchmark {
    private static final int RUNS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private StartupBenchmark() {}

    private record Cost(Duration wall, Duration cpu) {
        static Cost best(List<Cost> costs) {
            return new Cost(
                    costs.stream()
                            .map(Cost::wall)
                            .min(Comparator.naturalOrder())
                            .orElseThrow(),
                    costs.stream().map(Cost::cpu).min(Comparator.naturalOrder()).orElseThrow());
        }

        @Override
        public String toString() {
            return "%5d ms CPU %5d ms wall".formatted(cpu.toMillis(), wall.toMillis());
        }
    }

    @FunctionalInterface
    private interface Launch {
        List<String> command(int port, Path directory);
    }

    /** What the first request is, as soon as the directory tells how to sign it. */
    @FunctionalInterface
    private interface FirstRequest {
        Optional<String> text(int port, Path directory) throws IOException;
    }

    /** Arguments: the directory of the source tree, built; and the class path of the hello server. */
    public static void main(String... args) throws Exception {
        var home = Path.of(args[0]).toAbsolutePath();
        var helloClassPath = args[1];
        var scratch = Files.createTempDirectory("portcullis-startup");
        try {
            var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            var options = "@" + home.resolve("server/target/portcullis/jvm.options");
            var cache = scratch.resolve("hello.aot");
            Launch hello = (port, _) -> List.of(
                    java,
                    options,
                    "-XX:AOTCache=" + cache,
                    "-cp",
                    helloClassPath,
                    JettyHello.class.getName(),
                    "" + port);
            Launch training = (port, _) -> List.of(
                    java,
                    options,
                    "-XX:AOTCacheOutput=" + cache,
                    "-cp",
                    helloClassPath,
                    JettyHello.class.getName(),
                    "" + port);
            Launch portcullis = (port, directory) -> List.of(
                    home.resolve("portcullis").toString(),
                    "serve",
                    "--data-dir",
                    directory.resolve("data").toString(),
                    "--listen",
                    "127.0.0.1:" + port);
            run(training, StartupBenchmark::plain, scratch);
            if (!Files.exists(cache)) {
                throw new IllegalStateException("The hello server's training run made no cache.");
            }
            var helloCosts = new ArrayList<Cost>();
            var portcullisCosts = new ArrayList<Cost>();
            for (int i = 0; i < RUNS; i++) {
                helloCosts.add(run(hello, StartupBenchmark::plain, scratch));
                portcullisCosts.add(run(portcullis, StartupBenchmark::signed, scratch));
            }
            report(Cost.best(helloCosts), Cost.best(portcullisCosts));
        } finally {
            delete(scratch);
        }
    }

    private static void report(Cost hello, Cost portcullis) {
        System.out.printf("start to first answer, best of %d:%n", RUNS);
        System.out.printf("  bare Jetty hello   %s%n", hello);
        System.out.printf("  portcullis serve   %s%n", portcullis);
        System.out.printf(
                "  CPU ratio          %.2f (goal: at most 3), wall goal: under 1500 ms on an idle machine%n",
                (double) portcullis.cpu().toNanos() / hello.cpu().toNanos());
    }

    private static Cost run(Launch launch, FirstRequest request, Path scratch)
            throws IOException, InterruptedException {
        var directory = Files.createTempDirectory(scratch, "run");
        int port = freePort();
        long begin = System.nanoTime();
        var process = new ProcessBuilder(launch.command(port, directory))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        try {
            while (!answers(port, request.text(port, directory))) {
                if (!process.isAlive() || System.nanoTime() - begin > PATIENCE.toNanos()) {
                    throw new IllegalStateException("No answer: " + Files.readString(directory.resolve("output")));
                }
            }
            var wall = Duration.ofNanos(System.nanoTime() - begin);
            return new Cost(wall, process.info().totalCpuDuration().orElseThrow());
        } finally {
            process.destroy();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private static Optional<String> plain(int port, Path directory) {
        return Optional.of("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    private static Optional<String> signed(int port, Path directory) throws IOException {
        var credentials = directory.resolve("data/root-credentials.csv");
        if (!Files.exists(credentials)) {
            return Optional.empty();
        }
        var rootKey = Files.readAllLines(credentials).getLast().split(",", -1);
        var signer = new SigV4Signer(
                rootKey[1], rootKey[2], Optional.empty(), "us-east-1", "sts", PathStyle.NORMALISED_AND_ENCODED_TWICE);
        var target = "/?Action=GetCallerIdentity&Version=2011-06-15";
        var headers = new ArrayList<>(List.of(new RawHeader("Host", "localhost:" + port)));
        headers.addAll(signer.sign(new RawRequest("GET", target, headers, Payload.none()), Instant.now()));
        var text = new StringBuilder("GET " + target + " HTTP/1.1\r\n");
        headers.forEach(header -> text.append(header.name() + ": " + header.value() + "\r\n"));
        return Optional.of(text.append("\r\n").toString());
    }

    private static boolean answers(int port, Optional<String> request) throws InterruptedException {
        if (request.isPresent()) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write(request.get().getBytes(StandardCharsets.US_ASCII));
                var line = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
                return line.equals("HTTP/1.1 200");
            } catch (IOException e) {
                // not listening yet
            }
        }
        Thread.sleep(5);
        return false;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
