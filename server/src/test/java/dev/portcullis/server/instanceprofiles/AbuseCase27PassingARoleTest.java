// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instanceprofiles;

import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.statement;
import static dev.portcullis.server.Documents.trustingService;
import static dev.portcullis.server.Refusals.assertDenied;
import static dev.portcullis.server.TestWorld.HERE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.iam.AddRoleToInstanceProfileRequest;
import dev.portcullis.aws.iam.CreateInstanceProfileRequest;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.server.TestWorld;
import dev.portcullis.server.authn.Caller;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rule 12.1: putting a role into a profile hands it to whoever starts instances with it. */
class AbuseCase27PassingARoleTest {
    private final TestWorld world = new TestWorld();

    @BeforeEach
    void makeAProfileAndTwoRoles() {
        world.role(HERE, "Admin", trustingService("ec2.amazonaws.com"));
        world.role(HERE, "Web", trustingService("ec2.amazonaws.com"));
        world.call(
                world.root(HERE),
                IamModel.CREATE_INSTANCE_PROFILE,
                CreateInstanceProfileRequest.builder()
                        .instanceProfileName("web")
                        .build());
    }

    @Test
    void theProfileAndTheRoleAreBothAuthorized() {
        var profileOnly = world.user(HERE, "profile-only", allow("iam:AddRoleToInstanceProfile"));
        var webOnly = world.user(
                HERE, "web-only", allow("iam:AddRoleToInstanceProfile"), passing("Web", "ec2.amazonaws.com"));
        var toOthers = world.user(
                HERE, "to-others", allow("iam:AddRoleToInstanceProfile"), passing("Web", "lambda.amazonaws.com"));

        assertDenied(() -> add(profileOnly, "Web"), "iam:PassRole");
        assertDenied(() -> add(webOnly, "Admin"), "iam:PassRole");
        assertDenied(() -> add(toOthers, "Web"), "iam:PassRole");
        add(webOnly, "Web");

        assertThat(world.account(HERE).instanceProfile("web").role())
                .hasValue(world.account(HERE).role("Web").id());
    }

    private void add(Caller caller, String role) {
        world.call(
                caller,
                IamModel.ADD_ROLE_TO_INSTANCE_PROFILE,
                AddRoleToInstanceProfileRequest.builder()
                        .instanceProfileName("web")
                        .roleName(role)
                        .build());
    }

    private static String passing(String role, String service) {
        return statement(
                "\"Effect\":\"Allow\",\"Action\":\"iam:PassRole\",\"Resource\":\"arn:aws:iam::" + HERE + ":role/" + role
                        + "\",\"Condition\":{\"StringEquals\":{\"iam:PassedToService\":\"" + service + "\"}}");
    }
}
