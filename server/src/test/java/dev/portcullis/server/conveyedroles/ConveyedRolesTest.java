// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.conveyedroles;

import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.deny;
import static dev.portcullis.server.Documents.statement;
import static dev.portcullis.server.Documents.trusting;
import static dev.portcullis.server.Documents.trustingService;
import static dev.portcullis.server.Refusals.assertDenied;
import static dev.portcullis.server.Refusals.assertRefused;
import static dev.portcullis.server.Refusals.refusal;
import static dev.portcullis.server.TestWorld.HERE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.portcullis.aws.iam.AddUserToGroupRequest;
import dev.portcullis.aws.iam.CreateGroupRequest;
import dev.portcullis.aws.iam.DeleteGroupRequest;
import dev.portcullis.aws.iam.DeleteRolePolicyRequest;
import dev.portcullis.aws.iam.DeleteRoleRequest;
import dev.portcullis.aws.iam.GetRoleRequest;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.ListGroupsRequest;
import dev.portcullis.aws.iam.ListRolesRequest;
import dev.portcullis.aws.iam.PutRolePermissionsBoundaryRequest;
import dev.portcullis.aws.iam.PutRolePolicyRequest;
import dev.portcullis.aws.iam.RemoveUserFromGroupRequest;
import dev.portcullis.aws.portcullis.AttachRoleToGroupRequest;
import dev.portcullis.aws.portcullis.AttachRoleToUserRequest;
import dev.portcullis.aws.portcullis.DetachRoleFromGroupRequest;
import dev.portcullis.aws.portcullis.DetachRoleFromUserRequest;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.sts.GetFederationTokenRequest;
import dev.portcullis.aws.sts.StsModel;
import dev.portcullis.policy.Authorizer;
import dev.portcullis.policy.Context;
import dev.portcullis.policy.Request;
import dev.portcullis.policy.Result;
import dev.portcullis.server.TestWorld;
import dev.portcullis.server.account.GrantedPolicies;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.account.TrustPolicy;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authz.PolicySets;
import dev.portcullis.server.authz.Subject;
import dev.portcullis.server.error.ApiError.DeleteConflict;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.error.ApiError.LimitExceeded;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.error.ApiError.UnmodifiableEntity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 16 of the semantics, behind the gatekeeper. */
class ConveyedRolesTest {
    private static final String TRUST = trustingService("groups.portcullis");

    private final TestWorld world = new TestWorld();
    private final Caller root = world.root(HERE);

    @BeforeEach
    void makeAGroupAndARole() {
        group("staff");
        world.role(HERE, "Lister", TRUST);
        putRolePolicy("Lister", "p", allow("iam:ListRoles"));
    }

    @Test
    void aRoleOnAGroupCountsForEveryMemberAndOneEditReachesAll() { // 16.1, 16.2
        var ann = world.user(HERE, "ann");
        var bob = world.user(HERE, "bob");
        var eve = world.user(HERE, "eve");
        join("ann", "staff");
        join("bob", "staff");
        assertDenied(() -> listRoles(ann), "iam:ListRoles");

        attachToGroup(root, "Lister", "staff");
        for (var member : List.of(ann, bob)) {
            assertThatCode(() -> listRoles(member)).doesNotThrowAnyException();
            assertDenied(() -> listGroups(member), "iam:ListGroups");
        }
        assertDenied(() -> listRoles(eve), "iam:ListRoles");

        putRolePolicy("Lister", "p", allow("iam:ListGroups"));
        for (var member : List.of(ann, bob)) {
            assertThatCode(() -> listGroups(member)).doesNotThrowAnyException();
            assertDenied(() -> listRoles(member), "iam:ListRoles");
        }
    }

    @Test
    void itCountsNoLongerOnceItIsDetachedOrTheMemberLeaves() {
        var ann = world.user(HERE, "ann");
        var bob = world.user(HERE, "bob");
        join("ann", "staff");
        join("bob", "staff");
        attachToGroup(root, "Lister", "staff");
        listRoles(ann);

        world.call(
                root,
                IamModel.REMOVE_USER_FROM_GROUP,
                RemoveUserFromGroupRequest.builder()
                        .groupName("staff")
                        .userName("ann")
                        .build());
        assertDenied(() -> listRoles(ann), "iam:ListRoles");
        listRoles(bob);
        detachFromGroup("Lister", "staff");
        assertDenied(() -> listRoles(bob), "iam:ListRoles");
    }

    @Test
    void aRoleOnAUserCountsForThatUserAlone() {
        var ann = world.user(HERE, "ann");
        var bob = world.user(HERE, "bob");
        attachToUser(root, "Lister", "ann");
        listRoles(ann);
        assertDenied(() -> listRoles(bob), "iam:ListRoles");

        world.call(
                root,
                PortcullisModel.DETACH_ROLE_FROM_USER,
                DetachRoleFromUserRequest.builder()
                        .userName("ann")
                        .roleName("Lister")
                        .build());
        assertDenied(() -> listRoles(ann), "iam:ListRoles");
    }

    @Test
    void theRolesBoundaryCutsTheRoleAndNothingElse() { // 16.2
        var ann = world.user(HERE, "ann", allow("iam:ListGroups"));
        join("ann", "staff");
        attachToGroup(root, "Lister", "staff");
        world.call(
                root,
                IamModel.PUT_ROLE_PERMISSIONS_BOUNDARY,
                PutRolePermissionsBoundaryRequest.builder()
                        .roleName("Lister")
                        .permissionsBoundary("arn:aws:iam::aws:policy/AmazonS3FullAccess")
                        .build());
        assertDenied(() -> listRoles(ann), "iam:ListRoles");
        listGroups(ann);
    }

    @Test
    void theUsersBoundaryLimitsTheRoleToo() { // 16.2
        var ann = world.user(HERE, "ann");
        join("ann", "staff");
        attachToGroup(root, "Lister", "staff");
        world.change(
                HERE,
                account -> account.with(
                        account.user("ann").withBoundary(Optional.of("arn:aws:iam::aws:policy/AmazonS3FullAccess"))));
        assertThat(refusal(() -> listRoles(ann)).toString()).contains("because no permissions boundary allows");
    }

    @Test
    void aDenyInTheRoleDeniesAndTheRefusalNamesTheWay() { // 16.2, 16.6
        var ann = world.user(HERE, "ann", allow("iam:*"));
        join("ann", "staff");
        putRolePolicy("Lister", "p", deny("iam:ListRoles"));
        attachToGroup(root, "Lister", "staff");
        assertThat(refusal(() -> listRoles(ann)).toString())
                .contains("with an explicit deny in an identity-based policy (through role arn:aws:iam::" + HERE
                        + ":role/Lister on group arn:aws:iam::" + HERE + ":group/staff)");
        listGroups(ann);
    }

    @Test
    void variablesAndKeysAreTheMembers() { // 16.3
        world.role(HERE, "ann-s", TRUST);
        putRolePolicy(
                "Lister",
                "p",
                statement(
                        "\"Effect\":\"Allow\",\"Action\":\"iam:GetRole\",\"Resource\":\"arn:aws:iam::*:role/"
                                + "${aws:username}-*\",\"Condition\":{\"ArnLike\":{\"aws:PrincipalArn\":\"arn:aws:iam::*:user/*\"}}"));
        var ann = world.user(HERE, "ann");
        var bob = world.user(HERE, "bob");
        join("ann", "staff");
        join("bob", "staff");
        attachToGroup(root, "Lister", "staff");
        getRole(ann, "ann-s");
        assertDenied(() -> getRole(bob, "ann-s"), "iam:GetRole");
    }

    @Test
    void aFederatedUserHasWhatItsIssuerCarries() { // 10.1
        var ann = world.user(HERE, "ann", allow("sts:GetFederationToken"));
        attachToUser(root, "Lister", "ann");
        putRolePolicy("Lister", "p", allow("svc:Read"));
        var federated = world.session(world.call(
                        ann,
                        StsModel.GET_FEDERATION_TOKEN,
                        GetFederationTokenRequest.builder()
                                .name("guest")
                                .policy(allow("svc:*"))
                                .build())
                .credentials()
                .orElseThrow());
        assertThat(decide(federated, "svc:Read")).isEqualTo(Result.ALLOWED);
        assertThat(decide(federated, "svc:Write")).isEqualTo(Result.IMPLICIT_DENY);
    }

    private Result decide(Caller caller, String action) {
        var subject = Subject.of(world.account(HERE), caller, world.awsPolicies());
        var request = new Request(
                subject.principal(), action, "*", HERE.text(), Context.builder().build());
        return new Authorizer()
                .decide(request, PolicySets.of(subject, Optional.empty()))
                .result();
    }

    @Test
    void attachingNeedsTheActionOnTheHolderAndPassRoleOnTheRole() { // 16.4
        var holderOnly = world.user(HERE, "holder-only", allow("portcullis:*"));
        var roleOnly = world.user(HERE, "role-only", passing("Lister", "groups.portcullis"));
        var otherRole = world.user(HERE, "other-role", allow("portcullis:*"), passing("Other", "groups.portcullis"));
        var otherWay = world.user(HERE, "other-way", allow("portcullis:*"), passing("Lister", "ec2.amazonaws.com"));
        var both = world.user(HERE, "both", allow("portcullis:*"), passing("Lister", "groups.portcullis"));

        for (var caller : List.of(holderOnly, otherRole, otherWay)) {
            assertDenied(() -> attachToGroup(caller, "Lister", "staff"), "iam:PassRole");
            assertDenied(() -> attachToUser(caller, "Lister", "holder-only"), "iam:PassRole");
        }
        assertDenied(() -> attachToGroup(roleOnly, "Lister", "staff"), "portcullis:AttachRoleToGroup");
        assertDenied(() -> attachToUser(roleOnly, "Lister", "role-only"), "portcullis:AttachRoleToUser");
        attachToGroup(both, "Lister", "staff");
        attachToUser(both, "Lister", "both");
    }

    @Test
    void addingAMemberNeedsPassRoleOnEachOfTheGroupsRoles() { // 16.4
        world.role(HERE, "Other", TRUST);
        attachToGroup(root, "Lister", "staff");
        attachToGroup(root, "Other", "staff");
        group("plain");
        world.user(HERE, "ann");
        var adder = world.user(HERE, "adder", allow("iam:AddUserToGroup"));
        var half = world.user(HERE, "half", allow("iam:AddUserToGroup"), passing("Lister", "groups.portcullis"));
        var whole = world.user(
                HERE,
                "whole",
                allow("iam:AddUserToGroup"),
                passing("Lister", "groups.portcullis"),
                passing("Other", "groups.portcullis"));

        assertDenied(() -> join(adder, "adder", "staff"), "iam:PassRole");
        assertDenied(() -> join(half, "half", "staff"), "iam:PassRole");
        assertThat(world.account(HERE).user("adder").groups()).isEmpty();
        join(adder, "adder", "plain");
        join(whole, "ann", "staff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ec2.amazonaws.com", "groups.portcullis.example"})
    void aRoleThatDoesNotTrustGroupsIsNotAttached(String principal) { // 16.4
        world.role(HERE, "Unwilling", trustingService(principal));
        world.user(HERE, "ann");
        var refused = new InvalidInput("The role Unwilling cannot be attached: its trust policy does not allow"
                + " groups.portcullis to assume it.");
        assertRefused(() -> attachToGroup(root, "Unwilling", "staff"), refused);
        assertRefused(() -> attachToUser(root, "Unwilling", "ann"), refused);
    }

    @Test
    void trustInTheAccountOrOneOfItsUsersIsNoConsent() { // 16.4
        world.role(HERE, "Local", trusting("arn:aws:iam::" + HERE + ":root"));
        assertThat(refusal(() -> attachToGroup(root, "Local", "staff"))).isInstanceOf(InvalidInput.class);
    }

    @Test
    void aRoleMayNameTheGroupsThatItIsMeantFor() {
        group("others");
        world.role(
                HERE,
                "Choosy",
                statement("\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"groups.portcullis\"},"
                        + "\"Action\":\"sts:AssumeRole\",\"Condition\":{\"ArnEquals\":{\"aws:SourceArn\":"
                        + "\"arn:aws:iam::" + HERE + ":group/staff\"}}"));
        assertThat(refusal(() -> attachToGroup(root, "Choosy", "others"))).isInstanceOf(InvalidInput.class);
        attachToGroup(root, "Choosy", "staff");
    }

    @Test
    void aRoleOfAServiceIsNotAttached() { // 12.11
        world.change(
                HERE,
                account -> account.with(new Role(
                        "AROALINKED",
                        "Linked",
                        "/aws-service-role/groups.portcullis/",
                        world.now(),
                        new TrustPolicy(TRUST, List.of()),
                        Optional.empty(),
                        Duration.ofHours(1),
                        Tags.none(),
                        GrantedPolicies.NONE,
                        Optional.empty(),
                        0)));
        assertThat(refusal(() -> attachToGroup(root, "Linked", "staff"))).isInstanceOf(UnmodifiableEntity.class);
    }

    @Test
    void whatIsAttachedCannotBeDeleted() {
        world.user(HERE, "ann");
        attachToGroup(root, "Lister", "staff");
        attachToUser(root, "Lister", "ann");
        world.call(
                root,
                IamModel.DELETE_ROLE_POLICY,
                DeleteRolePolicyRequest.builder()
                        .roleName("Lister")
                        .policyName("p")
                        .build());

        assertRefused(
                this::deleteRole,
                new DeleteConflict("Cannot delete entity, must detach role from groups and users first."));
        assertRefused(this::deleteGroup, new DeleteConflict("Cannot delete entity, must detach all roles first."));

        detachFromGroup("Lister", "staff");
        deleteGroup();
        assertThat(refusal(this::deleteRole)).isInstanceOf(DeleteConflict.class);
        world.call(
                root,
                PortcullisModel.DETACH_ROLE_FROM_USER,
                DetachRoleFromUserRequest.builder()
                        .userName("ann")
                        .roleName("Lister")
                        .build());
        deleteRole();
    }

    @Test
    void aGroupCarriesTenRolesAtMost() {
        for (int i = 0; i < 10; i++) {
            world.role(HERE, "R" + i, TRUST);
            attachToGroup(root, "R" + i, "staff");
            attachToGroup(root, "R" + i, "staff"); // again changes nothing
        }
        assertRefused(() -> attachToGroup(root, "Lister", "staff"), LimitExceeded.of("RolesPerGroup", 10));
    }

    @Test
    void whatIsNotThereIsSaidToBeMissing() {
        assertRefused(() -> attachToGroup(root, "Nobody", "staff"), NoSuchEntity.role("Nobody"));
        assertRefused(() -> attachToGroup(root, "Lister", "nowhere"), NoSuchEntity.group("nowhere"));
        assertRefused(
                () -> detachFromGroup("Lister", "staff"),
                new NoSuchEntity("The role with name Lister is not attached to staff."));
    }

    private void group(String name) {
        world.call(
                root,
                IamModel.CREATE_GROUP,
                CreateGroupRequest.builder().groupName(name).build());
    }

    private void putRolePolicy(String role, String name, String document) {
        world.call(
                root,
                IamModel.PUT_ROLE_POLICY,
                PutRolePolicyRequest.builder()
                        .roleName(role)
                        .policyName(name)
                        .policyDocument(document)
                        .build());
    }

    private void join(String user, String group) {
        join(root, user, group);
    }

    private void join(Caller caller, String user, String group) {
        world.call(
                caller,
                IamModel.ADD_USER_TO_GROUP,
                AddUserToGroupRequest.builder().groupName(group).userName(user).build());
    }

    private void attachToGroup(Caller caller, String role, String group) {
        world.call(
                caller,
                PortcullisModel.ATTACH_ROLE_TO_GROUP,
                AttachRoleToGroupRequest.builder()
                        .groupName(group)
                        .roleName(role)
                        .build());
    }

    private void attachToUser(Caller caller, String role, String user) {
        world.call(
                caller,
                PortcullisModel.ATTACH_ROLE_TO_USER,
                AttachRoleToUserRequest.builder().userName(user).roleName(role).build());
    }

    private void detachFromGroup(String role, String group) {
        world.call(
                root,
                PortcullisModel.DETACH_ROLE_FROM_GROUP,
                DetachRoleFromGroupRequest.builder()
                        .groupName(group)
                        .roleName(role)
                        .build());
    }

    private void deleteRole() {
        world.call(
                root,
                IamModel.DELETE_ROLE,
                DeleteRoleRequest.builder().roleName("Lister").build());
    }

    private void deleteGroup() {
        world.call(
                root,
                IamModel.DELETE_GROUP,
                DeleteGroupRequest.builder().groupName("staff").build());
    }

    private void listRoles(Caller caller) {
        world.call(caller, IamModel.LIST_ROLES, ListRolesRequest.builder().build());
    }

    private void listGroups(Caller caller) {
        world.call(caller, IamModel.LIST_GROUPS, ListGroupsRequest.builder().build());
    }

    private void getRole(Caller caller, String name) {
        world.call(
                caller,
                IamModel.GET_ROLE,
                GetRoleRequest.builder().roleName(name).build());
    }

    private static String passing(String role, String service) {
        return statement(
                "\"Effect\":\"Allow\",\"Action\":\"iam:PassRole\",\"Resource\":\"arn:aws:iam::" + HERE + ":role/" + role
                        + "\",\"Condition\":{\"StringEquals\":{\"iam:PassedToService\":\"" + service + "\"}}");
    }
}
