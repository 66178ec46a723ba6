// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static dev.portcullis.conformance.Policies.allow;
import static dev.portcullis.conformance.Policies.aws;
import static dev.portcullis.conformance.Policies.deny;
import static dev.portcullis.conformance.Policies.document;
import static dev.portcullis.conformance.Policies.trust;
import static dev.portcullis.conformance.Refusals.assertDenied;
import static dev.portcullis.conformance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OneServer.class)
class DenialsTest {
    @Test
    void whoIsInAGroupThatAllowsAndInOneThatDeniesIsDenied(ShippedServer server) {
        var mia = server.root().newUser("mia");
        try (var iam = server.root().iam();
                var hers = mia.iam()) {
            for (var group : new String[] {"allowing", "denying"}) {
                iam.createGroup(request -> request.groupName(group));
                iam.addUserToGroup(request -> request.groupName(group).userName("mia"));
            }
            iam.putGroupPolicy(request ->
                    request.groupName("allowing").policyName("all").policyDocument(document(allow("iam:*"))));
            assertThatCode(hers::listUsers).doesNotThrowAnyException();

            iam.putGroupPolicy(request -> request.groupName("denying")
                    .policyName("no-users")
                    .policyDocument(document(deny("iam:ListUsers"))));

            assertDenied(hers::listUsers, "iam:ListUsers", "with an explicit deny in an identity-based policy");
            assertThatCode(hers::listGroups).doesNotThrowAnyException();
        }
    }

    @Test
    void aDenyAllOnACompromisedUserOverridesEverythingAlsoInRunningSessions(ShippedServer server) {
        var root = server.root();
        var account = root.account();
        var storage = RegisteredService.register(root, "storage.denials.example");
        var eve = root.newUser("eve");
        root.letUser("eve", "everything", allow("*"));
        try (var sts = eve.sts();
                var hers = eve.iam()) {
            var session = eve.with(Person.session(sts.getSessionToken().credentials()));
            assertThatCode(hers::listUsers).doesNotThrowAnyException();
            assertThat(storage.allows(session, account, "s3:GetObject", "arn:aws:s3:::books/1"))
                    .isTrue();

            root.letUser("eve", "compromised", deny("*"));

            assertDenied(hers::listUsers, "iam:ListUsers", "with an explicit deny");
            for (var person : new Person[] {eve, session}) {
                assertThat(storage.decision(person, account, "s3:GetObject", "arn:aws:s3:::books/1", Map.of()))
                        .isEqualTo("explicitDeny");
            }
        }
    }

    @Test
    void deletingAUserEndsItsSessionsAtOnce(ShippedServer server) {
        var gone = server.root().newUser("gone");
        try (var sts = gone.sts();
                var iam = server.root().iam();
                var session = gone.with(Person.session(sts.getSessionToken().credentials()))
                        .sts()) {
            assertThat(session.getCallerIdentity().arn()).endsWith(":user/gone");

            iam.deleteAccessKey(request ->
                    request.userName("gone").accessKeyId(gone.credentials().accessKeyId()));
            iam.deleteUser(request -> request.userName("gone"));

            assertRefused(session::getCallerIdentity, "InvalidClientTokenId");
            assertRefused(sts::getCallerIdentity, "InvalidClientTokenId");
        }
    }

    @Test
    void deletingARoleEndsItsSessionsAtOnceEvenIfItIsMadeAnew(ShippedServer server) {
        var root = server.root();
        try (var iam = root.iam()) {
            var arn = role(root, "short-lived");
            var session = assumed(root, "short-lived-user", arn);
            try (var sts = session.sts()) {
                assertThat(sts.getCallerIdentity().arn()).endsWith(":assumed-role/short-lived/work");

                iam.deleteRole(request -> request.roleName("short-lived"));
                assertRefused(sts::getCallerIdentity, "InvalidClientTokenId");
                role(root, "short-lived");
                assertRefused(sts::getCallerIdentity, "InvalidClientTokenId");
            }
        }
    }

    @Test
    void raisingTheEpochOfARoleEndsTheSessionsThatRunAndNoLaterOnes(ShippedServer server) {
        var root = server.root();
        var arn = role(root, "revoked");
        var user = root.newUser("revoked-user");
        root.letUser("revoked-user", "assume", allow("sts:AssumeRole"));
        try (var before = user.assume(arn, "before").sts()) {
            before.getCallerIdentity();

            root.portcullis("RevokeSessions", Map.of("PrincipalArn", arn)).succeeded();

            assertRefused(before::getCallerIdentity, "InvalidClientTokenId");
            assertThat(user.assume(arn, "after").arn()).endsWith("/revoked/after");
        }
    }

    @Test
    void raisingTheEpochOfAUserEndsItsSessionsButNotItsKeys(ShippedServer server) {
        var root = server.root();
        var user = root.newUser("revoked-herself");
        try (var sts = user.sts()) {
            var session = user.with(Person.session(sts.getSessionToken().credentials()));
            assertThat(session.arn()).endsWith(":user/revoked-herself");

            root.portcullis("RevokeSessions", Map.of("PrincipalArn", user.arn()))
                    .succeeded();

            assertRefused(session::arn, "InvalidClientTokenId");
            assertThat(user.arn()).endsWith(":user/revoked-herself");
        }
    }

    @Test
    void oneSessionEndsAloneByItsAccessKeyId(ShippedServer server) {
        var root = server.root();
        var arn = role(root, "shared-by-two");
        var user = root.newUser("shared-by-two-user");
        root.letUser("shared-by-two-user", "assume", allow("sts:AssumeRole"));
        var one = user.assume(arn, "one");
        var two = user.assume(arn, "two");

        root.portcullis(
                        "RevokeSessions",
                        Map.of("SessionAccessKeyId", one.credentials().accessKeyId()))
                .succeeded();

        assertRefused(one::arn, "InvalidClientTokenId");
        assertThat(two.arn()).endsWith("/shared-by-two/two");
    }

    /** A role that the whole account may assume. */
    private static String role(Person root, String name) {
        try (var iam = root.iam()) {
            return iam.createRole(request -> request.roleName(name)
                            .assumeRolePolicyDocument(trust(aws("arn:aws:iam::" + root.account() + ":root"))))
                    .role()
                    .arn();
        }
    }

    private static Person assumed(Person root, String userName, String roleArn) {
        var user = root.newUser(userName);
        root.letUser(userName, "assume", allow("sts:AssumeRole"));
        return user.assume(roleArn, "work");
    }
}
