// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import static dev.portcullis.server.Documents.ALLOW_ALL;
import static dev.portcullis.server.Documents.trustingService;
import static dev.portcullis.server.instances.Agents.credentials;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import dev.portcullis.server.secrets.JoinTokens;
import dev.portcullis.server.secrets.KeyRing;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.Sealer;
import dev.portcullis.server.secrets.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Tag;

/** How agents join, what they may then ask, and what shuts them out. */
class JoiningTest {
    private static TestServer server;
    private static Agents agents;
    private static Ec2Client ec2;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        agents = new Agents(server);
        ec2 = server.ec2(server.root());
        role("Web", "ec2.amazonaws.com");
        role("Batch", "ec2.amazonaws.com");
        role("Distrustful", "lambda.amazonaws.com");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void role(String name, String trusted) {
        var iam = server.iam();
        iam.createRole(request -> request.roleName(name).assumeRolePolicyDocument(trustingService(trusted)));
        iam.putRolePolicy(request -> request.roleName(name).policyName("own").policyDocument(ALLOW_ALL));
        iam.createInstanceProfile(request -> request.instanceProfileName(name));
        iam.addRoleToInstanceProfile(
                request -> request.instanceProfileName(name).roleName(name));
    }

    private static String state(String instanceId) {
        return ec2.describeInstances(request -> request.instanceIds(instanceId))
                .reservations()
                .getFirst()
                .instances()
                .getFirst()
                .state()
                .nameAsString();
    }

    private static void own(String instanceId, String owner) {
        var tag = Tag.builder().key("Owner").value(owner).build();
        ec2.createTags(request -> request.resources(instanceId).tags(tag));
    }

    private static void assertShutOut(PortcullisClient agent) {
        for (var operation : List.of("RenewAgent", "GetOwnInstance", "GetOwnInstanceCredentials")) {
            assertThat(agent.refused(operation, Map.of())).as(operation).isEqualTo("InvalidClientTokenId");
        }
    }

    private static void assertRefused(String token) {
        var answer = agents.join(token);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text("Code")).isEqualTo("InvalidJoinToken");
        assertThat(answer.text("Message")).isEqualTo("The join token is not valid, has expired, or was used.");
    }

    /** A token as the server itself would seal it. */
    private static String sealed(String account, String region, String instanceId, int epoch, Instant expiresAt) {
        try {
            var master = Files.readString(server.dataDirectory().resolveSibling("master.key"));
            var keys = KeyRing.parse(Secret.of(master.getBytes(StandardCharsets.UTF_8)));
            return new JoinTokens(new Sealer(keys, RandomSource.secure()))
                    .seal(new JoinTokens.Content(account, region, instanceId, epoch, expiresAt), server.now());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Instant soon() {
        return Instant.ofEpochSecond(server.now().getEpochSecond() + 60);
    }

    @Test
    void aHostOfOnesOwnRunsWhenItsAgentHasJoinedAndActsAsItsRole() {
        var id = agents.launch("Web");
        assertThat(state(id)).isEqualTo("pending");

        var joined = agents.join(agents.token(id));
        assertThat(joined.status()).isEqualTo(200);
        assertThat(joined.text("InstanceId")).isEqualTo(id);
        assertThat(joined.text("Region")).isEqualTo("us-east-1");
        assertThat(joined.text("AccountId")).isEqualTo(TestServer.ACCOUNT);
        assertThat(Duration.between(Instant.now(), Instant.parse(joined.text("Expiration"))))
                .isBetween(Duration.ofHours(24).minusMinutes(1), Duration.ofHours(24));
        assertThat(state(id)).isEqualTo("running");

        var agent = new PortcullisClient(server.endpoint(), credentials(joined));
        var given = agent.call("GetOwnInstanceCredentials", Map.of());
        assertThat(given.text("RoleName")).isEqualTo("Web");
        assertThat(given.text("RoleArn")).isEqualTo("arn:aws:iam::" + TestServer.ACCOUNT + ":role/Web");
        assertThat(Instant.parse(given.text("Expiration")))
                .isEqualTo(Instant.parse(given.text("LastUpdated")).plus(Duration.ofHours(6)));
        assertThat(server.sts(credentials(given)).getCallerIdentity().arn())
                .isEqualTo("arn:aws:sts::" + TestServer.ACCOUNT + ":assumed-role/Web/" + id);
    }

    @Test
    void aTokenIsGoodOnce() {
        var id = agents.launch();
        var token = agents.token(id);
        assertThat(agents.join(token).status()).isEqualTo(200);
        assertRefused(token);
    }

    @Test
    void aTokenThatWasMadeBeforeAnAgentJoinedIsGoodForNothingAfterwards() {
        var id = agents.launch();
        var first = agents.token(id);
        var second = agents.token(id);
        assertThat(agents.join(second).status()).isEqualTo(200);
        assertRefused(first);
    }

    @Test
    void ofTwoThatShowTheSameTokenAtOnceOneJoins() throws InterruptedException {
        var token = agents.token(agents.launch());
        Callable<Integer> join = () -> agents.join(token).status();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var statuses = threads.invokeAll(List.of(join, join, join, join)).stream()
                    .map(future -> future.resultNow())
                    .toList();
            assertThat(statuses).containsExactlyInAnyOrder(200, 403, 403, 403);
        }
    }

    @Test
    void anotherAgentThatJoinsShutsTheOlderOneOut() {
        var id = agents.launch("Web");
        var older = agents.joined(id);
        older.call("GetOwnInstance", Map.of());
        var newer = agents.joined(id);
        assertShutOut(older);
        assertThat(newer.call("GetOwnInstance", Map.of()).text("InstanceId")).isEqualTo(id);
        assertThat(state(id)).isEqualTo("running");
    }

    @Test
    void tokensThatAreNoneAreAllRefusedInTheSameWords() {
        var id = agents.launch();
        assertRefused("nonsense");
        assertRefused("x".repeat(1_024));
        assertRefused(agents.token(id).substring(1));
        assertRefused(sealed(TestServer.ACCOUNT, "eu-west-1", id, 0, soon()));
        assertRefused(sealed("210987654321", "us-east-1", id, 0, soon()));
        assertRefused(sealed(TestServer.ACCOUNT, "us-east-1", "i-0123456789abcdef0", 0, soon()));
        assertRefused(sealed(TestServer.ACCOUNT, "us-east-1", id, 1, soon()));
        assertRefused(sealed(TestServer.ACCOUNT, "us-east-1", id, 0, soon().minusSeconds(120)));
        var simulated = ec2.runInstances(request ->
                        request.imageId("ami-00000000000000000").minCount(1).maxCount(1))
                .instances()
                .getFirst()
                .instanceId();
        assertRefused(sealed(TestServer.ACCOUNT, "us-east-1", simulated, 0, soon()));
        assertThat(agents.join(sealed(TestServer.ACCOUNT, "us-east-1", id, 0, soon()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aTokenOfAnotherServerIsNone() {
        try (var other = TestServer.start()) {
            var there = new Agents(other);
            assertRefused(there.token(there.launch()));
        }
    }

    @Test
    void aTokenLastsAnHour() {
        try (var later = TestServer.start()) {
            var there = new Agents(later);
            var id = there.launch();
            var answer = there.root().call("CreateJoinToken", Map.of("InstanceId", id));
            assertThat(Duration.between(later.now(), Instant.parse(answer.text("Expiration"))))
                    .isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
            later.pass(Duration.ofHours(1));
            assertThat(there.join(answer.text("JoinToken")).text("Code")).isEqualTo("InvalidJoinToken");
        }
    }

    @Test
    void terminatingTheInstanceShutsItsAgentOutAndNobodyJoinsAnyMore() {
        var id = agents.launch("Web");
        var agent = agents.joined(id);
        var other = agents.joined(agents.launch("Web"));
        var session = credentials(agent.call("GetOwnInstanceCredentials", Map.of()));
        var token = agents.token(id);
        ec2.terminateInstances(request -> request.instanceIds(id));
        assertShutOut(agent);
        assertRefused(token);
        assertThat(agents.root().refused("CreateJoinToken", Map.of("InstanceId", id)))
                .isEqualTo("InvalidInstanceState");
        assertThatThrownBy(() -> server.sts(session).getCallerIdentity()).hasMessageContaining("security token");
        other.call("GetOwnInstanceCredentials", Map.of());
    }

    @Test
    void aStoppedInstanceHasAnAgentThatSeesItAndGetsNoCredentials() {
        var id = agents.launch("Web");
        var agent = agents.joined(id);
        ec2.stopInstances(request -> request.instanceIds(id));
        assertThat(agent.call("GetOwnInstance", Map.of()).text("State")).isEqualTo("stopped");
        assertThat(agent.refused("GetOwnInstanceCredentials", Map.of())).isEqualTo("InvalidInstanceState");

        var another = agents.joined(id);
        assertThat(state(id)).isEqualTo("stopped");
        ec2.startInstances(request -> request.instanceIds(id));
        assertThat(state(id)).isEqualTo("running");
        another.call("GetOwnInstanceCredentials", Map.of());
    }

    @Test
    void whatNoAgentHasJoinedIsPendingAgainAfterAStart() {
        var id = agents.launch();
        ec2.stopInstances(request -> request.instanceIds(id));
        ec2.startInstances(request -> request.instanceIds(id));
        assertThat(state(id)).isEqualTo("pending");
        agents.joined(id);
        assertThat(state(id)).isEqualTo("running");
    }

    @Test
    void anAgentRenewsItsCredentialsAsLongAsItIsTheLastOne() {
        var id = agents.launch();
        var agent = agents.joined(id);
        var renewed = new PortcullisClient(server.endpoint(), credentials(agent.call("RenewAgent", Map.of())));
        assertThat(renewed.call("GetOwnInstance", Map.of()).text("InstanceId")).isEqualTo(id);
        agents.joined(id);
        assertShutOut(agent);
        assertShutOut(renewed);
    }

    @Test
    void anAgentsCredentialsLastADay() {
        try (var later = TestServer.start()) {
            var there = new Agents(later);
            var agent = there.joined(there.launch());
            later.pass(Duration.ofHours(23));
            agent.ahead(Duration.ofHours(23)).call("GetOwnInstance", Map.of());
            later.pass(Duration.ofHours(1));
            assertThat(agent.ahead(Duration.ofHours(24)).refused("GetOwnInstance", Map.of()))
                    .isEqualTo("ExpiredToken");
        }
    }

    @Test
    void anAgentOfARestartedServerIsStillTheAgent() {
        try (var restarted = TestServer.start()) {
            var there = new Agents(restarted);
            var id = there.launch();
            var token = there.token(id);
            var credentials = credentials(there.join(token));
            restarted.restart();
            var agent = new PortcullisClient(restarted.endpoint(), credentials);
            assertThat(agent.call("GetOwnInstance", Map.of()).text("State")).isEqualTo("running");
            assertThat(there.join(token).text("Code")).isEqualTo("InvalidJoinToken");
        }
    }

    @Test
    void theRoleIsTheOneThatTheInstanceHasNow() {
        var id = agents.launch("Web");
        var agent = agents.joined(id);
        var before = agent.call("GetOwnInstance", Map.of());
        var association = ec2.describeIamInstanceProfileAssociations().iamInstanceProfileAssociations().stream()
                .filter(found -> found.instanceId().equals(id))
                .findFirst()
                .orElseThrow()
                .associationId();
        ec2.replaceIamInstanceProfileAssociation(
                request -> request.associationId(association).iamInstanceProfile(given -> given.name("Batch")));
        var after = agent.call("GetOwnInstance", Map.of("KnownRevision", before.text("Revision")));
        assertThat(before.text("RoleName")).isEqualTo("Web");
        assertThat(after.text("RoleName")).isEqualTo("Batch");
        assertThat(after.text("InstanceProfileArn")).endsWith("/Batch");
        assertThat(agent.call("GetOwnInstanceCredentials", Map.of()).text("RoleName"))
                .isEqualTo("Batch");
    }

    @Test
    void anAgentHearsWhenCredentialsOfTheSameRoleCountNoMore() {
        role("Revoked", "ec2.amazonaws.com");
        var id = agents.launch("Revoked");
        var agent = agents.joined(id);
        var first = agent.call("GetOwnInstance", Map.of()).text("Revision");
        new PortcullisClient(server.endpoint(), server.root())
                .call("RevokeSessions", Map.of("PrincipalArn", "arn:aws:iam::" + TestServer.ACCOUNT + ":role/Revoked"));
        var second = agent.call("GetOwnInstance", Map.of()).text("Revision");
        assertThat(second).isNotEqualTo(first);

        var association = ec2.describeIamInstanceProfileAssociations().iamInstanceProfileAssociations().stream()
                .filter(found -> found.instanceId().equals(id))
                .findFirst()
                .orElseThrow()
                .associationId();
        ec2.replaceIamInstanceProfileAssociation(
                request -> request.associationId(association).iamInstanceProfile(given -> given.name("Revoked")));
        assertThat(agent.call("GetOwnInstance", Map.of()).text("Revision")).isNotEqualTo(second);
    }

    @Test
    void withoutARoleOrItsTrustThereAreNoCredentials() {
        var without = agents.joined(agents.launch()).send("GetOwnInstanceCredentials", Map.of());
        assertThat(without.text("Code")).isEqualTo("InstanceRoleNotFound");
        assertThat(without.text("Message")).contains("has no role");
        var distrusted = agents.joined(agents.launch("Distrustful")).send("GetOwnInstanceCredentials", Map.of());
        assertThat(distrusted.text("Code")).isEqualTo("InstanceRoleNotFound");
        assertThat(distrusted.text("Message")).contains("Distrustful", "ec2.amazonaws.com");
    }

    @Test
    void anAgentIsToldEverythingOnceAndThenOnlyThatNothingChanged() {
        var id = ec2.runInstances(request -> request.imageId(Agents.OWN)
                        .minCount(1)
                        .maxCount(1)
                        .userData("aGVsbG8=")
                        .metadataOptions(options -> options.httpTokens("optional")
                                .httpPutResponseHopLimit(3)
                                .instanceMetadataTags("enabled")))
                .instances()
                .getFirst()
                .instanceId();
        var agent = agents.joined(id);
        var told = agent.call("GetOwnInstance", Map.of());
        assertThat(told.text("InstanceType")).isEqualTo("t3.micro");
        assertThat(told.text("AvailabilityZone")).isEqualTo("us-east-1a");
        assertThat(told.text("UserData")).isEqualTo("aGVsbG8=");
        assertThat(told.text("HttpTokens")).isEqualTo("optional");
        assertThat(told.text("HttpPutResponseHopLimit")).isEqualTo("3");
        assertThat(told.text("InstanceMetadataTags")).isEqualTo("enabled");
        assertThat(told.texts("RoleName")).isEmpty();

        var known = Map.of("KnownRevision", told.text("Revision"));
        var unchanged = agent.call("GetOwnInstance", known);
        assertThat(unchanged.text("Revision")).isEqualTo(told.text("Revision"));
        assertThat(unchanged.texts("InstanceId")).isEmpty();

        own(id, "dora");
        var changed = agent.call("GetOwnInstance", known);
        assertThat(changed.text("Key")).isEqualTo("Owner");
        assertThat(changed.text("Revision")).isNotEqualTo(told.text("Revision"));
    }

    @Test
    void aHostIsReachedOnceItsAgentHasAsked() {
        var id = agents.launch();
        var agent = agents.joined(id);
        assertThat(status(id)).isEqualTo("initializing");
        agent.call("GetOwnInstance", Map.of());
        assertThat(status(id)).isEqualTo("ok");
        ec2.stopInstances(request -> request.instanceIds(id));
        assertThat(status(id)).isEqualTo("not-applicable");
    }

    private static String status(String instanceId) {
        return ec2.describeInstanceStatus(
                        request -> request.instanceIds(instanceId).includeAllInstances(true))
                .instanceStatuses()
                .getFirst()
                .instanceStatus()
                .statusAsString();
    }

    @Test
    void aJoinIsInTheHistoryWithWhatItDidToTheAgentBefore() throws SQLException {
        var id = agents.launch();
        var first = agents.join(agents.token(id)).text("AccessKeyId");
        var second = agents.join(agents.token(id)).text("AccessKeyId");
        var told = new ArrayList<String>();
        var file = server.dataDirectory().resolve("store.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var rows = connection.createStatement().executeQuery("""
                        SELECT caller_arn, access_key_id, source_address, deciding_statement FROM steps
                        WHERE operation = 'portcullis:JoinInstance' ORDER BY number""")) {
            while (rows.next()) {
                told.add(rows.getString(1) + " " + rows.getString(2) + " " + rows.getString(3) + " "
                        + rows.getString(4));
            }
        }
        var caller = "arn:aws:ec2:us-east-1:" + TestServer.ACCOUNT + ":instance/" + id;
        assertThat(told.stream().filter(line -> line.startsWith(caller)))
                .containsExactly(
                        caller + " " + first + " 127.0.0.1 join token",
                        caller + " " + second + " 127.0.0.1 join token; the agent that joined before is shut out");
    }

    @Test
    void aTokenIsForWhoeverPoliciesLetJoinThatInstance() {
        var credentials = server.user("dora");
        server.iam()
                .putUserPolicy(
                        request -> request.userName("dora").policyName("own").policyDocument("""
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "portcullis:CreateJoinToken",
                  "Resource": "*", "Condition": {"StringEquals": {"ec2:ResourceTag/Owner": "${aws:username}"}}}}"""));
        var dora = new PortcullisClient(server.endpoint(), credentials);
        var id = agents.launch();
        assertThat(dora.refused("CreateJoinToken", Map.of("InstanceId", id))).isEqualTo("AccessDenied");
        own(id, "dora");
        dora.call("CreateJoinToken", Map.of("InstanceId", id));
        assertThat(dora.refused("CreateJoinToken", Map.of("InstanceId", "i-0123456789abcdef0")))
                .isEqualTo("AccessDenied");
    }

    @Test
    void onlyHostsOfOnesOwnAreJoined() {
        var simulated = ec2.runInstances(request ->
                        request.imageId("ami-00000000000000000").minCount(1).maxCount(1))
                .instances()
                .getFirst()
                .instanceId();
        for (var id : List.of(simulated, "i-0123456789abcdef0")) {
            assertThat(agents.root().refused("CreateJoinToken", Map.of("InstanceId", id)))
                    .isEqualTo("InvalidInput");
        }
    }

    @Test
    void whoeverProvesNothingIsHeardOnlySoOften() {
        try (var crowded = TestServer.start()) {
            var there = new Agents(crowded);
            var good = there.token(there.launch());
            var codes = IntStream.range(0, 130)
                    .mapToObj(i -> there.join("nonsense").text("Code"))
                    .toList();
            assertThat(codes).startsWith("InvalidJoinToken").endsWith("Throttling");
            crowded.pass(Duration.ofMinutes(1));
            assertThat(there.join(good).status()).isEqualTo(200);
        }
    }
}
