// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import static dev.portcullis.aws.sigv4.Requests.NOW;
import static dev.portcullis.aws.sigv4.Requests.get;
import static dev.portcullis.aws.sigv4.Requests.listUsers;
import static dev.portcullis.aws.sigv4.Requests.presigned;
import static dev.portcullis.aws.sigv4.Requests.presignedForRegions;
import static dev.portcullis.aws.sigv4.Requests.signed;
import static dev.portcullis.aws.sigv4.Requests.signedForRegions;
import static dev.portcullis.aws.sigv4.Requests.verify;
import static dev.portcullis.aws.sigv4.Requests.with;
import static dev.portcullis.aws.sigv4.Requests.withBody;
import static dev.portcullis.aws.sigv4.Requests.withHeader;
import static dev.portcullis.aws.sigv4.Requests.withTarget;
import static dev.portcullis.aws.sigv4.Requests.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.portcullis.aws.sigv4.SignatureProblem.Category;
import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SigV4a: signatures for a set of regions, under a key pair that the secret yields. */
class EcdsaSignaturesTest {
    private static final SignatureProblem WRONG = new SignatureProblem.WrongSignature();
    private static final BigInteger N = new BigInteger(
            "115792089210356248762697446949407573529996955224135760342422259061068512044369"); // SEC 2, 2.4.2

    private static SignatureProblem problem(RawRequest request) {
        return problem(verify(request));
    }

    private static SignatureProblem problem(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
        return ((Verdict.Rejected) verdict).problem();
    }

    private static void assertVerified(RawRequest request) {
        assertThat(verify(request)).isInstanceOf(Verdict.Verified.class);
    }

    @Test
    void theClaimNamesRegionsAndNoRegion() {
        assertThat(verify(signedForRegions(listUsers(), "us-*, eu-west-1")))
                .isInstanceOfSatisfying(Verdict.Verified.class, verified -> {
                    var claim = verified.claim();
                    assertThat(claim.algorithm()).isEqualTo(SignatureAlgorithm.ECDSA_P256_SHA256);
                    assertThat(claim.scope().region()).isEmpty();
                    assertThat(claim.scope().withoutKeyId()).isEqualTo("20261121/iam/aws4_request");
                    assertThat(claim.regions()).contains(new RegionSet(List.of("us-*", "eu-west-1")));
                });
    }

    @Test
    void sessionTokensAreReadInBothForms() {
        var signer = new EcdsaSigner(Requests.KEY_ID, Requests.SECRET, Optional.of("a/token+="), "iam", "*");
        var style = PathStyle.NORMALISED_AND_ENCODED_TWICE;
        var timestamp = AmzDate.format(NOW);
        for (RawRequest request : List.of(
                signer.sign(listUsers(), timestamp, style), signer.presign(get("/?a=b"), timestamp, 60, style))) {
            assertThat(verify(request))
                    .isInstanceOfSatisfying(
                            Verdict.Verified.class,
                            verified ->
                                    assertThat(verified.claim().sessionToken()).contains("a/token+="));
        }
        var addedAfterwards = presignedForRegions(get("/?a=b"), "*");
        assertThat(verify(withTarget(addedAfterwards, addedAfterwards.target() + "&X-Amz-Security-Token=t")))
                .isInstanceOf(Verdict.Verified.class);
    }

    @Nested
    class Regions {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "us-east-1",
                    "*",
                    "us-*",
                    "*-1",
                    "us-*-1",
                    "*s*1*",
                    "eu-west-1,us-east-1",
                    "eu-west-1 , us-east-*",
                    "us-east-1*",
                    "**"
                })
        void aSetThatCoversTheEndpointPasses(String regions) {
            assertVerified(signedForRegions(listUsers(), regions));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"eu-west-1", "us-east", "us-east-11", "us-east-1-*", "US-EAST-1", "eu-*,ap-*", "*-2", "u*2*1"
                })
        void aSetThatDoesNotIsOutOfScope(String regions) {
            for (RawRequest request :
                    List.of(signedForRegions(listUsers(), regions), presignedForRegions(get("/?a=b"), regions))) {
                assertThat(problem(request)).satisfies(problem -> {
                    assertThat(problem.category()).isEqualTo(Category.WRONG_SCOPE);
                    assertThat(problem.message()).isEqualTo("Credential should be scoped to a valid region.");
                });
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"", ",", "us-east-1,", ",us-east-1", "us-east-1,,eu-west-1", "us east", "us-east-1;*", "?"})
        void aSetIsWellFormed(String regions) {
            assertThat(problem(signedForRegions(listUsers(), regions)))
                    .isEqualTo(new SignatureProblem.BadRegionSet(regions));
        }

        @Test
        void aSetHasBounds() {
            assertVerified(signedForRegions(listUsers(), "*,".repeat(63) + "*"));
            assertThat(problem(signedForRegions(listUsers(), "*,".repeat(64) + "*")))
                    .isInstanceOf(SignatureProblem.BadRegionSet.class);
            assertThat(problem(signedForRegions(listUsers(), "us-east-1" + " ".repeat(2000) + ",*")))
                    .isInstanceOf(SignatureProblem.BadRegionSet.class);
            assertThat(problem(signedForRegions(listUsers(), "a".repeat(65))))
                    .isInstanceOf(SignatureProblem.BadRegionSet.class);
        }

        @Test
        void withoutASetTheSignatureIsIncomplete() {
            assertThat(problem(without(signedForRegions(listUsers(), "*"), "X-Amz-Region-Set")))
                    .isEqualTo(new SignatureProblem.NoRegionSet(SignatureForm.HEADER));
            var query = presignedForRegions(get("/?a=b"), "*");
            assertThat(problem(withTarget(query, query.target().replace("X-Amz-Region-Set", "X-Amz-Other")))
                            .message())
                    .isEqualTo("AWS query-string parameters must include 'X-Amz-Region-Set'. "
                            + "Re-examine the query-string parameters.");
        }

        @Test
        void theSetIsSigned() {
            var request = signedForRegions(listUsers(), "us-east-1");
            assertThat(problem(withHeader(request, "X-Amz-Region-Set", old -> "*")))
                    .isEqualTo(WRONG);
            assertThat(problem(withHeader(request, "Authorization", text -> text.replace(";x-amz-region-set", ""))))
                    .isEqualTo(new SignatureProblem.HeaderNotSigned("X-Amz-Region-Set"));
            var query = presignedForRegions(get("/?a=b"), "us-east-1");
            assertThat(problem(withTarget(query, query.target().replace("Region-Set=us-east-1", "Region-Set=%2A"))))
                    .isEqualTo(WRONG);
        }

        @Test
        void twoSetsAreAmbiguous() {
            var ambiguous = new SignatureProblem.Ambiguous("X-Amz-Region-Set");
            assertThat(problem(with(signedForRegions(listUsers(), "us-east-1"), "X-Amz-Region-Set", "*")))
                    .isEqualTo(ambiguous);
            var query = presignedForRegions(get("/?a=b"), "us-east-1");
            assertThat(problem(with(query, "X-Amz-Region-Set", "*"))).isEqualTo(ambiguous);
            assertThat(problem(withTarget(query, query.target() + "&X-Amz-Region-Set=%2A")))
                    .isEqualTo(ambiguous);
            assertThat(problem(withTarget(signedForRegions(listUsers(), "*"), "/?X-Amz-Region-Set=*")))
                    .isEqualTo(new SignatureProblem.TwoSignatures());
        }

        @Test
        void anEndpointWithoutARegionTakesNone() {
            var rules = SignatureRules.forServices("iam");
            assertThat(problem(verify(signedForRegions(listUsers(), "*"), NOW, rules)))
                    .isEqualTo(new SignatureProblem.UnsupportedAlgorithm("AWS4-ECDSA-P256-SHA256"));
            assertThat(verify(signed(listUsers()), NOW, rules)).isInstanceOf(Verdict.Verified.class);
        }
    }

    @Nested
    class SameRulesAsSigV4 {
        @Test
        void timeAndExpiry() {
            var header = signedForRegions(listUsers(), "*");
            assertThat(verify(header, NOW.plusSeconds(300), Requests.IAM)).isInstanceOf(Verdict.Verified.class);
            assertThat(problem(verify(header, NOW.plusSeconds(301), Requests.IAM)))
                    .isEqualTo(new SignatureProblem.Expired(NOW, NOW.plusSeconds(301), Duration.ofMinutes(5)));
            assertThat(problem(verify(header, NOW.minusSeconds(301), Requests.IAM)))
                    .isInstanceOf(SignatureProblem.NotYetCurrent.class);
            var query = presignedForRegions(get("/?a=b"), "*");
            assertThat(verify(query, NOW.plusSeconds(60), Requests.IAM)).isInstanceOf(Verdict.Verified.class);
            assertThat(problem(verify(query, NOW.plusSeconds(61), Requests.IAM)))
                    .isInstanceOf(SignatureProblem.Expired.class);
        }

        @Test
        void hostAndAmzHeadersAreSigned() {
            var request = signedForRegions(listUsers(), "*");
            assertThat(problem(withHeader(request, "Authorization", text -> text.replace("host;", ""))))
                    .isEqualTo(new SignatureProblem.HostNotSigned());
            assertThat(problem(with(request, "x-amz-target", "A.B")))
                    .isEqualTo(new SignatureProblem.HeaderNotSigned("x-amz-target"));
            assertThat(problem(with(presignedForRegions(get("/?a=b"), "*"), "x-amz-acl", "public")))
                    .isEqualTo(new SignatureProblem.HeaderNotSigned("x-amz-acl"));
        }

        @Test
        void theBodyIsBound() {
            var request = signedForRegions(listUsers(), "*");
            assertThat(problem(withBody(request, "Action=DeleteUser"))).isEqualTo(WRONG);
            var declared = signedForRegions(with(listUsers(), "x-amz-content-sha256", Payload.Hashed.OF_NOTHING), "*");
            assertThat(problem(declared)).isEqualTo(new SignatureProblem.PayloadMismatch());
            for (String word : List.of("UNSIGNED-PAYLOAD", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD")) {
                var sentinel = signedForRegions(with(listUsers(), "x-amz-content-sha256", word), "*");
                assertThat(problem(sentinel)).isEqualTo(new SignatureProblem.UnsignedPayload(word));
            }
        }

        @Test
        void dataServicesTakeTheStreamsOfTheAlgorithm() {
            var rules = SignatureRules.forObjectStorage("iam").inRegion("us-east-1");
            var style = rules.pathStyle();
            var signer = Requests.ecdsaSigner();
            for (String word : List.of(
                    "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
                    "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER",
                    "STREAMING-UNSIGNED-PAYLOAD-TRAILER")) {
                var request = signer.sign(with(listUsers(), "x-amz-content-sha256", word), AmzDate.format(NOW), style);
                assertThat(verify(request, NOW, rules)).as(word).isInstanceOf(Verdict.Verified.class);
            }
            var other = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
            assertThat(problem(verify(
                            signer.sign(with(listUsers(), "x-amz-content-sha256", other), AmzDate.format(NOW), style),
                            NOW,
                            rules)))
                    .isEqualTo(new SignatureProblem.UnsignedPayload(other));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "AKID/20261121/us-east-1/iam/aws4_request",
                    "AKID/20261121/iam",
                    "/20261121/iam/aws4_request",
                    "x"
                })
        void aCredentialHasFourParts(String credential) {
            var request = withHeader(
                    signedForRegions(listUsers(), "*"),
                    "Authorization",
                    text -> text.replaceFirst("Credential=[^,]*", "Credential=" + credential));
            assertThat(problem(request).message())
                    .isEqualTo(
                            "Credential must have exactly 4 slash-delimited elements, e.g. keyid/date/service/term, got '%s'"
                                    .formatted(credential));
        }

        @Test
        void theScopeFitsServiceDayAndTerminator() {
            for (String change : List.of("iam>sts", "20261121>20261122", "aws4_request>aws4a_request")) {
                var parts = change.split(">", -1);
                var request = withHeader(
                        signedForRegions(listUsers(), "*"),
                        "Authorization",
                        text -> text.replaceFirst("/" + parts[0], "/" + parts[1]));
                assertThat(problem(request).category()).as(change).isEqualTo(Category.WRONG_SCOPE);
            }
        }
    }

    @Nested
    class Confusion {
        @Test
        void oneAlgorithmsSignatureIsNotAnothers() {
            var hmac = with(signed(listUsers()), "X-Amz-Region-Set", "*");
            var asEcdsa = withHeader(
                    hmac,
                    "Authorization",
                    text -> text.replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256")
                            .replace("/us-east-1/", "/")
                            .replace("x-amz-date", "x-amz-date;x-amz-region-set"));
            assertThat(problem(asEcdsa)).isEqualTo(WRONG);
            var asHmac = withHeader(
                    signedForRegions(listUsers(), "*"),
                    "Authorization",
                    text -> text.replace("AWS4-ECDSA-P256-SHA256", "AWS4-HMAC-SHA256")
                            .replace("/iam/", "/us-east-1/iam/"));
            assertThat(problem(asHmac)).isEqualTo(WRONG);
        }

        @Test
        void aRegionSetMeansNothingToSigV4() {
            assertVerified(signed(with(listUsers(), "X-Amz-Region-Set", "no set at all")));
            assertVerified(presigned(get("/?a=b")));
        }

        @Test
        void anotherKeysSignatureIsRefused() {
            var other = new EcdsaSigner(Requests.KEY_ID, "x".repeat(40), Optional.empty(), "iam", "*");
            var style = PathStyle.NORMALISED_AND_ENCODED_TWICE;
            assertThat(problem(other.sign(listUsers(), AmzDate.format(NOW), style)))
                    .isEqualTo(WRONG);
        }

        @Test
        void aSourceThatGivesTheWrongKindOfKeyIsABug() {
            var request = signedForRegions(listUsers(), "*");
            var claim = (SignatureClaim.Signed) SigV4Parser.parse(request);
            var hmac = SigningKey.derive(new byte[40], claim.scope());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SigV4Verifier.verify(claim, request, NOW, Requests.IAM, any -> hmac));
        }
    }

    @Nested
    class Signatures {
        private static final byte[] TEXT = "text".getBytes(StandardCharsets.US_ASCII);
        private static final EcdsaPublicKey KEY =
                EcdsaPublicKey.derive(Requests.SECRET.getBytes(StandardCharsets.UTF_8), Requests.KEY_ID);

        private static boolean verifies(String signature) {
            return KEY.verifies(TEXT, TEXT.length, signature);
        }

        private static String der(BigInteger r, BigInteger s) {
            return der(number(r.toByteArray()) + number(s.toByteArray()));
        }

        private static String der(String numbers) {
            return "30%02x%s".formatted(numbers.length() / 2, numbers);
        }

        private static String number(byte... digits) {
            return "02%02x%s".formatted(digits.length, HexFormat.of().formatHex(digits));
        }

        private static BigInteger[] good() {
            byte[] der = HexFormat.of().parseHex(Requests.ecdsaSigner().signature("text"));
            int rLength = der[3];
            return new BigInteger[] {new BigInteger(der, 4, rLength), new BigInteger(der, 6 + rLength, der[5 + rLength])
            };
        }

        @Test
        void bothHalvesOfTheRangeOfSAreTaken() {
            var numbers = good();
            assertThat(verifies(der(numbers[0], numbers[1]))).isTrue();
            assertThat(verifies(der(numbers[0], N.subtract(numbers[1])))).isTrue();
        }

        @Test
        void manySignaturesVerify() {
            for (int i = 0; i < 200; i++) { // short numbers among them
                assertThat(verifies(Requests.ecdsaSigner().signature("text"))).isTrue();
            }
        }

        static Stream<String> malformed() {
            var r = good()[0];
            var s = good()[1];
            var zero = BigInteger.ZERO;
            var rBytes = r.toByteArray();
            var sBytes = s.toByteArray();
            var padded = HexFormat.of().parseHex("00" + HexFormat.of().formatHex(rBytes));
            var good = der(r, s);
            return Stream.of(
                    "",
                    "0".repeat(64),
                    "0".repeat(128),
                    good.substring(0, good.length() - 2),
                    good.substring(0, good.length() - 1),
                    good + "00",
                    good + "0",
                    good.toUpperCase(Locale.ROOT),
                    " " + good,
                    good.replaceFirst("^30", "31"),
                    "3081" + good.substring(2),
                    "3080" + good.substring(4) + "0000",
                    der(number(rBytes) + number(sBytes) + "0500"),
                    der(number(rBytes)),
                    der(number(padded) + number(sBytes)),
                    der(number(rBytes).replaceFirst("^02", "03") + number(sBytes)),
                    der("0200" + number(sBytes)),
                    der("02" + HexFormat.of().toHexDigits((byte) 0x81)
                            + number(rBytes).substring(2) + number(sBytes)),
                    der(zero, zero),
                    der(zero, s),
                    der(r, zero),
                    der(N, s),
                    der(r, N),
                    der(N, N),
                    der(r.add(N), s),
                    der(r, s.add(N)),
                    der(r.negate(), s),
                    der(r, s.negate()),
                    der(BigInteger.ONE, BigInteger.ONE),
                    der(N.subtract(BigInteger.ONE), BigInteger.ONE),
                    HexFormat.of().formatHex(rBytes) + HexFormat.of().formatHex(sBytes));
        }

        @ParameterizedTest
        @MethodSource("malformed")
        void thereIsOneWayToWriteThem(String signature) {
            assertThat(verifies(signature)).isFalse();
        }

        @Test
        void aWrongOneIsRefusedInTheSameWords() {
            for (String signature : malformed().toList()) {
                if (!signature.isEmpty() && signature.indexOf(' ') < 0) {
                    var request = withHeader(
                            signedForRegions(listUsers(), "*"),
                            "Authorization",
                            text -> text.substring(0, text.lastIndexOf('=') + 1) + signature);
                    assertThat(problem(request)).isEqualTo(WRONG);
                }
            }
        }

        @Test
        void keysOfIdsAndSecretsDiffer() {
            assertThat(Stream.of("a/b", "a/c", "b/b")
                            .map(pair -> EcdsaPublicKey.derive(
                                            pair.substring(0, 1).getBytes(StandardCharsets.UTF_8), pair.substring(2))
                                    .key())
                            .distinct())
                    .hasSize(3);
        }

        @Test
        void bothSignsOfYComeOut() {
            var odd = Stream.iterate(0, i -> i + 1)
                    .limit(40)
                    .map(i -> (ECPublicKey) EcdsaPublicKey.derive(new byte[] {i.byteValue()}, "key")
                            .key())
                    .filter(key -> key.getW().getAffineY().testBit(0))
                    .count();
            assertThat(odd).isBetween(1L, 39L);
        }
    }
}
