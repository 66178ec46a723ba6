// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.roles;

import static dev.portcullis.server.Documents.statement;
import static dev.portcullis.server.Documents.trusting;
import static dev.portcullis.server.Documents.trustingService;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.TestServer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.InvalidInputException;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.RoleLastUsed;
import software.amazon.awssdk.services.iam.model.Tag;

class RolesTest {
    private static final RoleLastUsed NEVER = RoleLastUsed.builder().build();
    private static final String TRUST = trusting(TestServer.ACCOUNT);
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
    void aRoleIsShownAsItWasMade() {
        var made = iam.createRole(request -> request.roleName("Shown")
                        .path("/team/a/")
                        .assumeRolePolicyDocument(TRUST)
                        .description("Reads everything")
                        .maxSessionDuration(7_200)
                        .permissionsBoundary(READ_ONLY)
                        .tags(tag("Team", "blue")))
                .role();

        var role = iam.getRole(request -> request.roleName("sHOWN")).role();

        assertThat(made.roleLastUsed()).isNull();
        assertThat(role.roleLastUsed()).isEqualTo(NEVER);
        assertThat(role).isEqualTo(made.toBuilder().roleLastUsed(NEVER).build());
        assertThat(role.arn()).isEqualTo("arn:aws:iam::" + TestServer.ACCOUNT + ":role/team/a/Shown");
        assertThat(role.roleId()).matches("AROA[A-Z2-7]{17}");
        assertThat(trustOf(role)).isEqualTo(TRUST);
        assertThat(role.description()).isEqualTo("Reads everything");
        assertThat(role.maxSessionDuration()).isEqualTo(7_200);
        assertThat(role.permissionsBoundary().permissionsBoundaryArn()).isEqualTo(READ_ONLY);
        assertThat(role.tags()).containsExactly(tag("Team", "blue"));
    }

    @Test
    void aListShowsRolesWithoutTagsAndBoundary() {
        iam.createRole(request -> request.roleName("Listed")
                .path("/listed/")
                .assumeRolePolicyDocument(TRUST)
                .permissionsBoundary(READ_ONLY)
                .tags(tag("Team", "blue")));

        var role =
                iam.listRoles(request -> request.pathPrefix("/listed/")).roles().getFirst();

        assertThat(role.hasTags()).isFalse();
        assertThat(role.permissionsBoundary()).isNull();
        assertThat(role.maxSessionDuration()).isEqualTo(3_600);
        assertThat(trustOf(role)).isEqualTo(TRUST);
    }

    @Test
    void pagesHoldEveryRoleOnce() {
        IntStream.range(0, 5)
                .forEach(i -> iam.createRole(
                        request -> request.roleName("page-" + i).path("/pages/").assumeRolePolicyDocument(TRUST)));

        assertThat(iam.listRolesPaginator(
                                request -> request.pathPrefix("/pages/").maxItems(2))
                        .roles())
                .extracting(Role::roleName)
                .containsExactly("page-0", "page-1", "page-2", "page-3", "page-4");
    }

    @Test
    void namesAreUniqueIgnoringCase() {
        make("Unique");

        assertThatThrownBy(() -> make("uNIQUE"))
                .isInstanceOf(EntityAlreadyExistsException.class)
                .hasMessageContaining("Role with name uNIQUE already exists.");
    }

    @Test
    void whatIsNotAskedForStaysAsItIs() {
        iam.createRole(request -> request.roleName("Kept")
                .assumeRolePolicyDocument(TRUST)
                .description("one")
                .maxSessionDuration(7_200));

        iam.updateRole(request -> request.roleName("Kept").maxSessionDuration(43_200));
        assertThat(get("Kept").description()).isEqualTo("one");
        iam.updateRole(request -> request.roleName("Kept").description("two"));
        assertThat(get("Kept").maxSessionDuration()).isEqualTo(43_200);
        assertThat(
                        iam
                                .updateRoleDescription(
                                        request -> request.roleName("Kept").description("three"))
                                .role()
                                .toBuilder()
                                .roleLastUsed(NEVER)
                                .build())
                .isEqualTo(get("Kept"));
        assertThat(get("Kept").description()).isEqualTo("three");
        iam.updateRoleDescription(request -> request.roleName("Kept").description(""));
        assertThat(get("Kept").description()).isNull();
    }

    @Test
    void theTrustPolicyIsReplacedWhole() {
        make("Retrusted");
        var next = " " + trustingService("ec2.amazonaws.com") + "\n";

        iam.updateAssumeRolePolicy(request -> request.roleName("Retrusted").policyDocument(next));

        assertThat(trustOf(get("Retrusted"))).isEqualTo(next);
    }

    @Test
    void aTrustPolicyIsJudgedInAwssWords() {
        assertMalformed("{", "This policy contains invalid Json");
        assertMalformed(
                statement("\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\""), "Missing required field Principal");
        assertMalformed(
                statement("\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\""),
                "AssumeRole policy may only specify STS AssumeRole actions.");
        assertMalformed(
                statement("\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sts:AssumeRole\",\"Resource\":\"*\""),
                "Has prohibited field Resource");
        assertMalformed(
                trusting("arn:aws:iam::" + TestServer.ACCOUNT + ":role/Judged"),
                "Invalid principal in policy: \"AWS\":\"arn:aws:iam::" + TestServer.ACCOUNT + ":role/Judged\"");
    }

    @Test
    void aTrustPolicyHasASizeWhereWhiteSpaceDoesNotCount() {
        var sid = "x".repeat(2_048 - trustWithSid("").length());
        iam.createRole(
                request -> request.roleName("Fits").assumeRolePolicyDocument(trustWithSid(sid) + " ".repeat(3_000)));

        assertThatThrownBy(() -> iam.createRole(
                        request -> request.roleName("TooLarge").assumeRolePolicyDocument(trustWithSid(sid + "x"))))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("Cannot exceed quota for ACLSizePerRole: 2048");
    }

    @Test
    void theRolesOfServicesAreNotForCallersToMake() {
        for (var path : new String[] {"/aws-service-role/ec2.amazonaws.com/", "/aws-reserved/sso.amazonaws.com/"}) {
            assertThatThrownBy(() -> iam.createRole(
                            request -> request.roleName("Reserved").path(path).assumeRolePolicyDocument(TRUST)))
                    .isInstanceOfSatisfying(
                            IamException.class, e -> assertThat(e.statusCode()).isIn(400, 403));
        }
        assertThatThrownBy(() -> get("Reserved")).isInstanceOf(NoSuchEntityException.class);
    }

    @Test
    void aBoundaryIsSetReplacedAndTakenAway() {
        make("Bounded");
        var audit = "arn:aws:iam::aws:policy/SecurityAudit";

        iam.putRolePermissionsBoundary(request -> request.roleName("Bounded").permissionsBoundary(READ_ONLY));
        iam.putRolePermissionsBoundary(request -> request.roleName("Bounded").permissionsBoundary(audit));
        assertThat(get("Bounded").permissionsBoundary().permissionsBoundaryArn())
                .isEqualTo(audit);
        assertThat(get("Bounded").permissionsBoundary().permissionsBoundaryTypeAsString())
                .isEqualTo("Policy");
        iam.deleteRolePermissionsBoundary(request -> request.roleName("Bounded"));
        assertThat(get("Bounded").permissionsBoundary()).isNull();
        assertThatThrownBy(() -> iam.deleteRolePermissionsBoundary(request -> request.roleName("Bounded")))
                .isInstanceOf(NoSuchEntityException.class);
        assertThatThrownBy(() -> iam.putRolePermissionsBoundary(request -> request.roleName("Bounded")
                        .permissionsBoundary("arn:aws:iam::" + TestServer.ACCOUNT + ":policy/absent")))
                .isInstanceOf(NoSuchEntityException.class);
    }

    @Test
    void tagsAreSetOverAndTakenAway() {
        make("Tagged");
        iam.tagRole(request -> request.roleName("Tagged").tags(tag("A", "1"), tag("B", "2")));
        iam.tagRole(request -> request.roleName("Tagged").tags(tag("a", "3")));
        iam.untagRole(request -> request.roleName("Tagged").tagKeys("b"));

        assertThat(iam.listRoleTags(request -> request.roleName("Tagged")).tags())
                .containsExactly(tag("a", "3"));
        assertThatThrownBy(
                        () -> iam.tagRole(request -> request.roleName("Tagged").tags(tag("aws:x", "1"))))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aDeletedRoleIsGone() {
        make("Brief");
        iam.deleteRole(request -> request.roleName("Brief"));

        assertThatThrownBy(() -> get("Brief"))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessageContaining("The role with name Brief cannot be found.");
        assertThatThrownBy(() -> iam.deleteRole(request -> request.roleName("Brief")))
                .isInstanceOf(NoSuchEntityException.class);
    }

    private static void assertMalformed(String document, String message) {
        assertThatThrownBy(() ->
                        iam.createRole(request -> request.roleName("Judged").assumeRolePolicyDocument(document)))
                .isInstanceOfSatisfying(
                        MalformedPolicyDocumentException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message));
    }

    private static String trustWithSid(String sid) {
        return statement(
                "\"Sid\":\"" + sid + "\",\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sts:AssumeRole\"");
    }

    private static void make(String name) {
        iam.createRole(request -> request.roleName(name).assumeRolePolicyDocument(TRUST));
    }

    private static Role get(String name) {
        return iam.getRole(request -> request.roleName(name)).role();
    }

    private static String trustOf(Role role) {
        return URLDecoder.decode(role.assumeRolePolicyDocument(), StandardCharsets.UTF_8);
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
