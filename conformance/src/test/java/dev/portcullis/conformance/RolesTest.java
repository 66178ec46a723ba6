// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static dev.portcullis.conformance.Policies.allow;
import static dev.portcullis.conformance.Policies.aws;
import static dev.portcullis.conformance.Policies.document;
import static dev.portcullis.conformance.Policies.trust;
import static dev.portcullis.conformance.Policies.trustWhen;
import static dev.portcullis.conformance.Refusals.assertDenied;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;

@ExtendWith(OneServer.class)
class RolesTest {
    @ParameterizedTest
    @EnumSource
    void aRoleThatTrustsAUserIsAssumedByThatUserAlone(AwsCli cli, ShippedServer server) {
        var root = server.root();
        var suffix = "-" + cli.name().toLowerCase(Locale.ROOT);
        var trusted = root.newUser("trusted" + suffix);
        var other = root.newUser("untrusted" + suffix);
        root.letUser("untrusted" + suffix, "try", allow("iam:ListUsers"));
        var role = role(root, "for-one" + suffix, trust(aws(trusted.arn())), allow("iam:ListGroups"));

        var refused = other.cli(cli, "sts", "assume-role", "--role-arn", role, "--role-session-name", "work")
                .failed();
        assertThat(refused)
                .contains("(AccessDenied) when calling the AssumeRole operation")
                .contains("is not authorized to perform: sts:AssumeRole on resource: " + role);
        var words = trusted.cli(
                        cli,
                        "sts",
                        "assume-role",
                        "--role-arn",
                        role,
                        "--role-session-name",
                        "work",
                        "--query",
                        "Credentials.[AccessKeyId,SecretAccessKey,SessionToken]")
                .succeeded()
                .split("\\s+", -1);
        var session = trusted.with(AwsSessionCredentials.create(words[0], words[1], words[2]));

        assertThat(session.cli(cli, "sts", "get-caller-identity", "--query", "Arn")
                        .succeeded())
                .isEqualTo("arn:aws:sts::" + root.account() + ":assumed-role/for-one" + suffix + "/work");
        assertThat(session.cli(cli, "iam", "list-users").failed()).contains("iam:ListUsers");
        session.cli(cli, "iam", "list-groups").succeeded();
    }

    @Test
    void switchingToARoleDropsTheUsersOwnPermissions(ShippedServer server) {
        var root = server.root();
        var user = root.newUser("switcher");
        root.letUser("switcher", "own", allow("iam:ListUsers", "sts:AssumeRole"));
        var session = user.assume(role(root, "switched-to", trust(aws(user.arn())), allow("iam:ListRoles")), "work");
        try (var own = user.iam();
                var switched = session.iam()) {
            assertThatCode(own::listUsers).doesNotThrowAnyException();
            assertDenied(switched::listUsers, "iam:ListUsers", "assumed-role/switched-to/work");
            assertThatCode(switched::listRoles).doesNotThrowAnyException();
        }
    }

    @Test
    void anotherAccountAssumesARoleOnlyWithTheExternalIdThatIsAgreed(ShippedServer server) {
        var root = server.root();
        var partner = account(root, "partner");
        var broker = partner.newUser("broker");
        partner.letUser("broker", "assume", allow("sts:AssumeRole"));
        var lazy = partner.newUser("lazy");
        var role = role(
                root,
                "for-partner",
                trustWhen(
                        aws("arn:aws:iam::" + partner.account() + ":root"),
                        "{\"StringEquals\":{\"sts:ExternalId\":\"agreed-4711\"}}"),
                allow("iam:ListUsers"));
        var request = AssumeRoleRequest.builder().roleArn(role).roleSessionName("work");

        assertDenied(() -> broker.assume(request.build()), "sts:AssumeRole");
        assertDenied(() -> broker.assume(request.externalId("guessed").build()), "sts:AssumeRole");
        assertDenied(() -> lazy.assume(request.externalId("agreed-4711").build()), "sts:AssumeRole");
        try (var iam = broker.assume(request.externalId("agreed-4711").build()).iam()) {
            assertThatCode(iam::listUsers).doesNotThrowAnyException();
        }
        var thirdParty = account(root, "third-party").newUser("stranger");
        assertDenied(() -> thirdParty.assume(request.build()), "sts:AssumeRole");
    }

    @Test
    void aRoleThatTrustsAServiceIsAssumedByThatRegisteredServiceAlone(ShippedServer server) {
        var root = server.root();
        var billing = RegisteredService.register(root, "billing.roles.example");
        var backup = RegisteredService.register(root, "backup.roles.example");
        var user = root.newUser("no-service");
        root.letUser("no-service", "assume", allow("sts:AssumeRole"));
        var role = role(root, "for-billing", trust("{\"Service\":\"billing.roles.example\"}"), allow("iam:ListUsers"));

        try (var iam = billing.self().assume(role, "invoices").iam()) {
            assertThatCode(iam::listUsers).doesNotThrowAnyException();
        }
        assertDenied(() -> backup.self().assume(role, "invoices"), "sts:AssumeRole");
        assertDenied(() -> user.assume(role, "invoices"), "sts:AssumeRole");
    }

    @Test
    void aSessionMayOnlyWhatRoleSessionPolicyAndBoundaryAllow(ShippedServer server) {
        var root = server.root();
        var user = root.newUser("bounded-user");
        var role = role(
                root, "bounded", trust(aws(user.arn())), allow("iam:ListUsers", "iam:ListGroups", "iam:ListPolicies"));
        try (var iam = root.iam()) {
            var boundary = iam.createPolicy(create -> create.policyName("bounds")
                            .policyDocument(document(allow("iam:ListUsers", "iam:ListGroups", "iam:ListRoles"))))
                    .policy()
                    .arn();
            iam.putRolePermissionsBoundary(put -> put.roleName("bounded").permissionsBoundary(boundary));
        }
        var session = user.assume(AssumeRoleRequest.builder()
                .roleArn(role)
                .roleSessionName("narrow")
                .policy(document(allow("iam:ListUsers", "iam:ListPolicies", "iam:ListRoles")))
                .build());
        try (var iam = session.iam()) {
            assertThatCode(iam::listUsers).doesNotThrowAnyException();
            assertDenied(iam::listGroups, "iam:ListGroups", "because no session policy allows");
            assertDenied(iam::listPolicies, "iam:ListPolicies", "because no permissions boundary allows");
            assertDenied(iam::listRoles, "iam:ListRoles", "because no identity-based policy allows");
        }
    }

    /** A role with one embedded policy. */
    static String role(Person owner, String name, String trustPolicy, String... statements) {
        try (var iam = owner.iam()) {
            var arn = iam.createRole(request -> request.roleName(name).assumeRolePolicyDocument(trustPolicy))
                    .role()
                    .arn();
            iam.putRolePolicy(
                    request -> request.roleName(name).policyName("permissions").policyDocument(document(statements)));
            return arn;
        }
    }

    /** A new account's user root. */
    static Person account(Person root, String name) {
        var answer = root.portcullis("CreateAccount", Map.of("AccountName", name, "Email", name + "@accounts.example"))
                .succeeded();
        return root.with(AwsBasicCredentials.create(answer.text("AccessKeyId"), answer.text("SecretAccessKey")));
    }
}
