// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static dev.portcullis.conformance.Policies.allow;
import static dev.portcullis.conformance.Policies.allowOn;
import static dev.portcullis.conformance.Policies.aws;
import static dev.portcullis.conformance.Policies.trust;
import static dev.portcullis.conformance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.portcullis.conformance.TrialHost.Client;
import dev.portcullis.conformance.TrialHost.Told;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** Hosts of one's own, with the shipped agent, and what AWS's clients on them find. */
@ExtendWith(OneServer.class)
class AgentTest {
    private static final String OWN_HOST = "ami-00000000000000001";
    private static final String EC2 = "{\"Service\":\"ec2.amazonaws.com\"}";
    private static final String ROLES = "/latest/meta-data/iam/security-credentials/";

    @TempDir
    private Path directory;

    // --- the instance, as whoever runs it sees it ---

    /** A role for EC2 in an instance profile of the same name. */
    private static String roleForInstances(Person root, String name, String... statements) {
        var arn = RolesTest.role(root, name, trust(EC2), statements);
        try (var iam = root.iam()) {
            iam.createInstanceProfile(request -> request.instanceProfileName(name));
            iam.addRoleToInstanceProfile(
                    request -> request.instanceProfileName(name).roleName(name));
        }
        return arn;
    }

    private static Answer ec2(Person caller, String operation, Map<String, String> parameters) {
        return caller.query("ec2", "2016-11-15", operation, parameters).succeeded();
    }

    private static String launch(Person root, String profile) {
        return ec2(
                        root,
                        "RunInstances",
                        Map.of(
                                "ImageId", OWN_HOST,
                                "MinCount", "1",
                                "MaxCount", "1",
                                "IamInstanceProfile.Name", profile,
                                "MetadataOptions.HttpPutResponseHopLimit", "1"))
                .text("instanceId");
    }

    private static String association(Person root, String instance) {
        return ec2(
                        root,
                        "DescribeIamInstanceProfileAssociations",
                        Map.of("Filter.1.Name", "instance-id", "Filter.1.Value.1", instance))
                .text("associationId");
    }

    private static void modify(Person root, String instance, String option, String value) {
        ec2(root, "ModifyInstanceMetadataOptions", Map.of("InstanceId", instance, option, value));
    }

    private static String arn(Person root, String role, String instance) {
        return "arn:aws:sts::" + root.account() + ":assumed-role/" + role + "/" + instance;
    }

    /** The credentials of the role, as the metadata service tells them at the time. */
    private static Person roleOn(TrialHost host, String role, ShippedServer server) {
        var json = host.get(ROLES + role).text();
        return new Person(
                server,
                AwsSessionCredentials.create(
                        text(json, "AccessKeyId"), text(json, "SecretAccessKey"), text(json, "Token")));
    }

    private static String text(String json, String name) {
        var found = Pattern.compile("\"" + name + "\" : \"([^\"]*)\"").matcher(json);
        assertThat(found.find()).as("%s in %s", name, json).isTrue();
        return found.group(1);
    }

    // --- the stories ---

    @Test
    void anInstanceHasItsRoleFromItsLaunchToItsEnd(ShippedServer server) {
        var root = server.root();
        roleForInstances(root, "launch-web", allow("iam:ListUsers"));
        roleForInstances(root, "launch-admin", allow("iam:ListGroups"));
        var cli = AwsCli.FIRST_ON_PATH;
        var instance = root.cli(
                        cli,
                        "ec2",
                        "run-instances",
                        "--image-id",
                        OWN_HOST,
                        "--instance-type",
                        "t3.micro",
                        "--iam-instance-profile",
                        "Name=launch-web",
                        "--query",
                        "Instances[0].[InstanceId,State.Name]")
                .succeeded()
                .split("\\s+", -1);
        assertThat(instance[1]).as("until its agent has joined").isEqualTo("pending");
        var other = launch(root, "launch-web");
        try (var host = TrialHost.start(server, directory.resolve("host"));
                var neighbour = TrialHost.start(server, directory.resolve("neighbour"))) {
            host.join(instance[0]);
            neighbour.join(other).awaitRole("launch-web");
            host.awaitRole("launch-web");
            root.cli(cli, "ec2", "wait", "instance-running", "--instance-ids", instance[0])
                    .succeeded();
            Stream.of(Client.values())
                    .parallel()
                    .forEach(client -> assertThat(host.whoAmI(client))
                            .as("%s", client)
                            .isEqualTo(arn(root, "launch-web", instance[0])));
            host.run("aws", "iam", "list-users").succeeded();
            assertThat(host.run("aws", "iam", "list-groups").failed()).contains("iam:ListGroups");
            var replaced = roleOn(host, "launch-web", server);
            var untouched = roleOn(neighbour, "launch-web", server);
            assertThat(replaced.arn()).isEqualTo(arn(root, "launch-web", instance[0]));

            root.cli(
                            cli,
                            "ec2",
                            "replace-iam-instance-profile-association",
                            "--association-id",
                            association(root, instance[0]),
                            "--iam-instance-profile",
                            "Name=launch-admin")
                    .succeeded();
            assertRefused(replaced::arn, "InvalidClientTokenId");
            host.awaitRole("launch-admin");
            Stream.of(Client.AWS_CLI, Client.JAVASCRIPT_V3)
                    .parallel()
                    .forEach(client -> assertThat(host.whoAmI(client))
                            .as("%s", client)
                            .isEqualTo(arn(root, "launch-admin", instance[0])));
            assertThat(host.get(ROLES + "launch-web").status()).isEqualTo(404);
            assertThat(untouched.arn()).isEqualTo(arn(root, "launch-web", other));

            var ended = roleOn(host, "launch-admin", server);
            root.cli(cli, "ec2", "terminate-instances", "--instance-ids", instance[0])
                    .succeeded();
            assertRefused(ended::arn, "InvalidClientTokenId");
            assertThat(host.agentEnds()).as(host.agentSaid()).isEqualTo(1);
            assertThat(host.ask("GET", ROLES).status()).as("nobody listens").isZero();
            assertThat(neighbour.whoAmI(Client.AWS_CLI)).isEqualTo(arn(root, "launch-web", other));
            assertThat(untouched.arn()).isEqualTo(arn(root, "launch-web", other));
        }
    }

    @Test
    void aDetachedRoleIsGoneAndNobodyElses(ShippedServer server) {
        var root = server.root();
        roleForInstances(root, "kept", allow("iam:ListUsers"));
        roleForInstances(root, "taken", allow("iam:ListUsers"));
        var first = launch(root, "taken");
        var second = launch(root, "kept");
        try (var host = TrialHost.isolated(server, directory.resolve("host"));
                var neighbour = TrialHost.start(server, directory.resolve("neighbour"))) {
            host.join(first);
            host.until("the agent listens", () -> host.token().status() != 0);
            for (var path : new String[] {"/", "/latest/meta-data/instance-id", ROLES, ROLES + "taken"}) {
                assertThat(host.ask("GET", path).status())
                        .as("%s before the identity is known", path)
                        .isEqualTo(503);
            }
            host.connect().awaitRole("taken");
            neighbour.join(second).awaitRole("kept");

            assertThat(host.get(ROLES)).isEqualTo(new Told(200, "taken"));
            assertThat(neighbour.get(ROLES)).isEqualTo(new Told(200, "kept"));
            assertThat(host.get(ROLES + "kept").status()).isEqualTo(404);
            assertThat(neighbour.get(ROLES + "taken").status()).isEqualTo(404);
            assertThat(neighbour.get("/latest/meta-data/instance-id")).isEqualTo(new Told(200, second));
            var foreign = host.token().text();
            assertThat(neighbour
                            .ask("GET", ROLES, "X-aws-ec2-metadata-token: " + foreign)
                            .status())
                    .as("a session token of another host")
                    .isEqualTo(401);

            var taken = roleOn(host, "taken", server);
            var kept = roleOn(neighbour, "kept", server);
            ec2(root, "DisassociateIamInstanceProfile", Map.of("AssociationId", association(root, first)));
            assertRefused(taken::arn, "InvalidClientTokenId");
            host.until("the role is gone", () -> host.get(ROLES).status() == 404);
            assertThat(host.get(ROLES + "taken").status()).isEqualTo(404);
            assertThat(host.run("aws", "sts", "get-caller-identity").failed()).contains("credentials");
            assertThat(kept.arn()).isEqualTo(arn(root, "kept", second));
        }
    }

    @Test
    void anOutageIsSurvivedAndARestartNeedsNoToken() throws IOException {
        try (var server = ShippedServer.start(Files.createDirectory(directory.resolve("server")))) {
            var root = server.root();
            roleForInstances(root, "steady", allow("iam:ListUsers"));
            var instance = launch(root, "steady");
            try (var host = TrialHost.start(server, directory.resolve("host"))) {
                host.join(instance).awaitRole("steady");
                var before = roleOn(host, "steady", server).credentials();
                server.kill();
                assertThat(roleOn(host, "steady", server).credentials()).isEqualTo(before);
                server.restart();
                assertThat(host.whoAmI(Client.AWS_CLI)).isEqualTo(arn(root, "steady", instance));

                assertThat(host.stopAgent()).isZero();
                host.agent().awaitRole("steady");
                assertThat(host.whoAmI(Client.AWS_CLI)).isEqualTo(arn(root, "steady", instance));

                try (var newer = TrialHost.start(server, directory.resolve("newer"))) {
                    newer.join(instance).awaitRole("steady");
                    assertThat(host.agentEnds())
                            .as("another agent has joined: %s", host.agentSaid())
                            .isEqualTo(1);
                }
            }
        }
    }

    @Test
    void aHostWithACertificateJoinsWheneverItHasTo(ShippedServer server) throws IOException {
        var root = server.root();
        roleForInstances(root, "certified", allow("iam:ListUsers"));
        var instance = launch(root, "certified");
        var authority = TrialAuthority.in(directory);
        authority.certify("host");
        var anchor = authority.trusted(root, AwsCli.FIRST_ON_PATH, "hosts");
        root.portcullis(
                        "PutInstanceJoinCertificate",
                        Map.of("InstanceId", instance, "TrustAnchorArn", anchor, "CommonName", "host"))
                .succeeded();
        String[] proof = {
            "--certificate", directory.resolve("host.pem").toString(),
            "--private-key", directory.resolve("host.key").toString(),
            "--instance-arn", "arn:aws:ec2:" + server.region() + ":" + root.account() + ":instance/" + instance
        };
        try (var host = TrialHost.start(server, Files.createDirectory(directory.resolve("machine")))) {
            host.agent(proof).awaitRole("certified");
            assertThat(host.whoAmI(Client.AWS_CLI)).isEqualTo(arn(root, "certified", instance));

            assertThat(host.stopAgent()).isZero();
            host.forget();
            host.agent(proof).awaitRole("certified");
            assertThat(host.whoAmI(Client.AWS_CLI)).isEqualTo(arn(root, "certified", instance));

            root.portcullis("DeleteInstanceJoinCertificate", Map.of("InstanceId", instance))
                    .succeeded();
            assertThat(host.agentEnds())
                    .as("the certificate counts no more: %s", host.agentSaid())
                    .isEqualTo(1);
        }
    }

    @Test
    void metadataOptionsCountAtTheAgent(ShippedServer server) {
        var root = server.root();
        roleForInstances(root, "options", allow("iam:ListUsers"));
        var instance = launch(root, "options");
        ec2(root, "CreateTags", Map.of("ResourceId.1", instance, "Tag.1.Key", "Owner", "Tag.1.Value", "ana"));
        try (var host = TrialHost.start(server, directory.resolve("host"))) {
            host.join(instance, "--containers", TrialHost.CONTAINERS).awaitRole("options");
            var container = host.container();
            var id = "/latest/meta-data/instance-id";
            var owner = "/latest/meta-data/tags/instance/Owner";
            assertThat(host.ask("GET", id).status()).isEqualTo(401);
            assertThat(host.get(owner).status()).isEqualTo(404);
            assertThat(host.ask("GET", id, "Host: evil.example").status()).isEqualTo(403);
            assertThat(container.token().status()).as("one hop too far").isZero();
            assertThat(container.ask("GET", id).status()).isEqualTo(401);

            assertSignedIdentity(host, instance);

            modify(root, instance, "HttpPutResponseHopLimit", "2");
            host.until("a container is near enough", () -> container.token().status() == 200);
            assertThat(container.ask(
                            "GET",
                            id,
                            "X-aws-ec2-metadata-token: " + container.token().text()))
                    .isEqualTo(new Told(200, instance));
            modify(root, instance, "HttpTokens", "optional");
            host.until("version 1 is allowed", () -> host.ask("GET", id).equals(new Told(200, instance)));
            modify(root, instance, "InstanceMetadataTags", "enabled");
            host.until("tags are told", () -> host.get(owner).equals(new Told(200, "ana")));
            modify(root, instance, "HttpEndpoint", "disabled");
            host.until("nothing is told", () -> host.ask("GET", id).status() == 403);
            assertThat(host.token().status()).isEqualTo(403);
        }
    }

    private static void assertSignedIdentity(TrialHost host, String instance) {
        var place = "/latest/dynamic/instance-identity/";
        var document = host.get(place + "document").text();
        assertThat(document).contains(instance);
        try {
            var certificate = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(
                            host.get(place + "certificate").text().getBytes(StandardCharsets.UTF_8)));
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(certificate);
            signature.update(document.getBytes(StandardCharsets.UTF_8));
            assertThat(signature.verify(Base64.getMimeDecoder()
                            .decode(host.get(place + "signature").text())))
                    .isTrue();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nobodyFromOutsideTheHostIsHeard(ShippedServer server) {
        var root = server.root();
        roleForInstances(root, "inner", allow("iam:ListUsers"));
        var instance = launch(root, "inner");
        modify(root, instance, "HttpPutResponseHopLimit", "64");
        modify(root, instance, "HttpTokens", "optional");
        try (var host = TrialHost.start(server, directory.resolve("host"))) {
            host.join(instance).awaitRole("inner");
            var stranger = host.container(); // in a network of the host's, and not said to be its container

            assertThat(stranger.token().status()).isZero();
            assertThat(stranger.ask("GET", ROLES + "inner").status()).isZero();
            assertThat(host.agentSaid()).contains("Refused a connection from /192.0.2.2");
        }
    }

    @Test
    void aRoleOfAnInstanceIsTheSourceOfAnother(ShippedServer server) throws IOException {
        var root = server.root();
        var source = roleForInstances(root, "source", allow("iam:ListUsers"));
        var target = RolesTest.role(root, "target", trust(aws(source)), allow("iam:ListGroups"));
        try (var iam = root.iam()) {
            iam.putRolePolicy(request -> request.roleName("source")
                    .policyName("assume")
                    .policyDocument(Policies.document(allowOn(target, "sts:AssumeRole"))));
        }
        var instance = launch(root, "source");
        var config = Files.writeString(directory.resolve("config"), """
                [profile deploy]
                role_arn = %s
                role_session_name = from-instance
                credential_source = Ec2InstanceMetadata
                """.formatted(target));
        try (var host = TrialHost.start(server, directory.resolve("host"))) {
            host.join(instance).awaitRole("source");
            var profile = Map.of("AWS_CONFIG_FILE", config.toString(), "AWS_PROFILE", "deploy");

            assertThat(host.whoAmI(Client.AWS_CLI, profile))
                    .isEqualTo("arn:aws:sts::" + root.account() + ":assumed-role/target/from-instance");
        }
    }

    @Test
    void containersAreGivenTheRoleForAToken(ShippedServer server) throws IOException {
        var root = server.root();
        roleForInstances(root, "contained", allow("iam:ListUsers"));
        var instance = launch(root, "contained");
        var token = directory.resolve("container-token");
        try (var host = TrialHost.start(server, directory.resolve("host"))) {
            host.join(instance, "--container-listen", "127.0.0.1:8421", "--container-token-file", token.toString())
                    .awaitRole("contained");
            var variables = Map.of(
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                    "http://127.0.0.1:8421/v1/credentials",
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
                    token.toString(),
                    "AWS_EC2_METADATA_DISABLED",
                    "true");
            Stream.of(Client.AWS_CLI, Client.JAVA_V2, Client.JAVASCRIPT_V3)
                    .parallel()
                    .forEach(client -> assertThat(host.whoAmI(client, variables))
                            .as("%s", client)
                            .isEqualTo(arn(root, "contained", instance)));
            assertThatCode(() -> Files.writeString(token, "another-token-that-nobody-was-told"))
                    .doesNotThrowAnyException();
            assertThat(host.run(
                                    variables,
                                    "curl",
                                    "-s",
                                    "-H",
                                    "Authorization: guessed",
                                    "http://127.0.0.1:8421/v1/credentials")
                            .succeeded())
                    .contains("Unauthorized")
                    .doesNotContain("SecretAccessKey");
        }
    }
}
