// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import static dev.portcullis.server.instances.Agents.credentials;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.PortcullisClient.Answer;
import dev.portcullis.server.TestServer;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.SignedData;
import org.bouncycastle.asn1.pkcs.SignerInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** By what a host proves to others which instance it is. */
class IdentityDocumentsTest {
    private static TestServer server;
    private static String id;
    private static Answer told;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        var agents = new Agents(server);
        id = agents.launch();
        told = agents.joined(id).call("GetOwnInstance", Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static HttpResponse<String> certificate(TestServer of, String method) throws Exception {
        var request = HttpRequest.newBuilder(of.endpoint().resolve("/instance-identity/certificate"))
                .method(method, BodyPublishers.noBody())
                .build();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.ofString());
        }
    }

    private static X509Certificate read(String pem) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    private static boolean verifies(byte[] document, byte[] signature, X509Certificate by) throws Exception {
        var verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(by);
        verifier.update(document);
        return verifier.verify(signature);
    }

    private static byte[] decoded(String lines) {
        return Base64.getMimeDecoder().decode(lines);
    }

    @Test
    void theDocumentSaysWhichInstanceItIs() {
        var launched = server.ec2(server.root())
                .describeInstances(request -> request.instanceIds(id))
                .reservations()
                .getFirst()
                .instances()
                .getFirst()
                .launchTime();
        assertThat(told.text("IdentityDocument"))
                .isEqualTo("{\"accountId\":\"123456789012\",\"availabilityZone\":\"us-east-1a\",\"imageId\":\""
                        + Agents.OWN + "\",\"instanceId\":\"" + id
                        + "\",\"instanceType\":\"t3.micro\",\"pendingTime\":\"" + launched
                        + "\",\"region\":\"us-east-1\",\"version\":\"2017-09-30\",\"architecture\":null,"
                        + "\"billingProducts\":null,\"devpayProductCodes\":null,\"kernelId\":null,"
                        + "\"marketplaceProductCodes\":null,\"privateIp\":null,\"ramdiskId\":null}");
    }

    @Test
    void itsSignatureIsVerifiedWithTheCertificateThatEveryoneCanFetch() throws Exception {
        var answer = certificate(server, "GET");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(told.text("IdentityCertificate"));
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-pem-file");

        var certificate = read(answer.body());
        var document = told.text("IdentityDocument").getBytes(StandardCharsets.UTF_8);
        var signature = decoded(told.text("IdentitySignature"));
        assertThat(verifies(document, signature, certificate)).isTrue();
        document[20]++;
        assertThat(verifies(document, signature, certificate)).isFalse();
    }

    @Test
    void theCertificateIsGoodForNothingElse() throws Exception {
        var certificate = read(told.text("IdentityCertificate"));
        certificate.verify(certificate.getPublicKey());
        certificate.checkValidity(Date.from(Instant.parse("2150-01-01T00:00:00Z")));
        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getBasicConstraints()).as("no authority").isEqualTo(-1);
        assertThat(certificate.getKeyUsage()).startsWith(true, false);
        assertThat(((RSAPublicKey) certificate.getPublicKey()).getModulus().bitLength())
                .isEqualTo(2_048);
        assertThat(certificate.getSubjectX500Principal()).isEqualTo(certificate.getIssuerX500Principal());
        assertThat(certificate.getSubjectX500Principal().getName()).contains("us-east-1");
    }

    @Test
    void thePkcs7FormHoldsTheDocumentAndASignatureOfIt() throws Exception {
        var certificate = read(told.text("IdentityCertificate"));
        var signed = SignedData.getInstance(
                ContentInfo.getInstance(decoded(told.text("IdentityPkcs7"))).getContent());
        var document = ASN1OctetString.getInstance(signed.getContentInfo().getContent())
                .getOctets();
        assertThat(new String(document, StandardCharsets.UTF_8)).isEqualTo(told.text("IdentityDocument"));
        var signer = SignerInfo.getInstance(signed.getSignerInfos().getObjectAt(0));
        assertThat(signer.getIssuerAndSerialNumber()
                        .getCertificateSerialNumber()
                        .getValue())
                .isEqualTo(certificate.getSerialNumber());
        assertThat(verifies(document, signer.getEncryptedDigest().getOctets(), certificate))
                .isTrue();
        assertThat(told.text("IdentityPkcs7").lines()).allMatch(line -> line.length() <= 64);
    }

    @Test
    void theKeyIsMadeOnce() throws Exception {
        try (var restarted = TestServer.start()) {
            var there = new Agents(restarted);
            var credentials = credentials(there.join(there.token(there.launch())));
            var before = certificate(restarted, "GET").body();
            var first = new PortcullisClient(restarted.endpoint(), credentials).call("GetOwnInstance", Map.of());
            restarted.restart();
            var second = new PortcullisClient(restarted.endpoint(), credentials).call("GetOwnInstance", Map.of());
            assertThat(certificate(restarted, "GET").body()).isEqualTo(before);
            assertThat(second.text("IdentitySignature")).isEqualTo(first.text("IdentitySignature"));
            assertThat(second.text("Revision")).isEqualTo(first.text("Revision"));
            assertThat(before).isNotEqualTo(told.text("IdentityCertificate"));
        }
    }

    @Test
    void theCertificateIsOnlyRead() throws Exception {
        assertThat(certificate(server, "HEAD").statusCode()).isEqualTo(200);
        assertThat(certificate(server, "POST").statusCode()).isEqualTo(405);
    }
}
