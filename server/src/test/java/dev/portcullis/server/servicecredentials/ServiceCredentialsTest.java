// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.servicecredentials;

import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.statement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import dev.portcullis.server.account.ServiceCredential;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.ServiceNotSupportedException;
import software.amazon.awssdk.services.iam.model.ServiceSpecificCredential;
import software.amazon.awssdk.services.iam.model.StatusType;

class ServiceCredentialsTest {
    private static final String GIT = "git.example";
    private static final String CODECOMMIT = "codecommit.amazonaws.com";

    private static TestServer server;
    private static IamClient iam;
    private static PortcullisClient git;
    private static PortcullisClient other;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        iam = server.iam();
        git = register(GIT);
        other = register("other.example");
    }

    private static PortcullisClient register(String name) {
        var answer = new PortcullisClient(server.endpoint(), server.root())
                .call("RegisterService", Map.of("ServicePrincipal", name));
        return new PortcullisClient(
                server.endpoint(),
                AwsBasicCredentials.create(answer.texts("AccessKeyId").getLast(), answer.text("SecretAccessKey")));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static ServiceSpecificCredential create(String user, String service) {
        return iam.createServiceSpecificCredential(
                        request -> request.userName(user).serviceName(service))
                .serviceSpecificCredential();
    }

    private static void user(String name) {
        iam.createUser(request -> request.userName(name));
    }

    private static Map<String, String> shown(String name, String password, String... more) {
        var question = new LinkedHashMap<String, String>();
        question.put("ServiceName", GIT);
        question.put("ServiceUserName", name);
        question.put("ServicePassword", password);
        for (int i = 0; i < more.length; i += 2) {
            question.put(more[i], more[i + 1]);
        }
        return question;
    }

    private static String verified(ServiceSpecificCredential credential) {
        return git.call("VerifyServicePassword", shown(credential.serviceUserName(), credential.servicePassword()))
                .text("Verified");
    }

    @Test
    void aPasswordIsShownOnceAndGoodAsLongAsItIsActive() {
        user("ada");
        var made = create("ada", GIT);
        assertThat(made.serviceSpecificCredentialId()).matches("ACCA[A-Z2-7]{17}");
        assertThat(made.serviceUserName()).isEqualTo("ada-at-" + TestServer.ACCOUNT);
        assertThat(made.servicePassword()).matches("[A-Za-z0-9+/]{43}=");
        assertThat(made.status()).isEqualTo(StatusType.ACTIVE);
        assertThat(made.expirationDate()).isNull();
        assertThat(verified(made)).isEqualTo("true");

        var listed = iam.listServiceSpecificCredentials(request -> request.userName("ada"))
                .serviceSpecificCredentials();
        assertThat(listed).hasSize(1);
        assertThat(listed.getFirst().serviceUserName()).isEqualTo(made.serviceUserName());
        assertThat(listed.getFirst().toString()).doesNotContain(made.servicePassword());

        var id = made.serviceSpecificCredentialId();
        set(id, StatusType.INACTIVE);
        assertThat(verified(made)).isEqualTo("false");
        set(id, StatusType.ACTIVE);
        assertThat(verified(made)).isEqualTo("true");

        var next = iam.resetServiceSpecificCredential(
                        request -> request.userName("ada").serviceSpecificCredentialId(id))
                .serviceSpecificCredential();
        assertThat(next.serviceUserName()).isEqualTo(made.serviceUserName());
        assertThat(verified(made)).isEqualTo("false");
        assertThat(verified(next)).isEqualTo("true");

        assertThatThrownBy(() -> iam.deleteUser(request -> request.userName("ada")))
                .isInstanceOf(DeleteConflictException.class)
                .hasMessageContaining("Cannot delete entity, must remove referenced objects first.");
        iam.deleteServiceSpecificCredential(request -> request.userName("ada").serviceSpecificCredentialId(id));
        assertThat(verified(next)).isEqualTo("false");
        iam.deleteUser(request -> request.userName("ada"));
    }

    private static void set(String id, StatusType status) {
        iam.updateServiceSpecificCredential(request ->
                request.userName("ada").serviceSpecificCredentialId(id).status(status));
    }

    @Test
    void theAnswerSaysWhoItIsAndWhatItMayDo() {
        user("bob");
        var made = create("bob", GIT);
        iam.putUserPolicy(request -> request.userName("bob").policyName("push").policyDocument(allow("git:Push")));
        var question = shown(
                made.serviceUserName(),
                made.servicePassword(),
                "ActionName",
                "git:Push",
                "Resource",
                "arn:aws:git::" + TestServer.ACCOUNT + ":repository/one");
        var answer = git.call("VerifyServicePassword", question);
        assertThat(answer.text("UserName")).isEqualTo("bob");
        assertThat(answer.text("CredentialId")).isEqualTo(made.serviceSpecificCredentialId());
        assertThat(answer.text("Decision")).isEqualTo("allowed");

        question.put("ActionName", "git:Delete");
        assertThat(git.call("VerifyServicePassword", question).text("Decision")).isEqualTo("implicitDeny");
    }

    @Test
    void whatIsWrongIsNotTold() {
        user("eve");
        var made = create("eve", GIT);
        var ofOther = create("eve", CODECOMMIT);
        for (var question : List.of(
                shown(made.serviceUserName(), "wrong"),
                shown("nobody-at-" + TestServer.ACCOUNT, made.servicePassword()),
                shown("eve-at-111122223333", made.servicePassword()),
                shown("eve", made.servicePassword()),
                shown(ofOther.serviceUserName(), ofOther.servicePassword()))) {
            var answer = git.call("VerifyServicePassword", question);
            assertThat(answer.text("Verified")).isEqualTo("false");
            assertThat(answer.texts("UserName")).isEmpty();
        }
    }

    @Test
    void aServiceVerifiesPasswordsForItselfOnly() {
        user("carol");
        var made = create("carol", GIT);
        var question = shown(made.serviceUserName(), made.servicePassword());
        assertThat(other.refused("VerifyServicePassword", question)).isEqualTo("AccessDenied");
        assertThat(git.refused("VerifyServicePassword", shown("x", "y", "ActionName", "git:Push")))
                .isEqualTo("InvalidInput");
    }

    @Test
    void aPasswordExpires() {
        try (var later = TestServer.start()) {
            var registered = new PortcullisClient(later.endpoint(), later.root())
                    .call("RegisterService", Map.of("ServicePrincipal", GIT));
            var service = new PortcullisClient(
                    later.endpoint(),
                    AwsBasicCredentials.create(
                            registered.texts("AccessKeyId").getLast(), registered.text("SecretAccessKey")));
            later.iam().createUser(request -> request.userName("dan"));
            var made = later.iam()
                    .createServiceSpecificCredential(
                            request -> request.userName("dan").serviceName(GIT).credentialAgeDays(1))
                    .serviceSpecificCredential();
            assertThat(made.expirationDate()).isEqualTo(made.createDate().plus(Duration.ofDays(1)));
            var question = shown(made.serviceUserName(), made.servicePassword());
            assertThat(service.call("VerifyServicePassword", question).text("Verified"))
                    .isEqualTo("true");

            later.pass(Duration.ofDays(1));
            assertThat(service.ahead(Duration.ofDays(1))
                            .call("VerifyServicePassword", question)
                            .text("Verified"))
                    .isEqualTo("false");
        }
    }

    @Test
    void theStatusTellsThatItIsExpired() {
        var end = Instant.parse("2026-06-01T00:00:00Z");
        var kept = new ServiceCredential("ACCA", "AIDA", GIT, "dan", true, end.minusSeconds(60), Optional.of(end), 0);
        assertThat(ServiceCredentials.status(kept, end.minusSeconds(1))).isEqualTo("Active");
        assertThat(ServiceCredentials.status(kept, end)).isEqualTo("Expired");
        assertThat(ServiceCredentials.status(kept.active(false), end)).isEqualTo("Expired");
    }

    @Test
    void twoPerServiceAndUser() {
        user("fay");
        var names = List.of(
                create("fay", GIT).serviceUserName(),
                create("fay", GIT).serviceUserName(),
                create("fay", CODECOMMIT).serviceUserName());
        assertThat(names)
                .containsExactly(
                        "fay-at-" + TestServer.ACCOUNT,
                        "fay+1-at-" + TestServer.ACCOUNT,
                        "fay+2-at-" + TestServer.ACCOUNT);
        assertThatThrownBy(() -> create("fay", GIT))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("Cannot exceed quota for ServiceSpecificCredentialsPerUser: 2");
        assertThat(iam.listServiceSpecificCredentials(
                                request -> request.userName("fay").serviceName(CODECOMMIT))
                        .serviceSpecificCredentials())
                .hasSize(1);
        var first = iam.listServiceSpecificCredentials(
                request -> request.allUsers(true).maxItems(1));
        assertThat(first.isTruncated()).isTrue();
        var rest = iam.listServiceSpecificCredentials(
                request -> request.allUsers(true).marker(first.marker()));
        assertThat(rest.serviceSpecificCredentials())
                .hasSizeGreaterThanOrEqualTo(2)
                .doesNotContainAnyElementsOf(first.serviceSpecificCredentials());
    }

    @Test
    void errorsAreThoseOfTheModel() {
        user("gus");
        user("hal");
        var id = create("gus", GIT).serviceSpecificCredentialId();
        assertThatThrownBy(() -> create("gus", "s3.amazonaws.com")).isInstanceOf(ServiceNotSupportedException.class);
        assertThatThrownBy(() -> iam.listServiceSpecificCredentials(
                        request -> request.userName("gus").serviceName("s3.amazonaws.com")))
                .isInstanceOf(ServiceNotSupportedException.class);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> create("nobody", GIT),
                () -> iam.listServiceSpecificCredentials(request -> request.userName("nobody")),
                () -> iam.resetServiceSpecificCredential(
                        request -> request.userName("hal").serviceSpecificCredentialId(id)),
                () -> iam.updateServiceSpecificCredential(request ->
                        request.userName("hal").serviceSpecificCredentialId(id).status(StatusType.INACTIVE)),
                () -> iam.deleteServiceSpecificCredential(
                        request -> request.userName("hal").serviceSpecificCredentialId(id)))) {
            assertThatThrownBy(call).isInstanceOf(NoSuchEntityException.class);
        }
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> iam.updateServiceSpecificCredential(request ->
                        request.userName("gus").serviceSpecificCredentialId(id).status(StatusType.EXPIRED)),
                () -> iam.listServiceSpecificCredentials(
                        request -> request.userName("gus").allUsers(true)),
                () -> iam.resetServiceSpecificCredential(request -> request.serviceSpecificCredentialId(id)))) {
            assertThat(code(call)).isEqualTo("ValidationError");
        }
    }

    @Test
    void policiesLimitServicesAgeAndUsers() {
        var own = server.iam(server.user("ida"));
        iam.putUserPolicy(request -> request.userName("ida").policyName("own").policyDocument(statement("""
                "Effect": "Allow", "Action": "iam:*ServiceSpecificCredential*",
                "Resource": "arn:aws:iam::*:user/${aws:username}",
                "Condition": {"StringEqualsIfExists": {"iam:ServiceSpecificCredentialServiceName": "git.example"},
                  "NumericLessThanEqualsIfExists": {"iam:ServiceSpecificCredentialAgeDays": "30"}}""")));
        own.createServiceSpecificCredential(
                request -> request.userName("ida").serviceName(GIT).credentialAgeDays(30));
        assertThat(own.listServiceSpecificCredentials().serviceSpecificCredentials())
                .hasSize(1);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> own.createServiceSpecificCredential(
                        request -> request.userName("ida").serviceName(GIT).credentialAgeDays(31)),
                () -> own.createServiceSpecificCredential(
                        request -> request.userName("ida").serviceName(CODECOMMIT)),
                () -> own.listServiceSpecificCredentials(request -> request.allUsers(true)))) {
            assertThat(code(call)).isEqualTo("AccessDenied");
        }
    }

    @Test
    void noPasswordIsStoredInClear() throws IOException {
        user("joe");
        var password = create("joe", GIT).servicePassword().getBytes(StandardCharsets.ISO_8859_1);
        var needle = new String(password, StandardCharsets.ISO_8859_1);
        try (var files = Files.walk(server.dataDirectory())) {
            var stored = files.filter(Files::isRegularFile).toList();
            assertThat(stored).isNotEmpty();
            for (var file : stored) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(needle);
            }
        }
    }

    private static String code(ThrowingCallable call) {
        var codes = new String[1];
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        IamException.class, e -> codes[0] = e.awsErrorDetails().errorCode());
        return codes[0];
    }
}
