// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.generator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
    @ParameterizedTest
    @CsvSource({
        "UserName, userName",
        "Arn, arn",
        "SSHPublicKeyId, sshPublicKeyId",
        "MFADevices, mfaDevices",
        "ARN, arn",
        "isTruncated, isTruncated",
        "OpenIDConnectProviderList, openIDConnectProviderList",
        "Default, defaultValue",
        "NotifyAll, notifyAllValue"
    })
    void membersBecomeComponents(String member, String component) {
        assertThat(Names.component(member)).isEqualTo(component);
    }

    @ParameterizedTest
    @CsvSource({
        "CreateUser, CREATE_USER",
        "CreateSAMLProvider, CREATE_SAML_PROVIDER",
        "ListMFADevices, LIST_MFA_DEVICES",
        "policyDocumentType, POLICY_DOCUMENT_TYPE",
        "newUser, NEW_USER"
    })
    void namesBecomeConstants(String name, String constant) {
        assertThat(Names.constant(name)).isEqualTo(constant);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {"[\\w]+, |\"[\\\\w]+\"|", "a\"b, |\"a\\\"b\"|", "é, |\"\\u00e9\"|"})
    void textBecomesLiterals(String text, String literal) {
        assertThat(Names.literal(text)).isEqualTo(literal);
    }
}
