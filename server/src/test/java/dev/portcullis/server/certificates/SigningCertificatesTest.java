// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.certificates;

import static dev.portcullis.server.Documents.allow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import dev.portcullis.server.certificates.KeyPairs.KeyPair;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.DuplicateCertificateException;
import software.amazon.awssdk.services.iam.model.InvalidCertificateException;
import software.amazon.awssdk.services.iam.model.InvalidInputException;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.MalformedCertificateException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.SigningCertificate;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.SummaryKeyType;

class SigningCertificatesTest {
    private static final byte[] DATA = "release 7".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private static Path directory;

    private static TestServer server;
    private static IamClient iam;
    private static PortcullisClient service;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        iam = server.iam();
        var registered = new PortcullisClient(server.endpoint(), server.root())
                .call("RegisterService", Map.of("ServicePrincipal", "releases.example"));
        service = new PortcullisClient(
                server.endpoint(),
                AwsBasicCredentials.create(
                        registered.texts("AccessKeyId").getLast(), registered.text("SecretAccessKey")));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static KeyPair ec() {
        return KeyPairs.make(directory, "-keyalg", "EC", "-groupname", "secp256r1");
    }

    private static void user(String name) {
        iam.createUser(request -> request.userName(name));
    }

    private static SigningCertificate upload(String user, String body) {
        return iam.uploadSigningCertificate(request -> request.userName(user).certificateBody(body))
                .certificate();
    }

    private static Map<String, String> signed(String certificateId, String algorithm, String signature) {
        var question = new LinkedHashMap<String, String>();
        question.put("CertificateId", certificateId);
        question.put("SigningAlgorithm", algorithm);
        question.put("Data", Base64.getEncoder().encodeToString(DATA));
        question.put("Signature", signature);
        return question;
    }

    private static String verified(Map<String, String> question) {
        return service.call("VerifySignature", question).text("Verified");
    }

    @Test
    void aCertificateIsUploadedListedSetInactiveAndDeleted() {
        user("ada");
        var pem = ec().pem();
        var made = upload("ada", pem);
        var id = made.certificateId();
        assertThat(id).matches("[A-Z2-7]{32}");
        assertThat(made.certificateBody()).isEqualTo(pem);
        assertThat(made.status()).isEqualTo(StatusType.ACTIVE);
        assertThat(iam.listSigningCertificates(request -> request.userName("Ada"))
                        .certificates())
                .containsExactly(made);

        iam.updateSigningCertificate(
                request -> request.userName("ada").certificateId(id).status(StatusType.INACTIVE));
        assertThat(iam.listSigningCertificates(request -> request.userName("ada"))
                        .certificates()
                        .getFirst()
                        .status())
                .isEqualTo(StatusType.INACTIVE);
        assertThatThrownBy(() -> iam.deleteUser(request -> request.userName("ada")))
                .isInstanceOf(DeleteConflictException.class)
                .hasMessageContaining("Cannot delete entity, must delete certificates first.");
        iam.deleteSigningCertificate(request -> request.userName("ada").certificateId(id));
        iam.deleteUser(request -> request.userName("ada"));
    }

    @Test
    void aSignatureIsGoodAsLongAsTheCertificateIsActive() {
        user("bob");
        var rsa = KeyPairs.make(directory, "-keyalg", "RSA", "-keysize", "2048");
        var ec = ec();
        var rsaId = upload("bob", rsa.pem()).certificateId();
        var ecId = upload("bob", ec.pem()).certificateId();
        var byRsa = rsa.sign("SHA256withRSA", DATA);
        var byEc = ec.sign("SHA384withECDSA", DATA);
        assertThat(verified(signed(rsaId, "RSASSA_PKCS1_V1_5_SHA_256", byRsa))).isEqualTo("true");
        assertThat(verified(signed(ecId, "ECDSA_SHA_384", byEc))).isEqualTo("true");

        assertThat(verified(signed(ecId, "ECDSA_SHA_256", byEc))).isEqualTo("false");
        assertThat(verified(signed(ecId, "RSASSA_PKCS1_V1_5_SHA_256", byRsa))).isEqualTo("false");
        assertThat(verified(signed(rsaId, "RSASSA_PKCS1_V1_5_SHA_256", byEc))).isEqualTo("false");
        assertThat(verified(signed("A".repeat(32), "ECDSA_SHA_384", byEc))).isEqualTo("false");
        var otherData = signed(ecId, "ECDSA_SHA_384", byEc);
        otherData.put("Data", "AAAA");
        assertThat(verified(otherData)).isEqualTo("false");

        iam.updateSigningCertificate(
                request -> request.userName("bob").certificateId(ecId).status(StatusType.INACTIVE));
        assertThat(verified(signed(ecId, "ECDSA_SHA_384", byEc))).isEqualTo("false");
    }

    @Test
    void theAnswerSaysWhoItIsAndWhatItMayDo() {
        user("carol");
        var pair = ec();
        var id = upload("carol", pair.pem()).certificateId();
        iam.putUserPolicy(
                request -> request.userName("carol").policyName("release").policyDocument(allow("releases:Publish")));
        var question = signed(id, "ECDSA_SHA_256", pair.sign("SHA256withECDSA", DATA));
        question.remove("CertificateId");
        question.put("Fingerprint", Certificates.fingerprint(pair.certificate()));
        question.put("ActionName", "releases:Publish");
        question.put("Resource", "arn:aws:releases::" + TestServer.ACCOUNT + ":product/one");
        var answer = service.call("VerifySignature", question);
        assertThat(answer.text("Verified")).isEqualTo("true");
        assertThat(answer.text("UserName")).isEqualTo("carol");
        assertThat(answer.text("CredentialId")).isEqualTo(id);
        assertThat(answer.text("Decision")).isEqualTo("allowed");

        question.put("CertificateId", id);
        assertThat(service.refused("VerifySignature", question)).isEqualTo("InvalidInput");
    }

    @Test
    void certificatesOfRootAreNoUsers() {
        var pair = ec();
        var made = iam.uploadSigningCertificate(request -> request.certificateBody(pair.pem()))
                .certificate();
        assertThat(iam.listSigningCertificates().certificates()).containsExactly(made);
        assertThat(iam.getAccountSummary().summaryMap())
                .containsEntry(SummaryKeyType.ACCOUNT_SIGNING_CERTIFICATES_PRESENT, 1);
        assertThat(verified(signed(made.certificateId(), "ECDSA_SHA_256", pair.sign("SHA256withECDSA", DATA))))
                .isEqualTo("false");
        iam.deleteSigningCertificate(request -> request.certificateId(made.certificateId()));
    }

    @Test
    void twoPerUserAndEachOnceInTheAccount() {
        user("dan");
        user("eve");
        var first = ec().pem();
        upload("dan", first);
        upload("dan", ec().pem());
        assertThatThrownBy(() -> upload("dan", ec().pem()))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("Cannot exceed quota for SigningCertificatesPerUser: 2");
        assertThatThrownBy(() -> upload("eve", first)).isInstanceOf(DuplicateCertificateException.class);
    }

    @Test
    void whatIsNoUsefulCertificateIsRefused() {
        user("fay");
        var good = ec().pem();
        for (var malformed :
                List.of("certificate", good + good, good.replace("MII", "AAA"), good + "x", good.substring(0, 100))) {
            assertThatThrownBy(() -> upload("fay", malformed))
                    .as(malformed)
                    .isInstanceOf(MalformedCertificateException.class);
        }
        for (var weak : List.of(
                KeyPairs.make(directory, "-keyalg", "RSA", "-keysize", "1024"),
                KeyPairs.make(directory, "-keyalg", "Ed25519"),
                KeyPairs.make(
                        directory,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-startdate",
                        "2020/01/01",
                        "-validity",
                        "30"))) {
            assertThatThrownBy(() -> upload("fay", weak.pem())).isInstanceOf(InvalidCertificateException.class);
        }
    }

    @Test
    void whatIsNotThereIsNotFound() {
        user("gus");
        user("hal");
        var id = upload("gus", ec().pem()).certificateId();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> upload("nobody", ec().pem()),
                () -> iam.listSigningCertificates(request -> request.userName("nobody")),
                () -> iam.updateSigningCertificate(
                        request -> request.userName("hal").certificateId(id).status(StatusType.INACTIVE)),
                () -> iam.deleteSigningCertificate(
                        request -> request.userName("hal").certificateId(id)))) {
            assertThatThrownBy(call).isInstanceOf(NoSuchEntityException.class);
        }
        assertThatThrownBy(() -> iam.updateSigningCertificate(
                        request -> request.userName("gus").certificateId(id).status(StatusType.EXPIRED)))
                .isInstanceOf(InvalidInputException.class);
    }
}
