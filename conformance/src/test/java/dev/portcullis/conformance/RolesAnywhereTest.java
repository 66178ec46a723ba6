// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * A machine that has a certificate and no key: the AWS CLI sets up an anchor and a profile, openssl makes the certificates, and the machine signs with
 * openssl as AWS describes it.
 */
@ExtendWith(OneServer.class)
class RolesAnywhereTest {
    private static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void aMachineWithACertificateActsAsARoleUntilItsCertificateIsRevoked(AwsCli cli, ShippedServer server)
            throws IOException {
        var root = server.root();
        var role = "Anywhere" + cli.name().replace("_", "");
        var authority = TrialAuthority.in(directory);
        authority.certify("web");
        var roleArn = root.cli(
                        cli,
                        "iam",
                        "create-role",
                        "--role-name",
                        role,
                        "--assume-role-policy-document",
                        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Service\":"
                                + "\"rolesanywhere.amazonaws.com\"},\"Action\":[\"sts:AssumeRole\",\"sts:TagSession\","
                                + "\"sts:SetSourceIdentity\"],\"Condition\":{\"StringEquals\":{"
                                + "\"aws:PrincipalTag/x509Subject/CN\":\"web\"}}}}",
                        "--query",
                        "Role.Arn")
                .succeeded();
        var anchor = authority.trusted(root, cli, "ours");
        var profile = TrialAuthority.anywhere(
                root,
                cli,
                "profile.profileArn",
                "create-profile",
                "--name",
                "machines",
                "--enabled",
                "--role-arns",
                roleArn);
        assertThat(TrialAuthority.anywhere(root, cli, "trustAnchors[].trustAnchorArn", "list-trust-anchors"))
                .contains(anchor);

        var session = createSession(server, authority, "web", anchor, profile, roleArn);
        assertThat(session.statusCode()).as(session.body()).isEqualTo(201);
        var machine = root.with(AwsSessionCredentials.create(
                text(session, "accessKeyId"), text(session, "secretAccessKey"), text(session, "sessionToken")));
        assertThat(machine.arn()).contains("assumed-role/" + role + "/");
        assertThat(TrialAuthority.anywhere(root, cli, "subjects[].x509Subject", "list-subjects"))
                .contains("CN=web");

        authority.certify("other");
        assertThat(createSession(server, authority, "other", anchor, profile, roleArn)
                        .statusCode())
                .as("another name than the role trusts")
                .isEqualTo(403);

        authority.revoke("web");
        TrialAuthority.anywhere(
                root,
                cli,
                "crl.crlArn",
                "import-crl",
                "--name",
                "revoked",
                "--enabled",
                "--trust-anchor-arn",
                anchor,
                "--crl-data",
                "fileb://" + directory.resolve("crl.pem"));
        assertThat(createSession(server, authority, "web", anchor, profile, roleArn)
                        .body())
                .contains("revoked");

        TrialAuthority.anywhere(
                root,
                cli,
                "profile.enabled",
                "disable-profile",
                "--profile-id",
                profile.substring(profile.lastIndexOf('/') + 1));
        assertThat(machine.cli(cli, "sts", "get-caller-identity").failed()).contains("InvalidClientTokenId");
    }

    // The machine

    private HttpResponse<String> createSession(
            ShippedServer server, TrialAuthority authority, String name, String anchor, String profile, String role)
            throws IOException {
        var endpoint = server.endpoint();
        var query =
                "profileArn=" + encoded(profile) + "&roleArn=" + encoded(role) + "&trustAnchorArn=" + encoded(anchor);
        var body = "{\"durationSeconds\":3600}";
        var now = BASIC.format(Instant.now());
        var headers = new TreeMap<>(Map.of(
                "content-type",
                "application/json",
                "host",
                endpoint.getAuthority(),
                "x-amz-date",
                now,
                "x-amz-x509",
                Base64.getEncoder().encodeToString(Files.readAllBytes(directory.resolve(name + ".der")))));
        var names = String.join(";", headers.keySet());
        var lines = new ArrayList<>(List.of("POST", "/sessions", query));
        headers.forEach((header, value) -> lines.add(header + ":" + value));
        lines.addAll(List.of("", names, sha256(body)));
        var scope = now.substring(0, 8) + "/" + server.region() + "/rolesanywhere/aws4_request";
        Files.writeString(
                directory.resolve("to-sign"),
                String.join("\n", "AWS4-X509-RSA-SHA256", now, scope, sha256(String.join("\n", lines))));
        authority.openssl("dgst -sha256 -sign " + name + ".key -out signature to-sign");
        var signature = HexFormat.of().formatHex(Files.readAllBytes(directory.resolve("signature")));
        var serial =
                authority.openssl("x509 -in " + name + ".pem -noout -serial").replace("serial=", "");
        var request = HttpRequest.newBuilder(endpoint.resolve("/sessions?" + query))
                .header("Content-Type", "application/json")
                .header("X-Amz-Date", now)
                .header("X-Amz-X509", String.valueOf(headers.get("x-amz-x509")))
                .header(
                        "Authorization",
                        "AWS4-X509-RSA-SHA256 Credential=" + new BigInteger(serial.toLowerCase(Locale.ROOT), 16) + "/"
                                + scope + ", SignedHeaders=" + names + ", Signature=" + signature)
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(HttpResponse<String> answer, String name) {
        var found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(answer.body());
        assertThat(found.find()).as(name).isTrue();
        return found.group(1);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
