// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks.startup;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * From the launch of a process to its first answer: wall time and the process's CPU time (all threads, JIT and collector),
 * best of five, for {@code ./portcullis serve} and for {@link JettyHello} with the same options of the Java machine and a
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
            run(training, scratch);
            if (!Files.exists(cache)) {
                throw new IllegalStateException("The hello server's training run made no cache.");
            }
            var helloCosts = new ArrayList<Cost>();
            var portcullisCosts = new ArrayList<Cost>();
            for (int i = 0; i < RUNS; i++) {
                helloCosts.add(run(hello, scratch));
                portcullisCosts.add(run(portcullis, scratch));
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

    private static Cost run(Launch launch, Path scratch) throws IOException, InterruptedException {
        var directory = Files.createTempDirectory(scratch, "run");
        int port = freePort();
        long begin = System.nanoTime();
        var process = new ProcessBuilder(launch.command(port, directory))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        try {
            while (!answers(port)) {
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

    private static boolean answers(int port) throws InterruptedException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write("GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var line = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return line.equals("HTTP/1.1 200");
        } catch (IOException e) {
            Thread.sleep(5); // not listening yet
            return false;
        }
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
