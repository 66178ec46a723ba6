// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.modelled;

import static dev.portcullis.server.modelled.Stage.ADA;
import static dev.portcullis.server.modelled.Stage.DORA;
import static dev.portcullis.server.modelled.Stage.GOOD_PASSWORD;
import static dev.portcullis.server.modelled.Stage.arn;

import dev.portcullis.server.Documents;
import java.util.List;
import software.amazon.awssdk.services.iam.IamClient;

/** Login profiles, one's own password, and what an account demands of passwords. */
final class Passwords implements Area {
    private static final String WEAK = "weak";
    private static final String NEXT = "Another horse 8";
    private static final String BUSY = "EntityTemporarilyUnmodifiable";

    @Override
    public List<Sample> samples() {
        return List.of(
                Sample.of(
                        "CreateLoginProfile",
                        stage -> stage.withoutProfile(ADA),
                        (stage, iam) -> iam.createLoginProfile(
                                profile -> profile.userName(ADA).password(GOOD_PASSWORD)),
                        arn("user/staff/ada")),
                Sample.of(
                        "CreateLoginProfile",
                        stage -> stage.withoutProfile(DORA),
                        (stage, iam) -> iam.createLoginProfile(profile -> profile.password(GOOD_PASSWORD)),
                        arn("user/dora")),
                Sample.of(
                        "GetLoginProfile",
                        stage -> stage.withProfile(ADA),
                        (stage, iam) -> iam.getLoginProfile(profile -> profile.userName(ADA)),
                        arn("user/staff/ada")),
                Sample.of(
                        "GetLoginProfile",
                        stage -> stage.withProfile(DORA),
                        (stage, iam) -> iam.getLoginProfile(profile -> {}),
                        arn("user/dora")),
                Sample.of(
                        "UpdateLoginProfile",
                        stage -> stage.withProfile(ADA),
                        (stage, iam) -> iam.updateLoginProfile(
                                profile -> profile.userName(ADA).passwordResetRequired(true)),
                        arn("user/staff/ada")),
                Sample.of(
                        "DeleteLoginProfile",
                        stage -> stage.withProfile(ADA),
                        (stage, iam) -> iam.deleteLoginProfile(profile -> profile.userName(ADA)),
                        arn("user/staff/ada")),
                Sample.of(
                        "DeleteLoginProfile",
                        stage -> stage.withProfile(DORA),
                        (stage, iam) -> iam.deleteLoginProfile(profile -> {}),
                        arn("user/dora")),
                Sample.of(
                        "ChangePassword",
                        stage -> stage.withProfile(DORA),
                        (stage, iam) -> change(iam, GOOD_PASSWORD, NEXT),
                        arn("user/dora")),
                Sample.of(
                        "GetAccountPasswordPolicy",
                        Stage::withPasswordPolicy,
                        (stage, iam) -> iam.getAccountPasswordPolicy(),
                        "*"),
                Sample.of(
                        "UpdateAccountPasswordPolicy",
                        Stage::withoutPasswordPolicy,
                        (stage, iam) -> iam.updateAccountPasswordPolicy(policy -> policy.minimumPasswordLength(9)),
                        "*"),
                Sample.of(
                        "DeleteAccountPasswordPolicy",
                        Stage::withPasswordPolicy,
                        (stage, iam) -> iam.deleteAccountPasswordPolicy(),
                        "*"));
    }

    @Override
    public void errors(ErrorTable table) {
        loginProfiles(table);
        ownPasswords(table);
        policies(table);
        table.impossible(
                "LimitExceeded",
                "A user has one login profile, and a second one is EntityAlreadyExists; no quota counts passwords",
                "CreateLoginProfile",
                "UpdateLoginProfile",
                "DeleteLoginProfile",
                "ChangePassword");
    }

    private static void loginProfiles(ErrorTable table) {
        table.reached("CreateLoginProfile", "EntityAlreadyExists", stage -> {
            stage.withProfile(ADA);
            return () -> stage.root()
                    .createLoginProfile(profile -> profile.userName(ADA).password(GOOD_PASSWORD));
        });
        table.reachedBy(
                "CreateLoginProfile",
                "NoSuchEntity",
                iam -> iam.createLoginProfile(
                        profile -> profile.userName("nobody").password(GOOD_PASSWORD)));
        table.reached("CreateLoginProfile", "PasswordPolicyViolation", stage -> {
            var user = stage.newUser();
            return () -> stage.root()
                    .createLoginProfile(profile -> profile.userName(user).password(WEAK));
        });
        table.reachedBy(
                "GetLoginProfile", "NoSuchEntity", iam -> iam.getLoginProfile(profile -> profile.userName("nobody")));
        table.reached("UpdateLoginProfile", "NoSuchEntity", stage -> {
            var user = stage.newUser();
            return () -> stage.root()
                    .updateLoginProfile(profile -> profile.userName(user).password(GOOD_PASSWORD));
        });
        table.reached("UpdateLoginProfile", "PasswordPolicyViolation", stage -> {
            stage.withProfile(ADA);
            return () -> stage.root()
                    .updateLoginProfile(profile -> profile.userName(ADA).password(WEAK));
        });
        table.reached("UpdateLoginProfile", BUSY, stage -> {
            stage.withProfile(ADA);
            return () -> Stage.atOnce(
                    BUSY,
                    () -> {},
                    number -> stage.root()
                            .updateLoginProfile(profile -> profile.userName(ADA).password(NEXT + number)));
        });
        table.reached("DeleteLoginProfile", "NoSuchEntity", stage -> {
            var user = stage.newUser();
            return () -> stage.root().deleteLoginProfile(profile -> profile.userName(user));
        });
        table.impossible(BUSY, "A profile can be deleted whatever it was a moment ago", "DeleteLoginProfile");
    }

    private static void ownPasswords(ErrorTable table) {
        table.reached("ChangePassword", "NoSuchEntity", stage -> {
            var dora = dora(stage);
            stage.withoutProfile(DORA);
            return () -> change(dora, GOOD_PASSWORD, NEXT);
        });
        table.reachedBy("ChangePassword", "InvalidUserType", iam -> change(iam, GOOD_PASSWORD, NEXT));
        table.reached("ChangePassword", "PasswordPolicyViolation", stage -> {
            var dora = dora(stage);
            stage.withProfile(DORA);
            return () -> change(dora, GOOD_PASSWORD, WEAK);
        });
        table.reached("ChangePassword", BUSY, stage -> {
            var dora = dora(stage);
            return () -> Stage.atOnce(
                    BUSY, () -> stage.withProfile(DORA), number -> change(dora, GOOD_PASSWORD, NEXT + number));
        });
    }

    private static void policies(ErrorTable table) {
        for (var operation : List.of("GetAccountPasswordPolicy", "DeleteAccountPasswordPolicy")) {
            table.reached(operation, "NoSuchEntity", stage -> {
                stage.withoutPasswordPolicy();
                return operation.startsWith("Get")
                        ? () -> stage.root().getAccountPasswordPolicy()
                        : () -> stage.root().deleteAccountPasswordPolicy();
            });
        }
        table.impossible(
                "NoSuchEntity", "It sets the policy whether or not there was one", "UpdateAccountPasswordPolicy");
        table.impossible(
                "MalformedPolicyDocument",
                "The policy comes as numbers and truth values, which the model bounds: ValidationError",
                "UpdateAccountPasswordPolicy");
        table.impossible(
                "LimitExceeded",
                "An account has one policy at most",
                "UpdateAccountPasswordPolicy",
                "DeleteAccountPasswordPolicy");
    }

    private static IamClient dora(Stage stage) {
        stage.root()
                .putUserPolicy(policy ->
                        policy.userName(DORA).policyName("now").policyDocument(Documents.allow("iam:ChangePassword")));
        return stage.server().iam(stage.dora());
    }

    private static void change(IamClient iam, String from, String to) {
        iam.changePassword(password -> password.oldPassword(from).newPassword(to));
    }
}
