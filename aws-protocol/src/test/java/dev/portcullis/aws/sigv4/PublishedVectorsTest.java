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
import java.security.interfaces.ECPublicKey;
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
    List<DynamicTest> asymmetricSuite() {
        Map<String, Object> suite = PublicCases.object("api/sigv4-tests/aws-signing-v4a.json");
        assertThat(suite).hasSizeGreaterThanOrEqualTo(30);
        List<DynamicTest> tests = new ArrayList<>();
        suite.forEach((name, files) -> {
            Vector vector = Vector.of(asObject(files));
            tests.add(dynamicTest(name + ", signed here for regions", vector::verifiesOwnSignatures));
            if (vector.files().size() > 2) { // two have no results, only requests
                tests.add(dynamicTest(name + ", key pair", vector::derivesKey));
                tests.add(dynamicTest(name + ", published signatures", vector::verifiesPublishedSignatures));
                tests.add(dynamicTest(name + ", verified in the header", vector::verifiesHeader));
                tests.add(dynamicTest(name + ", verified in the query", vector::verifiesQuery));
                tests.add(dynamicTest(name + ", canonical in the header", vector::writesHeaderCanonical));
                tests.add(dynamicTest(name + ", canonical in the query", vector::writesQueryCanonical));
                tests.add(dynamicTest(name + ", for another region", vector::refusesOtherRegions));
            }
        });
        assertThat(tests).hasSizeGreaterThanOrEqualTo(8 * 38);
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
        return verify(request, style, "us-east-1");
    }

    private static Verdict verify(RawRequest request, PathStyle style, String region) {
        var rules = new SignatureRules(
                Set.of("service"), Duration.ofMinutes(5), style, PayloadRule.BODY, Optional.of(region));
        SignatureClaim claim = SigV4Parser.parse(request);
        assertThat(claim).isInstanceOf(SignatureClaim.Signed.class);
        return SigV4Verifier.verify((SignatureClaim.Signed) claim, request, THEN, rules, PublishedVectorsTest::key);
    }

    private static VerificationKey key(SignatureClaim.Signed claim) {
        byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
        return switch (claim.algorithm()) {
            case HMAC_SHA256 -> SigningKey.derive(secret, claim.scope());
            case ECDSA_P256_SHA256 ->
                EcdsaPublicKey.derive(secret, claim.scope().accessKeyId());
        };
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

        void derivesKey() {
            Map<String, Object> published = asObject(PublicCases.parse(text(files, "public-key.json")));
            ECPublicKey key =
                    (ECPublicKey) EcdsaPublicKey.derive(SECRET.getBytes(StandardCharsets.UTF_8), "AKIDEXAMPLE")
                            .key();
            assertThat(key.getW().getAffineX().toString(16)).isEqualTo(published.get("X"));
            assertThat(key.getW().getAffineY().toString(16)).isEqualTo(published.get("Y"));
        }

        void verifiesPublishedSignatures() {
            EcdsaPublicKey key = EcdsaPublicKey.derive(SECRET.getBytes(StandardCharsets.UTF_8), "AKIDEXAMPLE");
            for (String form : List.of("header", "query")) {
                byte[] stringToSign = file(form + "-string-to-sign.txt").getBytes(StandardCharsets.UTF_8);
                String signature = file(form + "-signature.txt");
                assertThat(key.verifies(stringToSign, stringToSign.length, signature))
                        .isTrue();
                assertThat(key.verifies(stringToSign, stringToSign.length - 1, signature))
                        .isFalse();
            }
        }

        void writesHeaderCanonical() {
            assertThat(canonical(signedInHeader())).isEqualTo(file("header-canonical-request.txt"));
        }

        void writesQueryCanonical() {
            RawRequest signed = signedInQuery();
            String target = Boolean.TRUE.equals(context.get("omit_session_token"))
                    ? signed.target().replaceFirst("X-Amz-Security-Token=[^&]*&?", "") // added after signing
                    : signed.target();
            assertThat(canonical(Requests.withTarget(signed, target))).isEqualTo(file("query-canonical-request.txt"));
        }

        void verifiesOwnSignatures() {
            var signer = new EcdsaSigner("AKIDEXAMPLE", SECRET, token, "service", "us-east-1");
            assertThat(verify(signer.sign(unsigned(), "20150830T123600Z", style()), style()))
                    .isInstanceOf(Verdict.Verified.class);
            assertThat(verify(signer.presign(unsigned(), "20150830T123600Z", 3600, style()), style()))
                    .isInstanceOf(Verdict.Verified.class);
        }

        void refusesOtherRegions() {
            assertThat(verify(signedInHeader(), style(), "us-east-2")).isInstanceOf(Verdict.Rejected.class);
            assertThat(verify(signedInQuery(), style(), "us-east-2")).isInstanceOf(Verdict.Rejected.class);
        }

        private RawRequest signedInHeader() {
            return Requests.parse(text(files, "header-signed-request.txt"));
        }

        private RawRequest signedInQuery() {
            return Requests.parse(text(files, "query-signed-request.txt"));
        }

        void verifiesHeader() {
            assertThat(verify(signedInHeader(), style())).isInstanceOf(Verdict.Verified.class);
        }

        void verifiesQuery() {
            assertThat(verify(signedInQuery(), style())).isInstanceOf(Verdict.Verified.class);
        }
    }
}
