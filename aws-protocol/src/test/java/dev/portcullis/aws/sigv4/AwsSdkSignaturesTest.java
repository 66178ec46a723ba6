// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import static dev.portcullis.aws.sigv4.Requests.KEY_ID;
import static dev.portcullis.aws.sigv4.Requests.LIST_USERS;
import static dev.portcullis.aws.sigv4.Requests.NOW;
import static dev.portcullis.aws.sigv4.Requests.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import dev.portcullis.aws.sigv4.SignatureRules.PayloadRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Requests that AWS's own signer (SDK for Java 2) made verify. */
class AwsSdkSignaturesTest {
    private static final AwsCredentialsIdentity LONG_TERM = AwsCredentialsIdentity.create(KEY_ID, SECRET);
    private static final AwsSessionCredentialsIdentity TEMPORARY =
            AwsSessionCredentialsIdentity.create(KEY_ID, SECRET, "FwoGZXIvYXdzE+/=A token with blanks/and=more");

    private final List<String> failures = new ArrayList<>();

    @Test
    void aQueryCallVerifies() {
        RawRequest request = signed(post("/", LIST_USERS), LONG_TERM, options -> {});
        assertThat(Requests.verify(request)).isInstanceOf(Verdict.Verified.class);
    }

    @Test
    void aSessionTokenIsReadAndSigned() {
        RawRequest request = signed(post("/", LIST_USERS), TEMPORARY, options -> {});
        assertThat(Requests.verify(request))
                .isInstanceOfSatisfying(
                        Verdict.Verified.class,
                        verified -> assertThat(verified.claim()).satisfies(claim -> {
                            assertThat(claim.sessionToken()).contains(TEMPORARY.sessionToken());
                            assertThat(claim.signs("x-amz-security-token")).isTrue();
                        }));
    }

    @Test
    void aPresignedCallVerifiesUntilItExpires() {
        RawRequest request = signed(
                get("/?Action=GetCallerIdentity&Version=2011-06-15"),
                LONG_TERM,
                options -> presign(options, Duration.ofSeconds(60)));
        assertThat(request.target()).contains("X-Amz-Signature=");
        assertThat(Requests.verify(request)).isInstanceOf(Verdict.Verified.class);
        assertThat(Requests.verify(request, NOW.plusSeconds(60), Requests.IAM)).isInstanceOf(Verdict.Verified.class);
        assertThat(Requests.verify(request, NOW.plusSeconds(61), Requests.IAM))
                .isEqualTo(new Verdict.Rejected(
                        new SignatureProblem.Expired(NOW, NOW.plusSeconds(61), Duration.ofSeconds(60))));
    }

    @Test
    void aPresignedCallWithASessionTokenVerifies() {
        RawRequest request =
                signed(get("/?Action=ListUsers"), TEMPORARY, options -> presign(options, Duration.ofDays(7)));
        assertThat(Requests.verify(request))
                .isInstanceOfSatisfying(
                        Verdict.Verified.class,
                        verified -> assertThat(verified.claim().sessionToken()).contains(TEMPORARY.sessionToken()));
    }

    @Test
    void aSignatureInTheQueryWithoutExpiryHoldsForTheSkew() {
        RawRequest request = signed(
                get("/?Action=ListUsers"),
                LONG_TERM,
                options -> options.putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING));
        assertThat(request.target()).doesNotContain("X-Amz-Expires");
        assertThat(Requests.verify(request, NOW.plusSeconds(300), Requests.IAM)).isInstanceOf(Verdict.Verified.class);
        assertThat(Requests.verify(request, NOW.plusSeconds(301), Requests.IAM)).isInstanceOf(Verdict.Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "//",
                "/a//b/",
                "/a/./b",
                "/a/b/..",
                "/a/b/../c",
                "/a/.",
                "/a%20b",
                "/caf%C3%A9",
                "/%E1%88%B4/x",
                "/a%2Fb",
                "/a+b",
                "/a%2Bb",
                "/(a)/$b/'c'/!d/*e",
                "/a%25b",
                "/~user/-._",
                "/a:b@c&d=e;f,g"
            })
    void oddPathsVerify(String path) {
        for (String query : List.of("", "?x=y")) {
            check(path + query, Requests.IAM, options -> {});
        }
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "//a//b/./../c/",
                "/bucket/my%20key",
                "/bucket/caf%C3%A9/%E1%88%B4",
                "/bucket/a%2Fb%2Bc%25d",
                "/bucket/%28a%29%24%27%21%2A",
                "/bucket/~user/-._"
            })
    void objectKeysVerifyAsTheyAreSent(String path) {
        check(path, objectStorage(), AwsSdkSignaturesTest::asObjectStorage);
        check(path + "?x=y", objectStorage(), AwsSdkSignaturesTest::asObjectStorage);
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=1",
                "a=",
                "a",
                "b=2&a=1",
                "a=2&a=1",
                "a=1&a=1",
                "a=%20",
                "a=+",
                "a=%2B",
                "a=b%3Dc",
                "a=%C3%A9",
                "%E1%88%B4=bar",
                "a=%7E~",
                "a=b%26c",
                "a.b=1&a-b=2&a=3&a%20b=4&A=5",
                "Param-3=Value3&Param=Value2&Param2=v",
                "a=%e1%88%b4",
                "x=%2F/&y=?"
            })
    void oddQueriesVerify(String query) {
        check("/?" + query, Requests.IAM, options -> {});
        check("/?" + query, Requests.IAM, options -> presign(options, Duration.ofMinutes(5)));
        assertThat(failures).isEmpty();
    }

    @Test
    void oddHeaderValuesVerify() {
        SdkHttpFullRequest request = post("/", LIST_USERS).toBuilder()
                .appendHeader("X-Custom", "  a   b  ")
                .appendHeader("X-Custom", "c,d")
                .appendHeader("X-Empty", "")
                .appendHeader("X-K8s-Aws-Id", "cluster")
                .appendHeader("x-amz-target", "A.B")
                .build();
        assertThat(Requests.verify(signed(request, LONG_TERM, options -> {}))).isInstanceOf(Verdict.Verified.class);
    }

    @Test
    void anUnsignedPayloadIsForServicesThatCheckItThemselves() {
        RawRequest request =
                signed(post("/bucket/key", "data").toBuilder().protocol("https").build(), LONG_TERM, options -> {
                    asObjectStorage(options);
                    options.putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false);
                });
        assertThat(Requests.header(request, "x-amz-content-sha256")).isEqualTo("UNSIGNED-PAYLOAD");
        assertThat(Requests.verify(request, NOW, objectStorage())).isInstanceOf(Verdict.Verified.class);
        assertThat(Requests.verify(request))
                .isEqualTo(new Verdict.Rejected(new SignatureProblem.UnsignedPayload("UNSIGNED-PAYLOAD")));
    }

    @Test
    void aDataServiceMaySupplyTheHashInsteadOfTheBody() {
        RawRequest request = signed(post("/bucket/key", "data"), LONG_TERM, options -> {});
        String hash = "3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7";
        var hashed = new RawRequest(request.method(), request.target(), request.headers(), new Payload.Hashed(hash));
        assertThat(Requests.verify(hashed)).isInstanceOf(Verdict.Verified.class);
        var other = new RawRequest(
                request.method(), request.target(), request.headers(), new Payload.Hashed(Payload.Hashed.OF_NOTHING));
        assertThat(Requests.verify(other)).isInstanceOf(Verdict.Rejected.class);
    }

    private static SignatureRules objectStorage() {
        return new SignatureRules(
                Set.of("iam"), Duration.ofMinutes(15), PathStyle.AS_SENT, PayloadRule.DECLARED, Optional.empty());
    }

    private static void asObjectStorage(SignRequest.Builder<?> options) {
        options.putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false);
    }

    private static void presign(SignRequest.Builder<?> options, Duration expires) {
        options.putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, expires);
    }

    private void check(String target, SignatureRules rules, Consumer<SignRequest.Builder<?>> options) {
        RawRequest request = signed(get(target), LONG_TERM, options);
        if (!(Requests.verify(request, NOW, rules) instanceof Verdict.Verified)) {
            failures.add(rules.pathStyle() + " " + request.target());
        }
    }

    private static SdkHttpFullRequest post(String path, String body) {
        return SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(URI.create("http://localhost:8420" + path))
                .putHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                .contentStreamProvider(ContentStreamProvider.fromUtf8String(body))
                .build();
    }

    private static SdkHttpFullRequest get(String target) {
        int question = target.indexOf('?');
        SdkHttpFullRequest.Builder builder = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.GET)
                .protocol("http")
                .host("localhost")
                .port(8420)
                .encodedPath(question < 0 ? target : target.substring(0, question));
        if (question >= 0) {
            for (String pair : target.substring(question + 1).split("&", -1)) {
                int equals = pair.indexOf('=');
                builder.appendRawQueryParameter(
                        decode(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return builder.build();
    }

    private static String decode(String encoded) {
        return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    }

    private static RawRequest signed(
            SdkHttpFullRequest request, AwsCredentialsIdentity credentials, Consumer<SignRequest.Builder<?>> options) {
        SignedRequest signed = AwsV4HttpSigner.create().sign(builder -> {
            builder.request(request)
                    .identity(credentials)
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "iam")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-central-1")
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(NOW, ZoneOffset.UTC));
            request.contentStreamProvider().ifPresent(builder::payload);
            options.accept(builder);
        });
        return asSent(signed.request(), body(signed));
    }

    private static byte[] body(SignedRequest signed) {
        return signed.payload()
                .map(provider -> {
                    try (var stream = provider.newStream()) {
                        return stream.readAllBytes();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .orElse(new byte[0]);
    }

    /** The request as the SDK's HTTP clients put it on the wire. */
    private static RawRequest asSent(SdkHttpRequest request, byte[] body) {
        List<RawHeader> headers = new ArrayList<>();
        request.forEachHeader((name, values) -> values.forEach(value -> headers.add(new RawHeader(name, value))));
        String query = request.encodedQueryParameters().map(text -> "?" + text).orElse("");
        return new RawRequest(request.method().name(), request.encodedPath() + query, headers, Payload.of(body));
    }
}
