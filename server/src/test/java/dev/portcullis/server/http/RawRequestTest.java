// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures are made over the bytes of the request, so those bytes must arrive as they were sent. */
class RawRequestTest {
    private final Listeners.Recorder api = new Listeners.Recorder();
    private HttpListener listener = start();

    private HttpListener start() {
        try {
            return Listeners.start(api);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() {
        listener.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "//",
                "//example//..//./x",
                "/example/..",
                "/./example/",
                "/a%2Fb%2fc%2e%2E/%25",
                "/%ff%C3%28",
                "/%C0%AF",
                "/a;b=c;/d;x",
                "/-._~!$&'()*+,;=:@",
                "/a%20b",
                "/?",
                "/?Param1=value1&Param1=Value2&=&&a",
                "/?a=b?c=d/e:f@g+h%20i%2B",
                "/?%E1%88%B4=bar",
                "/?a=[1]{2}|\\^`\"<>",
                "/path?X-Amz-Credential=AKIA%2F20260101%2Fus-east-1%2Fiam%2Faws4_request",
            })
    void theTargetArrivesAsItWasSent(String target) throws IOException {
        var reply = RawClient.ask(listener, "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(reply.status()).as(reply.head() + reply.body()).isEqualTo(200);
        assertThat(api.calls.remove().target()).isEqualTo(target);
    }

    @Test
    void headersArriveInOrderWithTheirValues() throws IOException {
        RawClient.ask(
                listener,
                RawClient.lines(
                        "POST / HTTP/1.1",
                        "Host: LocalHost:99",
                        "X-Amz-Meta:  a   b  ",
                        "x-second: 2",
                        "X-AMZ-META: c",
                        "Content-Type: Application/X-WWW-Form-URLencoded; Charset=UTF-8",
                        "x-empty:",
                        "x-latin: \u00e9",
                        "Content-Length: 3",
                        "",
                        "a=b"));

        var call = api.calls.remove();
        assertThat(call.method()).isEqualTo("POST");
        assertThat(call.host()).isEqualTo("LocalHost:99");
        assertThat(call.header("host")).contains("LocalHost:99");
        assertThat(call.headers("x-amz-meta")).containsExactly("a   b", "c");
        assertThat(call.header("Content-type")).contains("Application/X-WWW-Form-URLencoded; Charset=UTF-8");
        assertThat(call.header("x-empty")).contains("");
        assertThat(call.header("x-latin")).contains("\u00e9");
        assertThat(call.headers().stream().map(header -> header.name().toLowerCase(java.util.Locale.ROOT)))
                .containsExactly(
                        "host",
                        "x-amz-meta",
                        "x-second",
                        "x-amz-meta",
                        "content-type",
                        "x-empty",
                        "x-latin",
                        "content-length");
        assertThat(new String(call.body(), StandardCharsets.UTF_8)).isEqualTo("a=b");
        assertThat(call.secure()).isFalse();
        assertThat(call.client().isLoopbackAddress()).isTrue();
    }

    @Test
    void theSecondRequestOnAConnectionHasItsOwnHeaders() throws IOException {
        try (var client = new RawClient(listener)) {
            client.send("GET /1 HTTP/1.1\r\nHost: localhost\r\nx-case: Value\r\n\r\n");
            client.receive();
            client.send("GET /2 HTTP/1.1\r\nHost: localhost\r\nX-Case: value\r\n\r\n");
            client.receive();
        }
        assertThat(api.calls.remove().header("x-case")).contains("Value");
        assertThat(api.calls.remove().header("x-case")).contains("value");
    }

    @Test
    void aChunkedBodyArrivesWhole() throws IOException {
        RawClient.ask(
                listener,
                "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");

        assertThat(new String(api.calls.remove().body(), StandardCharsets.UTF_8))
                .isEqualTo("abcdefg");
    }

    @Test
    void everyAnswerHasADateAndItsRequestId() throws IOException {
        var reply = RawClient.ask(listener, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");

        assertThat(reply.header("Date")).endsWith("GMT");
        assertThat(reply.header("x-amzn-RequestId"))
                .isEqualTo(api.calls.remove().requestId());
        assertThat(UUID.fromString(reply.header("x-amzn-RequestId")).version()).isEqualTo(4);
        assertThat(reply.header("Server")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n", // no host
                "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
                "GET http://example.com/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /a#b HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nA: b\r\n c\r\n\r\n", // a folded header
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "nonsense\r\n\r\n",
                "GET /\u00e9 HTTP/1.1\r\nHost: localhost\r\n\r\n", // RFC 9112 3.2: a target is ASCII
                "GET /?a=\u00c3\u00a9 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /%zz% HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /../above HTTP/1.1\r\nHost: localhost\r\n\r\n",
            })
    void anAmbiguousRequestIsRefused(String request) throws IOException {
        var reply = RawClient.ask(listener, request);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.header("x-amzn-RequestId")).isNotEmpty();
        assertThat(reply.header("Date")).isNotEmpty();
        assertThat(api.calls).isEmpty();
    }

    @Test
    void anApiThatThrowsAnswersABare500() throws IOException {
        try (var broken = Listeners.start(call -> {
            throw new IllegalStateException("secret detail");
        })) {
            var reply = RawClient.ask(broken, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.body()).contains(reply.header("x-amzn-RequestId")).doesNotContain("secret");
        }
    }

    @BeforeEach
    void nothingWasCalledYet() {
        assertThat(api.calls).isEmpty();
    }
}
