// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.statement;
import static dev.portcullis.server.Documents.trustingService;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.TestServer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.HttpTokensState;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Who may do what with which instance, as EC2 decides it. */
class InstancePermissionsTest {
    private static final String SIMULATED = "ami-00000000000000000";

    /** IAM User Guide, "Amazon EC2: Allows starting or stopping EC2 instances a user has tagged, programmatically", word for word. */
    private static final String OWN_INSTANCES = """
            {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Action": [
                            "ec2:StartInstances",
                            "ec2:StopInstances"
                        ],
                        "Resource": "arn:aws:ec2:*:*:instance/*",
                        "Condition": {
                            "StringEquals": {
                                "aws:ResourceTag/Owner": "${aws:username}"
                            }
                        }
                    },
                    {
                        "Effect": "Allow",
                        "Action": "ec2:DescribeInstances",
                        "Resource": "*"
                    }
                ]
            }""";

    private static final AtomicInteger NAMES = new AtomicInteger();

    private static TestServer server;
    private static Ec2Client root;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        root = server.ec2(server.root());
        role("Weak");
        role("Strong");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A role for instances in an instance profile of the same name. */
    private static void role(String name) {
        var iam = server.iam();
        iam.createRole(
                request -> request.roleName(name).assumeRolePolicyDocument(trustingService("ec2.amazonaws.com")));
        iam.createInstanceProfile(request -> request.instanceProfileName(name));
        iam.addRoleToInstanceProfile(
                request -> request.instanceProfileName(name).roleName(name));
    }

    private static AwsCredentials user(String name, String policy) {
        var credentials = server.user(name);
        server.iam()
                .putUserPolicy(
                        request -> request.userName(name).policyName("own").policyDocument(policy));
        return credentials;
    }

    private static Ec2Client with(String policy) {
        return server.ec2(user("user-" + NAMES.incrementAndGet(), policy));
    }

    /** A policy of several statements, each given as the members of its object. */
    private static String statements(String... members) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[{" + String.join("},{", members) + "}]}";
    }

    private static String run(Ec2Client ec2, Consumer<RunInstancesRequest.Builder> more) {
        return ec2.runInstances(request -> {
                    request.imageId(SIMULATED).minCount(1).maxCount(1);
                    more.accept(request);
                })
                .instances()
                .getFirst()
                .instanceId();
    }

    private static String tagged(String key, String value) {
        return run(root, tags(tag(key, value)));
    }

    private static Consumer<RunInstancesRequest.Builder> tags(Tag... tags) {
        return request -> request.tagSpecifications(TagSpecification.builder()
                .resourceType(ResourceType.INSTANCE)
                .tags(tags)
                .build());
    }

    private static Consumer<RunInstancesRequest.Builder> profile(String name) {
        return request -> request.iamInstanceProfile(profile -> profile.name(name));
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static Ec2Exception refused(ThrowingCallable call, String code) {
        var refusal = new Ec2Exception[1];
        assertThatThrownBy(call).isInstanceOfSatisfying(Ec2Exception.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            refusal[0] = e;
        });
        return refusal[0];
    }

    private static void denied(ThrowingCallable call, String action) {
        assertThat(refused(call, "UnauthorizedOperation").awsErrorDetails().errorMessage())
                .contains("is not authorized to perform: " + action + " on resource: ");
    }

    @Test
    void aUserStartsAndStopsTheInstancesThatAreTaggedWithItsNameAndNoOthers() {
        var ann = server.ec2(user("ann", OWN_INSTANCES));
        var own = tagged("Owner", "ann");
        var others = tagged("Owner", "bob");
        ann.stopInstances(request -> request.instanceIds(own));
        ann.startInstances(request -> request.instanceIds(own));
        assertThat(ann.describeInstances(request -> request.instanceIds(own)).hasReservations())
                .isTrue();
        denied(() -> ann.stopInstances(request -> request.instanceIds(others)), "ec2:StopInstances");
        denied(() -> ann.stopInstances(request -> request.instanceIds(own, others)), "ec2:StopInstances");
        denied(() -> ann.stopInstances(request -> request.instanceIds("i-0123456789abcdef0")), "ec2:StopInstances");
        denied(() -> ann.terminateInstances(request -> request.instanceIds(own)), "ec2:TerminateInstances");
        denied(() -> ann.createTags(request -> request.resources(others).tags(tag("Owner", "ann"))), "ec2:CreateTags");
        root.createTags(request -> request.resources(own).tags(tag("Owner", "bob")));
        denied(() -> ann.stopInstances(request -> request.instanceIds(own)), "ec2:StopInstances");
    }

    @Test
    void theEncodedMessageOfADenialOpensForWhoMayDecodeIt() {
        var id = tagged("Owner", "carl");
        var refusal = refused(
                () -> with(allow("ec2:StartInstances")).stopInstances(request -> request.instanceIds(id)),
                "UnauthorizedOperation");
        assertThat(refusal.statusCode()).isEqualTo(403);
        var message = refusal.awsErrorDetails().errorMessage();
        var marker = "Encoded authorization failure message: ";
        assertThat(message)
                .startsWith("You are not authorized to perform this operation.")
                .contains(marker);
        var decoded = server.sts(server.root())
                .decodeAuthorizationMessage(
                        request -> request.encodedMessage(message.substring(message.indexOf(marker) + marker.length())))
                .decodedMessage();
        assertThat(decoded).contains("ec2:StopInstances", id, "ec2:resourcetag/owner", "carl");
    }

    @Test
    void aDryRunTellsWhetherItWouldBeAllowedAndDoesNothing() {
        var id = tagged("Owner", "dora");
        var may = with(allow("ec2:TerminateInstances"));
        var refusal = refused(
                () -> may.terminateInstances(request -> request.instanceIds(id).dryRun(true)), "DryRunOperation");
        assertThat(refusal.statusCode()).isEqualTo(412);
        assertThat(root.describeInstances(request -> request.instanceIds(id))
                        .reservations()
                        .getFirst()
                        .instances()
                        .getFirst()
                        .state()
                        .nameAsString())
                .isEqualTo("running");
        var mayNot = with(allow("ec2:StartInstances"));
        denied(
                () -> mayNot.terminateInstances(
                        request -> request.instanceIds(id).dryRun(true)),
                "ec2:TerminateInstances");
        refused(() -> root.describeInstances(request -> request.dryRun(true)), "DryRunOperation");
    }

    @Test
    void aRoleIsGivenToAnInstanceOnlyByWhoMayPassItToEc2() {
        var launches = "\"Effect\":\"Allow\",\"Action\":\"ec2:*\",\"Resource\":\"*\"";
        var passesWeak = "\"Effect\":\"Allow\",\"Action\":\"iam:PassRole\",\"Resource\":\"arn:aws:iam::*:role/Weak\","
                + "\"Condition\":{\"StringEquals\":{\"iam:PassedToService\":\"ec2.amazonaws.com\"}}";
        var passesToOthers = "\"Effect\":\"Allow\",\"Action\":\"iam:PassRole\",\"Resource\":\"*\","
                + "\"Condition\":{\"StringNotEquals\":{\"iam:PassedToService\":\"ec2.amazonaws.com\"}}";
        denied(() -> run(with(statements(launches)), profile("Weak")), "iam:PassRole");
        denied(() -> run(with(statements(launches, passesToOthers)), profile("Weak")), "iam:PassRole");

        var weak = with(statements(launches, passesWeak));
        denied(() -> run(weak, profile("Strong")), "iam:PassRole");
        denied(
                () -> run(
                        weak,
                        request -> request.iamInstanceProfile(
                                given -> given.arn("arn:aws:iam::" + TestServer.ACCOUNT + ":instance-profile/Strong"))),
                "iam:PassRole");
        var id = run(weak, profile("Weak"));
        var association = weak.describeIamInstanceProfileAssociations(request -> request.filters(
                        Filter.builder().name("instance-id").values(id).build()))
                .iamInstanceProfileAssociations()
                .getFirst();
        assertThat(association.iamInstanceProfile().arn()).endsWith(":instance-profile/Weak");
        denied(
                () -> weak.replaceIamInstanceProfileAssociation(
                        request -> request.associationId(association.associationId())
                                .iamInstanceProfile(profile -> profile.name("Strong"))),
                "iam:PassRole");
        var bare = run(weak, request -> {});
        denied(
                () -> weak.associateIamInstanceProfile(
                        request -> request.instanceId(bare).iamInstanceProfile(profile -> profile.name("Strong"))),
                "iam:PassRole");
        refused(
                () -> weak.associateIamInstanceProfile(
                        request -> request.instanceId(id).iamInstanceProfile(profile -> profile.name("Weak"))),
                "IncorrectState");
        refused(() -> run(weak, profile("Nobody")), "InvalidParameterValue");
        var replaced = weak.replaceIamInstanceProfileAssociation(
                        request -> request.associationId(association.associationId())
                                .iamInstanceProfile(profile -> profile.name("Weak")))
                .iamInstanceProfileAssociation();
        assertThat(replaced.associationId()).isNotEqualTo(association.associationId());
        refused(
                () -> weak.disassociateIamInstanceProfile(
                        request -> request.associationId(association.associationId())),
                "InvalidAssociationID.NotFound");
        weak.disassociateIamInstanceProfile(request -> request.associationId(replaced.associationId()));
        assertThat(weak.describeInstances(request -> request.instanceIds(id))
                        .reservations()
                        .getFirst()
                        .instances()
                        .getFirst()
                        .iamInstanceProfile())
                .isNull();
    }

    @Test
    void aPolicyTellsWhichProfilesInstancesMayHave() {
        var guarded = with(
                statements(
                        "\"Effect\":\"Allow\",\"Action\":[\"ec2:*\",\"iam:PassRole\"],\"Resource\":\"*\"",
                        "\"Effect\":\"Deny\",\"Action\":\"ec2:RunInstances\",\"Resource\":\"arn:aws:ec2:*:*:instance/*\","
                                + "\"Condition\":{\"ArnNotEquals\":{\"ec2:InstanceProfile\":\"arn:aws:iam::*:instance-profile/Weak\"}}",
                        "\"Effect\":\"Deny\",\"Action\":\"ec2:ReplaceIamInstanceProfileAssociation\",\"Resource\":\"*\","
                                + "\"Condition\":{\"ArnEquals\":{\"ec2:NewInstanceProfile\":\"arn:aws:iam::*:instance-profile/Strong\"}}"));
        denied(() -> run(guarded, request -> {}), "ec2:RunInstances");
        denied(() -> run(guarded, profile("Strong")), "ec2:RunInstances");
        var id = run(guarded, profile("Weak"));
        var association = root.describeIamInstanceProfileAssociations(request -> request.filters(
                        Filter.builder().name("instance-id").values(id).build()))
                .iamInstanceProfileAssociations()
                .getFirst()
                .associationId();
        denied(
                () -> guarded.replaceIamInstanceProfileAssociation(request ->
                        request.associationId(association).iamInstanceProfile(profile -> profile.name("Strong"))),
                "ec2:ReplaceIamInstanceProfileAssociation");
    }

    @Test
    void tagsAtLaunchNeedThePermissionToTagAndAPolicyTellsByWhatTheyAreMade() {
        var launches = "\"Effect\":\"Allow\",\"Action\":\"ec2:RunInstances\",\"Resource\":\"*\"";
        denied(() -> run(with(statements(launches)), tags(tag("Owner", "eve"))), "ec2:CreateTags");
        var atLaunch = with(statements(
                launches,
                "\"Effect\":\"Allow\",\"Action\":\"ec2:CreateTags\",\"Resource\":\"arn:aws:ec2:*:*:instance/*\","
                        + "\"Condition\":{\"StringEquals\":{\"ec2:CreateAction\":\"RunInstances\"}}"));
        var id = run(atLaunch, tags(tag("Owner", "eve")));
        denied(
                () -> atLaunch.createTags(request -> request.resources(id).tags(tag("Owner", "mallory"))),
                "ec2:CreateTags");
    }

    @Test
    void aPolicyTellsWhichTagsAreGivenAndTaken() {
        var guarded = with(statements(
                "\"Effect\":\"Allow\",\"Action\":\"ec2:RunInstances\",\"Resource\":\"arn:aws:ec2:*::image/*\"",
                "\"Effect\":\"Allow\",\"Action\":\"ec2:RunInstances\",\"Resource\":\"arn:aws:ec2:*:*:instance/*\","
                        + "\"Condition\":{\"StringEquals\":{\"aws:RequestTag/Team\":\"blue\"}}",
                "\"Effect\":\"Allow\",\"Action\":[\"ec2:CreateTags\",\"ec2:DeleteTags\"],\"Resource\":\"*\","
                        + "\"Condition\":{\"ForAllValues:StringEquals\":{\"aws:TagKeys\":[\"Team\",\"Name\"]}}"));
        denied(() -> run(guarded, request -> {}), "ec2:RunInstances");
        denied(() -> run(guarded, tags(tag("Team", "red"))), "ec2:RunInstances");
        denied(() -> run(guarded, tags(tag("Team", "blue"), tag("Owner", "me"))), "ec2:CreateTags");
        // a tag without a value does not lend another one's
        denied(() -> run(guarded, tags(Tag.builder().key("Team").build(), tag("Name", "blue"))), "ec2:RunInstances");
        var id = run(guarded, tags(tag("Team", "blue")));

        guarded.deleteTags(request -> request.resources(id));
        root.createTags(request -> request.resources(id).tags(tag("Owner", "root"), tag("Name", "x")));
        denied(() -> guarded.deleteTags(request -> request.resources(id)), "ec2:DeleteTags");
        denied(
                () -> guarded.deleteTags(request ->
                        request.resources(id).tags(Tag.builder().key("Owner").build())),
                "ec2:DeleteTags");
        guarded.deleteTags(
                request -> request.resources(id).tags(Tag.builder().key("Name").build()));
    }

    @Test
    void aPolicyDemandsVersionTwoOfTheMetadataService() {
        var guarded = with(statements(
                "\"Effect\":\"Allow\",\"Action\":\"ec2:*\",\"Resource\":\"*\"",
                "\"Effect\":\"Deny\",\"Action\":\"ec2:RunInstances\",\"Resource\":\"arn:aws:ec2:*:*:instance/*\","
                        + "\"Condition\":{\"StringNotEquals\":{\"ec2:MetadataHttpTokens\":\"required\"}}",
                "\"Effect\":\"Deny\",\"Action\":\"ec2:ModifyInstanceMetadataOptions\",\"Resource\":\"*\","
                        + "\"Condition\":{\"StringEquals\":{\"ec2:Attribute/HttpTokens\":\"optional\"}}"));
        denied(
                () -> run(
                        guarded,
                        request -> request.metadataOptions(options -> options.httpTokens(HttpTokensState.OPTIONAL))),
                "ec2:RunInstances");
        var id = run(guarded, request -> {});
        denied(
                () -> guarded.modifyInstanceMetadataOptions(
                        request -> request.instanceId(id).httpTokens(HttpTokensState.OPTIONAL)),
                "ec2:ModifyInstanceMetadataOptions");
    }

    @Test
    void aPolicyTellsTypesZonesImagesAndRegions() {
        var typed = with(
                statements(
                        "\"Effect\":\"Allow\",\"Action\":\"ec2:RunInstances\",\"Resource\":\"arn:aws:ec2:us-east-1::image/"
                                + SIMULATED + "\"",
                        "\"Effect\":\"Allow\",\"Action\":\"ec2:RunInstances\",\"Resource\":\"arn:aws:ec2:us-east-1:"
                                + TestServer.ACCOUNT
                                + ":instance/*\",\"Condition\":{\"StringLike\":{\"ec2:InstanceType\":\"t3.*\"},"
                                + "\"StringEquals\":{\"ec2:AvailabilityZone\":[\"us-east-1a\",\"us-east-1b\"],\"ec2:Region\":\"us-east-1\"}}"));
        run(typed, request -> {});
        run(typed, request -> request.placement(placement -> placement.availabilityZone("us-east-1b")));
        denied(() -> run(typed, request -> request.instanceType("m7i.large")), "ec2:RunInstances");
        denied(
                () -> run(typed, request -> request.placement(placement -> placement.availabilityZone("us-east-1c"))),
                "ec2:RunInstances");
        denied(() -> run(typed, request -> request.imageId("ami-00000000000000001")), "ec2:RunInstances");
        var elsewhere = with(
                statement(
                        "\"Effect\":\"Allow\",\"Action\":\"ec2:Describe*\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"ec2:Region\":\"eu-west-1\"}}"));
        refused(elsewhere::describeInstances, "UnauthorizedOperation");
    }
}
