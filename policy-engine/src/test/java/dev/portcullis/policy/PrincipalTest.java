// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import static dev.portcullis.policy.Given.ALICE;
import static dev.portcullis.policy.Given.DEPLOYER;
import static dev.portcullis.policy.Given.OTHER_ACCOUNT;
import static dev.portcullis.policy.Given.ROOT;
import static dev.portcullis.policy.Given.federated;
import static dev.portcullis.policy.MatchLevel.DIRECT;
import static dev.portcullis.policy.MatchLevel.ENTITY;
import static dev.portcullis.policy.MatchLevel.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Section 2: how directly a principal element names a caller. */
class PrincipalTest {
    private static final String ROOT_ARN = "arn:aws:iam::111122223333:root";

    private static MatchLevel level(String principal, Principal caller) {
        return level("Principal", principal, caller);
    }

    private static MatchLevel level(String element, String principal, Principal caller) {
        var policy = Given.policy("{'Effect':'Deny','" + element + "':" + principal + ",'Action':'*','Resource':'*'}");
        var request = PreparedRequest.of(Given.get(caller));
        return policy.statements()[0].level(request, Layer.RESOURCE, false);
    }

    private static String aws(String value) {
        return "{'AWS':'" + value + "'}";
    }

    @Test
    void everyoneIsNamedByTheLoneStar() { // 2.1, 2.9
        for (var star : new String[] {"'*'", "{'AWS':'*'}", "{'AWS':['x','*']}"}) {
            assertThat(level(star, ALICE)).isEqualTo(DIRECT);
            assertThat(level(star, new Principal.Anonymous())).isEqualTo(DIRECT);
            assertThat(level(star, new Principal.Service("ec2.amazonaws.com"))).isEqualTo(DIRECT);
            assertThat(level(star, new Principal.Federated("accounts.example"))).isEqualTo(DIRECT);
        }
    }

    @Test
    void anAccountIsNamedByItsIdOrRootArn() { // 2.2, 2.6
        for (var account : new String[] {aws(Given.ACCOUNT), aws(ROOT_ARN)}) {
            assertThat(level(account, ALICE)).isEqualTo(MatchLevel.ACCOUNT);
            assertThat(level(account, DEPLOYER)).isEqualTo(MatchLevel.ACCOUNT);
            assertThat(level(account, federated("fay"))).isEqualTo(MatchLevel.ACCOUNT);
            assertThat(level(account, ROOT)).isEqualTo(DIRECT);
            assertThat(level(account, Given.user(OTHER_ACCOUNT, "eve"))).isEqualTo(NONE);
            assertThat(level(account, new Principal.Anonymous())).isEqualTo(NONE);
            assertThat(level(account, new Principal.Service("ec2.amazonaws.com")))
                    .isEqualTo(NONE);
        }
        assertThat(level(aws("arn:aws-cn:iam::111122223333:root"), ALICE)).isEqualTo(NONE);
    }

    @Test
    void aUserIsNamedByItsExactArnOrUniqueId() { // 2.6, 2.8
        assertThat(level(aws(ALICE.arn()), ALICE)).isEqualTo(DIRECT);
        assertThat(level(aws(ALICE.userId()), ALICE)).isEqualTo(DIRECT);
        assertThat(level(aws(ALICE.arn().replace("alice", "Alice")), ALICE)).isEqualTo(NONE);
        assertThat(level(aws("arn:aws:iam::111122223333:user/*"), ALICE)).isEqualTo(NONE); // 2.3
        assertThat(level(aws("AIDAOTHER"), ALICE)).isEqualTo(NONE);
    }

    @Test
    void aRoleSessionIsNamedByItselfAndByItsRole() { // 2.6, 2.8
        assertThat(level(aws(DEPLOYER.sessionArn()), DEPLOYER)).isEqualTo(DIRECT);
        assertThat(level(aws(DEPLOYER.roleArn()), DEPLOYER)).isEqualTo(ENTITY);
        assertThat(level(aws(DEPLOYER.roleId()), DEPLOYER)).isEqualTo(ENTITY);
        assertThat(level(aws("arn:aws:iam::111122223333:role/team/DEPLOYER"), DEPLOYER))
                .isEqualTo(ENTITY);
        assertThat(level(aws("arn:aws:iam::111122223333:role/Deployer"), DEPLOYER))
                .isEqualTo(NONE);
        assertThat(level(aws("arn:aws:iam::111122223333:role/TEAM/Deployer"), DEPLOYER))
                .isEqualTo(NONE);
        assertThat(level(aws("arn:aws:iam::444455556666:role/team/Deployer"), DEPLOYER))
                .isEqualTo(NONE);
        assertThat(level(aws("arn:aws:sts::111122223333:assumed-role/Deployer/run-2"), DEPLOYER))
                .isEqualTo(NONE);
    }

    @Test
    void aSessionWhoseRoleIsNotKnownIsComparedByName() { // 2.8
        var session = new Principal.RoleSession(
                Given.ACCOUNT, "arn:aws:sts::111122223333:assumed-role/Deployer/run-1", "", "", false);
        assertThat(level(aws("arn:aws:iam::111122223333:role/team/deployer"), session))
                .isEqualTo(ENTITY);
        assertThat(level(aws("arn:aws:iam::444455556666:role/Deployer"), session))
                .isEqualTo(NONE);
        assertThat(level(aws("arn:aws:iam::111122223333:role/Other"), session)).isEqualTo(NONE);
    }

    @Test
    void aRoleWithoutItsSessionIsSomeSessionOfTheRole() { // 2.8a
        var role = new Principal.RoleSession(Given.ACCOUNT, "", "arn:aws:iam::111122223333:role/Deployer", "", false);
        assertThat(level(aws("arn:aws:iam::111122223333:role/Deployer"), role)).isEqualTo(ENTITY);
        assertThat(level(aws("arn:aws:sts::111122223333:assumed-role/Deployer/x"), role))
                .isEqualTo(NONE);
        assertThat(level(aws(Given.ACCOUNT), role)).isEqualTo(MatchLevel.ACCOUNT);
    }

    @Test
    void aFederatedUserIsNamedByItselfAndByTheUserBehindIt() {
        var fay = federated("fay");
        assertThat(level(aws(fay.arn()), fay)).isEqualTo(DIRECT);
        assertThat(level(aws(ALICE.arn()), fay)).isEqualTo(ENTITY);
        assertThat(level(aws(ALICE.userId()), fay)).isEqualTo(ENTITY);
    }

    @Test
    void servicesAndProvidersAreNamedExactly() { // 2.9, 2.10
        var service = new Principal.Service("ec2.amazonaws.com");
        assertThat(level("{'Service':['s3.amazonaws.com','ec2.amazonaws.com']}", service))
                .isEqualTo(DIRECT);
        assertThat(level("{'Service':'EC2.amazonaws.com'}", service)).isEqualTo(NONE);
        assertThat(level("{'Service':'*'}", service)).isEqualTo(NONE);
        assertThat(level(aws("ec2.amazonaws.com"), service)).isEqualTo(NONE);
        var provider = new Principal.Federated("arn:aws:iam::111122223333:saml-provider/corp");
        assertThat(level("{'Federated':'arn:aws:iam::111122223333:saml-provider/corp'}", provider))
                .isEqualTo(DIRECT);
        assertThat(level("{'Federated':'accounts.example'}", provider)).isEqualTo(NONE);
        assertThat(level("{'CanonicalUser':'79a59df900b949e55d96a1e698fbaced'}", ALICE))
                .isEqualTo(NONE);
    }

    @Test
    void unknownIdsAreEqualToNothing() {
        var session =
                new Principal.RoleSession(Given.ACCOUNT, "arn:aws:sts::111122223333:assumed-role/R/s", "", "", false);
        assertThat(level(aws(""), session)).isEqualTo(NONE);
        assertThat(level("{'Service':''}", session)).isEqualTo(NONE);
        assertThat(level("{'Federated':''}", new Principal.Anonymous())).isEqualTo(NONE);
        assertThat(level(aws("arn:aws:iam:::root"), new Principal.Anonymous())).isEqualTo(NONE);
    }

    @Test
    void theBestOfSeveralElementsCounts() { // 2.6
        assertThat(level("{'AWS':['111122223333','" + ALICE.arn() + "']}", ALICE))
                .isEqualTo(DIRECT);
        assertThat(level("{'AWS':['" + DEPLOYER.roleArn() + "','111122223333']}", DEPLOYER))
                .isEqualTo(ENTITY);
    }

    @Test
    void notPrincipalNamesWhomItDoesNotListAtAnyLevel() { // 2.12, 14.6
        assertThat(level("NotPrincipal", aws(ALICE.arn()), ALICE)).isEqualTo(NONE);
        assertThat(level("NotPrincipal", aws(Given.ACCOUNT), ALICE)).isEqualTo(NONE);
        assertThat(level("NotPrincipal", aws(DEPLOYER.roleArn()), DEPLOYER)).isEqualTo(NONE);
        assertThat(level("NotPrincipal", aws(ALICE.arn()), Given.user(Given.ACCOUNT, "bob")))
                .isEqualTo(DIRECT);
        assertThat(level("NotPrincipal", aws(ALICE.arn()), new Principal.Anonymous()))
                .isEqualTo(DIRECT);
        assertThat(level("NotPrincipal", "'*'", ALICE)).isEqualTo(NONE);
    }

    @Test
    void theRoleInASessionArnIsComparedIgnoringCaseAndNothingElseIs() { // 2.8
        var session = Given.session("Deployer", "run/1");
        assertThat(level(aws("arn:aws:sts::111122223333:assumed-role/DEPLOYER/run/1"), session))
                .isEqualTo(DIRECT);
        for (var other : new String[] {
            "arn:aws:sts::111122223333:assumed-role/Deployer/RUN/1",
            "arn:aws:sts::111122223333:assumed-role/Deployer/run",
            "arn:aws:sts::111122223333:assumed-role/Deployer",
            "arn:aws:sts::111122223333:assumed-role/",
            "arn:aws:sts::111122223333:assumed-role/Deploye/run/1",
            "arn:aws:sts::111122223333:ASSUMED-ROLE/Deployer/run/1",
            "arn:aws:iam::111122223333:assumed-role/DEPLOYER/run/1",
            "arn:aws:sts::444455556666:assumed-role/Deployer/run/1"
        }) {
            assertThat(level(aws(other), session)).as(other).isEqualTo(NONE);
        }
    }

    @Test
    void anAccountIdMayHaveAnyDigit() { // 2.2
        assertThat(level(aws("109876543210"), Given.user("109876543210", "eve")))
                .isEqualTo(MatchLevel.ACCOUNT);
    }
}
