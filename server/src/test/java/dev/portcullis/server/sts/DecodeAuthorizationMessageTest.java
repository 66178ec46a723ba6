// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sts;

import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.statement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.sts.model.InvalidAuthorizationMessageException;
import software.amazon.awssdk.services.sts.model.StsException;

class DecodeAuthorizationMessageTest {
    private static final String OBJECT = "arn:aws:s3:::reports/may.csv";
    private static final String OTHER = "999988887777";

    private static TestServer server;
    private static PortcullisClient root;
    private static PortcullisClient service;
    private static AwsSessionCredentials ann;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        root = new PortcullisClient(server.endpoint(), server.root());
        var registered = root.call("RegisterService", Map.of("ServicePrincipal", "storage.example"));
        service = new PortcullisClient(
                server.endpoint(),
                AwsBasicCredentials.create(
                        registered.texts("AccessKeyId").getLast(), registered.text("SecretAccessKey")));
        var key = server.user("ann");
        put("ann", "read", allow("s3:Get*"));
        put(
                "ann",
                "no-deletes",
                statement("\"Sid\":\"NoDeletes\",\"Effect\":\"Deny\",\"Action\":\"s3:Delete*\",\"Resource\":\"*\""));
        ann = (AwsSessionCredentials)
                TestServer.session(server.sts(key).getSessionToken().credentials());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void put(String user, String name, String document) {
        server.iam()
                .putUserPolicy(
                        request -> request.userName(user).policyName(name).policyDocument(document));
    }

    private static Map<String, String> about(String action) {
        var question = new LinkedHashMap<String, String>();
        question.put("Session.AccessKeyId", ann.accessKeyId());
        question.put("Session.SessionToken", ann.sessionToken());
        question.put("ActionName", action);
        question.put("Resource", OBJECT);
        question.put("ResourceAccount", TestServer.ACCOUNT);
        question.put("Context.member.1.Key", "aws:SourceIp");
        question.put("Context.member.1.Values.member.1", "192.0.2.7");
        return question;
    }

    private static String messageAbout(String action) {
        return service.call("Authorize", about(action)).text("EncodedMessage");
    }

    private static String decode(AwsCredentials credentials, String message) {
        return server.sts(credentials)
                .decodeAuthorizationMessage(request -> request.encodedMessage(message))
                .decodedMessage();
    }

    @Test
    void anExplicitDenyIsToldWithItsStatement() {
        var decoded = decode(server.root(), messageAbout("s3:DeleteObject"));
        assertThat(decoded)
                .startsWith("{\"allowed\":false,\"explicitDeny\":true,\"matchedStatements\":{\"items\":[{"
                        + "\"statementId\":\"NoDeletes\",\"effect\":\"DENY\",\"sourcePolicyId\":\"no-deletes\"")
                .contains("\"failures\":{\"items\":[]},\"context\":{\"principal\":{\"id\":\"AIDA")
                .contains("\"name\":\"ann\",\"arn\":\"arn:aws:iam::" + TestServer.ACCOUNT + ":user/ann\"}")
                .contains("\"action\":\"s3:DeleteObject\",\"resource\":\"" + OBJECT + "\"")
                .contains("{\"key\":\"aws:sourceip\",\"values\":{\"items\":[{\"value\":\"192.0.2.7\"}]}}");
    }

    @Test
    void anImplicitDenyHasNoStatements() {
        assertThat(decode(server.root(), messageAbout("s3:PutObject")))
                .startsWith("{\"allowed\":false,\"explicitDeny\":false,\"matchedStatements\":{\"items\":[]},");
    }

    @Test
    void whatIsAllowedHasNoMessage() {
        assertThat(service.call("Authorize", about("s3:GetObject")).texts("EncodedMessage"))
                .isEmpty();
    }

    @Test
    void theMessageTellsNothingBeforeItIsOpened() {
        assertThat(messageAbout("s3:DeleteObject")).matches("[A-Za-z0-9_-]+").doesNotContain("ann", "NoDeletes");
        assertThat(messageAbout("s3:DeleteObject")).isNotEqualTo(messageAbout("s3:DeleteObject"));
    }

    @Test
    void decodingNeedsItsPermission() {
        var message = messageAbout("s3:PutObject");
        var nobody = server.user("nobody");
        assertThatThrownBy(() -> decode(nobody, message))
                .isInstanceOfSatisfying(
                        StsException.class,
                        refused -> assertThat(refused.awsErrorDetails().errorCode())
                                .isEqualTo("AccessDenied"))
                .hasMessageContaining("sts:DecodeAuthorizationMessage");
        put("nobody", "decode", allow("sts:DecodeAuthorizationMessage"));
        assertThat(decode(nobody, message)).contains("s3:PutObject");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "AAAA", "not base64!", "aGVsbG8gaGVsbG8gaGVsbG8gaGVsbG8gaGVsbG8gaGVsbG8"})
    void whatWasNotMadeHereIsNotValid(String message) {
        assertNotValid(server.root(), message);
    }

    @Test
    void anAlteredMessageIsNotValid() {
        var message = messageAbout("s3:PutObject");
        var middle = message.length() / 2;
        var other = message.charAt(middle) == 'A' ? 'B' : 'A';
        assertNotValid(server.root(), message.substring(0, middle) + other + message.substring(middle + 1));
        assertNotValid(server.root(), message.substring(0, message.length() - 4));
    }

    @Test
    void theMessageOfAnotherAccountIsNotValid() {
        var made = root.call(
                "CreateAccount", Map.of("AccountName", "other", "Email", "other@example.com", "AccountId", OTHER));
        var stranger = AwsBasicCredentials.create(made.text("AccessKeyId"), made.text("SecretAccessKey"));
        assertNotValid(stranger, messageAbout("s3:PutObject"));
    }

    @Test
    void aTokenOfAnotherPurposeIsNoMessage() {
        assertNotValid(server.root(), ann.sessionToken());
    }

    @Test
    void aDenialByThePolicyOfAnotherAccountsResourceIsToldWithoutIt() {
        var question = about("s3:GetObject");
        question.put("ResourceAccount", OTHER);
        question.put(
                "ResourcePolicy",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"Secret\",\"Effect\":\"Deny\",\"Principal\":\"*\","
                        + "\"Action\":\"s3:*\",\"Resource\":\"*\"}]}");
        var decoded = decode(server.root(), service.call("Authorize", question).text("EncodedMessage"));
        assertThat(decoded).contains("\"explicitDeny\":true").doesNotContain("Secret");
    }

    @Test
    void tooMuchContextIsLeftOut() {
        var question = about("s3:PutObject");
        for (int i = 2; i < 6; i++) {
            question.put("Context.member." + i + ".Key", "s3:key" + i);
            question.put("Context.member." + i + ".Values.member.1", noise(8_000));
        }
        var message = service.call("Authorize", question).text("EncodedMessage");
        assertThat(message).hasSizeLessThanOrEqualTo(10_240);
        assertThat(decode(server.root(), message))
                .contains("\"action\":\"s3:PutObject\"")
                .endsWith("\"conditions\":{\"items\":[]}}}");
    }

    private static String noise(int length) {
        var bytes = new byte[length / 2];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static void assertNotValid(AwsCredentials credentials, String message) {
        assertThatThrownBy(() -> decode(credentials, message))
                .isInstanceOf(InvalidAuthorizationMessageException.class)
                .hasMessageContaining("Message is not valid");
    }
}
