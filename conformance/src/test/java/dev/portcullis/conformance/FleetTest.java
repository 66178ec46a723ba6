// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static dev.portcullis.conformance.Policies.allow;
import static dev.portcullis.conformance.Policies.deny;
import static dev.portcullis.conformance.Policies.document;
import static dev.portcullis.conformance.Policies.trust;
import static dev.portcullis.conformance.Refusals.assertDenied;
import static dev.portcullis.conformance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** A fleet gets a role at once: instances launched with the AWS CLI, in a group to which a role is attached. */
@ExtendWith(OneServer.class)
class FleetTest {
    private static final int MANY = 20;

    @ParameterizedTest
    @EnumSource
    void oneEditOfARoleReachesEveryInstanceOfTheFleet(AwsCli cli, ShippedServer server) {
        var root = server.root();
        var suffix = cli.name().toLowerCase(Locale.ROOT).replace('_', '-');
        var group = "fleet-" + suffix;
        var name = "Fleet-" + suffix;
        var role = RolesTest.role(root, name, trust("{\"Service\":\"groups.portcullis\"}"), allow("iam:ListUsers"));
        var instances = launched(root, cli);
        try (var iam = root.iam()) {
            iam.createGroup(request -> request.groupName(group));
            for (var instance : instances) {
                root.portcullis("AddInstanceToGroup", Map.of("GroupName", group, "InstanceId", instance))
                        .succeeded();
            }
            root.portcullis("AttachRoleToGroup", Map.of("GroupName", group, "RoleName", name))
                    .succeeded();

            var sessions = sessions(root, instances);
            for (int i = 0; i < MANY; i++) {
                assertThat(sessions.get(i).arn()).endsWith("assumed-role/" + name + "/" + instances.get(i));
            }
            iam.putRolePolicy(request -> request.roleName(name)
                    .policyName("permissions")
                    .policyDocument(document(allow("iam:ListGroups"), deny("iam:ListUsers"))));
            for (var session : sessions) {
                try (var own = session.iam()) {
                    assertThatCode(own::listGroups).doesNotThrowAnyException();
                    assertDenied(own::listUsers, "iam:ListUsers", "(through role " + role + " on group ");
                }
            }

            var first = instances.getFirst();
            root.cli(cli, "ec2", "terminate-instances", "--instance-ids", first).succeeded();
            root.cli(cli, "ec2", "wait", "instance-terminated", "--instance-ids", first)
                    .succeeded();
            assertEnded(sessions.getFirst());
            assertThat(sessions.getLast().arn()).contains(name);
            assertThat(root.portcullis("ListInstancesForGroup", Map.of("GroupName", group))
                            .succeeded()
                            .members("Instances"))
                    .hasSize(MANY - 1);
            root.portcullis("DetachRoleFromGroup", Map.of("GroupName", group, "RoleName", name))
                    .succeeded();
            sessions.forEach(FleetTest::assertEnded);
        }
    }

    private static List<String> launched(Person root, AwsCli cli) {
        var ids = root.cli(
                        cli,
                        "ec2",
                        "run-instances",
                        "--image-id",
                        "ami-00000000000000000",
                        "--count",
                        Integer.toString(MANY),
                        "--query",
                        "Instances[].InstanceId")
                .succeeded()
                .strip()
                .split("\\s+");
        assertThat(ids).hasSize(MANY);
        var wait = new ArrayList<>(List.of("ec2", "wait", "instance-running", "--instance-ids"));
        wait.addAll(List.of(ids));
        root.cli(cli, wait.toArray(String[]::new)).succeeded();
        return List.of(ids);
    }

    private static List<Person> sessions(Person root, List<String> instances) {
        return instances.stream()
                .map(instance -> root.portcullis("GetInstanceCredentials", Map.of("InstanceId", instance))
                        .succeeded()
                        .fields("Credentials"))
                .map(given -> root.with(AwsSessionCredentials.create(
                        given.getOrDefault("AccessKeyId", ""),
                        given.getOrDefault("SecretAccessKey", ""),
                        given.getOrDefault("SessionToken", ""))))
                .toList();
    }

    private static void assertEnded(Person session) {
        assertRefused(session::arn, "InvalidClientTokenId");
    }
}
