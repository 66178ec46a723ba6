// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.agent.http.HttpEndpoint.Limits;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpEndpointTest {
    private static final Peers THIS_HOST = new Peers(List.of());

    private static HttpEndpoint start(String address, Limits limits, Function<HttpRequest, HttpAnswer> service)
            throws IOException {
        return HttpEndpoint.start(
                new InetSocketAddress(InetAddress.ofLiteral(address), 0), Set.of(), THIS_HOST, limits, service);
    }

    private static HttpEndpoint echo() throws IOException {
        return start("127.0.0.1", Limits.STANDARD, request -> HttpAnswer.text(200, request.method() + request.path()));
    }

    @Test
    void aRealClientIsAnsweredOnOneConnection() throws Exception {
        try (var endpoint = echo();
                var client = HttpClient.newHttpClient()) {
            var uri = URI.create("http://127.0.0.1:" + endpoint.address().getPort() + "/a/b");
            for (int i = 0; i < 3; i++) {
                var request = java.net.http.HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(20))
                        .build();
                var response = client.send(request, BodyHandlers.ofString());
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.body()).isEqualTo("GET/a/b");
                assertThat(response.headers().firstValue("cache-control")).contains("no-store");
            }
        }
    }

    @Test
    void requestsOneAfterAnotherAreAnsweredInTheirOrder() throws IOException {
        try (var endpoint = echo()) {
            var both = Wire.send(
                    endpoint.address(),
                    "GET /1 HTTP/1.1\r\nHost: localhost\r\n\r\nHEAD /22 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

            assertThat(both).containsSubsequence("HTTP/1.1 200 OK", "GET/1HTTP/1.1 200 OK", "Content-Length: 7");
            assertThat(both).endsWith("\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /\r\n\r\n, 400",
                "GET / HTTP/1.1\r\n\r\n, 400",
                "GET / HTTP/2.0\r\n\r\n, 505",
                "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n, 403",
                "PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello, 413",
                "PUT / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n, 413"
            })
    void whatIsNotServedIsToldSo(String requestAndStatus) throws IOException {
        int comma = requestAndStatus.lastIndexOf(", ");
        try (var endpoint = echo()) {
            assertThat(Wire.send(endpoint.address(), requestAndStatus.substring(0, comma)))
                    .startsWith("HTTP/1.1 " + requestAndStatus.substring(comma + 2));
        }
    }

    @Test
    void aHeadHasALimit() throws IOException {
        try (var endpoint = echo()) {
            var start = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX: ";
            int left = HttpRequest.LONGEST_HEAD - start.length();
            assertThat(Wire.send(endpoint.address(), start + "x".repeat(left) + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
            assertThat(Wire.send(endpoint.address(), start + "x".repeat(left + 1) + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 431");
            assertThat(Wire.send(endpoint.address(), "x".repeat(20_000))).startsWith("HTTP/1.1 431");
        }
    }

    @Test
    void aRequestThatDoesNotComeToAnEndIsRefused() throws IOException {
        var impatient = new Limits(8, Duration.ofSeconds(20), Duration.ofMillis(50));
        try (var endpoint = start("127.0.0.1", impatient, _ -> HttpAnswer.status(200))) {
            assertThat(Wire.send(endpoint.address(), "GET / HTTP/1.1\r\nHost:")).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void aConnectionThatSaysNothingIsClosed() throws IOException {
        var impatient = new Limits(8, Duration.ofMillis(50), Duration.ofSeconds(20));
        try (var endpoint = start("127.0.0.1", impatient, _ -> HttpAnswer.status(200))) {
            assertThat(Wire.send(endpoint.address(), "")).isEmpty();
        }
    }

    @Test
    void whoLingersMakesRoomForWhoWorks() throws IOException {
        var few = new Limits(4, Duration.ofMinutes(5), Duration.ofMinutes(5));
        var slow = new ArrayList<Socket>();
        try (var endpoint = start("127.0.0.1", few, _ -> HttpAnswer.text(200, "served"))) {
            for (int i = 0; i < 20; i++) {
                var socket = new Socket(
                        endpoint.address().getAddress(), endpoint.address().getPort());
                slow.add(socket);
                socket.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(Wire.ask(endpoint.address(), "GET", "/", "Host: localhost"))
                        .hasValueSatisfying(answer -> assertThat(answer.body()).isEqualTo("served"));
            }
            assertThat(slow.getFirst().getInputStream().read())
                    .as("the first of those that linger is closed")
                    .isNegative();
        } finally {
            for (var socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aSlowAnswerHoldsUpNobodyElse() throws Exception {
        var released = new CountDownLatch(1);
        try (var endpoint = start("127.0.0.1", Limits.STANDARD, request -> {
                    if (request.path().equals("/slow")) {
                        await(released);
                    }
                    return HttpAnswer.text(200, request.path());
                });
                var first = new Socket(
                        endpoint.address().getAddress(), endpoint.address().getPort())) {
            first.getOutputStream()
                    .write("GET /slow HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(Wire.ask(endpoint.address(), "GET", "/quick", "Host: localhost"))
                    .hasValueSatisfying(answer -> assertThat(answer.body()).isEqualTo("/quick"));
            released.countDown();
            assertThat(new String(first.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("/slow");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aServiceThatFailsSaysNothingOfWhy() throws IOException {
        try (var endpoint = start("127.0.0.1", Limits.STANDARD, _ -> {
            throw new IllegalStateException("a secret");
        })) {
            assertThat(Wire.ask(endpoint.address(), "GET", "/", "Host: localhost"))
                    .hasValueSatisfying(answer -> {
                        assertThat(answer.status()).isEqualTo(500);
                        assertThat(answer.body()).doesNotContain("secret");
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void aHopLimitIsSetOnTheConnectionItself(String address) throws Throwable {
        try (var listening = new ServerSocket(0, 1, InetAddress.ofLiteral(address));
                var client = new Socket(listening.getInetAddress(), listening.getLocalPort());
                var accepted = listening.accept()) {
            HopLimit.set(accepted, 3);

            assertThat(hopLimits()).containsExactly(3);
            assertThat(client.isConnected()).isTrue();
        }
    }

    /** The unusual hop limits of this process's connections, as the system tells them. */
    @SuppressWarnings("restricted") // the signature is that of POSIX
    private static List<Integer> hopLimits() throws Throwable {
        var linker = Linker.nativeLinker();
        var getsockopt = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("getsockopt"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS,
                        ValueLayout.ADDRESS));
        var found = new ArrayList<Integer>();
        try (var arena = Arena.ofConfined()) {
            for (int descriptor = 0; descriptor < 1024; descriptor++) {
                for (int[] levelAndName : new int[][] {{0, 2}, {41, 16}}) {
                    var value = arena.allocateFrom(ValueLayout.JAVA_INT, -1);
                    var length = arena.allocateFrom(ValueLayout.JAVA_INT, Integer.BYTES);
                    int failed =
                            (int) getsockopt.invokeExact(descriptor, levelAndName[0], levelAndName[1], value, length);
                    int hops = value.get(ValueLayout.JAVA_INT, 0);
                    if (failed == 0 && hops > 0 && hops < 32) {
                        found.add(hops);
                    }
                }
            }
        }
        return found;
    }

    @Test
    void anAnswerWithAHopLimitReachesThisHost() throws IOException {
        try (var endpoint = start(
                "127.0.0.1", Limits.STANDARD, _ -> HttpAnswer.text(200, "near").within(1))) {
            assertThat(Wire.ask(endpoint.address(), "GET", "/", "Host: localhost"))
                    .hasValueSatisfying(answer -> assertThat(answer.body()).isEqualTo("near"));
        }
    }

    @Test
    void anyBytesAreAnsweredOrTheConnectionEnds() throws IOException {
        var random = new Random(146);
        try (var endpoint = echo()) {
            for (int i = 0; i < 300; i++) {
                var bytes = new byte[random.nextInt(64)];
                random.nextBytes(bytes);
                var text = (i % 3 == 0 ? "GET / HTTP/1.1\r\nHost: localhost\r\n" : "")
                        + new String(bytes, StandardCharsets.ISO_8859_1)
                        + "\r\n\r\nGET";
                try (var socket = new Socket(
                        endpoint.address().getAddress(), endpoint.address().getPort())) {
                    socket.setSoTimeout(20_000);
                    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
                    socket.shutdownOutput();
                    assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                            .as("seed 146, number %d", i)
                            .matches("(?s)(HTTP/1\\.1 [2-5]\\d\\d .*)?");
                }
            }
            assertThat(Wire.ask(endpoint.address(), "GET", "/after", "Host: localhost"))
                    .hasValueSatisfying(answer -> assertThat(answer.body()).isEqualTo("GET/after"));
        }
    }
}
