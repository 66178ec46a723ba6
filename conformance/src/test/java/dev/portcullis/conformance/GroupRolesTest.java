// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static dev.portcullis.conformance.Policies.allow;
import static dev.portcullis.conformance.Policies.deny;
import static dev.portcullis.conformance.Policies.document;
import static dev.portcullis.conformance.Policies.trust;
import static dev.portcullis.conformance.Refusals.assertDenied;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Roles on groups, which AWS does not have, and what their members make of it with AWS's own clients. */
@ExtendWith(OneServer.class)
class GroupRolesTest {
    private static final String OBJECT = "arn:aws:s3:::books/1";

    @Test
    void oneEditOfARoleReachesTheMembersOfEveryGroupThatCarriesIt(ShippedServer server) {
        var root = server.root();
        try (var iam = root.iam()) {
            var role = RolesTest.role(
                    root, "carried", trust("{\"Service\":\"groups.portcullis\"}"), allow("iam:ListUsers"));
            for (var name : new String[] {"day", "night"}) {
                iam.createGroup(request -> request.groupName(name));
                root.portcullis("AttachRoleToGroup", Map.of("GroupName", name, "RoleName", "carried"))
                        .succeeded();
            }
            var day = member(root, "day-worker", "day");
            var night = member(root, "night-worker", "night");
            for (var person : new Person[] {day, night}) {
                try (var own = person.iam()) {
                    assertThatCode(own::listUsers).doesNotThrowAnyException();
                    assertDenied(own::listGroups, "iam:ListGroups");
                }
            }

            iam.putRolePolicy(request -> request.roleName("carried")
                    .policyName("permissions")
                    .policyDocument(document(allow("iam:ListGroups"), deny("iam:ListUsers"))));
            for (var person : new Person[] {day, night}) {
                try (var own = person.iam()) {
                    assertThatCode(own::listGroups).doesNotThrowAnyException();
                    assertDenied(own::listUsers, "iam:ListUsers", "(through role " + role + " on group ");
                }
            }
            var carriers = root.portcullis("ListEntitiesForRole", Map.of("RoleName", "carried"))
                    .succeeded();
            assertThat(carriers.members("RoleGroups"))
                    .extracting(group -> group.get("GroupName"))
                    .containsExactly("day", "night");

            root.portcullis("DetachRoleFromGroup", Map.of("GroupName", "day", "RoleName", "carried"))
                    .succeeded();
            try (var own = day.iam()) {
                assertDenied(own::listGroups, "iam:ListGroups");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoeverMayIsToldByAnEncodedMessageWhyACallWasDenied(AwsCli cli, ShippedServer server) {
        var root = server.root();
        var suffix = cli.name().toLowerCase(Locale.ROOT).replace('_', '-');
        var storage = RegisteredService.register(root, "books-" + suffix + ".example");
        var reader = root.newUser("reader-" + suffix);
        root.letUser("reader-" + suffix, "own", allow("s3:*"), deny("s3:GetObject"));

        var message = storage.ask(reader, root.account(), "s3:GetObject", OBJECT, Map.of())
                .succeeded()
                .text("EncodedMessage");
        var decode = new String[] {
            "sts", "decode-authorization-message", "--encoded-message", message, "--query", "DecodedMessage"
        };

        assertThat(reader.cli(cli, decode).failed()).contains("sts:DecodeAuthorizationMessage");
        assertThat(root.cli(cli, decode).succeeded())
                .contains("\"explicitDeny\":true", "\"action\":\"s3:GetObject\"", "user/reader-" + suffix);
    }

    private static Person member(Person root, String name, String group) {
        var person = root.newUser(name);
        try (var iam = root.iam()) {
            iam.addUserToGroup(request -> request.groupName(group).userName(name));
        }
        return person;
    }
}
