// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.roles;

import static dev.portcullis.server.Documents.trustingService;
import static dev.portcullis.server.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.iam.CreateRoleRequest;
import dev.portcullis.aws.iam.DeleteRolePermissionsBoundaryRequest;
import dev.portcullis.aws.iam.DeleteRoleRequest;
import dev.portcullis.aws.iam.TagRoleRequest;
import dev.portcullis.aws.iam.UntagRoleRequest;
import dev.portcullis.aws.iam.UpdateAssumeRolePolicyRequest;
import dev.portcullis.aws.iam.UpdateRoleDescriptionRequest;
import dev.portcullis.aws.iam.UpdateRoleRequest;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.GrantedPolicies;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.account.SampleAccount;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.account.TrustPolicy;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.error.ApiError.UnmodifiableEntity;
import dev.portcullis.server.storage.Revision;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Rule 12.11, behind the gatekeeper, which refuses most of this first. */
class ProtectedRolesTest {
    private static final String TRUST = trustingService("ec2.amazonaws.com");
    private static final TrustText TRUST_TEXT = new TrustText(TRUST, List.of(), Map.of());

    private final Account account = Account.empty(SampleAccount.ID, Revision.NONE)
            .with(role("Linked", "/aws-service-role/ec2.amazonaws.com/"))
            .with(role("Reserved", "/aws-reserved/sso.amazonaws.com/"));

    @Test
    void theyCannotBeChangedOrDeleted() {
        for (var name : List.of("Linked", "Reserved")) {
            var changes = List.<ThrowingCallable>of(
                    () -> Roles.delete(
                            account, DeleteRoleRequest.builder().roleName(name).build()),
                    () -> Roles.update(
                            account,
                            UpdateRoleRequest.builder()
                                    .roleName(name)
                                    .maxSessionDuration(7_200)
                                    .build()),
                    () -> Roles.trust(
                            account,
                            UpdateAssumeRolePolicyRequest.builder()
                                    .roleName(name)
                                    .policyDocument(TRUST)
                                    .build(),
                            TRUST_TEXT),
                    () -> Roles.tag(
                            account,
                            TagRoleRequest.builder()
                                    .roleName(name)
                                    .tags(List.of())
                                    .build()),
                    () -> Roles.untag(
                            account,
                            UntagRoleRequest.builder()
                                    .roleName(name)
                                    .tagKeys(List.of())
                                    .build()),
                    () -> Roles.bound(account, name, "arn:aws:iam::aws:policy/ReadOnlyAccess"),
                    () -> Roles.unbound(
                            account,
                            DeleteRolePermissionsBoundaryRequest.builder()
                                    .roleName(name)
                                    .build()));
            for (var change : changes) {
                assertRefused(
                        change,
                        new UnmodifiableEntity("Cannot perform the operation on the protected role '" + name
                                + "' - this role is only modifiable by AWS"));
            }
        }
    }

    @Test
    void aServiceLinkedRoleCanBeDescribed() {
        var next = Roles.describe(
                account,
                UpdateRoleDescriptionRequest.builder()
                        .roleName("Linked")
                        .description("ours")
                        .build());

        assertThat(next.role("Linked").description()).hasValue("ours");
        assertRefused(
                () -> Roles.describe(
                        account,
                        UpdateRoleDescriptionRequest.builder()
                                .roleName("Reserved")
                                .description("ours")
                                .build()),
                UnmodifiableEntity.role("Reserved"));
    }

    @Test
    void theirPathsAreReserved() {
        var request = CreateRoleRequest.builder()
                .roleName("Mine")
                .path("/aws-service-role/mine/")
                .assumeRolePolicyDocument(TRUST)
                .build();

        assertRefused(
                () -> Roles.create(account, request, TRUST_TEXT, "AROAMINE", SampleAccount.NOW),
                new InvalidInput("The path /aws-service-role/mine/ is reserved for the roles of services."));
    }

    private static Role role(String name, String path) {
        return new Role(
                "AROA" + name,
                name,
                path,
                SampleAccount.NOW,
                new TrustPolicy(TRUST, List.of()),
                Optional.empty(),
                Duration.ofHours(1),
                Tags.none(),
                GrantedPolicies.NONE,
                Optional.empty(),
                0);
    }
}
