// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.attachments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.EntityType;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.ListEntitiesForPolicyResponse;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.PolicyGroup;
import software.amazon.awssdk.services.iam.model.PolicyRole;
import software.amazon.awssdk.services.iam.model.PolicyUsageType;
import software.amazon.awssdk.services.iam.model.PolicyUser;

class AttachmentsTest {
    private static final String VIEW_ONLY = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess";
    private static final String TRUST = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",
             "Principal":{"AWS":"123456789012"}}}""";

    private static TestServer server;
    private static IamClient iam;
    private static List<String> policies;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        iam = server.iam();
        policies = IntStream.range(0, 21)
                .mapToObj(i -> policy("/many/", "many-%02d".formatted(i)))
                .toList();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void whatIsAttachedCountsAtOnceAndNoLongerWhenDetached() {
        var credentials = server.user("attached");
        var calls = server.iam(credentials);
        assertThatThrownBy(calls::listUsers).isInstanceOf(IamException.class);

        iam.attachUserPolicy(request -> request.userName("attached").policyArn(VIEW_ONLY));
        assertThat(calls.listUsers().users()).isNotEmpty();

        iam.detachUserPolicy(request -> request.userName("attached").policyArn(VIEW_ONLY));
        assertThatThrownBy(calls::listUsers).isInstanceOf(IamException.class);
    }

    @Test
    void attachingAgainChangesNothing() {
        iam.createGroup(request -> request.groupName("again"));
        iam.attachGroupPolicy(request -> request.groupName("again").policyArn(VIEW_ONLY));
        iam.attachGroupPolicy(request -> request.groupName("again").policyArn(VIEW_ONLY));

        assertThat(iam.listAttachedGroupPolicies(request -> request.groupName("again"))
                        .attachedPolicies())
                .containsExactly(attached("ViewOnlyAccess", VIEW_ONLY));
    }

    @Test
    void whatIsNotAttachedCannotBeDetached() {
        iam.createUser(request -> request.userName("bare"));
        var missing = "arn:aws:iam::123456789012:policy/never-made";

        for (var arn : List.of(VIEW_ONLY, policies.getFirst(), missing)) {
            assertThatThrownBy(() -> iam.detachUserPolicy(
                            request -> request.userName("bare").policyArn(arn)))
                    .isInstanceOf(NoSuchEntityException.class)
                    .hasMessageContaining("Policy " + arn + " was not found.");
        }
    }

    @Test
    void onlyWhatThereIsCanBeAttached() {
        iam.createUser(request -> request.userName("refused"));
        for (var arn : List.of(
                "arn:aws:iam::123456789012:policy/never-made",
                "arn:aws:iam::123456789012:policy/wrong/path/many-00",
                "arn:aws:iam::210987654321:policy/many/many-00",
                "arn:aws:iam::aws:policy/never-made")) {
            assertThatThrownBy(() -> iam.attachUserPolicy(
                            request -> request.userName("refused").policyArn(arn)))
                    .isInstanceOf(NoSuchEntityException.class)
                    .hasMessageContaining("Policy " + arn + " does not exist or is not attachable.");
        }
        assertThatThrownBy(() -> iam.attachUserPolicy(
                        request -> request.userName("refused").policyArn("nothing that is an ARN")))
                .isInstanceOfSatisfying(
                        IamException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage())
                                .isEqualTo("Invalid ARN:  Could not be parsed!"));
        assertThatThrownBy(() -> iam.attachUserPolicy(
                        request -> request.userName("nobody").policyArn(VIEW_ONLY)))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessageContaining("The user with name nobody cannot be found.");
    }

    @Test
    void aUserAndAGroupHaveRoomForTenPoliciesAndARoleForTwenty() {
        iam.createUser(request -> request.userName("full"));
        iam.createGroup(request -> request.groupName("full"));
        iam.createRole(request -> request.roleName("full").assumeRolePolicyDocument(TRUST));
        policies.subList(0, 10).forEach(arn -> {
            iam.attachUserPolicy(request -> request.userName("full").policyArn(arn));
            iam.attachGroupPolicy(request -> request.groupName("full").policyArn(arn));
        });
        policies.subList(0, 20)
                .forEach(arn ->
                        iam.attachRolePolicy(request -> request.roleName("full").policyArn(arn)));

        assertThatThrownBy(() ->
                        iam.attachUserPolicy(request -> request.userName("full").policyArn(policies.get(10))))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("Cannot exceed quota for PoliciesPerUser: 10");
        assertThatThrownBy(() -> iam.attachGroupPolicy(
                        request -> request.groupName("full").policyArn(policies.get(10))))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("Cannot exceed quota for PoliciesPerGroup: 10");
        assertThatThrownBy(() ->
                        iam.attachRolePolicy(request -> request.roleName("full").policyArn(policies.get(20))))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("Cannot exceed quota for PoliciesPerRole: 20");

        iam.attachUserPolicy(request -> request.userName("full").policyArn(policies.get(3)));
        iam.detachUserPolicy(request -> request.userName("full").policyArn(policies.get(3)));
        iam.attachUserPolicy(request -> request.userName("full").policyArn(policies.get(10)));
        assertThat(iam
                        .listAttachedRolePoliciesPaginator(
                                request -> request.roleName("full").maxItems(7))
                        .attachedPolicies()
                        .stream()
                        .map(AttachedPolicy::policyArn))
                .containsExactlyElementsOf(policies.subList(0, 20));
    }

    @Test
    void listsOfAttachedPoliciesAreFilteredByPath() {
        iam.createRole(request -> request.roleName("paths").assumeRolePolicyDocument(TRUST));
        iam.attachRolePolicy(request -> request.roleName("paths").policyArn(policies.getFirst()));
        iam.attachRolePolicy(request -> request.roleName("paths").policyArn(VIEW_ONLY));

        assertThat(iam.listAttachedRolePolicies(
                                request -> request.roleName("paths").pathPrefix("/job-function/"))
                        .attachedPolicies())
                .containsExactly(attached("ViewOnlyAccess", VIEW_ONLY));
        assertThat(iam.listAttachedRolePolicies(request -> request.roleName("paths"))
                        .attachedPolicies())
                .containsExactly(attached("many-00", policies.getFirst()), attached("ViewOnlyAccess", VIEW_ONLY));
    }

    @Test
    void theEntitiesOfAPolicyAreFilteredByKindPathAndUse() {
        var arn = policy("/", "entities");
        iam.createUser(request -> request.userName("e-user").path("/a/"));
        iam.createGroup(request -> request.groupName("e-group").path("/b/"));
        iam.createRole(request ->
                request.roleName("e-role").assumeRolePolicyDocument(TRUST).permissionsBoundary(arn));
        iam.attachUserPolicy(request -> request.userName("e-user").policyArn(arn));
        iam.attachGroupPolicy(request -> request.groupName("e-group").policyArn(arn));
        iam.putUserPermissionsBoundary(request -> request.userName("e-user").permissionsBoundary(arn));

        var all = iam.listEntitiesForPolicy(request -> request.policyArn(arn));
        assertThat(names(all)).containsExactly("e-group", "e-role", "e-user");
        assertThat(all.policyUsers().getFirst().userId()).startsWith("AIDA");
        assertThat(all.policyGroups().getFirst().groupId()).startsWith("AGPA");
        assertThat(all.policyRoles().getFirst().roleId()).startsWith("AROA");
        assertThat(names(iam.listEntitiesForPolicy(
                        request -> request.policyArn(arn).entityFilter(EntityType.USER))))
                .containsExactly("e-user");
        assertThat(names(iam.listEntitiesForPolicy(
                        request -> request.policyArn(arn).pathPrefix("/b/"))))
                .containsExactly("e-group");
        assertThat(names(iam.listEntitiesForPolicy(
                        request -> request.policyArn(arn).policyUsageFilter(PolicyUsageType.PERMISSIONS_POLICY))))
                .containsExactly("e-group", "e-user");
        assertThat(names(iam.listEntitiesForPolicy(
                        request -> request.policyArn(arn).policyUsageFilter(PolicyUsageType.PERMISSIONS_BOUNDARY))))
                .containsExactly("e-role", "e-user");
        assertThatThrownBy(() -> iam.listEntitiesForPolicy(request -> request.policyArn(arn + "x")))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessageContaining("Policy " + arn + "x does not exist or is not attachable.");
    }

    @Test
    void pagesHoldEveryEntityOnceAcrossTheirKinds() {
        var arn = policy("/", "paged");
        for (int i = 0; i < 3; i++) {
            var name = "paged-" + i;
            iam.createUser(request -> request.userName(name));
            iam.attachUserPolicy(request -> request.userName(name).policyArn(arn));
            iam.createGroup(request -> request.groupName(name));
            iam.attachGroupPolicy(request -> request.groupName(name).policyArn(arn));
        }

        var pages = iam.listEntitiesForPolicyPaginator(
                request -> request.policyArn(arn).maxItems(2));

        var names = new ArrayList<String>();
        var sizes = new ArrayList<Integer>();
        pages.forEach(page -> {
            names.addAll(names(page));
            sizes.add(names(page).size());
        });
        assertThat(names).containsExactly("paged-0", "paged-1", "paged-2", "paged-0", "paged-1", "paged-2");
        assertThat(sizes).containsExactly(2, 2, 2);
    }

    private static List<String> names(ListEntitiesForPolicyResponse answer) {
        var names = new ArrayList<String>();
        answer.policyGroups().stream().map(PolicyGroup::groupName).forEach(names::add);
        answer.policyRoles().stream().map(PolicyRole::roleName).forEach(names::add);
        answer.policyUsers().stream().map(PolicyUser::userName).forEach(names::add);
        return names;
    }

    private static AttachedPolicy attached(String name, String arn) {
        return AttachedPolicy.builder().policyName(name).policyArn(arn).build();
    }

    private static String policy(String path, String name) {
        return iam.createPolicy(request -> request.path(path).policyName(name).policyDocument("""
                        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"""))
                .policy()
                .arn();
    }
}
