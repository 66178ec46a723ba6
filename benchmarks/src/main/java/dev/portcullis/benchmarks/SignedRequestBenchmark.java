// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import dev.portcullis.aws.sigv4.Payload;
import dev.portcullis.aws.sigv4.RawHeader;
import dev.portcullis.aws.sigv4.RawRequest;
import dev.portcullis.aws.sigv4.SigV4Signer;
import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import dev.portcullis.server.Portcullis;
import dev.portcullis.server.accounts.FirstStart;
import dev.portcullis.server.audit.AuditRetention;
import dev.portcullis.server.config.ServerConfig;
import dev.portcullis.server.handout.HandOutSettings;
import dev.portcullis.server.http.HttpAnswer;
import dev.portcullis.server.http.HttpApi;
import dev.portcullis.server.http.HttpListener;
import dev.portcullis.server.ops.Metrics;
import dev.portcullis.server.secrets.MasterKeyPlace;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a signed {@code GetUser} costs the server beside a plain answer of the same listener: CPU time of the server's process for each
 * request, both servers in processes of their own, the same client. Rounds alternate.
 *
 * <p>Arguments: connections (16), seconds a round (5), rounds (3).
 */
public final class SignedRequestBenchmark {
    private static final String BODY = "Action=GetUser&Version=2010-05-08";
    /** Rounds that do not count: the servers' code is still being compiled. */
    private static final int WARM_UP_ROUNDS = 3;

    private static final String PLAIN = "plain";
    private static final String REAL = "real";

    private SignedRequestBenchmark() {}

    /**
     * Runs the rounds and prints a table; or, with a first argument of {@code plain} or {@code real}, is one of the servers.
     *
     * @throws Exception when a server does not start or a request fails
     */
    public static void main(String[] args) throws Exception {
        if (args.length == 2) {
            serve(args[0], Path.of(args[1]));
            return;
        }
        int connections = args.length > 0 ? Integer.parseInt(args[0]) : 16;
        var round = Duration.ofSeconds(args.length > 1 ? Integer.parseInt(args[1]) : 5);
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        try (var plain = Server.start(PLAIN);
                var real = Server.start(REAL)) {
            System.out.printf(
                    "CPU of the server for each request, %d connections, %d s a round%n",
                    connections, round.toSeconds());
            System.out.printf("%-8s %14s %18s %8s%n", "round", "plain us", "signed GetUser us", "ratio");
            for (int i = 1 - WARM_UP_ROUNDS; i <= rounds; i++) {
                double bare = plain.microsPerRequest(connections, round);
                double signed = real.microsPerRequest(connections, round);
                System.out.printf("%-8s %14.1f %18.1f %8.2f%n", i <= 0 ? "warm-up" : i, bare, signed, signed / bare);
            }
        }
    }

    /** One server in a process of its own. */
    private record Server(Process process, int port, String request) implements AutoCloseable {
        static Server start(String kind) throws IOException {
            var directory = Files.createTempDirectory("portcullis-requests");
            var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            var process = new ProcessBuilder(
                            java,
                            "-XX:+UseSerialGC",
                            "-Xmx512m",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SignedRequestBenchmark.class.getName(),
                            kind,
                            directory.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            int port = Integer.parseInt(lines.readLine());
            return new Server(process, port, signedRequest(port, credentials(directory)));
        }

        double microsPerRequest(int connections, Duration round) throws Exception {
            var before = cpu();
            var answered = new AtomicLong();
            long end = System.nanoTime() + round.toNanos();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var clients = new ArrayList<Callable<Void>>();
                for (int i = 0; i < connections; i++) {
                    clients.add(() -> client(end, answered));
                }
                for (var client : threads.invokeAll(clients)) {
                    client.get();
                }
            }
            return cpu().minus(before).toNanos() / 1e3 / answered.get();
        }

        private Duration cpu() {
            return process.info().totalCpuDuration().orElseThrow();
        }

        private Void client(long end, AtomicLong answered) throws IOException {
            var bytes = request.getBytes(StandardCharsets.ISO_8859_1);
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setTcpNoDelay(true);
                var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
                while (System.nanoTime() < end) {
                    socket.getOutputStream().write(bytes);
                    readAnswer(in);
                    answered.incrementAndGet();
                }
            }
            return null;
        }

        private static void readAnswer(DataInputStream in) throws IOException {
            int length = -1;
            var status = line(in);
            if (!status.startsWith("HTTP/1.1 200")) {
                throw new IOException("The server answered " + status);
            }
            for (var header = line(in); !header.isEmpty(); header = line(in)) {
                if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(
                            header.substring("content-length:".length()).strip());
                }
            }
            in.readFully(new byte[length]);
        }

        private static String line(DataInputStream in) throws IOException {
            var text = new StringBuilder();
            for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
                if (c != '\r') {
                    text.append((char) c);
                }
            }
            return text.toString();
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }

    private static List<String> credentials(Path directory) throws IOException {
        return List.of(
                Files.readAllLines(directory.resolve("root.csv")).getLast().split(",", -1));
    }

    private static String signedRequest(int port, List<String> credentials) {
        var headers = new ArrayList<>(List.of(
                new RawHeader("Host", "localhost:" + port),
                new RawHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")));
        var signer = new SigV4Signer(
                credentials.get(1),
                credentials.get(2),
                Optional.empty(),
                "us-east-1",
                "iam",
                PathStyle.NORMALISED_AND_ENCODED_TWICE);
        var unsigned = new RawRequest("POST", "/", headers, Payload.of(BODY.getBytes(StandardCharsets.UTF_8)));
        headers.addAll(signer.sign(unsigned, Instant.now()));
        var text = new StringBuilder("POST / HTTP/1.1\r\n");
        headers.forEach(header ->
                text.append(header.name()).append(": ").append(header.value()).append("\r\n"));
        text.append("Content-Length: ").append(BODY.length()).append("\r\n\r\n").append(BODY);
        return text.toString();
    }

    private static void serve(String kind, Path directory) throws Exception {
        var clock = InstantSource.system();
        var config = ServerConfig.load(
                List.of("--data-dir", directory.resolve("data").toString(), "--listen", "127.0.0.1:0"), Map.of());
        var credentials = directory.resolve("root.csv");
        var wishes = new FirstStart.Wishes(Optional.empty(), "root@example.com", Optional.empty(), credentials);
        var portcullis = Portcullis.open(
                config.dataDir(),
                new MasterKeyPlace.InFile(directory.resolve("master.key")),
                AuditRetention.DEFAULT,
                wishes,
                config.region(),
                HandOutSettings.withoutMail(),
                clock,
                new Metrics());
        HttpApi plain = call -> HttpAnswer.text(200, "hello, " + call.body().length + " bytes of a form received\n");
        try (portcullis;
                var listener = HttpListener.start(config, clock, kind.equals(REAL) ? portcullis.api() : plain)) {
            System.out.println(listener.port());
            listener.awaitClose();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
