// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.inlinepolicies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.TestServer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

class InlinePoliciesWireTest {
    private static final String TEXT = """
            { "Version": "2012-10-17",
              "Statement": {"Effect": "Allow", "Action": "iam:ListUsers", "Resource": "*"} }""";

    private static TestServer server;
    private static IamClient iam;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        iam = server.iam();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aUsersPolicyCountsAtOnceAndComesBackByteForByte() {
        var calls = server.iam(server.user("inline"));
        assertThatThrownBy(calls::listUsers).isInstanceOf(IamException.class);

        iam.putUserPolicy(
                request -> request.userName("inline").policyName("list").policyDocument(TEXT));
        assertThat(calls.listUsers().users()).isNotEmpty();
        var got = iam.getUserPolicy(request -> request.userName("INLINE").policyName("list"));
        assertThat(got.userName()).isEqualTo("inline");
        assertThat(got.policyName()).isEqualTo("list");
        assertThat(URLDecoder.decode(got.policyDocument(), StandardCharsets.UTF_8))
                .isEqualTo(TEXT);

        iam.deleteUserPolicy(request -> request.userName("inline").policyName("list"));
        assertThatThrownBy(calls::listUsers).isInstanceOf(IamException.class);
        assertThatThrownBy(() ->
                        iam.getUserPolicy(request -> request.userName("inline").policyName("list")))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessageContaining("The user policy with name list cannot be found.");
    }

    @Test
    void aGroupsPolicyCountsForItsMembers() {
        var calls = server.iam(server.user("member"));
        iam.createGroup(request -> request.groupName("inline"));
        iam.addUserToGroup(request -> request.groupName("inline").userName("member"));
        iam.putGroupPolicy(
                request -> request.groupName("inline").policyName("list").policyDocument(TEXT));

        assertThat(calls.listUsers().users()).isNotEmpty();
        assertThat(iam.getGroupPolicy(request -> request.groupName("inline").policyName("list"))
                        .groupName())
                .isEqualTo("inline");
        assertThat(iam.listGroupPolicies(request -> request.groupName("inline")).policyNames())
                .containsExactly("list");
        assertThatThrownBy(() -> iam.deleteGroup(request -> request.groupName("inline")))
                .isInstanceOf(DeleteConflictException.class);
        iam.deleteGroupPolicy(request -> request.groupName("inline").policyName("list"));
        assertThatThrownBy(calls::listUsers).isInstanceOf(IamException.class);
    }

    @Test
    void aRoleHasPoliciesOfItsOwn() {
        iam.createRole(request -> request.roleName("inline").assumeRolePolicyDocument("""
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",
                 "Principal":{"AWS":"123456789012"}}}"""));
        iam.putRolePolicy(
                request -> request.roleName("inline").policyName("list").policyDocument(TEXT));

        assertThat(iam.getRolePolicy(request -> request.roleName("inline").policyName("list"))
                        .roleName())
                .isEqualTo("inline");
        iam.deleteRolePolicy(request -> request.roleName("inline").policyName("list"));
        assertThat(iam.listRolePolicies(request -> request.roleName("inline")).policyNames())
                .isEmpty();
    }

    @Test
    void pagesHoldEveryNameOnceInOrder() {
        iam.createUser(request -> request.userName("pages"));
        for (var name : List.of("c", "A", "b", "a", "B")) {
            iam.putUserPolicy(
                    request -> request.userName("pages").policyName(name).policyDocument(TEXT));
        }

        assertThat(
                        iam
                                .listUserPoliciesPaginator(
                                        request -> request.userName("pages").maxItems(2))
                                .policyNames()
                                .stream())
                .containsExactly("A", "B", "a", "b", "c");
    }

    @Test
    void malformedAndOversizedDocumentsAreRefused() {
        iam.createUser(request -> request.userName("large"));

        assertThatThrownBy(() -> iam.putUserPolicy(
                        request -> request.userName("large").policyName("p").policyDocument("{}")))
                .isInstanceOf(MalformedPolicyDocumentException.class);
        assertThatThrownBy(() -> iam.putUserPolicy(request -> request.userName("large")
                        .policyName("p")
                        .policyDocument(TEXT.replace("ListUsers", "x".repeat(2_048)))))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("Maximum policy size of 2048 bytes exceeded for user large");
        assertThatThrownBy(() -> iam.putUserPolicy(
                        request -> request.userName("nobody").policyName("p").policyDocument(TEXT)))
                .isInstanceOf(NoSuchEntityException.class);
    }
}
