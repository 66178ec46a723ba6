// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import static dev.portcullis.server.Documents.trustingService;
import static dev.portcullis.server.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.iam.AttachRolePolicyRequest;
import dev.portcullis.aws.iam.CreatePolicyVersionRequest;
import dev.portcullis.aws.iam.DeletePolicyRequest;
import dev.portcullis.aws.iam.DeleteRoleRequest;
import dev.portcullis.aws.iam.DetachRolePolicyRequest;
import dev.portcullis.aws.iam.GetRoleRequest;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.PutRolePolicyRequest;
import dev.portcullis.aws.iam.SetDefaultPolicyVersionRequest;
import dev.portcullis.aws.iam.UpdateAssumeRolePolicyRequest;
import dev.portcullis.server.Refusals;
import dev.portcullis.server.TestWorld;
import dev.portcullis.server.account.GrantedPolicies;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.account.TrustPolicy;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiError.UnmodifiableEntity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rule 12.11, as callers of this server are told of it. */
class WhatBelongsToAwsTest {
    private static final String LINKED = "AWSServiceRoleForEC2Spot";
    private static final String AWS_POLICY = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    private static final String EVERYTHING = """
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}""";
    private static final String NO_IAM = """
            {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}}""";

    private final TestWorld world = new TestWorld();

    @BeforeEach
    void aServiceLinkedRole() {
        var role = new Role(
                "AROALINKED",
                LINKED,
                "/aws-service-role/spot.amazonaws.com/",
                world.now(),
                new TrustPolicy(trustingService("spot.amazonaws.com"), List.of()),
                Optional.empty(),
                Duration.ofHours(1),
                Tags.none(),
                GrantedPolicies.NONE,
                Optional.empty(),
                0);
        world.change(TestWorld.HERE, account -> account.with(role));
    }

    private List<ThrowingCallable> changesOfTheRole(Caller caller) {
        return List.of(
                () -> world.call(
                        caller,
                        IamModel.DELETE_ROLE,
                        DeleteRoleRequest.builder().roleName(LINKED).build()),
                () -> world.call(
                        caller,
                        IamModel.ATTACH_ROLE_POLICY,
                        AttachRolePolicyRequest.builder()
                                .roleName(LINKED)
                                .policyArn(AWS_POLICY)
                                .build()),
                () -> world.call(
                        caller,
                        IamModel.DETACH_ROLE_POLICY,
                        DetachRolePolicyRequest.builder()
                                .roleName(LINKED)
                                .policyArn(AWS_POLICY)
                                .build()),
                () -> world.call(
                        caller,
                        IamModel.PUT_ROLE_POLICY,
                        PutRolePolicyRequest.builder()
                                .roleName(LINKED)
                                .policyName("p")
                                .policyDocument(EVERYTHING)
                                .build()),
                () -> world.call(
                        caller,
                        IamModel.UPDATE_ASSUME_ROLE_POLICY,
                        UpdateAssumeRolePolicyRequest.builder()
                                .roleName(LINKED)
                                .policyDocument(trustingService("spot.amazonaws.com"))
                                .build()));
    }

    private List<ThrowingCallable> changesOfThePolicy(Caller caller) {
        return List.of(
                () -> world.call(
                        caller,
                        IamModel.DELETE_POLICY,
                        DeletePolicyRequest.builder().policyArn(AWS_POLICY).build()),
                () -> world.call(
                        caller,
                        IamModel.CREATE_POLICY_VERSION,
                        CreatePolicyVersionRequest.builder()
                                .policyArn(AWS_POLICY)
                                .policyDocument(EVERYTHING)
                                .build()),
                () -> world.call(
                        caller,
                        IamModel.SET_DEFAULT_POLICY_VERSION,
                        SetDefaultPolicyVersionRequest.builder()
                                .policyArn(AWS_POLICY)
                                .versionId("v1")
                                .build()));
    }

    @Test
    void whoMayDoEverythingIsToldWhoseTheRoleIs() {
        for (var caller : List.of(world.root(TestWorld.HERE), world.user(TestWorld.HERE, "admin", EVERYTHING))) {
            for (var change : changesOfTheRole(caller)) {
                assertRefused(
                        change,
                        new UnmodifiableEntity("Cannot perform the operation on the protected role '" + LINKED
                                + "' - this role is only modifiable by AWS"));
            }
        }
    }

    @Test
    void whoMayDoEverythingIsToldWhoseThePolicyIs() {
        for (var caller : List.of(world.root(TestWorld.HERE), world.user(TestWorld.HERE, "admin", EVERYTHING))) {
            for (var change : changesOfThePolicy(caller)) {
                assertRefused(change, new AccessDenied("Policy is outside your own account."));
            }
        }
    }

    @Test
    void whoMayNotIsToldThatAlone() {
        var nobody = world.user(TestWorld.HERE, "nobody");
        assertRefused(
                changesOfTheRole(nobody).getFirst(),
                new AccessDenied(
                        "User: arn:aws:iam::111111111111:user/nobody is not authorized to perform: iam:DeleteRole"
                                + " on resource: arn:aws:iam::111111111111:role/aws-service-role/spot.amazonaws.com/"
                                + LINKED
                                + " because no identity-based policy allows the iam:DeleteRole action"));
        var denied = world.user(TestWorld.HERE, "denied", EVERYTHING, NO_IAM);
        var all = new ArrayList<ThrowingCallable>();
        for (var caller : List.of(nobody, denied, world.service(TestWorld.HERE, "spot.amazonaws.com"))) {
            all.addAll(changesOfTheRole(caller));
            all.addAll(changesOfThePolicy(caller));
        }
        assertThat(all).hasSize(24).allSatisfy(Refusals::assertDenied);
    }

    @Test
    void readingStaysAllowed() {
        var request = GetRoleRequest.builder().roleName(LINKED).build();

        world.call(world.user(TestWorld.HERE, "admin", EVERYTHING), IamModel.GET_ROLE, request);
    }
}
