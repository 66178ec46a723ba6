// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static dev.portcullis.conformance.Policies.allow;
import static dev.portcullis.conformance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** What people prove themselves with besides access keys. */
@ExtendWith(OneServer.class)
class CredentialsTest {
    /** The policy of the IAM User Guide that lets users do nothing without MFA but set it up. */
    private static final String DENY_UNLESS_MFA = """
            {"Effect": "Deny", "Resource": "*",
             "NotAction": ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:GetUser", "iam:GetMFADevice", "iam:ListMFADevices",
                           "iam:ListVirtualMFADevices", "iam:ResyncMFADevice", "sts:GetSessionToken"],
             "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}""";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void withoutMfaNothingWorksAndWithACodeEverythingThatIsAllowed(AwsCli cli, ShippedServer server)
            throws IOException {
        var root = server.root();
        var name = "mfa-" + cli.name().toLowerCase(Locale.ROOT);
        var user = root.newUser(name);
        root.letUser(name, "work", allow("iam:*", "sts:GetSessionToken"), DENY_UNLESS_MFA);

        assertThat(user.cli(cli, "iam", "list-users").failed()).contains("with an explicit deny");
        assertThat(user.cli(cli, "iam", "delete-user", "--user-name", name).failed())
                .contains("with an explicit deny");

        var seed = directory.resolve("seed");
        var serial = user.cli(
                        cli,
                        "iam",
                        "create-virtual-mfa-device",
                        "--virtual-mfa-device-name",
                        name,
                        "--bootstrap-method",
                        "Base32StringSeed",
                        "--outfile",
                        seed.toString(),
                        "--query",
                        "VirtualMFADevice.SerialNumber")
                .succeeded();
        var device = new OneTimePassword(Files.readString(seed));
        assertThat(user.cli(cli, enabling(name, serial, "000000", "111111")).failed())
                .contains("InvalidAuthenticationCode");
        user.cli(cli, enabling(name, serial, device.next(), device.next())).succeeded();

        var stolen = device.next();
        var session = session(user, user.cli(cli, gettingASession(serial, stolen)));
        assertThat(session.cli(cli, "iam", "list-users", "--query", "Users[].UserName")
                        .succeeded())
                .contains(name);
        assertThat(user.cli(cli, "iam", "list-users").failed())
                .as("the key itself, without the code")
                .contains("with an explicit deny");

        var again = user.cli(cli, gettingASession(serial, stolen)).failed();
        assertThat(again).contains("AccessDenied").contains("MultiFactorAuthentication failed");
    }

    @Test
    void aPasswordIsChangedByItsUserAccordingToTheAccountsRules(ShippedServer server) {
        var root = server.root();
        var user = root.newUser("with-password");
        root.letUser("with-password", "change", allow("iam:ChangePassword", "iam:GetLoginProfile"));
        var given = "Given-by-the-administrator-1";
        try (var iam = root.iam();
                var own = user.iam()) {
            iam.updateAccountPasswordPolicy(rules -> rules.minimumPasswordLength(14)
                    .requireNumbers(true)
                    .requireUppercaseCharacters(true)
                    .passwordReusePrevention(3));
            try {
                iam.createLoginProfile(request ->
                        request.userName("with-password").password(given).passwordResetRequired(true));
                assertThat(own.getLoginProfile(request -> request.userName("with-password"))
                                .loginProfile()
                                .passwordResetRequired())
                        .isTrue();

                assertRefused(
                        () -> own.changePassword(
                                change -> change.oldPassword(given).newPassword("Short-1")),
                        "PasswordPolicyViolation");
                assertRefused(
                        () -> own.changePassword(
                                change -> change.oldPassword(given).newPassword("no capitals in this one 1")),
                        "PasswordPolicyViolation");
                assertRefused(
                        () -> own.changePassword(
                                change -> change.oldPassword(given).newPassword(given)),
                        "PasswordPolicyViolation");
                assertRefused(
                        () -> own.changePassword(change ->
                                change.oldPassword("Guessed-wrongly-1").newPassword("Chosen-by-the-user-2")),
                        "AccessDenied");
                own.changePassword(change -> change.oldPassword(given).newPassword("Chosen-by-the-user-2"));

                assertThat(own.getLoginProfile(request -> request.userName("with-password"))
                                .loginProfile()
                                .passwordResetRequired())
                        .isFalse();
                assertRefused(
                        () -> own.changePassword(change ->
                                change.oldPassword("Chosen-by-the-user-2").newPassword(given)),
                        "PasswordPolicyViolation");
            } finally {
                iam.deleteAccountPasswordPolicy();
            }
        }
    }

    private static String[] enabling(String user, String serial, String first, String second) {
        return new String[] {
            "iam",
            "enable-mfa-device",
            "--user-name",
            user,
            "--serial-number",
            serial,
            "--authentication-code1",
            first,
            "--authentication-code2",
            second
        };
    }

    private static String[] gettingASession(String serial, String code) {
        return new String[] {
            "sts",
            "get-session-token",
            "--serial-number",
            serial,
            "--token-code",
            code,
            "--query",
            "Credentials.[AccessKeyId,SecretAccessKey,SessionToken]"
        };
    }

    private static Person session(Person user, Finished answered) {
        var words = answered.succeeded().split("\\s+", -1);
        return user.with(AwsSessionCredentials.create(words[0], words[1], words[2]));
    }
}
