// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.config.Cidr;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may say where a request comes from: the connection, and a trusted proxy; nobody else, in whatever header. */
class AbuseCase12ForwardedHeadersTest {
    private static final List<Cidr> PROXIES = List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8"));
    private static final List<HttpHeader> SPOOFED = headers(
            "Host: localhost",
            "X-Forwarded-For: 203.0.113.9",
            "X-Forwarded-Host: iam.example",
            "X-Forwarded-Proto: https",
            "Forwarded: for=203.0.113.9;host=iam.example;proto=https",
            "X-Real-IP: 203.0.113.9",
            "True-Client-IP: 203.0.113.9",
            "X-Original-Host: iam.example");

    @Test
    void anUntrustedPeerIsTheClientWhateverItsHeadersSay() throws Exception {
        var peer = Cidr.address("198.51.100.7");

        assertThat(Origin.of(peer, false, SPOOFED, PROXIES)).isEqualTo(new Origin(peer, false, "localhost"));
        assertThat(Origin.of(peer, false, SPOOFED, List.of())).isEqualTo(new Origin(peer, false, "localhost"));
    }

    @Test
    void anUntrustedPeerChangesNothingOverARealConnection() throws Exception {
        var api = new Listeners.Recorder();
        try (var listener = Listeners.start(api, "--trusted-proxy", "10.0.0.0/8")) {
            var reply = RawClient.ask(
                    listener, request("localhost", "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https"));

            assertThat(reply.status()).isEqualTo(200);
            var call = api.calls.remove();
            assertThat(call.client()).isEqualTo(call.peer()).isEqualTo(InetAddress.getLoopbackAddress());
            assertThat(call.secure()).isFalse();
        }
    }

    @Test
    void aForwardedHostFromAnUntrustedPeerDoesNotPassTheHostCheck() throws Exception {
        var api = new Listeners.Recorder();
        try (var listener = Listeners.start(api, "--trusted-proxy", "10.0.0.0/8")) {
            var reply = RawClient.ask(listener, request("rebinding.example", "X-Forwarded-Host: localhost"));

            assertThat(reply.status()).isEqualTo(421);
            assertThat(api.calls).isEmpty();
        }
    }

    @Test
    void aTrustedProxySaysWhoCalledAndHow() throws Exception {
        var api = new Listeners.Recorder();
        try (var listener = Listeners.start(api, "--trusted-proxy", "127.0.0.1", "--allowed-host", "iam.example")) {
            var reply = RawClient.ask(
                    listener,
                    request(
                            "backend.internal",
                            "X-Forwarded-For: 192.0.2.1, 203.0.113.9",
                            "X-Forwarded-Host: IAM.example:8443",
                            "X-Forwarded-Proto: https"));

            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            var call = api.calls.remove();
            assertThat(call.client()).isEqualTo(Cidr.address("203.0.113.9"));
            assertThat(call.peer()).isEqualTo(InetAddress.getLoopbackAddress());
            assertThat(call.host()).isEqualTo("IAM.example:8443");
            assertThat(call.header("Host")).contains("backend.internal");
            assertThat(call.secure()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.9                     | 203.0.113.9",
                "1.1.1.1, 203.0.113.9            | 203.0.113.9",
                "1.1.1.1, 203.0.113.9, 10.2.3.4  | 203.0.113.9",
                "10.9.9.9, 10.2.3.4              | 10.9.9.9",
                "garbage, 203.0.113.9            | 203.0.113.9",
                "203.0.113.9:4711                | 203.0.113.9",
                "[2001:db8::9]:4711              | 2001:db8::9",
                "2001:db8::9, fd00::1            | 2001:db8::9",
            })
    void theClientIsTheRightmostAddressThatIsNoProxy(String forwardedFor, String client) throws Exception {
        var headers = headers("Host: localhost", "X-Forwarded-For: " + forwardedFor);

        assertThat(Origin.of(Cidr.address("10.0.0.1"), false, headers, PROXIES).client())
                .isEqualTo(Cidr.address(client));
    }

    @Test
    void severalHeaderLinesAreOneList() throws Exception {
        var headers = headers("X-Forwarded-For: 203.0.113.9", "X-Forwarded-For: 10.0.0.3");

        assertThat(Origin.of(Cidr.address("10.0.0.1"), false, headers, PROXIES).client())
                .isEqualTo(Cidr.address("203.0.113.9"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "localhost", "", "1.2.3", "0x7f.1", "2001:db8::9%eth0", "203.0.113.9, "})
    void aProxyThatNamesNoAddressIsRefused(String forwardedFor) {
        var headers = headers("Host: localhost", "X-Forwarded-For: " + forwardedFor);

        assertThatThrownBy(() -> Origin.of(Cidr.address("10.0.0.1"), false, headers, PROXIES))
                .isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:1234",
                "127.0.0.1",
                "127.0.0.1:80",
                "[::1]:8420",
                "127.9.9.9",
                "iam.example"
            })
    void knownHostsAreServed(String host) throws Exception {
        assertThat(statusFor(host)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rebinding.example",
                "localhost.rebinding.example",
                "iam.example.rebinding.example",
                "sub.iam.example",
                "127.0.0.1.rebinding.example",
                "203.0.113.9",
                "localhost@rebinding.example",
                "2130706433",
            })
    void foreignHostsAreRefused(String host) throws Exception {
        assertThat(statusFor(host)).isIn(400, 421);
    }

    @Test
    void healthAnswersUnderAnyHostButMetricsDoNot() throws Exception {
        try (var listener = Listeners.start(new Listeners.Recorder())) {
            assertThat(RawClient.ask(
                                    listener,
                                    RawClient.lines("GET /health/ready HTTP/1.1", "Host: 10.1.2.3:8420", "", ""))
                            .status())
                    .isEqualTo(200);
            assertThat(RawClient.ask(
                                    listener,
                                    RawClient.lines("GET /metrics HTTP/1.1", "Host: rebinding.example", "", ""))
                            .status())
                    .isEqualTo(421);
        }
    }

    private static int statusFor(String host) throws IOException {
        try (var listener = Listeners.start(new Listeners.Recorder(), "--allowed-host", "iam.example")) {
            return RawClient.ask(listener, request(host)).status();
        }
    }

    private static String request(String host, String... headers) {
        var lines = new ArrayList<>(List.of("GET / HTTP/1.1", "Host: " + host));
        lines.addAll(Arrays.asList(headers));
        lines.addAll(List.of("", ""));
        return RawClient.lines(lines.toArray(String[]::new));
    }

    private static List<HttpHeader> headers(String... lines) {
        return Arrays.stream(lines)
                .map(line ->
                        new HttpHeader(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2)))
                .toList();
    }
}
