// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import static dev.portcullis.aws.cases.PublicCases.asObject;
import static dev.portcullis.aws.cases.PublicCases.text;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.portcullis.aws.cases.PublicCases;
import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import dev.portcullis.aws.sigv4.SignatureRules.PayloadRule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The signing suites that AWS publishes, each case both signed and verified. */
@EnabledIfEnvironmentVariable(named = "PORTCULLIS_CASES", matches = ".+")
class PublishedVectorsTest {
    private static final Instant THEN = Instant.parse("2015-08-30T12:36:00Z");
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    @TestFactory
    List<DynamicTest> currentSuite() {
        Map<String, Object> suite = PublicCases.object("api/sigv4-tests/aws-signing-v4.json");
        assertThat(suite).hasSizeGreaterThanOrEqualTo(38);
        List<DynamicTest> tests = new ArrayList<>();
        suite.forEach((name, files) -> {
            Vector vector = Vector.of(asObject(files));
            tests.add(dynamicTest(name + ", signed in the header", vector::signsHeader));
            tests.add(dynamicTest(name + ", signed in the query", vector::signsQuery));
            tests.add(dynamicTest(name + ", verified in the header", vector::verifiesHeader));
            tests.add(dynamicTest(name + ", verified in the query", vector::verifiesQuery));
        });
        return tests;
    }

    @TestFactory
    List<DynamicTest> olderSuite() {
        Map<String, Object> files = PublicCases.object("api/sigv4-tests/aws4-testsuite-legacy.json");
        List<String> cases = files.keySet().stream()
                .filter(path -> path.endsWith(".sreq"))
                .map(path -> path.substring(0, path.length() - ".sreq".length()))
                .toList();
        assertThat(cases).hasSizeGreaterThanOrEqualTo(30);
        return cases.stream()
                .map(path -> dynamicTest(path, () -> olderCase(path, files)))
                .toList();
    }

    private static void olderCase(String path, Map<String, Object> files) {
        RawRequest published = Requests.parse(text(files, path + ".sreq"));
        String authorization = text(files, path + ".authz");
        RawRequest request = Requests.withHeader(published, "Authorization", header -> authorization);
        assertThat(verify(request, PathStyle.NORMALISED_AND_ENCODED_TWICE)).isInstanceOf(Verdict.Verified.class);
        SignatureClaim.Signed claim = (SignatureClaim.Signed) SigV4Parser.parse(request);
        String canonical = text(files, path + ".creq");
        assertThat(Requests.canonical(
                        request,
                        claim.signedHeaders().text(),
                        PathStyle.NORMALISED_AND_ENCODED_TWICE,
                        lastLine(canonical)))
                .isEqualTo(canonical);
        if (path.endsWith("get-vanilla-with-session-token")) {
            // the signature in this published request is the token with its halves exchanged; the .authz beside it is
            // right
            assertThat(verify(published, PathStyle.NORMALISED_AND_ENCODED_TWICE))
                    .isInstanceOf(Verdict.Rejected.class);
        } else {
            assertThat(Requests.header(published, "Authorization").strip()).isEqualTo(authorization);
        }
    }

    private static String hexHash(Scratch scratch, Payload.Body body) {
        scratch.hashPayload(body.bytes());
        return new String(scratch.payload, StandardCharsets.US_ASCII);
    }

    private static String lastLine(String lines) {
        return lines.substring(lines.lastIndexOf('\n') + 1);
    }

    private static Verdict verify(RawRequest request, PathStyle style) {
        var rules = new SignatureRules(Set.of("service"), Duration.ofMinutes(5), style, PayloadRule.BODY);
        SignatureClaim claim = SigV4Parser.parse(request);
        assertThat(claim).isInstanceOf(SignatureClaim.Signed.class);
        return SigV4Verifier.verify((SignatureClaim.Signed) claim, request, THEN, rules, PublishedVectorsTest::key);
    }

    private static SigningKey key(SignatureClaim.Signed claim) {
        return SigningKey.derive(SECRET.getBytes(StandardCharsets.UTF_8), claim.scope());
    }

    /** One case of the current suite. */
    private record Vector(Map<String, Object> files, Map<String, Object> context, Optional<String> token) {
        static Vector of(Map<String, Object> files) {
            Map<String, Object> context = asObject(PublicCases.parse(text(files, "context.json")));
            Object token = Boolean.TRUE.equals(context.get("omit_session_token"))
                    ? null
                    : asObject(context.get("credentials")).get("token");
            return new Vector(files, context, Optional.ofNullable((String) token));
        }

        private PathStyle style() {
            return Boolean.TRUE.equals(context.get("normalize"))
                    ? PathStyle.NORMALISED_AND_ENCODED_TWICE
                    : PathStyle.AS_SENT;
        }

        private SigV4Signer signer() {
            return new SigV4Signer("AKIDEXAMPLE", SECRET, token, "us-east-1", "service", style());
        }

        private RawRequest unsigned() {
            return Requests.parse(text(files, "request.txt"));
        }

        private String file(String file) {
            return text(files, file).strip();
        }

        void signsHeader() {
            RawRequest request = unsigned();
            if (Boolean.TRUE.equals(context.get("sign_body"))) {
                Scratch scratch = Scratch.borrow();
                Payload.Body body = (Payload.Body) request.payload();
                request = Requests.with(request, "x-amz-content-sha256", hexHash(scratch, body));
                scratch.giveBack();
            }
            RawRequest signed = Requests.with(request, signer().sign(request, THEN));
            assertThat(canonical(signed)).isEqualTo(file("header-canonical-request.txt"));
            assertThat(Requests.header(signed, "Authorization")).endsWith("Signature=" + file("header-signature.txt"));
        }

        void signsQuery() {
            RawRequest request = unsigned();
            long expires = (Long) requireNonNull(context.get("expiration_in_seconds"));
            String target = signer().presign(request, THEN, Duration.ofSeconds(expires));
            assertThat(canonical(Requests.withTarget(request, target))).isEqualTo(file("query-canonical-request.txt"));
            assertThat(target).endsWith("&X-Amz-Signature=" + file("query-signature.txt"));
        }

        private String canonical(RawRequest signed) {
            SignatureClaim.Signed claim = (SignatureClaim.Signed) SigV4Parser.parse(signed);
            Scratch scratch = Scratch.borrow();
            String hash = hexHash(scratch, (Payload.Body) signed.payload());
            scratch.giveBack();
            return Requests.canonical(signed, claim.signedHeaders().text(), style(), hash);
        }

        void verifiesHeader() {
            assertThat(verify(Requests.parse(text(files, "header-signed-request.txt")), style()))
                    .isInstanceOf(Verdict.Verified.class);
        }

        void verifiesQuery() {
            assertThat(verify(Requests.parse(text(files, "query-signed-request.txt")), style()))
                    .isInstanceOf(Verdict.Verified.class);
        }
    }
}
