// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Nobody can make the server hold more than it was told to. */
class LimitsTest {
    private final Listeners.Recorder api = new Listeners.Recorder();

    @Test
    void aLongBodyIsRefusedBeforeItIsSent() throws Exception {
        try (var listener = Listeners.start(api, "--max-body-bytes", "2000");
                var client = new RawClient(listener)) {
            client.send(post("Content-Length: 2001"));

            assertThat(client.receive().status()).isEqualTo(413);
            assertThat(client.isClosedByServer()).isTrue();
            assertThat(api.calls).isEmpty();
        }
    }

    @Test
    void aBodyOfTheGreatestLengthIsRead() throws Exception {
        try (var listener = Listeners.start(api, "--max-body-bytes", "200000")) {
            var reply = RawClient.ask(listener, post("Content-Length: 200000") + "x".repeat(200_000));

            assertThat(reply.status()).isEqualTo(200);
            assertThat(api.calls.remove().body()).hasSize(200_000);
        }
    }

    @Test
    void aChunkedBodyIsCounted() throws Exception {
        try (var listener = Listeners.start(api, "--max-body-bytes", "2000")) {
            var reply = RawClient.ask(
                    listener, post("Transfer-Encoding: chunked") + "7d1\r\n" + "x".repeat(2001) + "\r\n0\r\n\r\n");

            assertThat(reply.status()).isEqualTo(413);
            assertThat(api.calls).isEmpty();
        }
    }

    @Test
    void allBodiesTogetherAreCounted() throws Exception {
        var isRunning = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        HttpApi waiting = call -> {
            isRunning.countDown();
            await(mayEnd);
            return HttpAnswer.text(200, "done");
        };
        try (var listener = Listeners.start(waiting, "--max-body-bytes", "2000", "--max-buffered-bytes", "3000");
                var first = new RawClient(listener)) {
            first.send(post("Content-Length: 2000") + "x".repeat(2000));
            isRunning.await();

            assertThat(RawClient.ask(listener, post("Content-Length: 2000") + "x".repeat(2000))
                            .status())
                    .isEqualTo(503);
            mayEnd.countDown();
            assertThat(first.receive().status()).isEqualTo(200);
            assertThat(RawClient.ask(listener, post("Content-Length: 2000") + "x".repeat(2000))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void tooManyRequestsAtOnceAreRefusedButHealthAnswers() throws Exception {
        var isRunning = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        HttpApi waiting = call -> {
            if (!call.target().startsWith("/health/")) {
                isRunning.countDown();
                await(mayEnd);
            }
            return HttpAnswer.text(200, "done");
        };
        try (var listener = Listeners.start(waiting, "--max-concurrent-requests", "1");
                var first = new RawClient(listener)) {
            first.send(post("Content-Length: 0"));
            isRunning.await();

            assertThat(RawClient.ask(listener, post("Content-Length: 0")).status())
                    .isEqualTo(503);
            assertThat(RawClient.ask(listener, "GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .status())
                    .isEqualTo(200);
            mayEnd.countDown();
            assertThat(first.receive().status()).isEqualTo(200);
            assertThat(RawClient.ask(listener, post("Content-Length: 0")).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void longHeadersAreRefused() throws Exception {
        try (var listener = Listeners.start(api, "--max-header-bytes", "4096")) {
            assertThat(RawClient.ask(listener, post("Content-Length: 0", "x: " + "y".repeat(5000)))
                            .status())
                    .isEqualTo(431);
            assertThat(RawClient.ask(listener, "GET /?" + "y".repeat(5000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .status())
                    .isEqualTo(414);
            assertThat(api.calls).isEmpty();
        }
    }

    @Test
    void aBodyThatDoesNotComeIsGivenUp() throws Exception {
        try (var listener = Listeners.start(api, "--request-timeout", "200ms");
                var client = new RawClient(listener)) {
            client.send(post("Content-Length: 10") + "part");

            assertThat(client.receive().status()).isEqualTo(408);
            assertThat(client.isClosedByServer()).isTrue();
            assertThat(api.calls).isEmpty();
        }
    }

    @Test
    void headersThatDoNotEndAreGivenUp() throws Exception {
        try (var listener = Listeners.start(api, "--request-timeout", "200ms");
                var client = new RawClient(listener)) {
            client.send("GET / HTTP/1.1\r\nHost: local");

            assertThat(client.isClosedByServer()).isTrue();
            assertThat(api.calls).isEmpty();
        }
    }

    @Test
    void aConnectionBetweenTwoRequestsIsNotASlowOne() throws Exception {
        try (var listener = Listeners.start(api, "--request-timeout", "200ms", "--idle-timeout", "1h");
                var idle = new RawClient(listener);
                var slow = new RawClient(listener)) {
            idle.send("GET /1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(idle.receive().status()).isEqualTo(200);
            slow.send("GET / HTTP/1.1\r\nHost: local");
            assertThat(slow.isClosedByServer()).isTrue(); // by now the idle one has been looked at as long

            idle.send("GET /2 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(idle.receive().status()).isEqualTo(200);
        }
    }

    @Test
    void anOperationMayTakeLongerThanTheIdleTimeout() throws Exception {
        var slowIsGone = new CountDownLatch(1);
        HttpApi waiting = call -> {
            await(slowIsGone);
            return HttpAnswer.text(200, "done");
        };
        try (var listener = Listeners.start(waiting, "--idle-timeout", "100ms");
                var working = new RawClient(listener);
                var silent = new RawClient(listener)) {
            working.send(post("Content-Length: 3") + "abc");
            assertThat(silent.isClosedByServer()).isTrue(); // opened later, ended by the same timer
            slowIsGone.countDown();

            assertThat(working.receive().status()).isEqualTo(200);
        }
    }

    private static String post(String... headers) {
        return "POST / HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
