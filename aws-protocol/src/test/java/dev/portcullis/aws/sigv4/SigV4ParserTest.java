// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import static dev.portcullis.aws.sigv4.Requests.get;
import static dev.portcullis.aws.sigv4.Requests.listUsers;
import static dev.portcullis.aws.sigv4.Requests.signed;
import static dev.portcullis.aws.sigv4.Requests.verify;
import static dev.portcullis.aws.sigv4.Requests.with;
import static dev.portcullis.aws.sigv4.Requests.withHeader;
import static dev.portcullis.aws.sigv4.Requests.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.aws.sigv4.SignatureClaim.Signed;
import dev.portcullis.aws.sigv4.SignatureProblem.Category;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigV4ParserTest {
    private static SignatureProblem problem(RawRequest request) {
        SignatureClaim claim = SigV4Parser.parse(request);
        assertThat(claim).isInstanceOf(SignatureClaim.Malformed.class);
        return ((SignatureClaim.Malformed) claim).problem();
    }

    private static RawRequest authorized(String authorization) {
        return with(with(listUsers(), "X-Amz-Date", "20261121T233300Z"), "Authorization", authorization);
    }

    @Test
    void readsAllPartsOfAHeader() {
        assertThat(SigV4Parser.parse(signed(listUsers()))).isInstanceOfSatisfying(Signed.class, claim -> {
            assertThat(claim.form()).isEqualTo(SignatureForm.HEADER);
            assertThat(claim.scope())
                    .isEqualTo(new CredentialScope(Requests.KEY_ID, "20261121", "us-east-1", "iam", "aws4_request"));
            assertThat(claim.signedHeaders().text()).isEqualTo("content-type;host;x-amz-date");
            assertThat(claim.signedAt()).isEqualTo(Requests.NOW);
            assertThat(claim.expiresAfterSeconds()).isEmpty();
            assertThat(claim.sessionToken()).isEmpty();
        });
    }

    @Test
    void blanksAfterCommasAreOptional() {
        RawRequest request = withHeader(signed(listUsers()), "Authorization", text -> text.replace(", ", ","));
        assertThat(verify(request)).isInstanceOf(Verdict.Verified.class);
    }

    @Test
    void theDateHeaderServesWhereThereIsNoAmzDate() {
        for (String date : List.of("Sat, 21 Nov 2026 23:33:00 GMT", "20261121T233300Z")) {
            RawRequest request = with(
                    without(without(signed(with(listUsers(), "Date", date)), "x-amz-date"), "Authorization"),
                    "Authorization",
                    "AWS4-HMAC-SHA256 Credential=AK/20261121/us-east-1/iam/aws4_request, SignedHeaders=date;host, Signature=00");
            assertThat(SigV4Parser.parse(request)).isInstanceOfSatisfying(Signed.class, claim -> {
                assertThat(claim.signedAt()).isEqualTo(Requests.NOW);
                assertThat(claim.timestamp()).isEqualTo("20261121T233300Z");
            });
        }
    }

    @Test
    void anEmptyHeaderLacksEverything() {
        assertThat(problem(with(listUsers(), "Authorization", "AWS4-HMAC-SHA256")))
                .satisfies(problem -> {
                    assertThat(problem.category()).isEqualTo(Category.INCOMPLETE);
                    assertThat(problem.message())
                            .startsWith("Authorization header requires 'Credential' parameter. "
                                    + "Authorization header requires 'Signature' parameter. "
                                    + "Authorization header requires 'SignedHeaders' parameter. "
                                    + "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
                                    + "(Hashed with SHA-256 and encoded with Base64) Authorization=");
                });
    }

    @Test
    void otherSchemesAreNotEchoed() {
        assertThat(problem(authorized("Bearer eyJhbGciOiJIUzI1NiJ9")).message())
                .startsWith("Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256")
                .doesNotContain("eyJhbGciOiJIUzI1NiJ9");
    }

    @Test
    void otherAlgorithmsAreRefused() {
        RawRequest request = withHeader(
                signed(listUsers()), "Authorization", text -> text.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA512"));
        assertThat(problem(request).message())
                .isEqualTo("Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512' (only AWS4-HMAC-SHA256 for now). ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b/c/d", "a/b/c/d/e/f", "/20261121/us-east-1/iam/aws4_request", "x"})
    void aCredentialHasFiveParts(String credential) {
        assertThat(problem(authorized("AWS4-HMAC-SHA256 Credential=%s, SignedHeaders=host, Signature=00"
                                .formatted(credential)))
                        .message())
                .isEqualTo(
                        "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '%s'"
                                .formatted(credential));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "host;", ";host", "host;date", "date;host;host", "ho st", "host;;x"})
    void signedHeadersAreLowerCaseAscendingAndUnique(String names) {
        assertThat(problem(authorized(
                        "AWS4-HMAC-SHA256 Credential=a/b/c/d/e,SignedHeaders=%s,Signature=00".formatted(names))))
                .matches(problem -> problem instanceof SignatureProblem.BadSignedHeaders
                        || problem instanceof SignatureProblem.NotKeyValue);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "201",
                "2026-11-21T23:33:00Z",
                "20261121T233300",
                "20261321T233300Z",
                "20261121T253300Z",
                "Sat, 21 Nov 2026 23:33:00 GMT"
            })
    void anAmzDateIsInBasicForm(String date) {
        RawRequest request = withHeader(signed(listUsers()), "X-Amz-Date", old -> date);
        assertThat(problem(request).message())
                .isEqualTo(
                        "Date must be in ISO-8601 'basic format'. Got '%s'. See http://en.wikipedia.org/wiki/ISO_8601"
                                .formatted(date));
    }

    @Test
    void aPresignedRequestNamesWhatItLacks() {
        assertThat(problem(get("/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261121T233300Z"))
                        .message())
                .isEqualTo("AWS query-string parameters must include 'X-Amz-Credential'. "
                        + "AWS query-string parameters must include 'X-Amz-Signature'. "
                        + "AWS query-string parameters must include 'X-Amz-SignedHeaders'. "
                        + "Re-examine the query-string parameters.");
    }

    @Test
    void aSignerRefusesWhatIsSignedOrHasNoHost() {
        SigV4Signer signer = Requests.signer(Optional.empty());
        assertThatThrownBy(() -> signer.sign(signed(listUsers()), Requests.NOW))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> signer.sign(Requests.presigned(get("/")), Requests.NOW))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> signer.sign(without(listUsers(), "Host"), Requests.NOW))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> signer.sign(get("no/slash"), Requests.NOW))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSignerSignsTemporaryCredentials() {
        SigV4Signer signer = Requests.signer(Optional.of("a/token+="));
        RawRequest header = with(listUsers(), signer.sign(listUsers(), Requests.NOW));
        RawRequest query =
                Requests.withTarget(get("/?a=b"), signer.presign(get("/?a=b"), Requests.NOW, Duration.ofMinutes(1)));
        for (RawRequest request : List.of(header, query)) {
            assertThat(verify(request))
                    .isInstanceOfSatisfying(
                            Verdict.Verified.class,
                            verified ->
                                    assertThat(verified.claim().sessionToken()).contains("a/token+="));
        }
    }
}
