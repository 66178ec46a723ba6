// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.ec2.Ec2Model;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.model.Access;
import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.aws.model.ServiceModel;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.sigv4.Payload;
import dev.portcullis.aws.sigv4.RawHeader;
import dev.portcullis.aws.sigv4.RawRequest;
import dev.portcullis.aws.sigv4.SigV4Signer;
import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import dev.portcullis.aws.sts.StsModel;
import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** An agent's credentials are good for three operations, and those operations are good for agents alone. */
class AgentsMayNothingElseTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static TestServer server;
    private static Agents agents;
    private static AwsSessionCredentials agent;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        agents = new Agents(server);
        agent = (AwsSessionCredentials) Agents.credentials(agents.join(agents.token(agents.launch())));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<OperationModel<?, ?>> operations() {
        return Stream.of(IamModel.SERVICE, StsModel.SERVICE, Ec2Model.SERVICE, PortcullisModel.SERVICE)
                .map(ServiceModel::operations)
                .<OperationModel<?, ?>>flatMap(operations -> operations.values().stream())
                .toList();
    }

    private static HttpResponse<String> send(OperationModel<?, ?> operation, String region, AwsCredentials by)
            throws Exception {
        return send("POST", "/", operation.service().signingName(), region, by, body(operation));
    }

    private static HttpResponse<String> send(
            String method, String target, String service, String region, AwsCredentials by, String text)
            throws Exception {
        var body = text.getBytes(StandardCharsets.UTF_8);
        var headers =
                List.of(new RawHeader("Host", server.endpoint().getAuthority()), new RawHeader("Content-Type", FORM));
        var token = by instanceof AwsSessionCredentials session
                ? Optional.of(session.sessionToken())
                : Optional.<String>empty();
        var signer = new SigV4Signer(
                by.accessKeyId(), by.secretAccessKey(), token, region, service, PathStyle.NORMALISED_AND_ENCODED_TWICE);
        var request = HttpRequest.newBuilder(server.endpoint().resolve(target))
                .header("Content-Type", FORM)
                .method(method, BodyPublishers.ofByteArray(body));
        signer.sign(new RawRequest(method, target, headers, Payload.of(body)), Instant.now())
                .forEach(header -> request.header(header.name(), header.value()));
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    /** With every member that some operation requires, so that it is not refused for a missing one. */
    private static String body(OperationModel<?, ?> operation) {
        var body = new StringBuilder(
                "Action=" + operation.name() + "&Version=" + operation.service().apiVersion());
        for (var name : List.of("UserName", "GroupName", "RoleName", "PolicyName", "PathPrefix")) {
            body.append('&').append(name).append("=x");
        }
        return body.toString();
    }

    @Test
    void everyOtherOperationIsRefused() throws Exception {
        assertThat(operations()).hasSizeGreaterThan(150);
        for (var operation : operations()) {
            var answer = send(operation, "us-east-1", agent);
            var access = operation.authorization().access();
            if (access == Access.AGENT) {
                assertThat(answer.body())
                        .as(operation.toString())
                        .doesNotContain("AccessDenied", "InvalidClientTokenId");
            } else if (access == Access.ANYONE) {
                assertThat(answer.body()).as(operation.toString()).contains("ValidationError");
            } else if (operation.service().equals(PortcullisModel.METADATA)) {
                assertThat(answer.statusCode()).as(operation.toString()).isGreaterThanOrEqualTo(400);
                assertThat(answer.body())
                        .as(operation.toString())
                        .containsAnyOf("<Code>AccessDenied</Code>", "<Code>ValidationError</Code>");
            } else {
                assertThat(answer.body())
                        .as(operation.toString())
                        .containsAnyOf("<Code>InvalidClientTokenId</Code>", "<Code>AuthFailure</Code>");
            }
        }
    }

    @Test
    void whatNeedsNoParametersIsRefusedForWhoCalls() throws Exception {
        for (var operation :
                List.of(PortcullisModel.LIST_ACCOUNTS, PortcullisModel.LIST_SERVICES, PortcullisModel.GET_METRICS)) {
            var answer = send(operation, "us-east-1", agent);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("The agent of an instance cannot call " + operation.name());
        }
        assertThat(send("GET", "/metrics", "portcullis", "us-east-1", agent, "").statusCode())
                .isIn(200, 403); // from this machine metrics need no signature at all
    }

    @Test
    void theThreeAreForNobodyElse() throws Exception {
        var session = server.sts(server.root()).getSessionToken().credentials();
        for (var by : List.of(server.root(), server.user("dora"), TestServer.session(session))) {
            for (var operation : List.of(
                    PortcullisModel.RENEW_AGENT,
                    PortcullisModel.GET_OWN_INSTANCE,
                    PortcullisModel.GET_OWN_INSTANCE_CREDENTIALS)) {
                var answer = send(operation, "us-east-1", by);
                assertThat(answer.statusCode()).isEqualTo(403);
                assertThat(answer.body()).contains("<Code>AccessDenied</Code>");
            }
        }
    }

    @Test
    void anAgentSpeaksInItsOwnRegionAlone() throws Exception {
        for (var operation : List.of(PortcullisModel.RENEW_AGENT, PortcullisModel.GET_OWN_INSTANCE)) {
            assertThat(send(operation, "us-east-1", agent).statusCode()).isEqualTo(200);
            var elsewhere = send(operation, "eu-west-1", agent);
            assertThat(elsewhere.statusCode()).isEqualTo(403);
            assertThat(elsewhere.body()).contains("<Code>SignatureDoesNotMatch</Code>");
        }
    }

    @Test
    void anAgentIsNoCallerThatServicesMayAskAbout() {
        var answer = agents.root()
                .send(
                        "Authorize",
                        Map.of(
                                "Session.AccessKeyId",
                                agent.accessKeyId(),
                                "Session.SessionToken",
                                agent.sessionToken(),
                                "ActionName",
                                "s3:GetObject",
                                "Resource",
                                "arn:aws:s3:::open/file",
                                "ResourceAccount",
                                TestServer.ACCOUNT));
        assertThat(answer.text("Code")).isEqualTo("InvalidCaller");
    }

    @Test
    void anAgentsKeyIsWorthNothingWithoutItsTokenAndWithAnothers() {
        var other = (AwsSessionCredentials) Agents.credentials(agents.join(agents.token(agents.launch())));
        var mixed = AwsSessionCredentials.create(agent.accessKeyId(), agent.secretAccessKey(), other.sessionToken());
        assertThat(new PortcullisClient(server.endpoint(), mixed).refused("GetOwnInstance", Map.of()))
                .isEqualTo("InvalidClientTokenId");
    }
}
