// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.TestServer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreatePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.InvalidInputException;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.ListPoliciesRequest;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;
import software.amazon.awssdk.services.iam.model.PolicyUsageType;
import software.amazon.awssdk.services.iam.model.PolicyVersion;
import software.amazon.awssdk.services.iam.model.Tag;

class PoliciesTest {
    private static final String READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess";

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
    void aNewPolicyIsShownAsItWasMade() {
        var made = iam.createPolicy(request -> request.policyName("Shown")
                        .path("/team/a/")
                        .policyDocument(allowing("s3:GetObject"))
                        .description("Reads")
                        .tags(tag("Team", "blue")))
                .policy();

        assertThat(made.arn()).isEqualTo("arn:aws:iam::" + TestServer.ACCOUNT + ":policy/team/a/Shown");
        assertThat(made.policyId()).matches("ANPA[A-Z2-7]{17}");
        assertThat(made.policyName()).isEqualTo("Shown");
        assertThat(made.path()).isEqualTo("/team/a/");
        assertThat(made.defaultVersionId()).isEqualTo("v1");
        assertThat(made.attachmentCount()).isZero();
        assertThat(made.permissionsBoundaryUsageCount()).isZero();
        assertThat(made.isAttachable()).isTrue();
        assertThat(made.updateDate()).isEqualTo(made.createDate());
        assertThat(made.tags()).containsExactly(tag("Team", "blue"));
        assertThat(get(made.arn()))
                .isEqualTo(made.toBuilder().description("Reads").build());
    }

    @Test
    void namesAreUniqueWhateverThePathAndCase() {
        policy("Unique");

        assertThatThrownBy(() -> iam.createPolicy(request ->
                        request.policyName("uNIQUE").path("/elsewhere/").policyDocument(allowing("s3:*"))))
                .isInstanceOf(EntityAlreadyExistsException.class)
                .hasMessageContaining("A policy called uNIQUE already exists. Duplicate names are not allowed.");
    }

    @Test
    void theDocumentComesBackByteForByte() {
        var text = "{\"Version\":\"2012-10-17\",\n\t\"Statement\": { \"Effect\":\"Allow\",\"Action\":\"s3:*\","
                + "\"Resource\":\"arn:aws:s3:::a+b/\u00e9 %\" } }";
        var arn = iam.createPolicy(request -> request.policyName("Bytes").policyDocument(text))
                .policy()
                .arn();

        var version = iam.getPolicyVersion(request -> request.policyArn(arn).versionId("v1"))
                .policyVersion();

        assertThat(version.document()).doesNotContain("+", "\"", " ");
        assertThat(URLDecoder.decode(version.document(), StandardCharsets.UTF_8))
                .isEqualTo(text);
        assertThat(version.isDefaultVersion()).isTrue();
        assertThat(version.versionId()).isEqualTo("v1");
    }

    @Test
    void malformedAndOversizedDocumentsAreRefused() {
        assertThatThrownBy(() -> iam.createPolicy(
                        request -> request.policyName("Malformed").policyDocument("{\"Version\":\"2012-10-17\"}")))
                .isInstanceOf(MalformedPolicyDocumentException.class)
                .hasMessageContaining("Syntax errors in policy.");
        assertThatThrownBy(() -> iam.createPolicy(
                        request -> request.policyName("Large").policyDocument(allowing("s3:" + "x".repeat(6_144)))))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("Cannot exceed quota for PolicySize: 6144");
        var arn = policy("WellFormed");
        assertThatThrownBy(() -> iam.createPolicyVersion(
                        request -> request.policyArn(arn).policyDocument("[]")))
                .isInstanceOf(MalformedPolicyDocumentException.class);
    }

    @Test
    void aPolicyHasFiveVersionsWhoseNumbersAreNotUsedAgain() {
        var arn = policy("Versions");
        for (int i = 2; i <= 5; i++) {
            int number = i;
            var made = iam.createPolicyVersion(
                            request -> request.policyArn(arn).policyDocument(allowing("s3:A" + number)))
                    .policyVersion();
            assertThat(made.versionId()).isEqualTo("v" + number);
            assertThat(made.isDefaultVersion()).isFalse();
            assertThat(made.document()).isNull();
        }
        assertThatThrownBy(() -> iam.createPolicyVersion(
                        request -> request.policyArn(arn).policyDocument(allowing("s3:*"))))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("A managed policy can have up to 5 versions. Before you create a new version, you"
                        + " must delete an existing version.");

        iam.deletePolicyVersion(request -> request.policyArn(arn).versionId("v5"));
        var next = iam.createPolicyVersion(request ->
                        request.policyArn(arn).policyDocument(allowing("s3:*")).setAsDefault(true))
                .policyVersion();

        assertThat(next.versionId()).isEqualTo("v6");
        assertThat(next.isDefaultVersion()).isTrue();
        assertThat(get(arn).defaultVersionId()).isEqualTo("v6");
        assertThat(iam
                        .listPolicyVersionsPaginator(
                                request -> request.policyArn(arn).maxItems(2))
                        .versions()
                        .stream()
                        .map(PolicyVersion::versionId))
                .containsExactly("v6", "v4", "v3", "v2", "v1");
    }

    @Test
    void theDefaultVersionIsInForceAndCannotBeDeleted() {
        var arn = policy("Default");
        iam.createPolicyVersion(request -> request.policyArn(arn).policyDocument(allowing("iam:ListUsers")));
        var user = server.user("default-user");
        iam.attachUserPolicy(request -> request.userName("default-user").policyArn(arn));
        var calls = server.iam(user);
        assertCode(calls::listUsers, "AccessDenied");

        iam.setDefaultPolicyVersion(request -> request.policyArn(arn).versionId("v2"));

        assertThat(calls.listUsers().users()).isNotEmpty();
        assertThatThrownBy(() -> iam.deletePolicyVersion(
                        request -> request.policyArn(arn).versionId("v2")))
                .isInstanceOf(DeleteConflictException.class)
                .hasMessageContaining("Cannot delete the default version of a policy.");
        iam.deletePolicyVersion(request -> request.policyArn(arn).versionId("v1"));
        assertThatThrownBy(() -> iam.setDefaultPolicyVersion(
                        request -> request.policyArn(arn).versionId("v1")))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessageContaining("Policy " + arn + " version v1 does not exist or is not attachable.");
        assertThatThrownBy(() ->
                        iam.getPolicyVersion(request -> request.policyArn(arn).versionId("v1")))
                .isInstanceOf(NoSuchEntityException.class);
    }

    @Test
    void whatIsUsedOrHasVersionsCannotBeDeleted() {
        var arn = policy("InUse");
        iam.createUser(request -> request.userName("using"));

        iam.attachUserPolicy(request -> request.userName("using").policyArn(arn));
        assertThat(get(arn).attachmentCount()).isOne();
        assertStaysBecauseAttached(arn);
        iam.detachUserPolicy(request -> request.userName("using").policyArn(arn));

        iam.putUserPermissionsBoundary(request -> request.userName("using").permissionsBoundary(arn));
        assertThat(get(arn).permissionsBoundaryUsageCount()).isOne();
        assertThat(get(arn).attachmentCount()).isZero();
        assertStaysBecauseAttached(arn);
        iam.deleteUserPermissionsBoundary(request -> request.userName("using"));

        iam.createPolicyVersion(request -> request.policyArn(arn).policyDocument(allowing("s3:*")));
        assertThatThrownBy(() -> iam.deletePolicy(request -> request.policyArn(arn)))
                .isInstanceOf(DeleteConflictException.class)
                .hasMessageContaining("This policy has more than one version. Before you delete a policy, you must"
                        + " delete the policy's versions. The default version is deleted with the policy.");
        iam.deletePolicyVersion(request -> request.policyArn(arn).versionId("v2"));

        iam.deletePolicy(request -> request.policyArn(arn));
        assertThatThrownBy(() -> get(arn))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessageContaining("Policy " + arn + " was not found.");
        assertThatThrownBy(() -> iam.deletePolicy(request -> request.policyArn(arn)))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessageContaining("Policy " + arn + " was not found.");
    }

    private static void assertStaysBecauseAttached(String arn) {
        assertThatThrownBy(() -> iam.deletePolicy(request -> request.policyArn(arn)))
                .isInstanceOf(DeleteConflictException.class)
                .hasMessageContaining("Cannot delete a policy attached to entities.");
    }

    @Test
    void tagsAreSetOverAndTakenAwayIgnoringCase() {
        var arn = policy("Tagged");
        iam.tagPolicy(request -> request.policyArn(arn).tags(tag("A", "1"), tag("B", "2")));
        iam.tagPolicy(request -> request.policyArn(arn).tags(tag("a", "3")));
        iam.untagPolicy(request -> request.policyArn(arn).tagKeys("b"));

        assertThat(iam.listPolicyTags(request -> request.policyArn(arn)).tags()).containsExactly(tag("a", "3"));
        assertThatThrownBy(() -> iam.tagPolicy(request -> request.policyArn(arn).tags(tag("K", "1"), tag("k", "2"))))
                .isInstanceOf(InvalidInputException.class);
        var fifty = IntStream.range(0, 50).mapToObj(i -> tag("t" + i, "")).toList();
        assertThatThrownBy(() -> iam.tagPolicy(request -> request.policyArn(arn).tags(fifty)))
                .isInstanceOf(LimitExceededException.class);
    }

    @Test
    void awsPoliciesCanBeReadByEveryAccount() {
        var policy = get(READ_ONLY);
        assertThat(policy.policyName()).isEqualTo("ReadOnlyAccess");
        assertThat(policy.arn()).isEqualTo(READ_ONLY);
        assertThat(policy.description()).isNotBlank();
        assertThat(policy.isAttachable()).isTrue();

        var versions =
                iam.listPolicyVersions(request -> request.policyArn(READ_ONLY)).versions();
        assertThat(versions).hasSize(1);
        var version = iam.getPolicyVersion(
                        request -> request.policyArn(READ_ONLY).versionId(policy.defaultVersionId()))
                .policyVersion();
        assertThat(URLDecoder.decode(version.document(), StandardCharsets.UTF_8))
                .contains("2012-10-17");
        assertThat(iam.listPolicyTags(request -> request.policyArn(READ_ONLY)).tags())
                .isEmpty();
    }

    @Test
    void nobodyChangesPoliciesOfAwsOrOfAnotherAccount() {
        for (var arn : List.of(
                READ_ONLY, "arn:aws:iam::aws:policy/NoSuchPolicy", "arn:aws:iam::210987654321:policy/NotOurs")) {
            assertCode(() -> iam.deletePolicy(request -> request.policyArn(arn)), "AccessDenied");
            assertCode(
                    () -> iam.createPolicyVersion(
                            request -> request.policyArn(arn).policyDocument(allowing("s3:*"))),
                    "AccessDenied");
            assertCode(
                    () -> iam.deletePolicyVersion(
                            request -> request.policyArn(arn).versionId("v1")),
                    "AccessDenied");
            assertCode(
                    () -> iam.setDefaultPolicyVersion(
                            request -> request.policyArn(arn).versionId("v1")),
                    "AccessDenied");
            assertCode(() -> iam.tagPolicy(request -> request.policyArn(arn).tags(tag("a", "b"))), "AccessDenied");
            assertCode(() -> iam.untagPolicy(request -> request.policyArn(arn).tagKeys("a")), "AccessDenied");
        }
        assertThatThrownBy(() ->
                        iam.deletePolicy(request -> request.policyArn("arn:aws:iam::210987654321:policy/NotOurs")))
                .hasMessageContaining("Policy is outside your own account.");
    }

    @Test
    void whatIsNoArnIsSaidToBeNone() {
        assertThatThrownBy(() -> get("this-is-not-an-arn-at-all")).isInstanceOfSatisfying(IamException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationError");
            assertThat(e.awsErrorDetails().errorMessage()).isEqualTo("Invalid ARN:  Could not be parsed!");
        });
        assertThatThrownBy(() -> get("arn:aws:iam::210987654321:policy/NotOurs"))
                .isInstanceOf(NoSuchEntityException.class);
    }

    @Test
    void listsAreFilteredByScopePathAndUse() {
        try (var other = TestServer.start()) {
            var fresh = other.iam();
            var local = fresh.createPolicy(policyIn("/here/", "Local")).policy().arn();
            var bound =
                    fresh.createPolicy(policyIn("/there/", "Bound")).policy().arn();
            fresh.createPolicy(policyIn("/", "Idle"));
            fresh.createUser(request -> request.userName("user").permissionsBoundary(bound));
            fresh.attachUserPolicy(request -> request.userName("user").policyArn(local));
            fresh.attachUserPolicy(request -> request.userName("user").policyArn(READ_ONLY));

            assertThat(arns(fresh, request -> request.scope(PolicyScopeType.LOCAL)))
                    .containsExactlyInAnyOrder(local, bound, arn("Idle"));
            assertThat(arns(fresh, request -> request.scope(PolicyScopeType.AWS)))
                    .contains(READ_ONLY)
                    .allMatch(arn -> arn.startsWith("arn:aws:iam::aws:policy/"));
            assertThat(arns(fresh, request -> {})).contains(READ_ONLY, local, bound, arn("Idle"));
            assertThat(arns(fresh, request -> request.pathPrefix("/here/"))).containsExactly(local);
            assertThat(arns(fresh, request -> request.onlyAttached(true))).containsExactly(local, READ_ONLY);
            assertThat(arns(fresh, request -> request.policyUsageFilter(PolicyUsageType.PERMISSIONS_POLICY)))
                    .containsExactly(local, READ_ONLY);
            assertThat(arns(fresh, request -> request.policyUsageFilter(PolicyUsageType.PERMISSIONS_BOUNDARY)))
                    .containsExactly(bound);
            assertThat(arns(
                            fresh,
                            request -> request.policyUsageFilter(PolicyUsageType.PERMISSIONS_BOUNDARY)
                                    .onlyAttached(true)))
                    .containsExactly(bound);
            assertThat(fresh.listPolicies(request -> request.onlyAttached(true)).policies())
                    .extracting(Policy::attachmentCount)
                    .containsExactly(1, 1);
        }
    }

    @Test
    void pagesHoldEveryPolicyOnceThoughNamesOfAwsAreTaken() {
        try (var other = TestServer.start()) {
            var fresh = other.iam();
            fresh.createPolicy(policyIn("/", "ReadOnlyAccess"));
            fresh.createPolicy(policyIn("/", "AAA"));
            fresh.createPolicy(policyIn("/", "zzz"));

            var all = arns(fresh, request -> request.maxItems(1000));
            var paged = fresh.listPoliciesPaginator(request -> request.maxItems(1)).policies().stream()
                    .map(Policy::arn)
                    .toList();

            assertThat(paged)
                    .isEqualTo(all)
                    .doesNotHaveDuplicates()
                    .startsWith(arn("AAA"))
                    .endsWith(arn("zzz"));
            assertThat(paged).containsSubsequence(arn("ReadOnlyAccess"), READ_ONLY);
        }
    }

    @Test
    void theDescriptionIsNotInLists() {
        iam.createPolicy(request -> request.policyName("Described")
                .path("/described/")
                .policyDocument(allowing("s3:*"))
                .description("Words"));

        assertThat(iam.listPolicies(request -> request.pathPrefix("/described/"))
                        .policies())
                .singleElement()
                .extracting(Policy::description)
                .isNull();
    }

    private static List<String> arns(IamClient client, Consumer<ListPoliciesRequest.Builder> filter) {
        return client.listPolicies(filter).policies().stream().map(Policy::arn).toList();
    }

    private static CreatePolicyRequest policyIn(String path, String name) {
        return CreatePolicyRequest.builder()
                .path(path)
                .policyName(name)
                .policyDocument(allowing("s3:GetObject"))
                .build();
    }

    private static String policy(String name) {
        return iam.createPolicy(policyIn("/", name)).policy().arn();
    }

    private static Policy get(String arn) {
        return iam.getPolicy(request -> request.policyArn(arn)).policy();
    }

    private static String arn(String name) {
        return "arn:aws:iam::" + TestServer.ACCOUNT + ":policy/" + name;
    }

    private static String allowing(String action) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"" + action
                + "\",\"Resource\":\"*\"}}";
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static void assertCode(ThrowingCallable call, String code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        IamException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
    }
}
