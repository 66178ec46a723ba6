// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.ops;

import static dev.portcullis.server.Documents.allow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.iam.model.IamException;

/**
 * Whatever secret is made or shown once is found nowhere afterwards: not in what the server tells about itself, not in its log, its audit log or
 * its database, also after it was sent in the wrong place.
 */
class AbuseCase45NoSecretLeavesTest {
    private static final String PASSWORD = "Correct-horse-battery-9";
    private static final String NEXT_PASSWORD = "Another-horse-battery-9";
    private static final String NAME = "dora-the-person";

    private final TestServer server = TestServer.start();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> secrets = new LinkedHashMap<>();
    private final List<String> answers = new ArrayList<>();

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    /** Keeps what is logged meanwhile, as it goes out. */
    private static final class Kept extends Handler implements AutoCloseable {
        private final StringBuilder lines = new StringBuilder();
        private final Logger root = Logger.getLogger("");
        private final Level before = root.getLevel();

        Kept() {
            setLevel(Level.ALL);
            root.addHandler(this);
            root.setLevel(Level.INFO);
        }

        @Override
        public synchronized void publish(LogRecord entry) {
            lines.append(new JsonLines().format(entry));
        }

        synchronized String text() {
            return lines.toString();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            root.removeHandler(this);
            root.setLevel(before);
        }
    }

    @Test
    void noSecretIsFoundAnywhereAfterwards() throws Exception {
        String log;
        String metrics;
        try (var kept = new Kept()) {
            makeSecrets();
            sendThemInTheWrongPlaces();
            for (var path : List.of("/health/live", "/health/ready", "/debug", "/debug/vars", "/env", "/")) {
                answers.add(get(path));
            }
            metrics = get("/metrics");
            answers.add(metrics);
            answers.add(new PortcullisClient(server.endpoint(), server.root())
                    .call("GetMetrics", Map.of())
                    .text("Text"));
            server.restart(); // writes the audit log out
            log = kept.text();
        }
        var files = dataFiles();
        assertThat(secrets).hasSizeGreaterThanOrEqualTo(9);
        secrets.forEach((what, secret) -> {
            assertThat(answers).as(what).noneMatch(answer -> answer.contains(secret));
            assertThat(log).as(what).doesNotContain(secret);
            files.forEach((file, content) -> assertThat(content.contains(secret))
                    .as("%s in %s", what, file)
                    .isFalse());
        });
        assertThat(metrics).startsWith("#").doesNotContain(NAME, "AKIA", "ASIA");
        assertThat(files.keySet()).anyMatch(name -> name.startsWith("audit/"));
        assertThat(files.values()).as("the audit log tells of her").anyMatch(content -> content.contains(NAME));
    }

    private void makeSecrets() {
        var iam = server.iam();
        keep("root's secret key", server.root().secretAccessKey());
        var key = (AwsBasicCredentials) server.user(NAME);
        keep("a secret key", key.secretAccessKey());
        iam.putUserPolicy(
                request -> request.userName(NAME).policyName("own").policyDocument(allow("iam:ChangePassword")));
        iam.createLoginProfile(request -> request.userName(NAME).password(PASSWORD));
        server.iam(key).changePassword(request -> request.oldPassword(PASSWORD).newPassword(NEXT_PASSWORD));
        keep("a password", PASSWORD);
        keep("the next password", NEXT_PASSWORD);
        keep(
                "a service password",
                iam.createServiceSpecificCredential(
                                request -> request.userName(NAME).serviceName("codecommit.amazonaws.com"))
                        .serviceSpecificCredential()
                        .servicePassword());
        keep(
                "an MFA seed",
                iam.createVirtualMFADevice(request -> request.virtualMFADeviceName("phone"))
                        .virtualMFADevice()
                        .base32StringSeed()
                        .asUtf8String());
        var session = (AwsSessionCredentials)
                TestServer.session(server.sts(key).getSessionToken().credentials());
        keep("a session's secret", session.secretAccessKey());
        keep("a session token", session.sessionToken());
        server.sts(session).getCallerIdentity();
        keep(
                "a service's secret key",
                new PortcullisClient(server.endpoint(), server.root())
                        .call("RegisterService", Map.of("ServicePrincipal", "storage.example"))
                        .text("SecretAccessKey"));
    }

    private void keep(String what, String secret) {
        assertThat(secret).as(what).hasSizeGreaterThan(15);
        secrets.put(what, secret);
    }

    /** Unsigned, as clients do that mistake one field for another; what is answered repeats none of it either. */
    private void sendThemInTheWrongPlaces() throws IOException, InterruptedException {
        for (var secret : List.copyOf(secrets.values())) {
            var word = URLEncoder.encode(secret, StandardCharsets.UTF_8);
            answers.add(get("/?X-Amz-Security-Token=" + word));
            answers.add(get("/health/live?token=" + word));
            answers.add(post("Action=CreateLoginProfile&Version=2010-05-08&Password=" + word, "none"));
            answers.add(post(
                    "Action=GetCallerIdentity&Version=2011-06-15",
                    "AWS4-HMAC-SHA256 Credential=" + word
                            + "/20260101/us-east-1/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature="
                            + word));
        }
    }

    private String get(String path) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(server.endpoint() + path)).build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    private String post(String body, String authorization) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(server.endpoint() + "/"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Authorization", authorization)
                .POST(BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    /** Every file of the data directory, byte for byte. */
    private Map<String, String> dataFiles() throws IOException {
        var directory = server.dataDirectory();
        var contents = new LinkedHashMap<String, String>();
        try (var files = Files.walk(directory)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                contents.put(
                        directory.relativize(file).toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }

    @Test
    void aDeeplyNestedDocumentIsRefusedInNoTime() {
        for (var document :
                List.of("[".repeat(6_000), "{\"a\":".repeat(1_200), nestedStatement(3_000), nestedStatement(60_000))) {
            var start = System.nanoTime();
            assertThatThrownBy(() -> server.iam()
                            .createPolicy(request -> request.policyName("deep").policyDocument(document)))
                    .isInstanceOfSatisfying(
                            IamException.class,
                            refused -> assertThat(refused.awsErrorDetails().errorCode())
                                    .isIn("MalformedPolicyDocument", "LimitExceeded"));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    private static String nestedStatement(int depth) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
    }
}
