// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.ec2.Ec2Model;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.model.Access;
import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.aws.model.ServiceModel;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.sts.StsModel;
import dev.portcullis.server.TestServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a request gets that nobody signed: nothing, but from the few operations that are for everyone. */
class UnsignedRequestsTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
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

    private static String asking(OperationModel<?, ?> operation) {
        return "Action=" + operation.name() + "&Version=" + operation.service().apiVersion();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder posting(String body) {
        return HttpRequest.newBuilder(server.endpoint().resolve("/"))
                .header("Content-Type", FORM)
                .POST(BodyPublishers.ofString(body));
    }

    private static HttpRequest.Builder getting(String query) {
        return HttpRequest.newBuilder(server.endpoint().resolve("/?" + query));
    }

    /** A signature in form, made with a key that nobody has. */
    private static HttpRequest.Builder signedInForm(HttpRequest.Builder request, OperationModel<?, ?> operation) {
        var time = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(Instant.now());
        return request.header("X-Amz-Date", time)
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/" + time.substring(0, 8) + "/us-east-1/"
                                + operation.service().signingName() + "/aws4_request, SignedHeaders=host;x-amz-date, "
                                + "Signature=" + "0".repeat(64));
    }

    @Test
    void noOperationIsReachedUnsignedButThoseForEveryone() throws Exception {
        var operations = operations();
        assertThat(operations).hasSizeGreaterThan(150);
        for (var operation : operations) {
            for (var request : List.of(
                    posting(asking(operation)),
                    getting(asking(operation)),
                    getting(asking(operation)).POST(BodyPublishers.noBody()))) {
                var answer = send(request);
                if (operation.authorization().access() == Access.ANYONE) {
                    assertThat(answer.body()).as(operation.toString()).contains("<Code>ValidationError</Code>");
                } else {
                    assertThat(answer.statusCode()).as(operation.toString()).isEqualTo(403);
                    assertThat(answer.body())
                            .as(operation.toString())
                            .contains("<Code>MissingAuthenticationToken</Code>");
                }
            }
        }
    }

    @Test
    void aSignatureThatIsNoGoodIsAsGoodAsNone() throws Exception {
        for (var operation : operations()) {
            var answer = send(signedInForm(posting(asking(operation)), operation));
            assertThat(answer.statusCode()).as(operation.toString()).isNotEqualTo(200);
            if (operation.authorization().access() == Access.ANYONE) {
                assertThat(answer.body()).as(operation.toString()).contains("<Code>ValidationError</Code>");
            } else {
                assertThat(answer.body())
                        .as(operation.toString())
                        .containsAnyOf("<Code>InvalidClientTokenId</Code>", "<Code>AuthFailure</Code>");
            }
        }
    }

    @Test
    void anUnsignedRequestThatIsTooLongOrCannotBeReadIsLookedAtNoFurther() throws Exception {
        var join = asking(PortcullisModel.JOIN_INSTANCE);
        for (var body : List.of(
                join + "&Padding=" + "x".repeat(600_000),
                join + "&Action=CreateUser",
                join + "&JoinToken=%zz",
                "Action=JoinInstance",
                "Action=JoinInstance&Version=2010-05-08",
                "Action=joininstance&Version=" + PortcullisModel.METADATA.apiVersion())) {
            var answer = send(posting(body));
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("<Code>MissingAuthenticationToken</Code>");
        }
    }
}
