// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.aws.model.ServiceModel;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.sigv4.Payload;
import dev.portcullis.aws.sigv4.RawHeader;
import dev.portcullis.aws.sigv4.RawRequest;
import dev.portcullis.aws.sigv4.SigV4Signer;
import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import dev.portcullis.aws.sts.StsModel;
import dev.portcullis.server.TestServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Attacks on the proof of identity, against the whole server. */
class AuthenticationAbuseTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final List<ServiceModel> SERVICES =
            List.of(IamModel.SERVICE, StsModel.SERVICE, PortcullisModel.SERVICE);

    private static TestServer server;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        http = HttpClient.newHttpClient();
    }

    @AfterAll
    static void stop() {
        http.close();
        server.close();
    }

    /** A key and what goes with it; the token is empty for long-term keys. */
    private record Key(String id, String secret, Optional<String> token) {
        static Key root() {
            var credentials = server.root();
            return new Key(credentials.accessKeyId(), credentials.secretAccessKey(), Optional.empty());
        }

        static Key of(Credentials session) {
            return new Key(session.accessKeyId(), session.secretAccessKey(), Optional.of(session.sessionToken()));
        }
    }

    @Nested
    class AbuseCase03EveryOperationWantsASignature {
        @Test
        void noOperationAnswersARequestWithoutOne() throws Exception {
            int tried = 0;
            for (var service : SERVICES) {
                for (var operation : service.operations().values()) {
                    for (var forged : forgeries(operation)) {
                        var answer = http.send(forged, BodyHandlers.ofString());
                        assertThat(answer.statusCode())
                                .as("%s %s", operation, forged.headers())
                                .isBetween(400, 403);
                        tried++;
                    }
                }
            }
            assertThat(tried).isGreaterThan(400);
        }

        private List<HttpRequest> forgeries(OperationModel<?, ?> operation) {
            var body = "Action=" + operation.name() + "&Version="
                    + operation.service().apiVersion();
            var keyId = server.root().accessKeyId();
            var scope = keyId + "/20260301/us-east-1/" + operation.service().signingName() + "/aws4_request";
            var signature = "0".repeat(64);
            return List.of(
                    post("", body).build(),
                    post("", body).header("Authorization", "AWS4-HMAC-SHA256").build(),
                    post("", body).header("Authorization", "Bearer " + keyId).build(),
                    post("", body)
                            .header("Authorization", "AWS " + keyId + ":" + signature)
                            .build(),
                    post("?X-Amz-Credential=" + scope.replace("/", "%2F"), body).build(),
                    post(
                                    "",
                                    body + "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + scope
                                            + "&X-Amz-Signature=" + signature)
                            .build(),
                    post("", body + "&AWSAccessKeyId=" + keyId + "&SignatureVersion=2&Signature=x")
                            .build());
        }
    }

    @Nested
    class AbuseCase06EveryFaultOfCredentialsHasItsOwnError {
        @Test
        void anUnknownKeyIsRefused() throws Exception {
            assertRefused(
                    call(new Key("AKIAIOSFODNN7EXAMPLE", "x".repeat(40), Optional.empty())), "InvalidClientTokenId");
        }

        @Test
        void aWrongSecretIsRefused() throws Exception {
            assertRefused(call(new Key(Key.root().id(), "x".repeat(40), Optional.empty())), "SignatureDoesNotMatch");
        }

        @Test
        void anInactiveKeyIsRefusedAtOnce() throws Exception {
            var user = server.user("inactive");
            var key = new Key(user.accessKeyId(), user.secretAccessKey(), Optional.empty());
            assertThat(call(key).statusCode()).isEqualTo(200);
            server.iam()
                    .updateAccessKey(request ->
                            request.userName("inactive").accessKeyId(key.id()).status(StatusType.INACTIVE));

            assertRefused(call(key), "InvalidClientTokenId");
        }

        @Test
        void aDeletedUsersSessionIsRefusedAtOnce() throws Exception {
            var user = server.user("deleted");
            var session = Key.of(server.sts(user).getSessionToken().credentials());
            assertThat(call(session).statusCode()).isEqualTo(200);
            server.iam().deleteAccessKey(request -> request.userName("deleted").accessKeyId(user.accessKeyId()));
            server.iam().deleteUser(request -> request.userName("deleted"));

            assertRefused(call(session), "InvalidClientTokenId");
        }

        @Test
        void aSessionWithoutItsTokenIsRefused() throws Exception {
            var session = session("tokenless");

            assertRefused(call(new Key(session.id(), session.secret(), Optional.empty())), "InvalidClientTokenId");
        }

        @Test
        void theTokenOfAnotherSessionIsRefused() throws Exception {
            var one = session("one");
            var two = session("two");

            assertRefused(call(new Key(one.id(), one.secret(), two.token())), "InvalidClientTokenId");
            assertRefused(call(new Key(two.id(), one.secret(), one.token())), "InvalidClientTokenId");
        }

        @Test
        void aLongTermKeyWithATokenIsRefused() throws Exception {
            var root = Key.root();

            assertRefused(call(new Key(root.id(), root.secret(), session("lent").token())), "InvalidClientTokenId");
        }

        @Test
        void anAlteredTokenIsRefused() throws Exception {
            var session = session("altered");
            var token = session.token().orElseThrow();
            var altered = (token.charAt(40) == 'A' ? 'B' : 'A') + token.substring(41);

            assertRefused(
                    call(new Key(session.id(), session.secret(), Optional.of(token.substring(0, 40) + altered))),
                    "InvalidClientTokenId");
        }

        @Test
        void anExpiredSessionIsRefusedAsSuch() throws Exception {
            try (var later = TestServer.start()) {
                later.iam().createUser(request -> request.userName("ann"));
                var made = later.iam()
                        .createAccessKey(request -> request.userName("ann"))
                        .accessKey();
                var credentials = AwsBasicCredentials.create(made.accessKeyId(), made.secretAccessKey());
                var session = Key.of(later.sts(credentials)
                        .getSessionToken(request -> request.durationSeconds(900))
                        .credentials());
                later.pass(Duration.ofSeconds(901));

                assertRefused(
                        call(later, session, "sts", Instant.now().plusSeconds(901), "GetCallerIdentity", "2011-06-15"),
                        "ExpiredToken");
            }
        }
    }

    @Nested
    class AbuseCase10TheServiceOfTheScopeIsTheServiceAsked {
        @Test
        void aSignatureForOneServiceIsNotTakenAtAnother() throws Exception {
            assertRefused(
                    call(server, Key.root(), "sts", Instant.now(), "ListUsers", "2010-05-08"), "SignatureDoesNotMatch");
            assertRefused(
                    call(server, Key.root(), "iam", Instant.now(), "GetCallerIdentity", "2011-06-15"),
                    "SignatureDoesNotMatch");
            assertRefused(
                    call(server, Key.root(), "iam", Instant.now(), "ListAccounts", "2026-11-01"),
                    "SignatureDoesNotMatch");
        }

        @Test
        void aServiceThatIsNotServedIsRefused() throws Exception {
            assertRefused(
                    call(server, Key.root(), "s3", Instant.now(), "ListUsers", "2010-05-08"), "SignatureDoesNotMatch");
        }
    }

    @Nested
    class AbuseCase33NoBuiltInKeyCounts {
        @Test
        void theKeysThatEmulatorsShipAreUnknown() throws Exception {
            for (var key : List.of("test", "minioadmin", "AKIAIOSFODNN7EXAMPLE", "root", "admin")) {
                assertRefused(call(new Key(key, key, Optional.empty())), "InvalidClientTokenId");
            }
        }
    }

    private static Key session(String name) {
        return Key.of(server.sts(server.user(name)).getSessionToken().credentials());
    }

    private static HttpResponse<String> call(Key key) throws IOException, InterruptedException {
        return call(server, key, "sts", Instant.now(), "GetCallerIdentity", "2011-06-15");
    }

    private static HttpResponse<String> call(
            TestServer at, Key key, String service, Instant now, String action, String version)
            throws IOException, InterruptedException {
        var body = "Action=" + action + "&Version=" + version;
        var signer = new SigV4Signer(
                key.id(), key.secret(), key.token(), "us-east-1", service, PathStyle.NORMALISED_AND_ENCODED_TWICE);
        var headers = new ArrayList<>(
                List.of(new RawHeader("Host", at.endpoint().getAuthority()), new RawHeader("Content-Type", FORM)));
        var signed = signer.sign(
                new RawRequest("POST", "/", headers, Payload.of(body.getBytes(StandardCharsets.UTF_8))), now);
        var request = HttpRequest.newBuilder(at.endpoint().resolve("/"))
                .header("Content-Type", FORM)
                .POST(BodyPublishers.ofString(body));
        signed.forEach(header -> request.header(header.name(), header.value()));
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder post(String query, String body) {
        return HttpRequest.newBuilder(server.endpoint().resolve("/" + query))
                .header("Content-Type", FORM)
                .POST(BodyPublishers.ofString(body));
    }

    private static void assertRefused(HttpResponse<String> answer, String code) {
        assertThat(answer.body()).contains("<Code>" + code + "</Code>");
        assertThat(answer.statusCode()).isEqualTo(403);
    }
}
