// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.config.Cidr;
import dev.portcullis.server.http.HttpAnswer;
import dev.portcullis.server.http.HttpCall;
import dev.portcullis.server.http.HttpHeader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class OpsEndpointsTest {
    private final AtomicBoolean isReady = new AtomicBoolean();
    private final Metrics metrics = new Metrics();
    private final OpsEndpoints endpoints = new OpsEndpoints(
            isReady::get,
            metrics,
            call -> HttpAnswer.text(403, "who signed?"),
            call -> HttpAnswer.text(200, "api " + call.target()));

    @Test
    void aServerIsLiveBeforeItIsReady() {
        assertThat(status("/health/live")).isEqualTo(200);
        assertThat(status("/health/ready")).isEqualTo(503);
        isReady.set(true);
        assertThat(status("/health/ready")).isEqualTo(200);
    }

    @Test
    void allElseIsTheApis() {
        assertThat(body(endpoints.handle(call("GET", "/health", "127.0.0.1")))).isEqualTo("api /health");
        assertThat(body(endpoints.handle(call("POST", "/", "127.0.0.1")))).isEqualTo("api /");
        assertThat(endpoints.handle(call("POST", "/health/live", "127.0.0.1")).status())
                .isEqualTo(405);
    }

    @Test
    void metricsAreForThisMachineAndElseOneHasToSign() {
        assertThat(status("/metrics")).isEqualTo(200);
        assertThat(endpoints.handle(call("GET", "/metrics", "192.0.2.1")).status())
                .isEqualTo(403);
        assertThat(endpoints
                        .handle(call("GET", "/metrics", "127.0.0.1", new HttpHeader("x-forwarded-for", "192.0.2.1")))
                        .status())
                .isEqualTo(403);
        assertThat(endpoints
                        .handle(call("GET", "/metrics", "127.0.0.1", new HttpHeader("Via", "1.1 proxy")))
                        .status())
                .isEqualTo(403);
        assertThat(body(endpoints.handle(call("GET", "/metrics", "192.0.2.1")))).isEqualTo("who signed?");
        assertThat(endpoints.handle(call("POST", "/metrics", "127.0.0.1")).status())
                .isEqualTo(405);
    }

    @Test
    void metricsCountWhatHappened() {
        metrics.request("iam", "CreateUser", 200, Duration.ofMillis(2));
        metrics.request("iam", "CreateUser", 409, Duration.ofMillis(1));
        metrics.decision("implicitDeny", "identity");
        metrics.authenticationFailure("SignatureDoesNotMatch");
        metrics.commits("durable", 3);

        assertThat(body(endpoints.handle(call("GET", "/metrics", "127.0.0.1"))))
                .contains("portcullis_requests_total{operation=\"CreateUser\",service=\"iam\",status=\"2xx\"} 1.0\n")
                .contains("portcullis_requests_total{operation=\"CreateUser\",service=\"iam\",status=\"4xx\"} 1.0\n")
                .contains("portcullis_request_duration_seconds_bucket{service=\"iam\",le=\"0.0025\"} 2\n")
                .contains("portcullis_decisions_total{layer=\"identity\",result=\"implicitDeny\"} 1.0\n")
                .contains("portcullis_authentication_failures_total{code=\"SignatureDoesNotMatch\"} 1.0\n")
                .contains("portcullis_store_commits_total{outcome=\"durable\"} 3.0\n");
    }

    private int status(String target) {
        return endpoints.handle(call("GET", target, "127.0.0.1")).status();
    }

    private static HttpCall call(String method, String target, String peer, HttpHeader... headers) {
        var address = Cidr.address(peer);
        return new HttpCall(
                "id",
                Instant.EPOCH,
                method,
                "localhost",
                target,
                List.of(headers),
                new byte[0],
                address,
                address,
                false);
    }

    private static String body(HttpAnswer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
