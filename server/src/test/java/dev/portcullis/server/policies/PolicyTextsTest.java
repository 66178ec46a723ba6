// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.policy.PolicyKind;
import dev.portcullis.policy.PolicyValidator;
import dev.portcullis.server.error.ApiError.LimitExceeded;
import dev.portcullis.server.error.ApiError.MalformedPolicyDocument;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.managedpolicies.ManagedPolicyCatalogue;
import org.junit.jupiter.api.Test;

class PolicyTextsTest {
    private static final String STATEMENT = """
            {"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}""";

    @Test
    void aValidDocumentIsKeptByteForByteAndCompiled() {
        var text = "  {\"Version\": \"2012-10-17\",\n\t\"Statement\": " + STATEMENT + " }\r\n";
        var document = PolicyTexts.document("arn:x", text, PolicyKind.IDENTITY_MANAGED);
        assertThat(document.text()).isEqualTo(text);
        assertThat(document.policy().id()).isEqualTo("arn:x");
        assertThat(document.policy().size()).isOne();
    }

    @Test
    void theSizeOfAManagedPolicyIsCountedWithoutWhiteSpace() {
        PolicyTexts.require(managed(6_144), PolicyKind.IDENTITY_MANAGED);
        PolicyTexts.require(managed(6_144) + " \n".repeat(10_000), PolicyKind.IDENTITY_MANAGED);
        assertRefused(
                managed(6_145),
                PolicyKind.IDENTITY_MANAGED,
                new LimitExceeded("Cannot exceed quota for PolicySize: 6144"));
        assertRefused(
                managed(6_145), PolicyKind.BOUNDARY, new LimitExceeded("Cannot exceed quota for PolicySize: 6144"));
    }

    @Test
    void aTrustPolicyHasAQuotaOfItsOwn() {
        PolicyTexts.require(trust(2_048), PolicyKind.TRUST);
        assertRefused(
                trust(2_049), PolicyKind.TRUST, new LimitExceeded("Cannot exceed quota for ACLSizePerRole: 2048"));
    }

    @Test
    void theSizesOfInlineAndSessionPoliciesAreForOthersToCount() {
        PolicyTexts.require(managed(20_000), PolicyKind.IDENTITY_INLINE);
        PolicyTexts.require(managed(20_000), PolicyKind.SESSION);
    }

    @Test
    void aMalformedDocumentIsRefusedInAwssWords() {
        assertRefused("{", PolicyKind.IDENTITY_MANAGED, new MalformedPolicyDocument("Syntax errors in policy."));
        assertRefused("{", PolicyKind.TRUST, new MalformedPolicyDocument("This policy contains invalid Json"));
        assertRefused(
                "{\"Statement\":" + STATEMENT + "}",
                PolicyKind.IDENTITY_MANAGED,
                new MalformedPolicyDocument("Policy document must be version 2012-10-17 or greater."));
        assertRefused(
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\"}}",
                PolicyKind.SESSION,
                new MalformedPolicyDocument("Policy statement must contain resources."));
    }

    @Test
    void everyAwsManagedPolicyIsAValidIdentityPolicy() {
        var all = ManagedPolicyCatalogue.load().all();
        assertThat(all)
                .isNotEmpty()
                .allSatisfy(
                        policy -> assertThat(PolicyValidator.validate(policy.document(), PolicyKind.IDENTITY_MANAGED)
                                        .errors())
                                .as(policy.arn())
                                .isEmpty());
    }

    private static String managed(int size) {
        return padded("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/PAD"}}""", size);
    }

    private static String trust(int size) {
        return padded("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":"*",\
                "Condition":{"StringEquals":{"sts:ExternalId":"PAD"}}}}""", size);
    }

    private static String padded(String text, int size) {
        return text.replace("PAD", "x".repeat(size - text.length() + "PAD".length()));
    }

    private static void assertRefused(String text, PolicyKind kind, dev.portcullis.server.error.ApiError error) {
        assertThatThrownBy(() -> PolicyTexts.document("p", text, kind))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error()).isEqualTo(error));
    }
}
