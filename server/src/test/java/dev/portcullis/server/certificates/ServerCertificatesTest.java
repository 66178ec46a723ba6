// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.certificates;

import static dev.portcullis.server.Documents.statement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.TestServer;
import dev.portcullis.server.certificates.KeyPairs.KeyPair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.InvalidInputException;
import software.amazon.awssdk.services.iam.model.KeyPairMismatchException;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.MalformedCertificateException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.SummaryKeyType;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.UploadServerCertificateResponse;

class ServerCertificatesTest {
    @TempDir
    private static Path directory;

    private static TestServer server;
    private static IamClient iam;
    private static KeyPair ec;
    private static KeyPair rsa;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        iam = server.iam();
        ec = KeyPairs.make(directory, "-keyalg", "EC", "-groupname", "secp256r1");
        rsa = KeyPairs.make(directory, "-keyalg", "RSA", "-keysize", "2048");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static UploadServerCertificateResponse upload(String name, String body, String key) {
        return iam.uploadServerCertificate(request -> request.serverCertificateName(name)
                .path("/cdn/")
                .certificateBody(body)
                .privateKey(key)
                .tags(Tag.builder().key("team").value("web").build()));
    }

    @Test
    void aCertificateIsUploadedShownMovedTaggedAndDeleted() {
        var made = upload("site", ec.pem(), ec.keyPem()).serverCertificateMetadata();
        assertThat(made.serverCertificateId()).matches("ASCA[A-Z2-7]{17}");
        assertThat(made.arn()).isEqualTo("arn:aws:iam::" + TestServer.ACCOUNT + ":server-certificate/cdn/site");
        assertThat(made.expiration()).isEqualTo(ec.certificate().getNotAfter().toInstant());
        var shown = iam.getServerCertificate(request -> request.serverCertificateName("SITE"))
                .serverCertificate();
        assertThat(shown.serverCertificateMetadata()).isEqualTo(made);
        assertThat(shown.certificateBody()).isEqualTo(ec.pem());
        assertThat(shown.certificateChain()).isNull();
        assertThat(shown.tags())
                .containsExactly(Tag.builder().key("team").value("web").build());
        assertThat(iam.getAccountSummary().summaryMap().get(SummaryKeyType.SERVER_CERTIFICATES))
                .isPositive();

        iam.updateServerCertificate(request -> request.serverCertificateName("site")
                .newServerCertificateName("web")
                .newPath("/edge/"));
        assertThat(iam.listServerCertificates(request -> request.pathPrefix("/edge/"))
                        .serverCertificateMetadataList())
                .extracting(found -> found.arn())
                .containsExactly("arn:aws:iam::" + TestServer.ACCOUNT + ":server-certificate/edge/web");
        iam.tagServerCertificate(request -> request.serverCertificateName("web")
                .tags(Tag.builder().key("stage").value("prod").build()));
        iam.untagServerCertificate(
                request -> request.serverCertificateName("web").tagKeys("team"));
        assertThat(iam.listServerCertificateTags(request -> request.serverCertificateName("web"))
                        .tags())
                .extracting(Tag::key)
                .containsExactly("stage");
        iam.deleteServerCertificate(request -> request.serverCertificateName("web"));
        assertThatThrownBy(() -> iam.getServerCertificate(request -> request.serverCertificateName("web")))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessageContaining("The Server Certificate with name web cannot be found.");
    }

    @Test
    void theKeyMustBeThatOfTheCertificate() {
        var other = KeyPairs.make(directory, "-keyalg", "EC", "-groupname", "secp256r1");
        assertThatThrownBy(() -> upload("mismatch", ec.pem(), other.keyPem()))
                .isInstanceOf(KeyPairMismatchException.class);
        for (var malformed :
                List.of(rsa.keyPem(), "key", ec.keyPem().replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"))) {
            assertThatThrownBy(() -> upload("mismatch", ec.pem(), malformed))
                    .isInstanceOf(MalformedCertificateException.class);
        }
    }

    /** The older forms lie within PKCS#8, and come out of it by taking the wrapping off. */
    @Test
    void olderFormsOfKeysAreRead() throws Exception {
        for (var pair : List.of(rsa, ec)) {
            var file = Files.writeString(Files.createTempFile(directory, "key", ".pem"), pair.keyPem());
            var process = new ProcessBuilder("openssl", "pkey", "-traditional", "-in", file.toString()).start();
            var traditional = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(traditional).containsPattern("BEGIN (RSA|EC) PRIVATE KEY");
            var name = "old-" + pair.key().getAlgorithm();
            upload(name, pair.pem(), traditional);
            iam.deleteServerCertificate(request -> request.serverCertificateName(name));
        }
    }

    @Test
    void aChainMustHold() {
        iam.uploadServerCertificate(request -> request.serverCertificateName("chained")
                .certificateBody(ec.pem())
                .privateKey(ec.keyPem())
                .certificateChain(ec.pem())); // signed by itself
        assertThat(iam.getServerCertificate(request -> request.serverCertificateName("chained"))
                        .serverCertificate()
                        .certificateChain())
                .isEqualTo(ec.pem());
        for (var chain : List.of(rsa.pem(), ec.pem() + rsa.pem(), "chain")) {
            assertThatThrownBy(() -> iam.uploadServerCertificate(request -> request.serverCertificateName("broken")
                            .certificateBody(ec.pem())
                            .privateKey(ec.keyPem())
                            .certificateChain(chain)))
                    .isInstanceOf(MalformedCertificateException.class);
        }
        iam.deleteServerCertificate(request -> request.serverCertificateName("chained"));
    }

    /** As long as AWS's model lets it be, and of no more certificates than can be worked with in a moment. */
    @Test
    void aChainHasAnEnd() {
        uploadWithChain("longest", ec.pem().repeat(100));
        iam.deleteServerCertificate(request -> request.serverCertificateName("longest"));
        assertThatThrownBy(() -> uploadWithChain("longer", ec.pem().repeat(101)))
                .isInstanceOf(MalformedCertificateException.class)
                .hasMessageContaining("more than 100 certificates");
        assertThatThrownBy(() -> uploadWithChain("longer", "x".repeat(2_097_153)))
                .isInstanceOfSatisfying(
                        IamException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationError"))
                .hasMessageContaining("certificateChain");
    }

    private static void uploadWithChain(String name, String chain) {
        iam.uploadServerCertificate(request -> request.serverCertificateName(name)
                .certificateBody(ec.pem())
                .privateKey(ec.keyPem())
                .certificateChain(chain));
    }

    @Test
    void itMustBeValidNow() {
        for (var start : List.of("2020/01/01", "2090/01/01")) {
            var pair = KeyPairs.make(
                    directory, "-keyalg", "EC", "-groupname", "secp256r1", "-startdate", start, "-validity", "30");
            assertThatThrownBy(() -> upload("invalid", pair.pem(), pair.keyPem()))
                    .isInstanceOf(MalformedCertificateException.class);
        }
    }

    @Test
    void namesAreTakenOnceAndTwentyFit() {
        try (var full = TestServer.start()) {
            var client = full.iam();
            for (int i = 0; i < 20; i++) {
                var name = "c" + i;
                client.uploadServerCertificate(request -> request.serverCertificateName(name)
                        .certificateBody(ec.pem())
                        .privateKey(ec.keyPem()));
            }
            assertThatThrownBy(() -> client.uploadServerCertificate(request -> request.serverCertificateName("more")
                            .certificateBody(ec.pem())
                            .privateKey(ec.keyPem())))
                    .isInstanceOf(LimitExceededException.class)
                    .hasMessageContaining("Cannot exceed quota for ServerCertificatesPerAccount: 20");
            assertThat(client.listServerCertificatesPaginator(request -> request.maxItems(7)).stream()
                            .mapToLong(
                                    page -> page.serverCertificateMetadataList().size())
                            .sum())
                    .isEqualTo(20);
            assertThatThrownBy(() -> client.updateServerCertificate(
                            request -> request.serverCertificateName("c1").newServerCertificateName("C2")))
                    .isInstanceOf(EntityAlreadyExistsException.class);
            client.deleteServerCertificate(request -> request.serverCertificateName("c0"));
            assertThatThrownBy(() -> client.uploadServerCertificate(request -> request.serverCertificateName("c1")
                            .certificateBody(ec.pem())
                            .privateKey(ec.keyPem())))
                    .isInstanceOf(EntityAlreadyExistsException.class);
        }
    }

    @Test
    void errorsAreThoseOfTheModel() {
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> iam.deleteServerCertificate(request -> request.serverCertificateName("none")),
                () -> iam.updateServerCertificate(
                        request -> request.serverCertificateName("none").newPath("/x/")),
                () -> iam.listServerCertificateTags(request -> request.serverCertificateName("none")),
                () -> iam.untagServerCertificate(
                        request -> request.serverCertificateName("none").tagKeys("a")),
                () -> iam.tagServerCertificate(request -> request.serverCertificateName("none")
                        .tags(Tag.builder().key("a").value("b").build())))) {
            assertThatThrownBy(call).isInstanceOf(NoSuchEntityException.class);
        }
        assertThatThrownBy(() -> iam.uploadServerCertificate(request -> request.serverCertificateName("tags")
                        .certificateBody(ec.pem())
                        .privateKey(ec.keyPem())
                        .tags(
                                Tag.builder().key("a").value("1").build(),
                                Tag.builder().key("A").value("2").build())))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void policiesNameCertificatesByPath() {
        var own = server.iam(server.user("web"));
        iam.putUserPolicy(request -> request.userName("web").policyName("own").policyDocument(statement("""
                "Effect": "Allow", "Action": "iam:*ServerCertificate*", "Resource": "arn:aws:iam::*:server-certificate/web/*\"""")));
        own.uploadServerCertificate(request -> request.serverCertificateName("own")
                .path("/web/")
                .certificateBody(ec.pem())
                .privateKey(ec.keyPem()));
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> own.uploadServerCertificate(request -> request.serverCertificateName("other")
                        .certificateBody(ec.pem())
                        .privateKey(ec.keyPem())),
                () -> own.updateServerCertificate(
                        request -> request.serverCertificateName("own").newPath("/api/")),
                () -> own.listServerCertificates())) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            IamException.class,
                            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied"));
        }
        assertThat(own.listServerCertificates(request -> request.pathPrefix("/web/"))
                        .serverCertificateMetadataList())
                .hasSize(1);
        iam.deleteServerCertificate(request -> request.serverCertificateName("own"));
    }

    @Test
    void noKeyIsStoredInClear() throws IOException {
        upload("secret", rsa.pem(), rsa.keyPem());
        var needle = rsa.keyPem().lines().skip(3).findFirst().orElseThrow();
        try (var files = Files.walk(server.dataDirectory())) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(needle);
            }
        }
        iam.deleteServerCertificate(request -> request.serverCertificateName("secret"));
    }
}
