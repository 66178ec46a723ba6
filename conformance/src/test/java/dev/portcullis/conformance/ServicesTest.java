// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static dev.portcullis.conformance.Policies.allow;
import static dev.portcullis.conformance.Policies.allowWhen;
import static dev.portcullis.conformance.Policies.aws;
import static dev.portcullis.conformance.Policies.denyWhen;
import static dev.portcullis.conformance.Policies.trustWhen;
import static dev.portcullis.conformance.Refusals.assertDenied;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.portcullis.conformance.RegisteredService.Question;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;

/** What stands behind an AWS account: services whose requests Portcullis decides through Authorize. */
@ExtendWith(OneServer.class)
@TestInstance(Lifecycle.PER_CLASS)
class ServicesTest {
    private final Person root;
    private final String account;
    private final RegisteredService cloud;

    ServicesTest(ShippedServer server) {
        root = server.root();
        account = root.account();
        cloud = RegisteredService.register(root, "cloud.services.example");
    }

    @Test
    void aPowerUserMayUseEveryServiceButManageNoIam() {
        var power = root.newUser("power");
        try (var iam = root.iam();
                var hers = power.iam()) {
            iam.attachUserPolicy(
                    request -> request.userName("power").policyArn("arn:aws:iam::aws:policy/PowerUserAccess"));

            for (var action : new String[] {
                "s3:PutObject", "ec2:RunInstances", "rds:DeleteDBInstance", "lambda:InvokeFunction", "kms:Decrypt"
            }) {
                assertThat(cloud.allows(power, account, action, "*")).as(action).isTrue();
            }
            assertDenied(() -> hers.createUser(request -> request.userName("more")), "iam:CreateUser");
            assertDenied(
                    () -> hers.attachUserPolicy(request ->
                            request.userName("power").policyArn("arn:aws:iam::aws:policy/AdministratorAccess")),
                    "iam:AttachUserPolicy");
            assertDenied(hers::listUsers, "iam:ListUsers");
            assertThatCode(hers::listRoles).doesNotThrowAnyException(); // which the policy names
        }
    }

    @Test
    void anAuditorFromAThirdPartyMayReadAndNothingElse() {
        var firm = RolesTest.account(root, "audit-firm");
        var auditor = firm.newUser("auditor");
        firm.letUser("auditor", "assume", allow("sts:AssumeRole"));
        var role = RolesTest.role(
                root,
                "audited-by-firm",
                trustWhen(aws(auditor.arn()), "{\"StringEquals\":{\"sts:ExternalId\":\"audit-2026\"}}"),
                Policies.deny("portcullis:*"));
        try (var iam = root.iam()) {
            iam.attachRolePolicy(
                    request -> request.roleName("audited-by-firm").policyArn("arn:aws:iam::aws:policy/ReadOnlyAccess"));
        }
        var session = auditor.assume(AssumeRoleRequest.builder()
                .roleArn(role)
                .roleSessionName("audit")
                .externalId("audit-2026")
                .build());
        try (var iam = session.iam()) {
            assertThatCode(iam::listUsers).doesNotThrowAnyException();
            assertThatCode(iam::listRoles).doesNotThrowAnyException();
            assertDenied(() -> iam.createUser(request -> request.userName("planted")), "iam:CreateUser");
            assertDenied(() -> iam.deleteUser(request -> request.userName("power")), "iam:DeleteUser");
        }
        assertThat(cloud.allows(session, account, "ec2:DescribeInstances", "*")).isTrue();
        assertThat(cloud.allows(session, account, "s3:ListAllMyBuckets", "*")).isTrue();
        for (var action : new String[] {"ec2:TerminateInstances", "s3:PutObject", "secretsmanager:GetSecretValue"}) {
            assertThat(cloud.allows(session, account, action, "*")).as(action).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"203.0.113.9, true", "203.0.114.9, false", "2001:db8:1::1, true"})
    void accessIsRestrictedToAnAddressRange(String address, boolean isAllowed) {
        var user = restricted(
                "from-office-" + isAllowed + address.length(),
                allowWhen("{\"IpAddress\":{\"aws:SourceIp\":[\"203.0.113.0/24\",\"2001:db8:1::/48\"]}}", "s3:*"));

        assertThat(cloud.allows(user, account, "s3:GetObject", "arn:aws:s3:::b/1", Map.of("aws:SourceIp", address)))
                .isEqualTo(isAllowed);
    }

    @ParameterizedTest
    @CsvSource({"eu-central-1, allowed", "us-east-1, explicitDeny"})
    void accessIsRestrictedToARegion(String region, String decision) {
        var user = restricted(
                "in-region-" + region,
                allow("ec2:*"),
                denyWhen("{\"StringNotEquals\":{\"aws:RequestedRegion\":\"eu-central-1\"}}", "*"));

        assertThat(cloud.decision(user, account, "ec2:RunInstances", "*", Map.of("aws:RequestedRegion", region)))
                .isEqualTo(decision);
    }

    @ParameterizedTest
    @CsvSource({"eu-central-1a, true", "eu-central-1b, false"})
    void accessIsRestrictedToAnAvailabilityZone(String zone, boolean isAllowed) {
        var user = restricted(
                "in-zone-" + zone,
                allowWhen("{\"StringEquals\":{\"ec2:AvailabilityZone\":\"eu-central-1a\"}}", "ec2:CreateVolume"));

        assertThat(cloud.allows(
                        user,
                        account,
                        "ec2:CreateVolume",
                        "arn:aws:ec2:eu-central-1:" + account + ":volume/*",
                        Map.of("ec2:AvailabilityZone", zone)))
                .isEqualTo(isAllowed);
    }

    @Test
    void usersStopOnlyTheMachinesThatBearTheirName() {
        var own = allowWhen("{\"StringEquals\":{\"ec2:ResourceTag/Owner\":\"${aws:username}\"}}", "ec2:StopInstances");
        var instance = "arn:aws:ec2:eu-central-1:" + account + ":instance/i-1";
        var tom = restricted("tom", own);
        var tina = restricted("tina", own);
        var toms = Map.of("ec2:ResourceTag/Owner", "tom");

        assertThat(cloud.allows(tom, account, "ec2:StopInstances", instance, toms))
                .isTrue();
        assertThat(cloud.allows(tina, account, "ec2:StopInstances", instance, toms))
                .isFalse();
        assertThat(cloud.allows(tom, account, "ec2:StopInstances", instance)).isFalse();
    }

    /** A file browser that greys out what a user may not do: it asks about all that it shows at once. */
    @Test
    void aServiceAsksAHundredQuestionsInOneCall() {
        var reader = restricted(
                "reader",
                Policies.allowOn("arn:aws:s3:::docs/*", "s3:GetObject", "s3:DeleteObject"),
                Policies.denyOn("arn:aws:s3:::docs/secret-*", "s3:*"),
                allowWhen("{\"StringEquals\":{\"s3:ExistingObjectTag/Public\":\"yes\"}}", "s3:PutObject"));
        var questions = IntStream.range(0, 100)
                .mapToObj(i -> new Question(
                        List.of("s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket")
                                .get(i % 4),
                        "arn:aws:s3:::docs/" + (i % 5 == 0 ? "secret-" : "page-") + i))
                .toList();

        var batch = cloud.askAll(reader, account, questions).succeeded();

        var answers = batch.members("Answers");
        assertThat(batch.text("CallerArn")).isEqualTo(reader.arn());
        assertThat(answers)
                .hasSize(100)
                .allSatisfy(answer -> assertThat(answer).containsKeys("Decision", "Reason", "Layer"));
        assertThat(answers)
                .extracting(answer -> answer.get("Decision"))
                .containsOnly("allowed", "explicitDeny", "implicitDeny");
        for (int i = 0; i < questions.size(); i++) {
            var alone =
                    cloud.askOne(reader, account, questions.get(i)).succeeded().fields("AuthorizeResult");
            alone.keySet().removeAll(Set.of("CallerArn", "CallerAccount", "UserId"));
            alone.values().removeIf(String::isEmpty); // an empty list is shown at the top alone
            var together = new TreeMap<>(answers.get(i));
            assertThat(together.remove("EncodedMessage") == null)
                    .as("sealed anew each time: %s", questions.get(i))
                    .isEqualTo(alone.remove("EncodedMessage") == null);
            assertThat(together).as(questions.get(i).toString()).isEqualTo(alone);
        }
        assertThat(answers.get(0)).containsEntry("Decision", "explicitDeny");
        assertThat(answers.get(0).get("MatchedStatements")).contains("restricted");
        assertThat(answers.get(1)).containsEntry("Decision", "implicitDeny");
        assertThat(answers.get(1).get("NearestMisses")).contains("s3:ExistingObjectTag/Public");
        assertThat(answers.get(4)).containsEntry("Decision", "allowed");
    }

    @Test
    void aHundredAndOneQuestionsAreTooMany() {
        var reader = root.newUser("curious");
        var questions = Collections.nCopies(101, new Question("s3:GetObject", "arn:aws:s3:::docs/1"));

        assertThat(cloud.askAll(reader, account, questions).failed(400)).isEqualTo("ValidationError");
    }

    /** A new user of this name with these permissions. */
    private Person restricted(String name, String... statements) {
        var user = root.newUser(name);
        root.letUser(name, "restricted", statements);
        return user;
    }
}
