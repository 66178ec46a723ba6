// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import static dev.portcullis.server.Documents.ALLOW_ALL;
import static dev.portcullis.server.Documents.trustingService;
import static dev.portcullis.server.instances.Agents.credentials;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.sigv4.X509Signer;
import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.PortcullisClient.Answer;
import dev.portcullis.server.TestServer;
import dev.portcullis.server.rolesanywhere.AnywhereClient;
import dev.portcullis.server.x509.TestAuthority;
import dev.portcullis.server.x509.TestAuthority.Issued;
import dev.portcullis.server.x509.TestAuthority.KeyKind;
import dev.portcullis.server.x509.TestAuthority.Wish;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hosts that join with a certificate of their own, and those that try it with another's. */
class JoinCertificatesTest {
    private static final String NAME = "host-1.example";

    private static TestServer server;
    private static Agents agents;
    private static AnywhereClient anywhere;
    private static TestAuthority authority;
    private static String anchor;

    private String instance;
    private Issued host;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        agents = new Agents(server);
        anywhere = new AnywhereClient(server.endpoint(), server.root());
        authority = TestAuthority.root("CN=Hosts");
        anchor = anywhere.trustAnchor("hosts", authority.own().pem());
        var iam = server.iam();
        iam.createRole(
                request -> request.roleName("Web").assumeRolePolicyDocument(trustingService("ec2.amazonaws.com")));
        iam.putRolePolicy(request -> request.roleName("Web").policyName("own").policyDocument(ALLOW_ALL));
        iam.createInstanceProfile(request -> request.instanceProfileName("Web"));
        iam.addRoleToInstanceProfile(
                request -> request.instanceProfileName("Web").roleName("Web"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void aHostWithACertificate() {
        instance = agents.launch("Web");
        host = authority.issue("CN=" + NAME);
        put(instance, anchor, NAME);
    }

    private static void put(String instance, String anchor, String name) {
        agents.root()
                .call(
                        "PutInstanceJoinCertificate",
                        Map.of("InstanceId", instance, "TrustAnchorArn", anchor, "CommonName", name));
    }

    private static String arn(String instance) {
        return "arn:aws:ec2:us-east-1:" + TestServer.ACCOUNT + ":instance/" + instance;
    }

    private static PortcullisClient signing(Issued identity, String region) {
        return PortcullisClient.certified(
                server.endpoint(),
                new X509Signer(identity.key(), identity.certificate(), List.of(), region, "portcullis"));
    }

    private static Answer join(Issued identity, String instance) {
        return signing(identity, "us-east-1").send("JoinInstanceWithCertificate", Map.of("InstanceArn", arn(instance)));
    }

    private Answer joinAt(Instant signedAt) {
        return signing(host, "us-east-1")
                .at(signedAt)
                .send("JoinInstanceWithCertificate", Map.of("InstanceArn", arn(instance)));
    }

    private void takeAway() {
        agents.root().call("DeleteInstanceJoinCertificate", Map.of("InstanceId", instance));
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text("Code")).isEqualTo("AccessDenied");
        assertThat(answer.text("Message")).startsWith("Untrusted");
    }

    private static PortcullisClient agent(Answer joined) {
        assertThat(joined.status()).as(() -> joined.texts("Message").toString()).isEqualTo(200);
        return new PortcullisClient(server.endpoint(), credentials(joined));
    }

    @ParameterizedTest
    @EnumSource(value = KeyKind.class, names = "RSA_1024", mode = EnumSource.Mode.EXCLUDE)
    void aHostJoinsWithItsCertificateAndHasItsRole(KeyKind kind) {
        var identity = authority.issue(Wish.of("CN=" + NAME).kind(kind));
        var agent = agent(join(identity, instance));
        assertThat(agent.call("GetOwnInstance", Map.of()).text("State")).isEqualTo("running");
        assertThat(agent.call("GetOwnInstanceCredentials", Map.of()).text("RoleName"))
                .isEqualTo("Web");
        assertThat(agents.root()
                        .call("GetInstanceJoinCertificate", Map.of("InstanceId", instance))
                        .texts("LastJoinDate"))
                .hasSize(1);
    }

    @Test
    void whoeverHasAnotherCertificateIsRefused() {
        assertRefused(join(authority.issue("CN=host-2.example"), instance));
        assertRefused(join(authority.issue("CN=" + NAME + ",CN=" + NAME), instance));
        assertRefused(join(authority.issue("O=" + NAME), instance));
        assertRefused(join(authority.impostor().issue("CN=" + NAME), instance));
        assertRefused(join(
                authority.issue(Wish.of("CN=" + NAME)
                        .valid(
                                server.now().minus(Duration.ofDays(2)),
                                server.now().minus(Duration.ofDays(1)))),
                instance));
        var other = TestAuthority.root("CN=Others");
        anywhere.trustAnchor("others", other.own().pem());
        assertRefused(join(other.issue("CN=" + NAME), instance));
    }

    @Test
    void anotherInstanceOrNoneIsNobodys() {
        var neighbour = agents.launch("Web");
        assertRefused(join(host, neighbour));
        assertRefused(join(host, "i-00000000000000000"));
        var answer = signing(host, "us-east-1")
                .send(
                        "JoinInstanceWithCertificate",
                        Map.of("InstanceArn", arn(instance).replace(TestServer.ACCOUNT, "999999999999")));
        assertRefused(answer);
    }

    @Test
    void aRequestForAnotherRegionOrSignedOtherwiseIsNotProof() {
        assertThat(signing(host, "eu-west-1")
                        .refused("JoinInstanceWithCertificate", Map.of("InstanceArn", arn(instance))))
                .isEqualTo("MissingAuthenticationToken");
        assertThat(agents.nobody().refused("JoinInstanceWithCertificate", Map.of("InstanceArn", arn(instance))))
                .isEqualTo("MissingAuthenticationToken");
        assertThat(agents.root().refused("JoinInstanceWithCertificate", Map.of("InstanceArn", arn(instance))))
                .isNotEmpty();
        assertThat(signing(host, "us-east-1").refused("ListGroupsForInstance", Map.of("InstanceId", instance)))
                .isEqualTo("MissingAuthenticationToken");
    }

    /** Signing times have whole seconds: of two requests of one second the second is as good as a copy of the first. */
    @Test
    void aRequestThatWasSeenCountsOnceOnly() throws Exception {
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var at = server.now();
            Callable<Integer> copy = () -> joinAt(at).status();
            var statuses =
                    pool.invokeAll(IntStream.range(0, 8).mapToObj(i -> copy).toList());
            int joined = 0;
            for (var status : statuses) {
                joined += status.get() == 200 ? 1 : 0;
            }
            assertThat(joined).isOne();
        }
        assertRefused(joinAt(server.now().minus(Duration.ofMinutes(1))));
    }

    @Test
    void aCopyOfAUsedRequestCountsNoMoreWhenTheCertificateIsPutAgain() {
        var ahead = server.now().plus(Duration.ofMinutes(1)); // a host's clock may be
        agent(joinAt(ahead));
        takeAway();
        put(instance, anchor, NAME);
        assertRefused(joinAt(ahead));
        assertRefused(join(host, instance));
        agent(joinAt(ahead.plusSeconds(1)));
    }

    @Test
    void aRequestFromBeforeTheCertificateWasTakenAwayOrPutCountsNever() {
        var before = server.now();
        assertRefused(joinAt(before.minusSeconds(2)));
        takeAway();
        assertRefused(joinAt(before));
        put(instance, anchor, NAME);
        assertRefused(joinAt(before));
        agent(joinAt(server.now().plusSeconds(1)));
    }

    @Test
    void aLaterAgentShutsOutTheOneBefore() {
        var first = agent(join(host, instance));
        var second = agent(joinAt(server.now().plusSeconds(1)));
        assertThat(first.refused("GetOwnInstance", Map.of())).isEqualTo("InvalidClientTokenId");
        assertThat(second.call("GetOwnInstance", Map.of()).text("InstanceId")).isEqualTo(instance);
    }

    @Test
    void whatIsTakenAwayCountsNoMore() {
        var agent = agent(join(host, instance));
        takeAway();
        assertThat(agent.refused("GetOwnInstance", Map.of())).isEqualTo("InvalidClientTokenId");
        assertRefused(join(host, instance));
        assertThat(agents.root().refused("GetInstanceJoinCertificate", Map.of("InstanceId", instance)))
                .isEqualTo("NoSuchEntity");
        assertThat(agents.root().refused("DeleteInstanceJoinCertificate", Map.of("InstanceId", instance)))
                .isEqualTo("NoSuchEntity");
    }

    @Test
    void aCertificateThatIsRevokedOrWhoseAnchorIsTurnedOffJoinsNoMore() {
        var own = TestAuthority.root("CN=Own");
        var ownAnchor = anywhere.trustAnchor("own", own.own().pem());
        put(instance, ownAnchor, NAME);
        var revoked = own.issue("CN=" + NAME);
        anywhere.post(
                        "/crls",
                        Map.of(
                                "name",
                                "revoked",
                                "enabled",
                                true,
                                "trustAnchorArn",
                                ownAnchor,
                                "crlData",
                                Base64.getEncoder().encodeToString(own.revoking(revoked))))
                .ok();
        assertRefused(join(revoked, instance));
        var good = own.issue("CN=" + NAME);
        anywhere.post("/trustanchor/" + AnywhereClient.id(ownAnchor) + "/disable", Map.of())
                .ok();
        assertRefused(join(good, instance));
        anywhere.post("/trustanchor/" + AnywhereClient.id(ownAnchor) + "/enable", Map.of())
                .ok();
        agent(join(good, instance));
    }

    @Test
    void onlyHostsOfOnesOwnHaveOneAndOnlyOfAnAnchorThatIsThere() {
        assertThat(agents.root()
                        .refused(
                                "PutInstanceJoinCertificate",
                                Map.of(
                                        "InstanceId",
                                        instance,
                                        "TrustAnchorArn",
                                        anchor.replaceAll("/.*", "/00000000-0000-0000-0000-000000000000"),
                                        "CommonName",
                                        NAME)))
                .isEqualTo("NoSuchEntity");
        server.ec2(server.root()).terminateInstances(request -> request.instanceIds(instance));
        assertRefused(join(host, instance));
        assertThat(agents.root()
                        .refused(
                                "PutInstanceJoinCertificate",
                                Map.of("InstanceId", instance, "TrustAnchorArn", anchor, "CommonName", NAME)))
                .isEqualTo("InvalidInstanceState");
    }
}
