// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authorize;

import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.statement;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.sigv4.Payload;
import dev.portcullis.aws.sigv4.RawHeader;
import dev.portcullis.aws.sigv4.RawRequest;
import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** Services ask about requests that their callers signed for them. */
class SignedRequestsTest {
    private static final byte[] BODY = "the body".getBytes(StandardCharsets.UTF_8);
    private static final String HASH = sha256(BODY);
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    private static TestServer server;
    private static PortcullisClient service;
    private static AwsCredentials caller;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        var registered = new PortcullisClient(server.endpoint(), server.root())
                .call("RegisterService", Map.of("ServicePrincipal", "storage.example"));
        service = new PortcullisClient(
                server.endpoint(),
                AwsBasicCredentials.create(
                        registered.texts("AccessKeyId").getLast(), registered.text("SecretAccessKey")));
        caller = server.user("caller");
        server.iam()
                .putUserPolicy(
                        request -> request.userName("caller").policyName("all").policyDocument(allow("*")));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A request as a service received it. */
    private record Received(
            String signingName, String method, String uri, List<RawHeader> headers, String payloadHash) {
        Received withHash(String hash) {
            return new Received(signingName, method, uri, headers, hash);
        }

        Received withUri(String other) {
            return new Received(signingName, method, other, headers, payloadHash);
        }

        Received signedFor(String name) {
            return new Received(name, method, uri, headers, payloadHash);
        }

        Received withHeader(String name, String value) {
            var next = new ArrayList<>(headers);
            next.removeIf(header -> header.name().equalsIgnoreCase(name));
            next.add(new RawHeader(name, value));
            return new Received(signingName, method, uri, next, payloadHash);
        }

        Map<String, String> question() {
            var question = new LinkedHashMap<String, String>();
            question.put("SignedRequest.SigningName", signingName);
            question.put("SignedRequest.Method", method);
            question.put("SignedRequest.Uri", uri);
            question.put("SignedRequest.PayloadHash", payloadHash);
            for (int i = 0; i < headers.size(); i++) {
                question.put(
                        "SignedRequest.Headers.member." + (i + 1) + ".Name",
                        headers.get(i).name());
                question.put(
                        "SignedRequest.Headers.member." + (i + 1) + ".Value",
                        headers.get(i).value());
            }
            question.put("ActionName", "any:Thing");
            question.put("Resource", "*");
            return question;
        }
    }

    private static Received header(String service, PathStyle style, Instant at, RawHeader... more) {
        var headers = new ArrayList<>(List.of(new RawHeader("Host", "service.example")));
        headers.addAll(List.of(more));
        var request = new RawRequest("PUT", "/a%20b/../c?x=1", headers, Payload.of(BODY));
        headers.addAll(PortcullisClient.signer(caller, service, style).sign(request, at));
        return new Received(service, "PUT", "/a%20b/../c?x=1", headers, HASH);
    }

    private static Received forQueue() {
        return header("sqs", PathStyle.NORMALISED_AND_ENCODED_TWICE, Instant.now());
    }

    private static Received forStorage(String declared) {
        return header("s3", PathStyle.AS_SENT, Instant.now(), new RawHeader("x-amz-content-sha256", declared));
    }

    private static String decision(Received request) {
        return service.call("Authorize", request.question()).text("Decision");
    }

    private static String refused(Received request) {
        return service.refused("Authorize", request.question());
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSignatureProvesWhoSentIt() {
        var answer = service.call("Authorize", forQueue().question());

        assertThat(answer.text("Decision")).isEqualTo("allowed");
        assertThat(answer.text("CallerArn")).endsWith(":user/caller");
    }

    @Test
    void theRegionIsTheOneItWasSignedFor() {
        var user = server.user("regional");
        server.iam()
                .putUserPolicy(request -> request.userName("regional")
                        .policyName("here")
                        .policyDocument(statement("\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\","
                                + "\"Condition\":{\"StringEquals\":{\"aws:RequestedRegion\":\"us-east-1\"}}")));
        var request = new RawRequest("GET", "/", List.of(new RawHeader("Host", "h")), Payload.none());
        var headers = new ArrayList<>(request.headers());
        headers.addAll(PortcullisClient.signer(user, "sqs", PathStyle.NORMALISED_AND_ENCODED_TWICE)
                .sign(request, Instant.now()));

        assertThat(decision(new Received("sqs", "GET", "/", headers, Payload.Hashed.OF_NOTHING)))
                .isEqualTo("allowed");
    }

    @Test
    void anythingThatWasSignedAndChangedIsRefused() {
        var request = forQueue();

        assertThat(refused(request.withUri("/a%20b/../d?x=1"))).isEqualTo("InvalidCaller");
        assertThat(refused(request.withUri("/a%20b/../c?x=2"))).isEqualTo("InvalidCaller");
        assertThat(refused(request.withHeader("Host", "other.example"))).isEqualTo("InvalidCaller");
        assertThat(refused(request.withHeader("x-amz-copy-source", "/other"))).isEqualTo("InvalidCaller");
        assertThat(refused(request.signedFor("sns"))).isEqualTo("InvalidCaller");
        assertThat(refused(new Received("sqs", "GET", request.uri(), request.headers(), HASH)))
                .isEqualTo("InvalidCaller");
    }

    /** Abuse case 7: the hash is what the service computed, not what the headers say. */
    @Test
    void abuseCase7AnotherBodyIsRefused() {
        var other = sha256("another body".getBytes(StandardCharsets.UTF_8));

        assertThat(refused(forQueue().withHash(other))).isEqualTo("InvalidCaller");
        assertThat(refused(forStorage(HASH).withHash(other))).isEqualTo("InvalidCaller");
        assertThat(decision(forStorage(HASH))).isEqualTo("allowed");
    }

    /** Abuse case 1: a body that nobody signed passes only where that is usual, and only if the service says it knows. */
    @Test
    void abuseCase1AnUnsignedBodyIsAgreedOn() {
        var unsigned = forStorage(UNSIGNED);

        assertThat(decision(unsigned.withHash(UNSIGNED))).isEqualTo("allowed");
        assertThat(refused(unsigned)).isEqualTo("InvalidCaller");
        assertThat(refused(unsigned.withHash("STREAMING-UNSIGNED-PAYLOAD-TRAILER")))
                .isEqualTo("InvalidCaller");
        assertThat(refused(forStorage(HASH).withHash(UNSIGNED))).isEqualTo("InvalidCaller");
        assertThat(refused(forQueue().withHash(UNSIGNED))).isEqualTo("InvalidCaller");
        assertThat(refused(forStorage("STREAMING-ANYTHING").withHash("STREAMING-ANYTHING")))
                .isEqualTo("InvalidCaller");
    }

    /** As the SDK makes them: without a header that says so, the body is left out. */
    @Test
    void aPresignedUrlOfStorageLeavesItsBodyOut() {
        var signed = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(caller)
                        .request(SdkHttpRequest.builder()
                                .method(SdkHttpMethod.GET)
                                .uri(URI.create("https://service.example/a%20key"))
                                .build())
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                        .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AwsV4HttpSigner.AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, Duration.ofMinutes(5)))
                .request();
        var target =
                signed.encodedPath() + "?" + signed.encodedQueryParameters().orElseThrow();
        var headers = List.of(new RawHeader("Host", "service.example"));
        var received = new Received("s3", "GET", target, headers, UNSIGNED);

        assertThat(decision(received)).isEqualTo("allowed");
        assertThat(refused(received.withHash(Payload.Hashed.OF_NOTHING))).isEqualTo("InvalidCaller");
        assertThat(refused(received.withUri(target.replace("key", "lock")))).isEqualTo("InvalidCaller");
    }

    @Test
    void anOldRequestIsRefused() {
        var old = Instant.now().minus(Duration.ofMinutes(6));
        assertThat(refused(header("sqs", PathStyle.NORMALISED_AND_ENCODED_TWICE, old)))
                .isEqualTo("InvalidCaller");
        assertThat(decision(header("s3", PathStyle.AS_SENT, old, new RawHeader("x-amz-content-sha256", HASH))))
                .isEqualTo("allowed");
        var older = Instant.now().minus(Duration.ofMinutes(16));
        assertThat(refused(header("s3", PathStyle.AS_SENT, older, new RawHeader("x-amz-content-sha256", HASH))))
                .isEqualTo("InvalidCaller");
    }

    /** Abuse case 11: a request for this server, caught or begged for elsewhere, proves nothing there. */
    @ParameterizedTest
    @ValueSource(strings = {"iam", "sts", "portcullis"})
    void abuseCase11RequestsForThisServerProveNothingElsewhere(String own) {
        assertThat(refused(header(own, PathStyle.NORMALISED_AND_ENCODED_TWICE, Instant.now())))
                .isEqualTo("InvalidInput");
    }

    @Test
    void anUnsignedRequestIsNobodys() {
        assertThat(refused(new Received("sqs", "GET", "/", List.of(new RawHeader("Host", "h")), HASH)))
                .isEqualTo("InvalidCaller");
    }

    @Test
    void aDeactivatedKeyIsRefusedAtOnce() {
        var user = server.user("rotated");
        var request = new RawRequest("GET", "/", List.of(new RawHeader("Host", "h")), Payload.none());
        var headers = new ArrayList<>(request.headers());
        headers.addAll(PortcullisClient.signer(user, "sqs", PathStyle.NORMALISED_AND_ENCODED_TWICE)
                .sign(request, Instant.now()));
        var received = new Received("sqs", "GET", "/", headers, Payload.Hashed.OF_NOTHING);
        assertThat(decision(received)).isEqualTo("implicitDeny");

        server.iam()
                .updateAccessKey(change -> change.userName("rotated")
                        .accessKeyId(user.accessKeyId())
                        .status("Inactive"));

        var answer = service.send("Authorize", received.question());
        assertThat(answer.text("Code")).isEqualTo("InvalidCaller");
        assertThat(answer.text("Message")).startsWith("InvalidClientTokenId: ");
    }
}
