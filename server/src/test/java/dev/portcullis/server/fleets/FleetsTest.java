// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.fleets;

import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.deny;
import static dev.portcullis.server.Documents.statement;
import static dev.portcullis.server.Documents.trustingService;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.sts.model.StsException;

/** Rule 16.5: the role of instances in groups. Each test has groups and roles of its own. */
class FleetsTest {
    private static final AtomicInteger TESTS = new AtomicInteger();

    private static TestServer server;
    private static Ec2Client ec2;
    private static PortcullisClient root;

    private String id = "";

    @BeforeAll
    static void start() {
        server = TestServer.start();
        ec2 = server.ec2(server.root());
        root = new PortcullisClient(server.endpoint(), server.root());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void makeTwoGroupsAndTwoRoles() {
        id = Integer.toString(TESTS.incrementAndGet());
        for (var letter : List.of("a", "b")) {
            server.iam().createGroup(request -> request.groupName(name(letter)));
            role(letter);
        }
    }

    private String name(String letter) {
        return letter + "-" + id;
    }

    private void role(String letter) {
        server.iam()
                .createRole(request ->
                        request.roleName(name(letter)).assumeRolePolicyDocument(trustingService("groups.portcullis")));
        permit(letter, "iam:ListUsers");
    }

    private void permit(String role, String action) {
        server.iam()
                .putRolePolicy(request ->
                        request.roleName(name(role)).policyName("own").policyDocument(allow(action)));
    }

    private static String run() {
        return ec2.runInstances(request ->
                        request.imageId("ami-00000000000000000").minCount(1).maxCount(1))
                .instances()
                .getFirst()
                .instanceId();
    }

    private Map<String, String> member(String group, String instance) {
        return Map.of("GroupName", name(group), "InstanceId", instance);
    }

    private Map<String, String> attachment(String group, String role) {
        return Map.of("GroupName", name(group), "RoleName", name(role));
    }

    private void add(String group, String instance) {
        root.call("AddInstanceToGroup", member(group, instance));
    }

    private void attach(String group, String role) {
        root.call("AttachRoleToGroup", attachment(group, role));
    }

    private static PortcullisClient.Answer answer(String instance) {
        return root.call("GetInstanceCredentials", Map.of("InstanceId", instance));
    }

    private static AwsCredentials credentials(String instance) {
        var answer = answer(instance);
        return AwsSessionCredentials.create(
                answer.text("AccessKeyId"), answer.text("SecretAccessKey"), answer.text("SessionToken"));
    }

    private static void assertHasNoRole(String instance) {
        assertThat(root.send("GetInstanceCredentials", Map.of("InstanceId", instance))
                        .text("Message"))
                .endsWith("has no role.");
    }

    private static String caller(AwsCredentials credentials) {
        return server.sts(credentials).getCallerIdentity().arn();
    }

    private String arn(String role, String instance) {
        return "arn:aws:sts::" + TestServer.ACCOUNT + ":assumed-role/" + name(role) + "/" + instance;
    }

    private static void assertEnded(AwsCredentials credentials) {
        assertThatThrownBy(() -> caller(credentials))
                .isInstanceOfSatisfying(
                        StsException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidClientTokenId"));
    }

    private static void assertCounts(AwsCredentials credentials) {
        assertThatCode(() -> caller(credentials)).doesNotThrowAnyException();
    }

    private String profile(String role) {
        var holder = "Held-" + name(role);
        var iam = server.iam();
        iam.createRole(
                request -> request.roleName(holder).assumeRolePolicyDocument(trustingService("ec2.amazonaws.com")));
        iam.createInstanceProfile(request -> request.instanceProfileName(holder));
        iam.addRoleToInstanceProfile(
                request -> request.instanceProfileName(holder).roleName(holder));
        return holder;
    }

    private static String associate(String instance, String profile) {
        return ec2.associateIamInstanceProfile(
                        request -> request.instanceId(instance).iamInstanceProfile(given -> given.name(profile)))
                .iamInstanceProfileAssociation()
                .associationId();
    }

    @Test
    void anInstanceInAGroupHasTheRoleOfTheGroupAndActsUnderItsOwnName() {
        var instance = run();
        add("a", instance);
        assertHasNoRole(instance);
        attach("a", "a");

        var answer = answer(instance);
        assertThat(answer.text("RoleName")).isEqualTo(name("a"));
        assertThat(answer.text("GroupArn")).endsWith("group/" + name("a"));
        assertThat(answer.texts("InstanceProfileArn")).isEmpty();
        assertThat(caller(credentials(instance))).isEqualTo(arn("a", instance));
        assertThat(ec2.describeInstances(request -> request.instanceIds(instance))
                        .reservations()
                        .getFirst()
                        .instances()
                        .getFirst()
                        .iamInstanceProfile())
                .isNull();
    }

    @Test
    void oneEditOfTheRoleReachesEveryMemberAndTheSessionsThatRun() {
        attach("a", "a");
        var members = List.of(run(), run(), run());
        members.forEach(instance -> add("a", instance));
        var sessions = members.stream().map(FleetsTest::credentials).toList();
        sessions.forEach(
                session -> assertThatCode(() -> server.iam(session).listUsers()).doesNotThrowAnyException());
        permit("a", "iam:ListGroups");
        for (var session : sessions) {
            assertThatCode(() -> server.iam(session).listGroups()).doesNotThrowAnyException();
            assertThatThrownBy(() -> server.iam(session).listUsers()).isInstanceOf(IamException.class);
        }
    }

    @Test
    void ofAllGroupsTheOneDistinctRoleCounts() {
        var instance = run();
        add("b", instance);
        add("a", instance);
        attach("b", "a");
        assertThat(answer(instance).text("GroupArn")).endsWith("group/" + name("b"));
        attach("a", "a");
        assertThat(answer(instance).text("RoleName")).isEqualTo(name("a"));
        assertThat(answer(instance).text("GroupArn")).as("the first by name").endsWith("group/" + name("a"));
    }

    @Test
    void twoDifferentRolesAreRefusedWhenAttachingAndWhenAdding() {
        var instance = run();
        add("a", instance);
        attach("a", "a");
        attach("b", "b");
        var adding = root.send("AddInstanceToGroup", member("b", instance));
        assertThat(adding.text("Code")).isEqualTo("InvalidInput");
        assertThat(adding.text("Message")).contains(instance, name("a"), name("b"));

        root.call("DetachRoleFromGroup", attachment("b", "b"));
        add("b", instance);
        assertThat(root.refused("AttachRoleToGroup", attachment("b", "b"))).isEqualTo("InvalidInput");
        assertThat(root.refused("AttachRoleToGroup", attachment("a", "b"))).isEqualTo("InvalidInput");
        assertThat(caller(credentials(instance))).isEqualTo(arn("a", instance));
    }

    @Test
    void aGroupWithTwoRolesIsForUsersOnly() {
        attach("a", "a");
        attach("a", "b");
        assertThat(root.refused("AddInstanceToGroup", member("a", run()))).isEqualTo("InvalidInput");
    }

    @Test
    void twoDifferentRolesAreRefusedAlsoWhileTheInstanceHasAProfile() {
        var instance = run();
        associate(instance, profile("a"));
        attach("a", "a");
        attach("b", "b");
        add("a", instance);
        assertThat(root.refused("AddInstanceToGroup", member("b", instance))).isEqualTo("InvalidInput");
    }

    @Test
    void theOwnProfileComesFirstAndEndsWhatTheInstanceHadByTheGroup() {
        var instance = run();
        attach("a", "a");
        add("a", instance);
        var byGroup = credentials(instance);
        var profile = profile("a");
        var association = associate(instance, profile);
        assertEnded(byGroup);
        var byProfile = credentials(instance);
        assertThat(caller(byProfile)).contains(profile);

        ec2.disassociateIamInstanceProfile(request -> request.associationId(association));
        assertEnded(byProfile);
        assertEnded(byGroup);
        assertThat(caller(credentials(instance))).isEqualTo(arn("a", instance));
    }

    @Test
    void aProfileThatHoldsNothingGivesNoRoleAndTheGroupStepsInForNone() {
        var instance = run();
        attach("a", "a");
        add("a", instance);
        var profile = profile("a");
        associate(instance, profile);
        server.iam()
                .removeRoleFromInstanceProfile(
                        request -> request.instanceProfileName(profile).roleName(profile));
        assertHasNoRole(instance);
        server.iam().deleteInstanceProfile(request -> request.instanceProfileName(profile));
        assertHasNoRole(instance);
    }

    @Test
    void removingAnInstanceEndsItsSessionsByTheGroupAndNoOneElsesForGood() {
        attach("a", "a");
        attach("b", "a");
        var removed = run();
        var stays = run();
        for (var instance : List.of(removed, stays)) {
            add("a", instance);
            add("b", instance);
        }
        var ended = credentials(removed);
        var kept = credentials(stays);
        root.call("RemoveInstanceFromGroup", member("b", removed));
        assertCounts(ended); // it has the role by the other group
        root.call("RemoveInstanceFromGroup", member("a", removed));
        assertEnded(ended);
        assertCounts(kept);
        assertHasNoRole(removed);

        add("a", removed);
        assertEnded(ended);
        assertThat(caller(credentials(removed))).isEqualTo(arn("a", removed));
    }

    @Test
    void detachingTheRoleEndsTheSessionsByThatGroupForGood() {
        attach("a", "a");
        attach("b", "a");
        var instance = run();
        var other = run();
        add("a", instance);
        add("b", other);
        var ended = credentials(instance);
        var kept = credentials(other);
        root.call("DetachRoleFromGroup", attachment("a", "a"));
        assertEnded(ended);
        assertCounts(kept);
        assertHasNoRole(instance);
        attach("a", "a");
        assertEnded(ended);
        assertCounts(credentials(instance));
    }

    @Test
    void aTerminatedInstanceLeavesItsGroupsAndItsSessionsEnd() {
        attach("a", "a");
        var instance = run();
        add("a", instance);
        var session = credentials(instance);
        ec2.stopInstances(request -> request.instanceIds(instance));
        assertCounts(session);
        ec2.terminateInstances(request -> request.instanceIds(instance));
        assertEnded(session);
        assertThat(root.call("ListInstancesForGroup", Map.of("GroupName", name("a")))
                        .texts("InstanceId"))
                .isEmpty();
        assertThat(root.call("ListGroupsForInstance", Map.of("InstanceId", instance))
                        .texts("GroupName"))
                .isEmpty();
        assertThat(root.refused("AddInstanceToGroup", member("a", instance))).isEqualTo("NoSuchEntity");
    }

    @Test
    void aGroupWithInstancesIsNotDeletedAndARoleThatOneCarriesNeither() {
        attach("a", "a");
        var instance = run();
        add("a", instance);
        assertThatThrownBy(() -> server.iam().deleteRole(request -> request.roleName(name("a"))))
                .isInstanceOf(DeleteConflictException.class);
        root.call("DetachRoleFromGroup", attachment("a", "a"));
        assertThatThrownBy(() -> server.iam().deleteGroup(request -> request.groupName(name("a"))))
                .isInstanceOf(DeleteConflictException.class)
                .hasMessageContaining("instances");
        root.call("RemoveInstanceFromGroup", member("a", instance));
        server.iam().deleteGroup(request -> request.groupName(name("a")));
    }

    @Test
    void addingAndRemovingAgainChangeNothing() {
        attach("a", "a");
        var instance = run();
        add("a", instance);
        var session = credentials(instance);
        add("a", instance);
        root.call("RemoveInstanceFromGroup", member("b", instance));
        assertCounts(session);
        assertThat(root.refused("RemoveInstanceFromGroup", member("a", "i-0123456789abcdef0")))
                .isEqualTo("NoSuchEntity");
        assertThat(root.refused("AddInstanceToGroup", member("a", "i-0123456789abcdef0")))
                .isEqualTo("NoSuchEntity");
        assertThat(root.refused("AddInstanceToGroup", Map.of("GroupName", "none", "InstanceId", instance)))
                .isEqualTo("NoSuchEntity");
    }

    @Test
    void membersAndGroupsAreListedInPages() {
        var instances = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            instances.add(run());
            add("a", instances.get(i));
        }
        add("b", instances.getFirst());
        instances.sort(null);
        var first = root.call("ListInstancesForGroup", Map.of("GroupName", name("a"), "MaxItems", "2"));
        assertThat(first.texts("InstanceId")).isEqualTo(instances.subList(0, 2));
        assertThat(first.texts("InstanceArn").getFirst())
                .isEqualTo("arn:aws:ec2:us-east-1:" + TestServer.ACCOUNT + ":instance/" + instances.getFirst());
        var rest = root.call("ListInstancesForGroup", Map.of("GroupName", name("a"), "Marker", first.text("Marker")));
        assertThat(rest.texts("InstanceId")).containsExactly(instances.getLast());

        var member = root.call("ListInstancesForGroup", Map.of("GroupName", name("b")))
                .text("InstanceId");
        var groups = root.call("ListGroupsForInstance", Map.of("InstanceId", member, "MaxItems", "1"));
        assertThat(groups.texts("GroupName")).containsExactly(name("a"));
        assertThat(root.call("ListGroupsForInstance", Map.of("InstanceId", member, "Marker", groups.text("Marker")))
                        .texts("GroupArn"))
                .containsExactly("arn:aws:iam::" + TestServer.ACCOUNT + ":group/" + name("b"));
    }

    @Test
    void anInstanceIsInTenGroupsAtMost() {
        var instance = run();
        for (int i = 0; i < 11; i++) {
            var group = "many-" + i;
            server.iam().createGroup(request -> request.groupName(group));
            var member = Map.of("GroupName", group, "InstanceId", instance);
            if (i < 10) {
                root.call("AddInstanceToGroup", member);
            } else {
                assertThat(root.refused("AddInstanceToGroup", member)).isEqualTo("LimitExceeded");
            }
        }
    }

    @Test
    void addingNeedsThePermissionOnGroupAndInstanceAndToPassTheRole() {
        attach("a", "a");
        var instance = run();
        var group = "arn:aws:iam::" + TestServer.ACCOUNT + ":group/" + name("a");
        var host = "arn:aws:ec2:us-east-1:" + TestServer.ACCOUNT + ":instance/" + instance;
        var credentials = server.user("adder-" + id);
        var adder = new PortcullisClient(server.endpoint(), credentials);
        var add = "\"Effect\":\"Allow\",\"Action\":\"portcullis:AddInstanceToGroup\",\"Resource\":";
        var pass = "},{\"Effect\":\"Allow\",\"Action\":\"iam:PassRole\",\"Resource\":\"*\",\"Condition\":"
                + "{\"StringEquals\":{\"iam:PassedToService\":\"%s\"}}";
        var both = add + "[\"" + group + "\",\"" + host + "\"]";
        for (var tooLittle : List.of(
                add + "\"" + group + "\"" + pass.formatted("groups.portcullis"),
                add + "\"" + host + "\"" + pass.formatted("groups.portcullis"),
                both,
                both + pass.formatted("ec2.amazonaws.com"))) {
            permitUser("adder-" + id, tooLittle);
            assertThat(adder.refused("AddInstanceToGroup", member("a", instance)))
                    .isEqualTo("AccessDenied");
        }
        permitUser("adder-" + id, both + pass.formatted("groups.portcullis"));
        adder.call("AddInstanceToGroup", member("a", instance));
    }

    private static void permitUser(String user, String members) {
        server.iam()
                .putUserPolicy(
                        request -> request.userName(user).policyName("own").policyDocument(statement(members)));
    }

    @Test
    void aRoleMayKeepItselfToUsers() {
        server.iam()
                .updateAssumeRolePolicy(request -> request.roleName(name("a"))
                        .policyDocument(statement("\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\","
                                + "\"Principal\":{\"Service\":\"groups.portcullis\"},"
                                + "\"Condition\":{\"Null\":{\"ec2:SourceInstanceArn\":\"true\"}}")));
        attach("a", "a");
        var instance = run();
        add("a", instance);
        var answer = root.send("GetInstanceCredentials", Map.of("InstanceId", instance));
        assertThat(answer.text("Code")).isEqualTo("InvalidInput");
        assertThat(answer.text("Message")).contains("groups.portcullis");
    }

    @Test
    void theBoundaryOfTheRoleHoldsOnInstancesToo() {
        attach("a", "a");
        var instance = run();
        add("a", instance);
        var boundary = server.iam()
                .createPolicy(request -> request.policyName("Bound-" + id).policyDocument(allow("iam:ListGroups")))
                .policy()
                .arn();
        server.iam()
                .putRolePermissionsBoundary(
                        request -> request.roleName(name("a")).permissionsBoundary(boundary));
        var session = credentials(instance);
        assertThatThrownBy(() -> server.iam(session).listUsers()).hasMessageContaining("permissions boundary");
    }

    @Test
    void refusalsNameTheWay() {
        attach("a", "a");
        var instance = run();
        add("a", instance);
        var session = credentials(instance);
        var way = "(through role arn:aws:iam::" + TestServer.ACCOUNT + ":role/" + name("a") + " on group arn:aws:iam::"
                + TestServer.ACCOUNT + ":group/" + name("a") + ")";
        assertThatThrownBy(() -> server.iam(session).listGroups()).hasMessageContaining(way);
        server.iam()
                .putRolePolicy(
                        request -> request.roleName(name("a")).policyName("no").policyDocument(deny("iam:ListUsers")));
        assertThatThrownBy(() -> server.iam(session).listUsers())
                .hasMessageContaining("explicit deny in an identity-based policy")
                .hasMessageContaining(way);
    }

    @Test
    void authorizeNamesTheWay() {
        attach("a", "a");
        var instance = run();
        add("a", instance);
        var answer = answer(instance);
        var question = Map.of(
                "Session.AccessKeyId", answer.text("AccessKeyId"),
                "Session.SessionToken", answer.text("SessionToken"),
                "ActionName", "iam:ListUsers",
                "Resource", "*",
                "Explain", "true");
        var decided = root.call("Authorize", question);
        assertThat(decided.text("Reason"))
                .contains("through role arn:aws:iam::" + TestServer.ACCOUNT + ":role/" + name("a"), "on group");
        assertThat(decided.texts("AttachedTo")).isNotEmpty().allMatch(arn -> arn.endsWith("group/" + name("a")));
    }

    private static PortcullisClient agent(String instance) {
        var token = root.call("CreateJoinToken", Map.of("InstanceId", instance)).text("JoinToken");
        var joined = PortcullisClient.unsigned(server.endpoint()).call("JoinInstance", Map.of("JoinToken", token));
        return new PortcullisClient(
                server.endpoint(),
                AwsSessionCredentials.create(
                        joined.text("AccessKeyId"), joined.text("SecretAccessKey"), joined.text("SessionToken")));
    }

    @Test
    void anAgentGetsTheRoleOfTheGroupAndIsToldWhenItsCredentialsEnded() {
        var instance = ec2.runInstances(request ->
                        request.imageId("ami-00000000000000001").minCount(1).maxCount(1))
                .instances()
                .getFirst()
                .instanceId();
        var agent = agent(instance);
        var without = agent.call("GetOwnInstance", Map.of());
        assertThat(without.texts("RoleName")).isEmpty();
        assertThat(agent.refused("GetOwnInstanceCredentials", Map.of())).isEqualTo("InstanceRoleNotFound");
        attach("a", "a");
        attach("b", "a");
        add("a", instance);
        add("b", instance);

        var told = agent.call("GetOwnInstance", Map.of("KnownRevision", without.text("Revision")));
        assertThat(told.text("RoleName")).isEqualTo(name("a"));
        assertThat(told.texts("InstanceProfileArn")).isEmpty();
        var given = agent.call("GetOwnInstanceCredentials", Map.of());
        var session = AwsSessionCredentials.create(
                given.text("AccessKeyId"), given.text("SecretAccessKey"), given.text("SessionToken"));
        assertThat(caller(session)).isEqualTo(arn("a", instance));

        root.call("RemoveInstanceFromGroup", member("a", instance));
        assertEnded(session);
        var later = agent.call("GetOwnInstance", Map.of("KnownRevision", told.text("Revision")));
        assertThat(later.text("RoleName")).as("by the other group").isEqualTo(name("a"));
        agent.call("GetOwnInstanceCredentials", Map.of());
    }

    /** Whichever comes first of an attachment and an addition that together would be a conflict, the other is refused. */
    @Test
    void noRaceOfAttachingAndAddingLeavesAConflict() throws Exception {
        attach("a", "a");
        var other = new PortcullisClient(server.endpoint(), server.root());
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 40; round++) {
                var instance = run();
                add("a", instance);
                var start = new CyclicBarrier(2);
                var attaching = threads.submit(() -> {
                    start.await();
                    return other.send("AttachRoleToGroup", attachment("b", "b")).status();
                });
                var adding = threads.submit(() -> {
                    start.await();
                    return root.send("AddInstanceToGroup", member("b", instance))
                            .status();
                });
                assertThat(List.of(attaching.get(), adding.get())).containsExactlyInAnyOrder(200, 400);
                assertThat(answer(instance).text("RoleName")).isEqualTo(name("a"));
                ec2.terminateInstances(request -> request.instanceIds(instance));
                if (attaching.get() == 200) {
                    root.call("DetachRoleFromGroup", attachment("b", "b"));
                }
            }
        }
    }

    /** An instance is never left in a group once it is terminated, whichever came first. */
    @Test
    void noRaceOfTerminatingAndAddingLeavesAMember() throws Exception {
        var other = new PortcullisClient(server.endpoint(), server.root());
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 40; round++) {
                var instance = run();
                var start = new CyclicBarrier(2);
                var terminating = threads.submit(() -> {
                    start.await();
                    return ec2.terminateInstances(request -> request.instanceIds(instance));
                });
                var adding = threads.submit(() -> {
                    start.await();
                    return other.send("AddInstanceToGroup", member("a", instance))
                            .status();
                });
                terminating.get();
                adding.get();
            }
        }
        assertThat(root.call("ListInstancesForGroup", Map.of("GroupName", name("a")))
                        .texts("InstanceId"))
                .isEmpty();
    }
}
