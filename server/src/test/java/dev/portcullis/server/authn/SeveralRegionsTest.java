// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authn;

import static dev.portcullis.server.Documents.allow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.TestServer;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4aHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.RegionSet;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.services.iam.model.StatusType;

/** Requests signed for several regions (SigV4a) by AWS's own signer, the C one that the SDKs share. */
class SeveralRegionsTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String IDENTITY = "Action=GetCallerIdentity&Version=2011-06-15";

    private static TestServer server;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        http.close();
        server.close();
    }

    @Test
    void aCallIsAnsweredToWhoeverSignedIt() throws Exception {
        var ann = server.user("ann");

        assertThat(send(signed(ann, "*", IDENTITY)).body()).contains(":user/ann</Arn>");
        assertThat(send(signed(server.root(), "us-east-1,eu-*", IDENTITY)).body())
                .contains(":root</Arn>");
    }

    @Test
    void aSessionSignsToo() throws Exception {
        var session = server.sts(server.user("bea")).getSessionToken().credentials();
        var credentials =
                AwsSessionCredentials.create(session.accessKeyId(), session.secretAccessKey(), session.sessionToken());

        assertThat(send(signed(credentials, "us-east-1", IDENTITY)).body()).contains(":user/bea</Arn>");
        assertThat(get(presigned(credentials, "us-east-1")).body()).contains(":user/bea</Arn>");
    }

    @Test
    void aPresignedUrlHoldsUntilItExpires() throws Exception {
        try (var other = TestServer.start()) {
            var url = presigned(other, other.root(), "*");
            assertThat(get(url).body()).contains(":root</Arn>");
            other.pass(Duration.ofSeconds(61));
            assertRefused(get(url), "SignatureDoesNotMatch", "Signature expired");
        }
    }

    @Test
    void policiesDecideAsTheyDoOtherwise() throws Exception {
        var cat = server.user("cat");
        var listUsers = "Action=ListUsers&Version=2010-05-08";
        assertThat(send(signed(cat, "*", listUsers, "iam")).body()).contains("<Code>AccessDenied</Code>");
        server.iam()
                .putUserPolicy(
                        request -> request.userName("cat")
                                .policyName("here")
                                .policyDocument(
                                        allow("iam:ListUsers")
                                                .replace(
                                                        "\"Effect\"",
                                                        "\"Condition\":{\"StringEquals\":{\"aws:RequestedRegion\":\"us-east-1\"}},\"Effect\"")));

        assertThat(send(signed(cat, "*", listUsers, "iam")).statusCode()).isEqualTo(200);
    }

    @Test
    void anotherRegionIsRefused() throws Exception {
        assertRefused(
                send(signed(server.root(), "eu-west-1,us-east-2", IDENTITY)),
                "SignatureDoesNotMatch",
                "Credential should be scoped to a valid region.");
    }

    @Test
    void anInactiveKeyIsRefusedAtOnce() throws Exception {
        var dan = (AwsBasicCredentials) server.user("dan");
        assertThat(send(signed(dan, "*", IDENTITY)).statusCode()).isEqualTo(200);
        server.iam()
                .updateAccessKey(request ->
                        request.userName("dan").accessKeyId(dan.accessKeyId()).status(StatusType.INACTIVE));

        assertRefused(send(signed(dan, "*", IDENTITY)), "InvalidClientTokenId", "security token");
    }

    @Test
    void wrongAndUnknownKeysAreRefusedInTheUsualWords() throws Exception {
        var wrong = AwsBasicCredentials.create(server.root().accessKeyId(), "x".repeat(40));
        assertRefused(send(signed(wrong, "*", IDENTITY)), "SignatureDoesNotMatch", "does not match the signature");
        var unknown = AwsBasicCredentials.create("AKIAIOSFODNN7EXAMPLE", "x".repeat(40));
        assertRefused(send(signed(unknown, "*", IDENTITY)), "InvalidClientTokenId", "security token");
        var session = server.sts(server.user("eve")).getSessionToken().credentials();
        var tokenless = AwsBasicCredentials.create(session.accessKeyId(), session.secretAccessKey());
        assertRefused(send(signed(tokenless, "*", IDENTITY)), "InvalidClientTokenId", "security token");
    }

    @Test
    void whatIsSignedCannotBeChanged() throws Exception {
        var request = signed(server.root(), "*", IDENTITY);
        var other = IDENTITY.replace("Get", "get");
        assertRefused(
                http.send(build(request, other, name -> name), BodyHandlers.ofString()), "SignatureDoesNotMatch", "");
        assertRefused(
                http.send(
                        build(request, IDENTITY, value -> value.equals("*") ? "us-*" : value), BodyHandlers.ofString()),
                "SignatureDoesNotMatch",
                "does not match the signature");
    }

    private static SdkHttpRequest signed(AwsCredentials credentials, String regions, String body) {
        return signed(credentials, regions, body, "sts");
    }

    private static SdkHttpRequest signed(AwsCredentials credentials, String regions, String body, String service) {
        var request = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(server.endpoint().resolve("/"))
                .putHeader("Content-Type", FORM)
                .build();
        return sign(
                request,
                credentials,
                regions,
                service,
                builder -> builder.payload(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))));
    }

    private static SdkHttpRequest presigned(AwsCredentials credentials, String regions) {
        return presigned(server, credentials, regions);
    }

    private static SdkHttpRequest presigned(TestServer at, AwsCredentials credentials, String regions) {
        var request = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(at.endpoint().resolve("/?" + IDENTITY))
                .build();
        return sign(
                request,
                credentials,
                regions,
                "sts",
                builder -> builder.putProperty(AwsV4aHttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4aHttpSigner.EXPIRATION_DURATION, Duration.ofSeconds(60)));
    }

    private static SdkHttpRequest sign(
            SdkHttpRequest request,
            AwsCredentials credentials,
            String regions,
            String service,
            Consumer<SignRequest.Builder<AwsCredentials>> options) {
        return AwsV4aHttpSigner.create()
                .sign(SignRequest.builder(credentials)
                        .request(request)
                        .putProperty(AwsV4aHttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(
                                AwsV4aHttpSigner.REGION_SET,
                                RegionSet.create(Set.copyOf(Arrays.asList(regions.split(",", -1)))))
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(Instant.now(), ZoneOffset.UTC))
                        .applyMutation(options)
                        .build())
                .request();
    }

    private static HttpResponse<String> send(SdkHttpRequest request) throws Exception {
        var action = request.firstMatchingHeader("Authorization").orElseThrow().contains("/iam/")
                ? "Action=ListUsers&Version=2010-05-08"
                : IDENTITY;
        return http.send(build(request, action, value -> value), BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(SdkHttpRequest request) throws Exception {
        return http.send(HttpRequest.newBuilder(request.getUri()).build(), BodyHandlers.ofString());
    }

    private static HttpRequest build(SdkHttpRequest request, String body, UnaryOperator<String> change) {
        var copy = HttpRequest.newBuilder(request.getUri()).POST(BodyPublishers.ofString(body));
        request.forEachHeader((name, values) -> {
            if (!name.equalsIgnoreCase("Host") && !name.equalsIgnoreCase("Content-Length")) {
                values.forEach(value -> copy.header(name, change.apply(value)));
            }
        });
        return copy.build();
    }

    private static void assertRefused(HttpResponse<String> answer, String code, String text) {
        assertThat(answer.body()).contains("<Code>" + code + "</Code>", text);
        assertThat(answer.statusCode()).isEqualTo(403);
    }
}
