// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.sigv4.Payload;
import dev.portcullis.aws.sigv4.RawHeader;
import dev.portcullis.aws.sigv4.RawRequest;
import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/** Metrics for those who do not sit at the machine. */
class SignedMetricsTest {
    private static TestServer server;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterAll
    static void stop() {
        http.close();
        server.close();
    }

    /** Asks as one who comes through a proxy, signed for a service by somebody, if by anybody. */
    private static HttpResponse<String> ask(Optional<AwsCredentials> signer, String service)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(server.endpoint().resolve("/metrics")).header("Via", "1.1 proxy");
        var unsigned = new RawRequest(
                "GET",
                "/metrics",
                List.of(new RawHeader("Host", server.endpoint().getAuthority())),
                Payload.of(new byte[0]));
        signer.ifPresent(
                credentials -> PortcullisClient.signer(credentials, service, PathStyle.NORMALISED_AND_ENCODED_TWICE)
                        .sign(unsigned, Instant.now())
                        .forEach(header -> request.header(header.name(), header.value())));
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> ask(AwsCredentials signer) throws IOException, InterruptedException {
        return ask(Optional.of(signer), "portcullis");
    }

    @Test
    void whoMayReadThemGetsThePlainText() throws Exception {
        var answer = ask(server.root());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        assertThat(answer.body()).contains("# TYPE portcullis_requests_total counter\n");
        assertThat(new PortcullisClient(server.endpoint(), server.root())
                        .call("GetMetrics", Map.of())
                        .text("Text"))
                .contains("portcullis_requests_total{operation=\"GetMetrics\",service=\"portcullis\",status=\"2xx\"}");
    }

    @Test
    void aUserNeedsAPolicy() throws Exception {
        var user = server.user("watcher");
        var denied = ask(user);
        assertThat(denied.statusCode()).isEqualTo(403);
        assertThat(denied.body())
                .contains("AccessDenied", "portcullis:GetMetrics")
                .doesNotContain("# TYPE");

        server.iam()
                .putUserPolicy(request ->
                        request.userName("watcher").policyName("watch").policyDocument("""
                        {"Version": "2012-10-17",
                         "Statement": {"Effect": "Allow", "Action": "portcullis:GetMetrics", "Resource": "*"}}"""));
        assertThat(ask(user).statusCode()).isEqualTo(200);
    }

    @Test
    void whoeverDoesNotSignGetsNothing() throws Exception {
        var answer = ask(Optional.empty(), "");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("MissingAuthenticationToken").doesNotContain("# TYPE");
    }

    @Test
    void aSignatureForAnotherServiceDoesNotCount() throws Exception {
        var answer = ask(Optional.of(server.root()), "iam");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("SignatureDoesNotMatch").doesNotContain("# TYPE");
    }

    @Test
    void membersOfOtherAccountsLearnNothingOfAll() throws Exception {
        var made = new PortcullisClient(server.endpoint(), server.root())
                .call("CreateAccount", Map.of("AccountName", "member", "Email", "member@example.com"));
        var answer = ask(AwsBasicCredentials.create(made.text("AccessKeyId"), made.text("SecretAccessKey")));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("AccessDenied").doesNotContain("# TYPE");
    }
}
