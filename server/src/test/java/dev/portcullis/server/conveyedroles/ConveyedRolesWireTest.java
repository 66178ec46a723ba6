// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.conveyedroles;

import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.trustingService;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** Roles on groups and users, as clients meet them. */
class ConveyedRolesWireTest {
    private static final String GROUP = "arn:aws:iam::" + TestServer.ACCOUNT + ":group/readers";
    private static final String OBJECT = "arn:aws:s3:::reports/may.csv";

    private final TestServer server = TestServer.start();
    private PortcullisClient root = new PortcullisClient(server.endpoint(), server.root());

    @BeforeEach
    void attachARoleToAGroup() {
        var iam = server.iam();
        iam.createGroup(request -> request.groupName("readers"));
        for (var name : new String[] {"Reader", "Auditor"}) {
            iam.createRole(
                    request -> request.roleName(name).assumeRolePolicyDocument(trustingService("groups.portcullis")));
            root.call("AttachRoleToGroup", Map.of("GroupName", "readers", "RoleName", name));
        }
        iam.putRolePolicy(
                request -> request.roleName("Reader").policyName("read").policyDocument(allow("s3:GetObject")));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void listsShowWhatIsAttachedToWhom() {
        server.user("ann");
        root.call("AttachRoleToUser", Map.of("UserName", "ann", "RoleName", "Reader"));

        var ofGroup = root.call("ListAttachedGroupRoles", Map.of("GroupName", "readers"));
        assertThat(ofGroup.texts("RoleName")).containsExactly("Auditor", "Reader");
        assertThat(ofGroup.texts("RoleArn")).contains("arn:aws:iam::" + TestServer.ACCOUNT + ":role/Reader");
        assertThat(root.call("ListAttachedUserRoles", Map.of("UserName", "ann")).texts("RoleName"))
                .containsExactly("Reader");
        var first = root.call("ListEntitiesForRole", Map.of("RoleName", "Reader", "MaxItems", "1"));
        assertThat(first.texts("GroupName")).containsExactly("readers");
        assertThat(first.texts("UserName")).isEmpty();
        var second = root.call("ListEntitiesForRole", Map.of("RoleName", "Reader", "Marker", first.text("Marker")));
        assertThat(second.texts("UserName")).containsExactly("ann");
        assertThat(second.text("IsTruncated")).isEqualTo("false");
    }

    @Test
    void aServiceIsToldTheWayAndARestartForgetsNothing() {
        var key = server.user("ann");
        server.iam().addUserToGroup(request -> request.groupName("readers").userName("ann"));
        var registered = root.call("RegisterService", Map.of("ServicePrincipal", "storage.example"));
        var service = AwsBasicCredentials.create(
                registered.texts("AccessKeyId").getLast(), registered.text("SecretAccessKey"));

        server.restart();

        var session = (AwsSessionCredentials)
                TestServer.session(server.sts(key).getSessionToken().credentials());
        var question = new LinkedHashMap<>(Map.of(
                "Session.AccessKeyId",
                session.accessKeyId(),
                "Session.SessionToken",
                session.sessionToken(),
                "ActionName",
                "s3:GetObject",
                "Resource",
                OBJECT,
                "ResourceAccount",
                TestServer.ACCOUNT,
                "Explain",
                "true"));
        var role = "arn:aws:iam::" + TestServer.ACCOUNT + ":role/Reader";
        var answer = new PortcullisClient(server.endpoint(), service).call("Authorize", question);
        assertThat(answer.text("Decision")).isEqualTo("allowed");
        assertThat(answer.text("Reason"))
                .isEqualTo("Allowed by statement 0 of the identity-based policy read, through role " + role
                        + " on group " + GROUP + ".");
        assertThat(answer.text("RoleArn")).isEqualTo(role);
        assertThat(answer.text("AttachedTo")).isEqualTo(GROUP);
    }

    @Test
    void errorsHaveTheirCodes() {
        assertThat(root.refused("AttachRoleToGroup", Map.of("GroupName", "readers", "RoleName", "Nobody")))
                .isEqualTo("NoSuchEntity");
        server.iam()
                .createRole(request ->
                        request.roleName("Unwilling").assumeRolePolicyDocument(trustingService("ec2.amazonaws.com")));
        assertThat(root.refused("AttachRoleToGroup", Map.of("GroupName", "readers", "RoleName", "Unwilling")))
                .isEqualTo("InvalidInput");
        assertThat(root.refused("AttachRoleToGroup", Map.of("GroupName", "", "RoleName", "Reader")))
                .isEqualTo("ValidationError");
        var nobody = new PortcullisClient(server.endpoint(), server.user("nobody"));
        assertThat(nobody.refused("ListAttachedGroupRoles", Map.of("GroupName", "readers")))
                .isEqualTo("AccessDenied");
    }
}
