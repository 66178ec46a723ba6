// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EntityJsonTest {
    private static final Arns ARNS = new Arns(SampleAccount.ID);

    @Test
    void usersAndGroupsOfTheFirstVersionCarryNoRoles() {
        var user = EntityJson.read(Kind.USER, "AIDAANN", """
                {"name": "ann", "path": "/", "tags": [], "attached": [], "inline": [], "createdAt": "2026-03-01T12:00:00Z",
                 "groups": ["AGPASTAFF"], "epoch": 0}""", ARNS);
        var group = EntityJson.read(Kind.GROUP, "AGPASTAFF", """
                {"name": "staff", "path": "/", "tags": [], "attached": [], "inline": [], "createdAt": "2026-03-01T12:00:00Z"}""", ARNS);
        assertThat(user).isEqualTo(SampleAccount.user("ann").joining((Group) group));
        assertThat(group).isEqualTo(SampleAccount.group("staff"));
    }

    @Test
    void theRolesThatAreCarriedComeBack() {
        var roles = new TreeSet<>(List.of("AROAONE", "AROATWO"));
        var user = SampleAccount.user("ann").withRoles(roles);
        var group = SampleAccount.group("staff").withRoles(roles);
        assertThat(EntityJson.read(Kind.USER, user.id(), EntityJson.write(user), ARNS))
                .isEqualTo(user);
        assertThat(EntityJson.read(Kind.GROUP, group.id(), EntityJson.write(group), ARNS))
                .isEqualTo(group);
    }

    @Test
    void theFleetsEpochAndTheGroupsOfAnInstanceComeBack() {
        var group = new Group(
                "AGPASTAFF",
                "staff",
                "/",
                SampleAccount.NOW,
                GrantedPolicies.NONE,
                new TreeSet<>(List.of("AROAONE")),
                7);
        var membership = InstanceMembership.none("i-00000000000000001", "us-east-1")
                .joining(group)
                .leaving(group)
                .joining(group);
        assertThat(EntityJson.read(Kind.GROUP, group.id(), EntityJson.write(group), ARNS))
                .isEqualTo(group);
        assertThat(EntityJson.read(Kind.INSTANCE_MEMBERSHIP, membership.id(), EntityJson.write(membership), ARNS))
                .isEqualTo(membership);
    }
}
