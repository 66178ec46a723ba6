// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.TestServer;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.SummaryKeyType;

class AliasAndSummaryTest {
    @Test
    void anAccountHasOneAliasWhichANewOneReplaces() {
        try (var server = TestServer.start()) {
            var iam = server.iam();
            assertThat(iam.listAccountAliases().accountAliases()).isEmpty();

            iam.createAccountAlias(request -> request.accountAlias("first-name"));
            iam.createAccountAlias(request -> request.accountAlias("second-name"));
            assertThat(iam.listAccountAliases().accountAliases()).containsExactly("second-name");
            assertThat(iam.listAccountAliases().isTruncated()).isFalse();
            assertThatThrownBy(() -> iam.createAccountAlias(request -> request.accountAlias("second-name")))
                    .isInstanceOf(EntityAlreadyExistsException.class)
                    .hasMessageContaining("The account alias second-name already exists.");

            assertThatThrownBy(() -> iam.deleteAccountAlias(request -> request.accountAlias("first-name")))
                    .isInstanceOf(NoSuchEntityException.class)
                    .hasMessageContaining("The account alias first-name cannot be found.");

            server.restart();
            var after = server.iam();
            assertThat(after.listAccountAliases().accountAliases()).containsExactly("second-name");
            after.deleteAccountAlias(request -> request.accountAlias("second-name"));
            assertThat(after.listAccountAliases().accountAliases()).isEmpty();
            after.createAccountAlias(request -> request.accountAlias("first-name"));
        }
    }

    @Test
    void theRightToAnAliasIsChecked() {
        try (var server = TestServer.start()) {
            var calls = server.iam(server.user("dora"));

            assertThatThrownBy(() -> calls.createAccountAlias(request -> request.accountAlias("mine")))
                    .isInstanceOfSatisfying(
                            IamException.class,
                            e -> assertThat(e.awsErrorDetails().errorMessage())
                                    .contains("user/dora", "iam:CreateAccountAlias"));
            assertThat(server.iam().listAccountAliases().accountAliases()).isEmpty();
        }
    }

    @Test
    void anAliasIsNoAccountNumber() {
        try (var server = TestServer.start()) {
            assertThatThrownBy(() -> server.iam().createAccountAlias(request -> request.accountAlias("210987654321")))
                    .isInstanceOfSatisfying(
                            IamException.class,
                            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationError"));
        }
    }

    @Test
    void theSummaryCountsWhatThereIsAndNamesEveryKeyOfAws() {
        try (var server = TestServer.start()) {
            var iam = server.iam();
            iam.createUser(request -> request.userName("one"));
            iam.createUser(request -> request.userName("two"));
            iam.createGroup(request -> request.groupName("group"));
            var arn = iam.createPolicy(request -> request.policyName("policy").policyDocument("""
                    {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"""))
                    .policy()
                    .arn();
            iam.createPolicyVersion(request -> request.policyArn(arn).policyDocument("""
                    {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ec2:*","Resource":"*"}}"""));

            var summary = iam.getAccountSummary().summaryMap();

            assertThat(summary)
                    .containsAllEntriesOf(Map.of(
                            SummaryKeyType.USERS, 2,
                            SummaryKeyType.GROUPS, 1,
                            SummaryKeyType.ROLES, 0,
                            SummaryKeyType.POLICIES, 1,
                            SummaryKeyType.POLICY_VERSIONS_IN_USE, 2,
                            SummaryKeyType.ACCOUNT_ACCESS_KEYS_PRESENT, 1,
                            SummaryKeyType.USERS_QUOTA, 5_000,
                            SummaryKeyType.MFA_DEVICES, 0))
                    .doesNotContainKey(SummaryKeyType.UNKNOWN_TO_SDK_VERSION)
                    .hasSize(Arrays.stream(SummaryKeyType.values())
                            .filter(key -> key != SummaryKeyType.UNKNOWN_TO_SDK_VERSION)
                            .toList()
                            .size());
        }
    }
}
