// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.escalation;

import static dev.portcullis.server.Documents.ALLOW_ALL;
import static dev.portcullis.server.Documents.trusting;

import dev.portcullis.server.escalation.Stage.Attacker;
import dev.portcullis.server.mfa.Codes;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.iam.model.Tag;

/**
 * A way to more permissions than one has.
 *
 * @param title what the attacker does
 * @param needs the actions that have to be allowed, every one
 * @param before what there is before, made by root
 * @param attempt what the attacker does
 */
record Path(String title, List<String> needs, Consumer<Stage> before, Consumer<Attacker> attempt) {
    /** Nobody has the private one. */
    private static final String SSH_KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPCTUdv/4QXisL38pt1+Kl1/YLfYnMEm7vQXJfRruBNE";

    private static final String EVERYTHING = "arn:aws:iam::aws:policy/AdministratorAccess";

    @Override
    public String toString() {
        return title;
    }

    /** What manages permissions, and is no way to more of them by itself. */
    static final Map<String, String> HARMLESS = Map.ofEntries(
            Map.entry("iam:CreatePolicy", "a policy that is attached to nothing"),
            Map.entry("iam:DeletePolicy", "a policy that is attached to nothing"),
            Map.entry("iam:DeletePolicyVersion", "a version that is not in force"),
            Map.entry("portcullis:DeregisterService", "takes away only"),
            Map.entry("portcullis:DeleteServiceAccessKey", "takes away only"),
            Map.entry("portcullis:ImportHardwareMFADevice", "a device that is nobody's yet"),
            Map.entry("portcullis:DeleteHardwareMFADevice", "a device that is nobody's"),
            Map.entry(
                    "portcullis:SendSignInInstructions",
                    "mails what HandOutCredentials hands out, if the operator lets it; tried apart"),
            Map.entry("portcullis:SetRootPassword", "root alone, whatever policies say"),
            Map.entry("portcullis:EnableRootMFADevice", "root alone, whatever policies say"),
            Map.entry("portcullis:RemoveInstanceFromGroup", "takes away only"));

    private static Path path(String title, Consumer<Attacker> attempt, String... needs) {
        return new Path(title, List.of(needs), stage -> {}, attempt);
    }

    private static Path path(String title, Consumer<Stage> before, Consumer<Attacker> attempt, String... needs) {
        return new Path(title, List.of(needs), before, attempt);
    }

    private static Tag team(String value) {
        return Tag.builder().key("team").value(value).build();
    }

    static List<Path> all() {
        return List.of(
                // Managed policies
                path(
                        "writes a new version of a policy that it has",
                        by -> by.iam()
                                .createPolicyVersion(
                                        request -> request.policyArn(by.stage().teamArn())
                                                .policyDocument(ALLOW_ALL)
                                                .setAsDefault(true)),
                        "iam:CreatePolicyVersion"),
                path(
                        "goes back to an older, wider version of a policy that it has",
                        by -> by.iam()
                                .setDefaultPolicyVersion(request ->
                                        request.policyArn(by.stage().teamArn()).versionId("v1")),
                        "iam:SetDefaultPolicyVersion"),
                path(
                        "attaches a policy to itself",
                        by -> by.iam()
                                .attachUserPolicy(
                                        request -> request.userName(by.name()).policyArn(EVERYTHING)),
                        "iam:AttachUserPolicy"),
                path(
                        "attaches a policy to its group",
                        by -> by.iam()
                                .attachGroupPolicy(
                                        request -> request.groupName(by.stage().attackers())
                                                .policyArn(EVERYTHING)),
                        "iam:AttachGroupPolicy"),
                path(
                        "attaches a policy to a role that it may assume",
                        by -> by.iam()
                                .attachRolePolicy(request ->
                                        request.roleName(by.stage().strong()).policyArn(EVERYTHING)),
                        "iam:AttachRolePolicy"),
                // Inline policies
                path(
                        "writes an inline policy of its own",
                        by -> by.iam()
                                .putUserPolicy(request -> request.userName(by.name())
                                        .policyName("more")
                                        .policyDocument(ALLOW_ALL)),
                        "iam:PutUserPolicy"),
                path(
                        "writes an inline policy of its group",
                        by -> by.iam()
                                .putGroupPolicy(
                                        request -> request.groupName(by.stage().attackers())
                                                .policyName("more")
                                                .policyDocument(ALLOW_ALL)),
                        "iam:PutGroupPolicy"),
                path(
                        "writes an inline policy of a role that it may assume",
                        by -> by.iam()
                                .putRolePolicy(
                                        request -> request.roleName(by.stage().strong())
                                                .policyName("more")
                                                .policyDocument(ALLOW_ALL)),
                        "iam:PutRolePolicy"),
                // What limits it
                path(
                        "deletes the group policy that denies it something",
                        by -> by.iam()
                                .deleteGroupPolicy(
                                        request -> request.groupName(by.stage().attackers())
                                                .policyName("limits")),
                        "iam:DeleteGroupPolicy"),
                path(
                        "leaves the group that denies it something",
                        by -> by.iam()
                                .removeUserFromGroup(
                                        request -> request.groupName(by.stage().attackers())
                                                .userName(by.name())),
                        "iam:RemoveUserFromGroup"),
                path(
                        "detaches a policy of its own",
                        by -> by.iam()
                                .detachUserPolicy(request -> request.userName(by.name())
                                        .policyArn(by.stage().teamArn())),
                        "iam:DetachUserPolicy"),
                path(
                        "deletes an inline policy of its own",
                        by -> by.iam()
                                .deleteUserPolicy(
                                        request -> request.userName(by.name()).policyName("own")),
                        "iam:DeleteUserPolicy"),
                path(
                        "detaches a policy from its group",
                        stage -> stage.server()
                                .iam()
                                .attachGroupPolicy(request ->
                                        request.groupName(stage.attackers()).policyArn(stage.teamArn())),
                        by -> by.iam()
                                .detachGroupPolicy(
                                        request -> request.groupName(by.stage().attackers())
                                                .policyArn(by.stage().teamArn())),
                        "iam:DetachGroupPolicy"),
                path(
                        "detaches a policy from a role that it may assume",
                        stage -> stage.server()
                                .iam()
                                .attachRolePolicy(request ->
                                        request.roleName(stage.strong()).policyArn(stage.teamArn())),
                        by -> by.iam()
                                .detachRolePolicy(
                                        request -> request.roleName(by.stage().strong())
                                                .policyArn(by.stage().teamArn())),
                        "iam:DetachRolePolicy"),
                path(
                        "deletes an inline policy of a role that it may assume",
                        by -> by.iam()
                                .deleteRolePolicy(request ->
                                        request.roleName(by.stage().strong()).policyName("everything")),
                        "iam:DeleteRolePolicy"),
                path(
                        "sets itself a wider permissions boundary",
                        by -> by.iam()
                                .putUserPermissionsBoundary(
                                        request -> request.userName(by.name()).permissionsBoundary(EVERYTHING)),
                        "iam:PutUserPermissionsBoundary"),
                path(
                        "takes the permissions boundary off a user",
                        stage -> stage.server()
                                .iam()
                                .putUserPermissionsBoundary(request ->
                                        request.userName(stage.admin()).permissionsBoundary(EVERYTHING)),
                        by -> by.iam()
                                .deleteUserPermissionsBoundary(
                                        request -> request.userName(by.stage().admin())),
                        "iam:DeleteUserPermissionsBoundary"),
                path(
                        "sets a role a wider permissions boundary",
                        by -> by.iam()
                                .putRolePermissionsBoundary(request ->
                                        request.roleName(by.stage().strong()).permissionsBoundary(EVERYTHING)),
                        "iam:PutRolePermissionsBoundary"),
                path(
                        "takes the permissions boundary off a role",
                        stage -> stage.server()
                                .iam()
                                .putRolePermissionsBoundary(request ->
                                        request.roleName(stage.strong()).permissionsBoundary(EVERYTHING)),
                        by -> by.iam()
                                .deleteRolePermissionsBoundary(
                                        request -> request.roleName(by.stage().strong())),
                        "iam:DeleteRolePermissionsBoundary"),
                // Groups
                path(
                        "joins a group of administrators",
                        by -> by.iam()
                                .addUserToGroup(request ->
                                        request.groupName(by.stage().admins()).userName(by.name())),
                        "iam:AddUserToGroup"),
                path(
                        "joins a group that carries a strong role",
                        stage -> {
                            stage.server().iam().createGroup(request -> request.groupName("carries-" + stage.id()));
                            stage.root()
                                    .call(
                                            "AttachRoleToGroup",
                                            Map.of("GroupName", "carries-" + stage.id(), "RoleName", stage.strong()));
                        },
                        by -> by.iam()
                                .addUserToGroup(request -> request.groupName(
                                                "carries-" + by.stage().id())
                                        .userName(by.name())),
                        "iam:AddUserToGroup",
                        "iam:PassRole"),
                path(
                        "attaches a strong role to its group",
                        by -> by.portcullis(
                                "AttachRoleToGroup",
                                Map.of(
                                        "GroupName",
                                        by.stage().attackers(),
                                        "RoleName",
                                        by.stage().strong())),
                        "portcullis:AttachRoleToGroup",
                        "iam:PassRole"),
                path(
                        "attaches a strong role to itself",
                        by -> by.portcullis(
                                "AttachRoleToUser",
                                Map.of(
                                        "UserName",
                                        by.name(),
                                        "RoleName",
                                        by.stage().strong())),
                        "portcullis:AttachRoleToUser",
                        "iam:PassRole"),
                path(
                        "detaches a role from its group that denies it something",
                        Stage::limitAttackersByARole,
                        by -> by.portcullis(
                                "DetachRoleFromGroup",
                                Map.of(
                                        "GroupName",
                                        by.stage().attackers(),
                                        "RoleName",
                                        "Limits-" + by.stage().id())),
                        "portcullis:DetachRoleFromGroup"),
                path(
                        "detaches a role from a user that denies it something",
                        stage -> stage.root()
                                .call(
                                        "AttachRoleToUser",
                                        Map.of("UserName", stage.admin(), "RoleName", stage.strong())),
                        by -> by.portcullis(
                                "DetachRoleFromUser",
                                Map.of(
                                        "UserName",
                                        by.stage().admin(),
                                        "RoleName",
                                        by.stage().strong())),
                        "portcullis:DetachRoleFromUser"),
                path(
                        "gives its group the name of another",
                        by -> by.iam()
                                .updateGroup(request -> request.groupName(
                                                by.stage().attackers())
                                        .newGroupName("admin-like-" + by.stage().id())),
                        "iam:UpdateGroup"),
                // Credentials of somebody stronger
                path(
                        "makes an access key of an administrator",
                        by -> by.iam()
                                .createAccessKey(
                                        request -> request.userName(by.stage().admin())),
                        "iam:CreateAccessKey"),
                path(
                        "sets an administrator's inactive key active",
                        stage -> stage.server().iam().createAccessKey(request -> request.userName(stage.admin())),
                        by -> by.iam()
                                .updateAccessKey(
                                        request -> request.userName(by.stage().admin())
                                                .accessKeyId(by.stage().keyOfAdmin())
                                                .status(StatusType.ACTIVE)),
                        "iam:UpdateAccessKey"),
                path(
                        "gives an administrator a password",
                        by -> by.iam()
                                .createLoginProfile(request ->
                                        request.userName(by.stage().admin()).password("Chosen by the attacker 1")),
                        "iam:CreateLoginProfile"),
                path(
                        "changes an administrator's password",
                        stage -> stage.server()
                                .iam()
                                .createLoginProfile(request ->
                                        request.userName(stage.admin()).password("Chosen by the admin 1")),
                        by -> by.iam()
                                .updateLoginProfile(request ->
                                        request.userName(by.stage().admin()).password("Chosen by the attacker 1")),
                        "iam:UpdateLoginProfile"),
                path(
                        "makes a service password of an administrator",
                        by -> by.iam()
                                .createServiceSpecificCredential(request ->
                                        request.userName(by.stage().admin()).serviceName("codecommit.amazonaws.com")),
                        "iam:CreateServiceSpecificCredential"),
                path(
                        "has an administrator's service password made anew",
                        stage -> stage.server()
                                .iam()
                                .createServiceSpecificCredential(request ->
                                        request.userName(stage.admin()).serviceName("codecommit.amazonaws.com")),
                        by -> by.iam()
                                .resetServiceSpecificCredential(request -> request.userName(
                                                by.stage().admin())
                                        .serviceSpecificCredentialId(by.stage().serviceCredentialOfAdmin())),
                        "iam:ResetServiceSpecificCredential"),
                path(
                        "uploads an SSH key as an administrator's",
                        by -> by.iam()
                                .uploadSSHPublicKey(request ->
                                        request.userName(by.stage().admin()).sshPublicKeyBody(SSH_KEY)),
                        "iam:UploadSSHPublicKey"),
                path(
                        "has an administrator's credentials handed out",
                        by -> by.portcullis(
                                "HandOutCredentials",
                                Map.of("UserName", by.stage().admin(), "Password", "true", "AccessKey", "true")),
                        "portcullis:HandOutCredentials",
                        "iam:CreateLoginProfile",
                        "iam:UpdateLoginProfile",
                        "iam:CreateAccessKey"),
                path(
                        "takes an administrator's MFA device away",
                        stage -> Codes.enable(stage.server(), stage.server().iam(), stage.admin()),
                        by -> by.iam()
                                .deactivateMFADevice(
                                        request -> request.userName(by.stage().admin())
                                                .serialNumber("arn:aws:iam::"
                                                        + by.stage().account() + ":mfa/"
                                                        + by.stage().admin())),
                        "iam:DeactivateMFADevice"),
                path(
                        "registers a passkey as an administrator's",
                        by -> by.portcullis(
                                "BeginPasskeyRegistration",
                                Map.of("UserName", by.stage().admin())),
                        "iam:EnableMFADevice"),
                path(
                        "drops the account's rules for passwords",
                        stage -> stage.server().iam().updateAccountPasswordPolicy(request -> {}),
                        by -> by.iam().deleteAccountPasswordPolicy(),
                        "iam:DeleteAccountPasswordPolicy"),
                path(
                        "makes the account's rules for passwords weaker",
                        by -> by.iam().updateAccountPasswordPolicy(request -> request.minimumPasswordLength(6)),
                        "iam:UpdateAccountPasswordPolicy"),
                // Roles
                path(
                        "assumes a role that trusts the account",
                        by -> by.sts()
                                .assumeRole(request ->
                                        request.roleArn(by.stage().strongArn()).roleSessionName("attack")),
                        "sts:AssumeRole"),
                path(
                        "makes a strong role trust itself",
                        by -> by.iam()
                                .updateAssumeRolePolicy(
                                        request -> request.roleName(by.stage().strong())
                                                .policyDocument(trusting("arn:aws:iam::"
                                                        + by.stage().account() + ":user/" + by.name()))),
                        "iam:UpdateAssumeRolePolicy"),
                path(
                        "makes a role that trusts it",
                        by -> by.iam()
                                .createRole(request -> request.roleName("New-" + by.name())
                                        .assumeRolePolicyDocument(trusting(
                                                "arn:aws:iam::" + by.stage().account() + ":user/" + by.name()))),
                        "iam:CreateRole"),
                path(
                        "lets sessions of a strong role live longer",
                        by -> by.iam()
                                .updateRole(request ->
                                        request.roleName(by.stage().strong()).maxSessionDuration(43_200)),
                        "iam:UpdateRole"),
                path(
                        "hands a strong role to its instances",
                        stage -> stage.server()
                                .iam()
                                .createInstanceProfile(request -> request.instanceProfileName("profile-" + stage.id())),
                        by -> by.iam()
                                .addRoleToInstanceProfile(request -> request.instanceProfileName(
                                                "profile-" + by.stage().id())
                                        .roleName(by.stage().strong())),
                        "iam:AddRoleToInstanceProfile",
                        "iam:PassRole"),
                // Names and tags that policies speak of
                path(
                        "takes on another name",
                        by -> by.iam()
                                .updateUser(
                                        request -> request.userName(by.name()).newUserName("admin-like-" + by.name())),
                        "iam:UpdateUser"),
                path(
                        "tags itself as one of the administrators",
                        by -> by.iam()
                                .tagUser(request -> request.userName(by.name()).tags(team("admins"))),
                        "iam:TagUser"),
                path(
                        "takes off a tag that denies it something",
                        by -> by.iam()
                                .untagUser(
                                        request -> request.userName(by.name()).tagKeys("team")),
                        "iam:UntagUser"),
                path(
                        "tags a role so that it may assume it",
                        by -> by.iam()
                                .tagRole(request ->
                                        request.roleName(by.stage().strong()).tags(team("attackers"))),
                        "iam:TagRole"),
                path(
                        "takes off a tag by which a role is not to be assumed",
                        by -> by.iam()
                                .untagRole(request ->
                                        request.roleName(by.stage().strong()).tagKeys("team")),
                        "iam:UntagRole"),
                path(
                        "makes a new user with tags",
                        by -> by.iam()
                                .createUser(request ->
                                        request.userName("new-" + by.name()).tags(team("admins"))),
                        "iam:CreateUser",
                        "iam:TagUser"),
                // Instances
                path(
                        "launches an instance with a stronger role and takes what it gets",
                        Stage::holdStrongInAProfile,
                        by -> {
                            var launched = by.ec2()
                                    .runInstances(request -> request.imageId(Stage.SIMULATED)
                                            .minCount(1)
                                            .maxCount(1)
                                            .iamInstanceProfile(profile ->
                                                    profile.name(by.stage().profile())))
                                    .instances()
                                    .getFirst();
                            by.portcullis("GetInstanceCredentials", Map.of("InstanceId", launched.instanceId()));
                        },
                        "ec2:RunInstances",
                        "iam:PassRole",
                        "portcullis:GetInstanceCredentials"),
                path(
                        "gives an instance a stronger role",
                        stage -> {
                            stage.holdStrongInAProfile();
                            stage.launch();
                        },
                        by -> by.ec2()
                                .associateIamInstanceProfile(
                                        request -> request.instanceId(by.stage().instance())
                                                .iamInstanceProfile(profile ->
                                                        profile.name(by.stage().profile()))),
                        "ec2:AssociateIamInstanceProfile",
                        "iam:PassRole"),
                path(
                        "puts an instance into a group with a stronger role and takes what it gets",
                        stage -> {
                            stage.fleetOfStrong();
                            stage.launch();
                        },
                        by -> {
                            by.portcullis(
                                    "AddInstanceToGroup",
                                    Map.of(
                                            "GroupName",
                                            by.stage().fleet(),
                                            "InstanceId",
                                            by.stage().instance()));
                            by.portcullis(
                                    "GetInstanceCredentials",
                                    Map.of("InstanceId", by.stage().instance()));
                        },
                        "portcullis:AddInstanceToGroup",
                        "iam:PassRole",
                        "portcullis:GetInstanceCredentials"),
                path(
                        "attaches a stronger role to the group of an instance and takes what that gets",
                        stage -> {
                            stage.launch();
                            stage.server().iam().createGroup(request -> request.groupName(stage.fleet()));
                            stage.root()
                                    .call(
                                            "AddInstanceToGroup",
                                            Map.of("GroupName", stage.fleet(), "InstanceId", stage.instance()));
                        },
                        by -> {
                            by.portcullis(
                                    "AttachRoleToGroup",
                                    Map.of(
                                            "GroupName",
                                            by.stage().fleet(),
                                            "RoleName",
                                            by.stage().strong()));
                            by.portcullis(
                                    "GetInstanceCredentials",
                                    Map.of("InstanceId", by.stage().instance()));
                        },
                        "portcullis:AttachRoleToGroup",
                        "iam:PassRole",
                        "portcullis:GetInstanceCredentials"),
                path(
                        "takes its weak profile from an instance in a group with a stronger role",
                        stage -> {
                            stage.fleetOfStrong();
                            stage.launch();
                            stage.giveAWeakProfile();
                            stage.root()
                                    .call(
                                            "AddInstanceToGroup",
                                            Map.of("GroupName", stage.fleet(), "InstanceId", stage.instance()));
                        },
                        by -> by.ec2()
                                .disassociateIamInstanceProfile(request ->
                                        request.associationId(by.stage().association())),
                        "ec2:DisassociateIamInstanceProfile",
                        "iam:PassRole"),
                path(
                        "becomes the agent of an instance with a stronger role",
                        Stage::launchOwnHostWithStrong,
                        by -> by.portcullis(
                                "CreateJoinToken",
                                Map.of("InstanceId", by.stage().instance())),
                        "portcullis:CreateJoinToken"),
                path(
                        "becomes the agent of an instance with a stronger role, by a certificate",
                        stage -> {
                            stage.launchOwnHostWithStrong();
                            stage.makeATrustAnchor();
                        },
                        by -> by.portcullis(
                                "PutInstanceJoinCertificate",
                                Map.of(
                                        "InstanceId",
                                        by.stage().instance(),
                                        "TrustAnchorArn",
                                        by.stage().trustAnchorArn(),
                                        "CommonName",
                                        "attacker")),
                        "portcullis:PutInstanceJoinCertificate"),
                // Roles Anywhere
                path(
                        "makes a profile with a stronger role",
                        by -> by.anywhere(
                                "POST",
                                "/profiles",
                                Map.of(
                                        "name",
                                        "mine",
                                        "roleArns",
                                        List.of(by.stage().strongArn()))),
                        "rolesanywhere:CreateProfile",
                        "iam:PassRole"),
                path(
                        "puts a stronger role into a profile that there is",
                        Stage::makeAProfileWithoutRoles,
                        by -> by.anywhere(
                                "PATCH",
                                "/profile/" + by.stage().anywhereId("profile"),
                                Map.of("roleArns", List.of(by.stage().strongArn()))),
                        "rolesanywhere:UpdateProfile",
                        "iam:PassRole"),
                path(
                        "has an authority of its own trusted, for the profiles that there are",
                        by -> by.anywhere(
                                "POST",
                                "/trustanchors",
                                by.stage().anchor(by.stage().authorityOfTheAttacker())),
                        "rolesanywhere:CreateTrustAnchor"),
                path(
                        "puts an authority of its own into a trust anchor that there is",
                        Stage::makeATrustAnchor,
                        by -> by.anywhere(
                                "PATCH",
                                "/trustanchor/" + by.stage().anywhereId("trustAnchor"),
                                by.stage().anchor(by.stage().authorityOfTheAttacker())),
                        "rolesanywhere:UpdateTrustAnchor"),
                path(
                        "turns on a trust anchor that was turned off",
                        Stage::makeATrustAnchor,
                        by -> by.anywhere(
                                "POST", "/trustanchor/" + by.stage().anywhereId("trustAnchor") + "/enable", Map.of()),
                        "rolesanywhere:EnableTrustAnchor"),
                path(
                        "turns on a profile that was turned off",
                        Stage::makeAProfileWithoutRoles,
                        by -> by.anywhere("POST", "/profile/" + by.stage().anywhereId("profile") + "/enable", Map.of()),
                        "rolesanywhere:EnableProfile"),
                // The server itself
                path(
                        "registers a service that roles trust",
                        by -> by.portcullis(
                                "RegisterService",
                                Map.of("ServicePrincipal", "attack" + by.stage().id() + ".example")),
                        "portcullis:RegisterService"),
                path(
                        "makes a key of a registered service",
                        stage -> stage.root()
                                .call("RegisterService", Map.of("ServicePrincipal", "s" + stage.id() + ".example")),
                        by -> by.portcullis(
                                "CreateServiceAccessKey",
                                Map.of("ServicePrincipal", "s" + by.stage().id() + ".example")),
                        "portcullis:CreateServiceAccessKey"),
                path(
                        "makes an account of its own",
                        by -> by.portcullis(
                                "CreateAccount",
                                Map.of(
                                        "AccountName",
                                        "attack",
                                        "Email",
                                        "a" + by.stage().id() + "@example.com")),
                        "portcullis:CreateAccount"),
                path(
                        "takes a copy of everything",
                        by -> by.portcullis(
                                "Backup",
                                Map.of("FileName", "copy-" + by.stage().id())),
                        "portcullis:Backup"));
    }
}
