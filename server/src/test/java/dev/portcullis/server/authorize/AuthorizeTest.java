// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authorize;

import static dev.portcullis.server.Documents.allow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.PortcullisClient.Answer;
import dev.portcullis.server.TestServer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.iam.IamClient;

/** Services ask about sessions. What they ask about signed requests is in {@link SignedRequestsTest}. */
class AuthorizeTest {
    private static final String OTHER = "999988887777";
    private static final String OBJECT = "arn:aws:s3:::reports/2026/may.csv";

    private static TestServer server;
    private static IamClient iam;
    private static PortcullisClient root;
    private static PortcullisClient service;
    private static AwsSessionCredentials reader;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        iam = server.iam();
        root = new PortcullisClient(server.endpoint(), server.root());
        service = new PortcullisClient(server.endpoint(), register("storage.example"));
        reader = session("reader", allow("s3:Get*"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static AwsCredentials register(String principal) {
        var answer = root.call("RegisterService", Map.of("ServicePrincipal", principal));
        return AwsBasicCredentials.create(answer.texts("AccessKeyId").getLast(), answer.text("SecretAccessKey"));
    }

    /** A session of a new user with these policies. */
    private static AwsSessionCredentials session(String name, String... policies) {
        var key = server.user(name);
        for (int i = 0; i < policies.length; i++) {
            var policy = policies[i];
            var policyName = "p" + i;
            iam.putUserPolicy(
                    request -> request.userName(name).policyName(policyName).policyDocument(policy));
        }
        return (AwsSessionCredentials)
                TestServer.session(server.sts(key).getSessionToken().credentials());
    }

    private static Map<String, String> about(AwsSessionCredentials caller, String action, String resource) {
        var question = new LinkedHashMap<String, String>();
        question.put("Session.AccessKeyId", caller.accessKeyId());
        question.put("Session.SessionToken", caller.sessionToken());
        question.put("ActionName", action);
        question.put("Resource", resource);
        question.put("ResourceAccount", TestServer.ACCOUNT);
        return question;
    }

    private static Answer ask(Map<String, String> question) {
        return service.call("Authorize", question);
    }

    private static Map<String, String> with(Map<String, String> question, String... more) {
        var next = new LinkedHashMap<>(question);
        for (int i = 0; i < more.length; i += 2) {
            next.put(more[i], more[i + 1]);
        }
        return next;
    }

    @Test
    void placeholder() {
        assertThat(ask(about(reader, "s3:GetObject", OBJECT)).text("Decision")).isEqualTo("allowed");
    }
}
