// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.escalation;

import static dev.portcullis.server.Documents.ALLOW_ALL;
import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.deny;
import static dev.portcullis.server.Documents.statement;
import static dev.portcullis.server.Documents.trustingService;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import dev.portcullis.server.rolesanywhere.AnywhereClient;
import dev.portcullis.server.x509.TestAuthority;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * What an attacker would like to lay hands on, each thing under a name of its own: an administrator, a group and a role of administrators, and
 * a policy of the attackers with an older version that allows everything.
 */
record Stage(TestServer server, String id) {
    /** The image of simulated hosts. */
    static final String SIMULATED = "ami-00000000000000000";

    private static final String OWN = "ami-00000000000000001";

    private static final String EVERYTHING = "arn:aws:iam::aws:policy/AdministratorAccess";

    static Stage set(TestServer server, String id) {
        var stage = new Stage(server, id);
        var iam = server.iam();
        iam.createUser(request -> request.userName(stage.admin()));
        iam.attachUserPolicy(request -> request.userName(stage.admin()).policyArn(EVERYTHING));
        iam.createGroup(request -> request.groupName(stage.admins()));
        iam.attachGroupPolicy(request -> request.groupName(stage.admins()).policyArn(EVERYTHING));
        stage.createRole(
                stage.strong(),
                statement("\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Principal\":{\"Service\":"
                        + "[\"groups.portcullis\",\"ec2.amazonaws.com\"],\"AWS\":\"" + stage.account() + "\"}"));
        iam.putRolePolicy(request ->
                request.roleName(stage.strong()).policyName("everything").policyDocument(ALLOW_ALL));
        iam.createPolicy(request -> request.policyName(stage.team()).policyDocument(ALLOW_ALL));
        iam.createPolicyVersion(request -> request.policyArn(stage.teamArn())
                .policyDocument(allow("svc:Nothing"))
                .setAsDefault(true));
        iam.createGroup(request -> request.groupName(stage.attackers()));
        iam.putGroupPolicy(request ->
                request.groupName(stage.attackers()).policyName("limits").policyDocument(deny("svc:Secret")));
        return stage;
    }

    private void createRole(String name, String trust) {
        server.iam().createRole(request -> request.roleName(name).assumeRolePolicyDocument(trust));
    }

    /** Puts the strong role into an instance profile. */
    void holdStrongInAProfile() {
        var iam = server.iam();
        iam.createInstanceProfile(request -> request.instanceProfileName(profile()));
        iam.addRoleToInstanceProfile(
                request -> request.instanceProfileName(profile()).roleName(strong()));
    }

    String profile() {
        return "profile-" + id;
    }

    /** Launches an instance without a role. */
    void launch() {
        server.ec2(server.root())
                .runInstances(request ->
                        request.imageId(SIMULATED).minCount(1).maxCount(1).clientToken(id));
    }

    /** Launches an instance that has a role, and waits for its agent. */
    void launchOwnHostWithStrong() {
        holdStrongInAProfile();
        server.ec2(server.root())
                .runInstances(request -> request.imageId(OWN)
                        .minCount(1)
                        .maxCount(1)
                        .clientToken(id)
                        .iamInstanceProfile(given -> given.name(profile())));
    }

    /** The id of that instance. */
    String instance() {
        return server.ec2(server.root())
                .describeInstances(request -> request.filters(
                        Filter.builder().name("client-token").values(id).build()))
                .reservations()
                .getFirst()
                .instances()
                .getFirst()
                .instanceId();
    }

    /** Makes a group that carries the strong role. */
    void fleetOfStrong() {
        server.iam().createGroup(request -> request.groupName(fleet()));
        root().call("AttachRoleToGroup", Map.of("GroupName", fleet(), "RoleName", strong()));
    }

    String fleet() {
        return "fleet-" + id;
    }

    /** Gives that instance a profile with a role that may do nothing. */
    void giveAWeakProfile() {
        var iam = server.iam();
        createRole("Weak-" + id, trustingService("ec2.amazonaws.com"));
        iam.createInstanceProfile(request -> request.instanceProfileName(profile()));
        iam.addRoleToInstanceProfile(
                request -> request.instanceProfileName(profile()).roleName("Weak-" + id));
        server.ec2(server.root())
                .associateIamInstanceProfile(
                        request -> request.instanceId(instance()).iamInstanceProfile(given -> given.name(profile())));
    }

    /** The association of that instance with its profile. */
    String association() {
        return server.ec2(server.root())
                .describeIamInstanceProfileAssociations(request -> request.filters(
                        Filter.builder().name("instance-id").values(instance()).build()))
                .iamInstanceProfileAssociations()
                .getFirst()
                .associationId();
    }

    /** Attaches a role to the attackers' group that denies something. */
    void limitAttackersByARole() {
        var role = "Limits-" + id;
        createRole(role, trustingService("groups.portcullis"));
        server.iam()
                .putRolePolicy(
                        request -> request.roleName(role).policyName("limits").policyDocument(deny("svc:Secret")));
        root().call("AttachRoleToGroup", Map.of("GroupName", attackers(), "RoleName", role));
    }

    /** A user with that policy, in the attackers' group and with the team's policy. */
    Attacker attacker(String name, String policy) {
        var user = name + "-" + id;
        var credentials = server.user(user);
        server.iam()
                .putUserPolicy(
                        request -> request.userName(user).policyName("own").policyDocument(policy));
        server.iam().attachUserPolicy(request -> request.userName(user).policyArn(teamArn()));
        server.iam().addUserToGroup(request -> request.groupName(attackers()).userName(user));
        return new Attacker(this, user, credentials);
    }

    /** Somebody who tries. */
    record Attacker(Stage stage, String name, AwsCredentials credentials) {
        IamClient iam() {
            return stage.server().iam(credentials);
        }

        Ec2Client ec2() {
            return stage.server().ec2(credentials);
        }

        StsClient sts() {
            return stage.server().sts(credentials);
        }

        /** Calls Roles Anywhere; throws what the SDK throws for the others. */
        void anywhere(String method, String path, Map<String, ?> body) {
            var answer = new AnywhereClient(stage.server().endpoint(), credentials).send(method, path, body);
            if (answer.status() >= 400) {
                throw new Refused(answer.errorType().replaceFirst("Exception$", ""), answer.message());
            }
        }

        /** Calls our own service; throws what the SDK throws for the others. */
        void portcullis(String action, Map<String, String> parameters) {
            var answer = new PortcullisClient(stage.server().endpoint(), credentials).send(action, parameters);
            if (answer.status() != 200) {
                throw new Refused(answer.text("Code"), answer.text("Message"));
            }
        }
    }

    /** A refusal of our own service. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final String code;

        Refused(String code, String message) {
            super(message);
            this.code = code;
        }

        String code() {
            return code;
        }
    }

    /** Makes a profile of Roles Anywhere, disabled. */
    void makeAProfileWithoutRoles() {
        anywhereAsRoot()
                .post("/profiles", Map.of("name", id, "roleArns", List.of()))
                .ok();
    }

    /** Makes a trust anchor, disabled. */
    void makeATrustAnchor() {
        anywhereAsRoot()
                .post(
                        "/trustanchors",
                        anchor(TestAuthority.root("CN=Ours").own().pem()))
                .ok();
    }

    String authorityOfTheAttacker() {
        return TestAuthority.root("CN=Attacker").own().pem();
    }

    Map<String, ?> anchor(String certificates) {
        return Map.of(
                "name",
                id,
                "source",
                Map.of("sourceType", "CERTIFICATE_BUNDLE", "sourceData", Map.of("x509CertificateData", certificates)));
    }

    /** The id of the one that this stage made, of {@code profile} or {@code trustAnchor}. */
    String anywhereId(String kind) {
        var path = "/" + kind.toLowerCase(Locale.ROOT) + "s";
        for (var one : anywhereAsRoot().get(path).ok().path(kind + "s")) {
            if (one.path("name").asString().equals(id)) {
                return one.path(kind + "Id").asString();
            }
        }
        throw new AssertionError("No " + kind + " of stage " + id);
    }

    String trustAnchorArn() {
        return "arn:aws:rolesanywhere:us-east-1:" + TestServer.ACCOUNT + ":trust-anchor/" + anywhereId("trustAnchor");
    }

    private AnywhereClient anywhereAsRoot() {
        return new AnywhereClient(server.endpoint(), server.root());
    }

    PortcullisClient root() {
        return new PortcullisClient(server.endpoint(), server.root());
    }

    String keyOfAdmin() {
        return server.iam()
                .listAccessKeys(request -> request.userName(admin()))
                .accessKeyMetadata()
                .getFirst()
                .accessKeyId();
    }

    String serviceCredentialOfAdmin() {
        return server.iam()
                .listServiceSpecificCredentials(request -> request.userName(admin()))
                .serviceSpecificCredentials()
                .getFirst()
                .serviceSpecificCredentialId();
    }

    String account() {
        return TestServer.ACCOUNT;
    }

    String admin() {
        return "admin-" + id;
    }

    String admins() {
        return "admins-" + id;
    }

    String attackers() {
        return "attackers-" + id;
    }

    String strong() {
        return "Strong-" + id;
    }

    String strongArn() {
        return "arn:aws:iam::" + account() + ":role/" + strong();
    }

    String team() {
        return "Team-" + id;
    }

    String teamArn() {
        return "arn:aws:iam::" + account() + ":policy/" + team();
    }
}
