// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The memory of {@code ./portcullis agent} when it has served many clients, beside {@link BareHttpServer} under the same options of the Java machine and
 * as many requests. What the agent asks is answered here, as the server would. Of both, PSS is the system's count, in which pages that other Java programs
 * use as well count in part; RSS counts them whole, as if no other ran.
 */
public final class AgentMemoryBenchmark {
    private static final int CLIENTS = 64;
    private static final int ROUNDS = 500;
    private static final int GOAL_MB = 70;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CREDENTIALS = "/latest/meta-data/iam/security-credentials/";
    private static final String TTL = "X-aws-ec2-metadata-token-ttl-seconds: 21600";

    private AgentMemoryBenchmark() {}

    private record Memory(int pssKb, int rssKb) {
        @Override
        public String toString() {
            return "PSS %5.1f MB   RSS %5.1f MB".formatted(pssKb / 1024.0, rssKb / 1024.0);
        }
    }

    /** One request, and whether its answer is the right one. */
    private record Exchange(String method, String path, List<String> headers, String expected) {}

    /** Run in the root of a source tree, built. */
    public static void main(String... args) throws Exception {
        var scratch = Files.createTempDirectory("portcullis-agent");
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", AgentMemoryBenchmark::answer);
        server.start();
        try {
            var bare = bare(scratch);
            var agent = agent(scratch, server.getAddress().getPort());
            System.out.printf("memory after %d requests on %d connections:%n", 3 * CLIENTS * ROUNDS, CLIENTS);
            System.out.printf("  bare JDK HttpServer  %s%n", bare);
            System.out.printf("  portcullis agent     %s (goal: PSS at most %d MB)%n", agent, GOAL_MB);
            if (agent.pssKb() > GOAL_MB * 1024) {
                throw new IllegalStateException("The agent takes more memory than it may.");
            }
        } finally {
            server.stop(0);
            delete(scratch);
        }
    }

    private static Memory bare(Path scratch) throws IOException, InterruptedException, ExecutionException {
        int port = freePort();
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = List.of(
                java,
                "@" + Path.of("agent/target/portcullis/jvm.options").toAbsolutePath(),
                "-cp",
                "benchmarks/target/benchmarks.jar",
                BareHttpServer.class.getName(),
                "" + port);
        var hello = new Exchange("GET", "/", List.of(), "hello");
        return measure(command, scratch.resolve("bare.log"), port, hello, List.of(hello, hello, hello));
    }

    private static Memory agent(Path scratch, int serverPort)
            throws IOException, InterruptedException, ExecutionException {
        int port = freePort();
        var token = Files.writeString(scratch.resolve("join-token"), "token\n");
        var command = List.of(
                Path.of("portcullis").toAbsolutePath().toString(),
                "agent",
                "--server",
                "http://127.0.0.1:" + serverPort,
                "--state-dir",
                scratch.resolve("state").toString(),
                "--join-token-file",
                token.toString(),
                "--listen",
                "127.0.0.1:" + port,
                "--poll",
                "1");
        return measure(
                command,
                scratch.resolve("agent.log"),
                port,
                new Exchange("GET", CREDENTIALS + "web", List.of(), "ASIAEXAMPLE"),
                List.of(
                        new Exchange("PUT", "/latest/api/token", List.of(TTL), ""),
                        new Exchange("GET", CREDENTIALS, List.of(), "web"),
                        new Exchange("GET", CREDENTIALS + "web", List.of(), "ASIAEXAMPLE")));
    }

    private static Memory measure(List<String> command, Path log, int port, Exchange ready, List<Exchange> load)
            throws IOException, InterruptedException, ExecutionException {
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            awaitReady(process, log, port, ready);
            load(port, load);
            return memory(process.pid());
        } finally {
            process.destroy();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private static void awaitReady(Process process, Path log, int port, Exchange ready)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (!isReady(port, ready)) {
            if (!process.isAlive() || System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new IllegalStateException("No answer: " + Files.readString(log));
            }
            Thread.sleep(20);
        }
    }

    private static boolean isReady(int port, Exchange ready) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return exchange(socket, new BufferedInputStream(socket.getInputStream()), ready)
                    .contains(ready.expected());
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    private static void load(int port, List<Exchange> exchanges) throws InterruptedException, ExecutionException {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(clients.submit(() -> {
                    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        var in = new BufferedInputStream(socket.getInputStream());
                        for (int round = 0; round < ROUNDS; round++) {
                            for (Exchange exchange : exchanges) {
                                var answer = exchange(socket, in, exchange);
                                if (!answer.contains(exchange.expected())) {
                                    throw new IOException("Not what was expected: " + answer);
                                }
                            }
                        }
                    }
                    return null;
                }));
            }
            for (var client : running) {
                client.get();
            }
        }
    }

    /** The body of the answer. */
    private static String exchange(Socket socket, InputStream in, Exchange exchange) throws IOException {
        var request = new StringBuilder(exchange.method() + " " + exchange.path() + " HTTP/1.1\r\nHost: localhost\r\n");
        exchange.headers().forEach(header -> request.append(header).append("\r\n"));
        socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("The connection ended after: " + head);
            }
            head.append((char) octet);
        }
        var length = head.toString()
                .lines()
                .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                .findFirst()
                .orElseThrow();
        return new String(in.readNBytes(Integer.parseInt(length.substring(15).strip())), StandardCharsets.UTF_8);
    }

    private static Memory memory(long pid) throws IOException {
        var lines = Files.readAllLines(Path.of("/proc", "" + pid, "smaps_rollup"));
        return new Memory(kilobytes(lines, "Pss:"), kilobytes(lines, "Rss:"));
    }

    private static int kilobytes(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> Integer.parseInt(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    // --- the server ---

    private static final AtomicInteger REVISION = new AtomicInteger();

    /** A new revision each time, so that the agent has everything to do at each look. */
    private static void answer(HttpExchange exchange) throws IOException {
        var form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var operation = form.substring("Action=".length(), form.indexOf('&'));
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var credentials =
                "<AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>%s</SecretAccessKey><SessionToken>%s</SessionToken><Expiration>%s</Expiration>"
                        .formatted("s".repeat(40), "t".repeat(900), now.plus(Duration.ofHours(6)));
        var result = Map.of(
                        "JoinInstance",
                        "<AgentCredentials>" + credentials
                                + "</AgentCredentials><InstanceId>i-0</InstanceId><Region>us-east-1</Region><AccountId>123456789012</AccountId>",
                        "GetOwnInstance",
                        "<Revision>" + REVISION.incrementAndGet() + "</Revision>" + INSTANCE,
                        "GetOwnInstanceCredentials",
                        "<Credentials>" + credentials
                                + "</Credentials><RoleArn>arn:aws:iam::123456789012:role/web</RoleArn><RoleName>web</RoleName><LastUpdated>"
                                + now + "</LastUpdated>")
                .get(operation);
        var bytes = "<%1$sResponse><%1$sResult>%2$s</%1$sResult></%1$sResponse>"
                .formatted(operation, result)
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static final String INSTANCE = """
            <InstanceId>i-0</InstanceId><ImageId>ami-0</ImageId><InstanceType>t3.micro</InstanceType><AccountId>123456789012</AccountId>\
            <Region>us-east-1</Region><AvailabilityZone>us-east-1a</AvailabilityZone><State>running</State><ReservationId>r-0</ReservationId>\
            <LaunchIndex>0</LaunchIndex><MetadataOptions><HttpTokens>optional</HttpTokens><HttpEndpoint>enabled</HttpEndpoint>\
            <HttpPutResponseHopLimit>1</HttpPutResponseHopLimit><InstanceMetadataTags>disabled</InstanceMetadataTags></MetadataOptions>\
            <UserData>%s</UserData><RoleName>web</RoleName>""".formatted("AAAA".repeat(4_096));

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
