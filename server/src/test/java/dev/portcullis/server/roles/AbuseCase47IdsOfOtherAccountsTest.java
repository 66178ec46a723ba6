// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.roles;

import static dev.portcullis.server.Documents.trusting;
import static dev.portcullis.server.Refusals.assertRefused;
import static dev.portcullis.server.TestWorld.HERE;
import static dev.portcullis.server.TestWorld.THERE;

import dev.portcullis.aws.iam.DeleteRoleRequest;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.UpdateAssumeRolePolicyRequest;
import dev.portcullis.server.TestWorld;
import dev.portcullis.server.error.ApiError.MalformedPolicyDocument;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import org.junit.jupiter.api.Test;

class AbuseCase47IdsOfOtherAccountsTest {
    private final TestWorld world = new TestWorld();

    @Test
    void anIdMeansSomebodyInItsOwnAccountOnly() {
        world.user(THERE, "guest");
        var foreign = world.account(THERE).user("guest").id();
        world.role(HERE, "Any", trusting(HERE.text()));
        var request = UpdateAssumeRolePolicyRequest.builder()
                .roleName("Any")
                .policyDocument(trusting(foreign))
                .build();

        assertRefused(
                () -> world.call(world.root(HERE), IamModel.UPDATE_ASSUME_ROLE_POLICY, request),
                new MalformedPolicyDocument("Invalid principal in policy: \"AWS\":\"" + foreign + "\""));
    }

    @Test
    void aNameMeansARoleOfTheCallersAccountOnly() {
        world.role(THERE, "Theirs", trusting(THERE.text()));
        var request = DeleteRoleRequest.builder().roleName("Theirs").build();

        assertRefused(() -> world.call(world.root(HERE), IamModel.DELETE_ROLE, request), NoSuchEntity.role("Theirs"));
    }
}
