// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.portcullis.agent.server.OwnInstance.Options;
import dev.portcullis.agent.server.PortcullisServer.Refused;
import dev.portcullis.agent.server.PortcullisServer.Unreachable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sent, and what becomes of answers. That real servers take it is told by the stories in the module conformance. */
class RemoteServerTest {
    private static final AgentIdentity AGENT = Facts.identity(Facts.NOW);

    private HttpServer http;
    private RemoteServer server;
    private final List<String> bodies = new ArrayList<>();
    private final List<String> authorizations = new ArrayList<>();
    private int status = 200;
    private String answer = "";

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::reply);
        http.start();
        var url = URI.create("http://127.0.0.1:" + http.getAddress().getPort());
        server = new RemoteServer(url, Optional.empty(), InstantSource.fixed(Facts.NOW));
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    private void reply(HttpExchange exchange) throws IOException {
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        var bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void answers(String operation, String result) {
        answer =
                "<%1$sResponse xmlns=\"https://portcullis.dev/doc/2026-11-01/\"><%1$sResult>%2$s</%1$sResult></%1$sResponse>"
                        .formatted(operation, result);
    }

    private static final String AGENT_CREDENTIALS = """
            <AgentCredentials><AccessKeyId>ASIAAGENT</AccessKeyId><SecretAccessKey>s+/=</SecretAccessKey>\
            <SessionToken>t</SessionToken><Expiration>2026-11-23T12:00:00Z</Expiration></AgentCredentials>""";

    @Test
    void joiningShowsTheTokenAndIsNotSigned() throws Exception {
        answers(
                "JoinInstance",
                AGENT_CREDENTIALS + "<InstanceId>i-1</InstanceId><Region>eu-west-1</Region><AccountId>1</AccountId>");

        var identity = server.join(new Secret("a+b/c="));
        assertThat(bodies).containsExactly("Action=JoinInstance&Version=2026-11-01&JoinToken=a%2Bb%2Fc%3D");
        assertThat(authorizations).containsExactly("null");
        assertThat(identity.instanceId()).isEqualTo("i-1");
        assertThat(identity.region()).isEqualTo("eu-west-1");
        assertThat(identity.received()).isEqualTo(Facts.NOW);
        assertThat(identity.credentials().secretAccessKey().reveal()).isEqualTo("s+/=");
        assertThat(identity.credentials().expiration()).isEqualTo(Instant.parse("2026-11-23T12:00:00Z"));
    }

    @Test
    void everythingElseIsSignedAsTheAgent() throws Exception {
        answers("RenewAgent", AGENT_CREDENTIALS);

        assertThat(server.renew(AGENT).accessKeyId()).isEqualTo("ASIAAGENT");
        assertThat(authorizations)
                .singleElement()
                .asString()
                .contains("Credential=ASIAAGENT1/20261122/us-east-1/portcullis/aws4_request")
                .contains("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token");
    }

    @Test
    void anInstanceIsRead() throws Exception {
        answers("GetOwnInstance", """
                <Revision>7</Revision><InstanceId>i-1</InstanceId><ImageId>ami-1</ImageId><InstanceType>t3.nano</InstanceType>\
                <AccountId>123456789012</AccountId><Region>us-east-1</Region><AvailabilityZone>us-east-1b</AvailabilityZone>\
                <State>running</State><LaunchTime>2026-11-22T11:00:00Z</LaunchTime><ReservationId>r-1</ReservationId><LaunchIndex>2</LaunchIndex>\
                <Tags><member><Key>b</Key><Value>2 &lt; 3</Value></member><member><Key>a</Key><Value/></member></Tags>\
                <UserData>aGVsbG8=</UserData>\
                <MetadataOptions><HttpTokens>optional</HttpTokens><HttpEndpoint>enabled</HttpEndpoint>\
                <HttpPutResponseHopLimit>2</HttpPutResponseHopLimit><InstanceMetadataTags>enabled</InstanceMetadataTags></MetadataOptions>\
                <RoleName>web</RoleName>""");

        var instance = server.ownInstance(AGENT, "6").orElseThrow();
        assertThat(bodies).containsExactly("Action=GetOwnInstance&Version=2026-11-01&KnownRevision=6");
        assertThat(instance.revision()).isEqualTo("7");
        assertThat(instance.launchIndex()).isEqualTo(2);
        assertThat(instance.tags()).containsEntry("b", "2 < 3").containsEntry("a", "");
        assertThat(instance.userData().orElseThrow().content()).asString().isEqualTo("hello");
        assertThat(instance.options()).isEqualTo(new Options(false, true, 2, true));
        assertThat(instance.profile()).isEmpty();
        assertThat(instance.roleName()).contains("web");
        assertThat(instance.identity()).isEmpty();
    }

    @Test
    void anInstanceThatHasNotChangedIsNotToldAgain() throws Exception {
        answers("GetOwnInstance", "<Revision>7</Revision>");

        assertThat(server.ownInstance(AGENT, "7")).isEmpty();
        assertThatThrownBy(() -> server.ownInstance(AGENT, "6"))
                .isInstanceOf(Unreachable.class)
                .hasMessageContaining("no InstanceId");
    }

    @Test
    void credentialsOfTheRoleAreRead() throws Exception {
        answers("GetOwnInstanceCredentials", """
                <Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>\
                <Expiration>2026-11-22T18:00:00Z</Expiration></Credentials><RoleArn>arn:aws:iam::1:role/web</RoleArn>\
                <RoleName>web</RoleName><LastUpdated>2026-11-22T12:00:00Z</LastUpdated>""");

        var credentials = server.roleCredentials(AGENT);
        assertThat(credentials.roleName()).isEqualTo("web");
        assertThat(credentials.accessKeyId()).isEqualTo("ASIAROLE");
        assertThat(credentials.toString()).contains("Secret[redacted]");
    }

    @Test
    void aRefusalIsToldByItsCode() {
        status = 403;
        answer =
                "<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>No.</Message></Error></ErrorResponse>";

        assertThatThrownBy(() -> server.renew(AGENT)).isInstanceOfSatisfying(Refused.class, e -> {
            assertThat(e.code()).isEqualTo("InvalidClientTokenId");
            assertThat(e.reason()).isEqualTo("No.");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "200, ''",
        "200, <html>",
        "200, <RenewAgentResponse></RenewAgentResponse>",
        "200, <RenewAgentResponse><RenewAgentResult></RenewAgentResult></RenewAgentResponse>",
        "302, ''",
        "401, ''",
        "403, <html></html>",
        "404, Not Found",
        "500, <ErrorResponse><Error><Code>ServiceFailure</Code></Error></ErrorResponse>",
        "503, <ErrorResponse><Error><Code>InvalidClientTokenId</Code></Error></ErrorResponse>",
        "400, <ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>"
    })
    void whatIsNoAnswerOfTheServersIsAnOutage(int statusOfAnswer, String text) {
        status = statusOfAnswer;
        answer = text;

        assertThatThrownBy(() -> server.renew(AGENT)).isInstanceOf(Unreachable.class);
    }

    @Test
    void aServerThatIsNotThereIsAnOutage() {
        http.stop(0);

        assertThatThrownBy(() -> server.renew(AGENT)).isInstanceOf(Unreachable.class);
    }
}
