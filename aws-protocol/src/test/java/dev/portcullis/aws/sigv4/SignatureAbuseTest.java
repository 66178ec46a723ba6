// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import static dev.portcullis.aws.sigv4.Requests.LIST_USERS;
import static dev.portcullis.aws.sigv4.Requests.NOW;
import static dev.portcullis.aws.sigv4.Requests.SECRET;
import static dev.portcullis.aws.sigv4.Requests.get;
import static dev.portcullis.aws.sigv4.Requests.listUsers;
import static dev.portcullis.aws.sigv4.Requests.presigned;
import static dev.portcullis.aws.sigv4.Requests.signed;
import static dev.portcullis.aws.sigv4.Requests.signer;
import static dev.portcullis.aws.sigv4.Requests.verify;
import static dev.portcullis.aws.sigv4.Requests.with;
import static dev.portcullis.aws.sigv4.Requests.withBody;
import static dev.portcullis.aws.sigv4.Requests.withHeader;
import static dev.portcullis.aws.sigv4.Requests.withTarget;
import static dev.portcullis.aws.sigv4.Requests.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.portcullis.aws.sigv4.SignatureProblem.Category;
import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What broke comparable systems: the abuse cases that this library can hold off. The number is that of the case. */
class SignatureAbuseTest {
    private static final List<String> SENTINELS = List.of(
            "UNSIGNED-PAYLOAD",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
            "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER",
            "unsigned-payload",
            "");

    private static SignatureProblem problem(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
        return ((Verdict.Rejected) verdict).problem();
    }

    private static RawRequest broken(RawRequest signed) {
        return withHeader(signed, "Authorization", SignatureAbuseTest::withLastDigitChanged);
    }

    private static String withLastDigitChanged(String text) {
        char last = text.charAt(text.length() - 1);
        return text.substring(0, text.length() - 1) + (last == '0' ? '1' : '0');
    }

    @Nested
    class AbuseCase01SentinelsDoNotStandInForASignature {
        @Test
        void aWrongSignatureIsRefusedWhateverThePayloadIsCalled() {
            for (String sentinel : SENTINELS) {
                RawRequest request = signed(with(listUsers(), "x-amz-content-sha256", sentinel));
                for (SignatureRules rules : List.of(Requests.IAM, SignatureRules.forObjectStorage("iam"))) {
                    assertThat(verify(broken(request), NOW, rules)).as(sentinel).isInstanceOf(Verdict.Rejected.class);
                }
            }
        }

        @Test
        void evenARightSignatureIsRefusedOverAPayloadThatIsNotSigned() {
            for (String sentinel : SENTINELS) {
                RawRequest request = signed(with(listUsers(), "x-amz-content-sha256", sentinel));
                assertThat(problem(verify(request))).isEqualTo(new SignatureProblem.UnsignedPayload(sentinel));
            }
        }

        @Test
        void anUnsignedPayloadPassesOnlyPresignedAndWithoutBody() {
            RawRequest request = presigned(with(get("/?Action=ListUsers"), "x-amz-content-sha256", "UNSIGNED-PAYLOAD"));
            assertThat(verify(request)).isInstanceOf(Verdict.Verified.class);
            assertThat(problem(verify(withBody(request, LIST_USERS))))
                    .isEqualTo(new SignatureProblem.UnsignedPayload("UNSIGNED-PAYLOAD"));
        }
    }

    @Nested
    class AbuseCase02IdentityComesFromTheVerifiedSignature {
        private static final String QUERY = "/?Action=ListUsers&X-Amz-Credential=AKIAEVILEVILEVILEVIL%2F20261121";

        @Test
        void headerAlone() {
            assertThat(verify(signed(listUsers())))
                    .isInstanceOfSatisfying(
                            Verdict.Verified.class,
                            verified -> assertThat(verified.accessKeyId()).isEqualTo(Requests.KEY_ID));
        }

        @Test
        void queryAlone() {
            assertThat(verify(presigned(get("/?Action=ListUsers"))))
                    .isInstanceOfSatisfying(
                            Verdict.Verified.class,
                            verified -> assertThat(verified.accessKeyId()).isEqualTo(Requests.KEY_ID));
        }

        @Test
        void none() {
            assertThat(SigV4Parser.parse(listUsers())).isEqualTo(new SignatureClaim.Unsigned());
        }

        @Test
        void aCredentialInTheQueryBesideASignedHeader() {
            RawRequest request = signed(listUsers());
            assertThat(problem(verify(withTarget(request, QUERY)))).isEqualTo(new SignatureProblem.TwoSignatures());
        }

        @Test
        void twoWholeSignatures() {
            RawRequest request = presigned(get("/?Action=ListUsers"));
            String authorization = Requests.header(signed(listUsers()), "Authorization");
            assertThat(problem(verify(with(request, "Authorization", authorization))))
                    .isEqualTo(new SignatureProblem.TwoSignatures());
        }

        @Test
        void twoHeaders() {
            RawRequest request = signed(listUsers());
            assertThat(problem(verify(with(request, "authorization", Requests.header(request, "Authorization")))))
                    .isEqualTo(new SignatureProblem.Ambiguous("Authorization"));
        }

        @Test
        void twoCredentialsInOneHeader() {
            RawRequest request = signed(listUsers());
            assertThat(problem(verify(withHeader(request, "Authorization", text -> text + ", Credential=A/b/c/d/e"))))
                    .isEqualTo(new SignatureProblem.Ambiguous("Credential"));
        }
    }

    @Nested
    class AbuseCase04TheSignatureIsComparedNotOnlyTheKeyId {
        @Test
        void inTheHeader() {
            assertThat(problem(verify(broken(signed(listUsers()))))).isEqualTo(new SignatureProblem.WrongSignature());
        }

        @Test
        void inTheQuery() {
            RawRequest request = presigned(get("/?Action=ListUsers"));
            assertThat(problem(verify(withTarget(request, withLastDigitChanged(request.target())))))
                    .isEqualTo(new SignatureProblem.WrongSignature());
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "0", "00000000000000000000000000000000", "zz"})
        void signaturesOfAnotherLength(String signature) {
            RawRequest request = withHeader(
                    signed(listUsers()),
                    "Authorization",
                    text -> text.substring(0, text.indexOf("Signature=")) + "Signature=" + signature);
            assertThat(verify(request)).isInstanceOf(Verdict.Rejected.class);
        }

        @Test
        void upperCaseDigits() {
            RawRequest request = withHeader(
                    signed(listUsers()),
                    "Authorization",
                    text -> text.substring(0, text.indexOf("Signature="))
                            + "Signature="
                            + text.substring(text.indexOf("Signature=") + 10).toUpperCase(Locale.ROOT));
            assertThat(problem(verify(request))).isEqualTo(new SignatureProblem.WrongSignature());
        }
    }

    @Nested
    class AbuseCase05TheKeyIdIsNotItsSecret {
        @Test
        void aRequestSignedWithTheKeyIdAsSecretIsRefused() {
            var impostor = new SigV4Signer(
                    Requests.KEY_ID,
                    Requests.KEY_ID,
                    Optional.empty(),
                    "us-east-1",
                    "iam",
                    PathStyle.NORMALISED_AND_ENCODED_TWICE);
            RawRequest request = with(listUsers(), impostor.sign(listUsers(), NOW));
            assertThat(problem(verify(request))).isEqualTo(new SignatureProblem.WrongSignature());
        }

        @Test
        void aKeySourceThatKnowsNoKeyEndsTheVerification() {
            RawRequest request = signed(listUsers());
            SignatureClaim.Signed claim = (SignatureClaim.Signed) SigV4Parser.parse(request);
            assertThatThrownBy(() -> SigV4Verifier.verify(claim, request, NOW, Requests.IAM, unknown -> {
                        throw new NoSuchElementException("InvalidClientTokenId");
                    }))
                    .hasMessage("InvalidClientTokenId");
        }
    }

    @Nested
    class AbuseCase07ThePayloadIsBoundToTheSignature {
        @Test
        void anotherBodyUnderTheSameHeaders() {
            assertThat(problem(verify(withBody(signed(listUsers()), "Action=CreateUser&Version=2010-05-08"))))
                    .isEqualTo(new SignatureProblem.WrongSignature());
        }

        @Test
        void anotherBodyUnderADeclaredHash() {
            String hash = "b2c8ca6ab4a5a9fd6e9d7e9a0f1a3f6ef3b9d7f3c2c64b4e8a1d5d6c9c3b7a10";
            RawRequest request = signed(with(listUsers(), "x-amz-content-sha256", hash));
            assertThat(problem(verify(request))).isEqualTo(new SignatureProblem.PayloadMismatch());
        }

        @Test
        void aBodyAddedToAPresignedRequest() {
            assertThat(problem(verify(withBody(presigned(get("/?Action=ListUsers")), "UserName=eve"))))
                    .isEqualTo(new SignatureProblem.WrongSignature());
        }
    }

    @Nested
    class AbuseCase08TimeAndTiming {
        @ParameterizedTest
        @ValueSource(longs = {-300, -1, 0, 1, 300})
        void withinFiveMinutesTheClockMayBeOff(long seconds) {
            assertThat(verify(signed(listUsers()), NOW.plusSeconds(seconds), Requests.IAM))
                    .isInstanceOf(Verdict.Verified.class);
        }

        @Test
        void sixteenMinutesLaterItIsExpired() {
            SignatureProblem problem = problem(verify(signed(listUsers()), NOW.plusSeconds(960), Requests.IAM));
            assertThat(problem.category()).isEqualTo(Category.CLOCK);
            assertThat(problem.message())
                    .isEqualTo(
                            "Signature expired: 20261121T233300Z is now earlier than 20261121T234400Z (20261121T234900Z - 5 min.)");
        }

        @Test
        void sixteenMinutesEarlierItIsNotYetCurrent() {
            SignatureProblem problem = problem(verify(signed(listUsers()), NOW.minusSeconds(960), Requests.IAM));
            assertThat(problem.category()).isEqualTo(Category.CLOCK);
            assertThat(problem.message())
                    .isEqualTo(
                            "Signature not yet current: 20261121T233300Z is still later than 20261121T232200Z (20261121T231700Z + 5 min.)");
        }

        @Test
        void aPresignedRequestFromTheFutureIsRefusedToo() {
            assertThat(problem(verify(presigned(get("/")), NOW.minusSeconds(301), Requests.IAM))
                            .category())
                    .isEqualTo(Category.CLOCK);
        }

        @Test
        void signaturesAreComparedInConstantTimeOnly() {
            JavaClasses verifier = new ClassFileImporter().importClasses(SigV4Verifier.class);
            boolean constant = verifier.get(SigV4Verifier.class).getMethodCallsFromSelf().stream()
                    .anyMatch(call -> call.getTarget().getOwner().isEquivalentTo(MessageDigest.class)
                            && call.getTarget().getName().equals("isEqual"));
            assertThat(constant).isTrue();
            ArchRuleDefinition.noClasses()
                    .should()
                    .callMethod(Arrays.class, "equals", byte[].class, byte[].class)
                    .orShould()
                    .callMethod(Arrays.class, "compare", byte[].class, byte[].class)
                    .orShould()
                    .callMethod(Arrays.class, "mismatch", byte[].class, byte[].class)
                    .check(verifier);
        }
    }

    @Nested
    class AbuseCase09EveryAmzHeaderIsSigned {
        @ParameterizedTest
        @ValueSource(strings = {"x-amz-copy-source", "X-Amz-Target", "X-AMZ-Meta-A", "x-amz-date-2"})
        void oneAddedOnTheWayIsRefused(String name) {
            for (RawRequest request : List.of(signed(listUsers()), presigned(get("/?Action=ListUsers")))) {
                SignatureProblem problem = problem(verify(with(request, name, "x")));
                assertThat(problem).isEqualTo(new SignatureProblem.HeaderNotSigned(name));
                assertThat(problem.category()).isEqualTo(Category.MISMATCH);
            }
        }

        @Test
        void aSecondValueUnderASignedNameIsRefused() {
            RawRequest request = signed(with(listUsers(), "x-amz-target", "a"));
            assertThat(verify(request)).isInstanceOf(Verdict.Verified.class);
            assertThat(problem(verify(with(request, "X-Amz-Target", "b"))))
                    .isEqualTo(new SignatureProblem.WrongSignature());
        }

        @Test
        void theSecurityTokenMayBeAddedAfterwardsInHeaderOrQuery() {
            assertThat(verify(with(signed(listUsers()), "X-Amz-Security-Token", "token")))
                    .isInstanceOf(Verdict.Verified.class);
            RawRequest request = presigned(get("/?Action=ListUsers"));
            assertThat(verify(withTarget(request, request.target() + "&X-Amz-Security-Token=a%2Fb")))
                    .isInstanceOfSatisfying(
                            Verdict.Verified.class,
                            verified ->
                                    assertThat(verified.claim().sessionToken()).contains("a/b"));
        }

        @Test
        void nothingElseMayBeAddedToThePresignedQuery() {
            RawRequest request = presigned(get("/?Action=ListUsers"));
            assertThat(problem(verify(withTarget(request, request.target() + "&UserName=eve"))))
                    .isEqualTo(new SignatureProblem.WrongSignature());
        }

        @Test
        void twoTokensAreRefused() {
            RawRequest request =
                    withTarget(presigned(get("/")), presigned(get("/")).target() + "&X-Amz-Security-Token=one");
            assertThat(problem(verify(with(request, "X-Amz-Security-Token", "two"))))
                    .isEqualTo(new SignatureProblem.Ambiguous("X-Amz-Security-Token"));
        }

        @Test
        void theHostMustBeSigned() {
            RawRequest request = withHeader(
                    signed(listUsers()), "Authorization", text -> text.replace("content-type;host;", "content-type;"));
            assertThat(problem(verify(request)).message())
                    .isEqualTo("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        }
    }

    @Nested
    class AbuseCase10TheScopeIsBinding {
        private RawRequest scoped(String region, String service) {
            var signer = new SigV4Signer(
                    Requests.KEY_ID, SECRET, Optional.empty(), region, service, PathStyle.NORMALISED_AND_ENCODED_TWICE);
            return with(listUsers(), signer.sign(listUsers(), NOW));
        }

        @Test
        void anotherServiceIsRefused() {
            SignatureProblem problem = problem(verify(scoped("us-east-1", "s3")));
            assertThat(problem.category()).isEqualTo(Category.WRONG_SCOPE);
            assertThat(problem.message()).isEqualTo("Credential should be scoped to correct service: 'iam'.");
        }

        @ParameterizedTest
        @ValueSource(strings = {"us-east-1", "eu-central-1", "aws-global", "local", "us_east_1"})
        void anyWellFormedRegionPasses(String region) {
            assertThat(verify(scoped(region, "iam"))).isInstanceOf(Verdict.Verified.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "us east", "a.b", "ü"})
        void anIllFormedRegionIsRefused(String region) {
            RawRequest request = withHeader(
                    scoped("us-east-1", "iam"),
                    "Authorization",
                    text -> text.replace("/us-east-1/", "/" + region + "/"));
            assertThat(problem(verify(request)).category()).isIn(Category.WRONG_SCOPE, Category.INCOMPLETE);
        }

        @Test
        void anotherRegionThanSignedIsRefused() {
            RawRequest request = withHeader(
                    scoped("us-east-1", "iam"), "Authorization", text -> text.replace("us-east-1", "us-east-2"));
            assertThat(problem(verify(request))).isEqualTo(new SignatureProblem.WrongSignature());
        }

        @Test
        void anotherDayOrTerminatorIsRefused() {
            RawRequest request = withHeader(
                    signed(listUsers()),
                    "Authorization",
                    text -> text.replace("/20261121/", "/20261122/").replace("aws4_request", "aws5_request"));
            assertThat(problem(verify(request)).message())
                    .isEqualTo(
                            "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'. Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20261122' != '20261121', from '20261121T233300Z'.");
        }

        @Test
        void aKeyIsNotAskedForBeforeTheScopeIsRight() {
            RawRequest request = scoped("us-east-1", "s3");
            SignatureClaim.Signed claim = (SignatureClaim.Signed) SigV4Parser.parse(request);
            Verdict verdict = SigV4Verifier.verify(claim, request, NOW, Requests.IAM, asked -> {
                throw new AssertionError("asked for a key");
            });
            assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
        }
    }

    @Nested
    class AbuseCase11RelayedPresignedRequests {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "&X-Amz-Signature=0000000000000000000000000000000000000000000000000000000000000000",
                    "&x-amz-signature=0000000000000000000000000000000000000000000000000000000000000000",
                    "&X-AMZ-CREDENTIAL=AKIAEVIL%2F20261121%2Fus-east-1%2Fiam%2Faws4_request",
                    "&X-Amz-%43redential=AKIAEVIL%2F20261121%2Fus-east-1%2Fiam%2Faws4_request",
                    "&x-amz-date=20261121T233300Z",
                    "&x%2damz%2dexpires=604800",
                    "&X-Amz-Expires=604800",
                    "&x-amz-security-token=t",
                    "&X-Amz-Foo=1&x-amz-foo=2"
                })
        void duplicateAndMixedCaseParametersAreMalformed(String added) {
            RawRequest request = presigned(get("/?Action=GetCallerIdentity"));
            assertThat(SigV4Parser.parse(withTarget(request, request.target() + added)))
                    .isInstanceOfSatisfying(
                            SignatureClaim.Malformed.class,
                            malformed ->
                                    assertThat(malformed.problem()).isInstanceOf(SignatureProblem.Ambiguous.class));
        }

        @Test
        void lookAlikesAreMalformedWithoutASignatureToo() {
            assertThat(SigV4Parser.parse(get("/?Action=ListUsers&x-amz-algorithm=AWS4-HMAC-SHA256")))
                    .isInstanceOf(SignatureClaim.Malformed.class);
        }

        @Test
        void anotherActionIsRefused() {
            RawRequest request = presigned(get("/?Action=GetCallerIdentity&Version=2011-06-15"));
            assertThat(problem(
                            verify(withTarget(request, request.target().replace("GetCallerIdentity", "AssumeRole")))))
                    .isEqualTo(new SignatureProblem.WrongSignature());
        }

        @Test
        void aSecondActionIsRefused() {
            RawRequest request = presigned(get("/?Action=GetCallerIdentity"));
            assertThat(problem(verify(withTarget(request, request.target() + "&Action=CreateUser"))))
                    .isEqualTo(new SignatureProblem.WrongSignature());
        }

        @Test
        void aForeignHostIsRefused() {
            RawRequest request = withHeader(presigned(get("/?Action=ListUsers")), "Host", host -> "evil.example");
            assertThat(problem(verify(request))).isEqualTo(new SignatureProblem.WrongSignature());
            assertThat(problem(verify(with(presigned(get("/")), "Host", "evil.example"))))
                    .isEqualTo(new SignatureProblem.Ambiguous("Host"));
            assertThat(problem(verify(without(presigned(get("/")), "Host"))))
                    .isEqualTo(new SignatureProblem.WrongSignature());
        }

        @Test
        void anotherMethodIsRefused() {
            RawRequest request = presigned(get("/?Action=ListUsers"));
            var post = new RawRequest("POST", request.target(), request.headers(), request.payload());
            assertThat(problem(verify(post))).isEqualTo(new SignatureProblem.WrongSignature());
        }

        @ParameterizedTest
        @ValueSource(strings = {"0", "-1", "604801", "1e3", "", " 60", "99999999999999999999"})
        void anExpiryOutOfBoundsIsMalformed(String expires) {
            RawRequest request = presigned(get("/?Action=ListUsers"));
            String target =
                    request.target().replace("X-Amz-Expires=60", "X-Amz-Expires=" + expires.replace(" ", "%20"));
            assertThat(problem(verify(withTarget(request, target))))
                    .isEqualTo(new SignatureProblem.BadExpires(expires));
        }

        @Test
        void aPlusStandsForTheBlankThatReadersWillTakeItFor() {
            RawRequest request = presigned(get("/?UserName=a%2Bb"));
            assertThat(verify(request)).isInstanceOf(Verdict.Verified.class);
            assertThat(verify(withTarget(request, request.target().replace("a%2Bb", "a+b"))))
                    .isInstanceOf(Verdict.Rejected.class);
            RawRequest blank = presigned(get("/?UserName=a%20b"));
            assertThat(verify(withTarget(blank, blank.target().replace("a%20b", "a+b"))))
                    .isInstanceOf(Verdict.Verified.class);
        }

        @Test
        void malformedEscapesCannotBeSigned() {
            RawRequest request = presigned(get("/?UserName=a"));
            assertThat(problem(verify(withTarget(request, request.target() + "&x=%zz"))))
                    .isEqualTo(new SignatureProblem.BadTarget());
        }

        @Test
        void aPresignedRequestExpires() {
            RawRequest request =
                    withTarget(get("/"), signer(Optional.empty()).presign(get("/"), NOW, Duration.ofDays(7)));
            Instant week = NOW.plus(Duration.ofDays(7));
            assertThat(verify(request, week, Requests.IAM)).isInstanceOf(Verdict.Verified.class);
            assertThat(problem(verify(request, week.plusSeconds(1), Requests.IAM)))
                    .isInstanceOf(SignatureProblem.Expired.class);
        }
    }

    @Test
    void theBytesOfTheSecretAreNotPrinted() {
        assertThat(SigningKey.derive(SECRET.getBytes(StandardCharsets.UTF_8), "20261121", "us-east-1", "iam"))
                .hasToString("SigningKey[redacted]");
        assertThat(SigV4Parser.parse(with(signed(listUsers()), "X-Amz-Security-Token", "token-text"))
                        .toString())
                .doesNotContain("token-text");
    }
}
