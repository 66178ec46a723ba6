// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passwords;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.InvalidUserTypeException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.PasswordPolicyViolationException;

class PasswordsTest {
    private static final String GOOD = "Correct horse 7";

    private static TestServer server;
    private static IamClient iam;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        iam = server.iam();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void forgetThePolicy() {
        try {
            iam.deleteAccountPasswordPolicy();
        } catch (NoSuchEntityException e) {
            assertThat(e).hasMessageContaining("Password Policy");
        }
    }

    @Test
    void aProfileIsMadeShownChangedAndDeleted() {
        user("ada");
        var made = iam.createLoginProfile(
                        request -> request.userName("ada").password(GOOD).passwordResetRequired(true))
                .loginProfile();
        assertThat(made.userName()).isEqualTo("ada");
        assertThat(made.passwordResetRequired()).isTrue();
        assertThat(iam.getLoginProfile(request -> request.userName("ADA")).loginProfile())
                .isEqualTo(made);

        iam.updateLoginProfile(request -> request.userName("ada").passwordResetRequired(false));
        assertThat(iam.getLoginProfile(request -> request.userName("ada"))
                        .loginProfile()
                        .passwordResetRequired())
                .isFalse();

        assertThatThrownBy(() -> iam.deleteUser(request -> request.userName("ada")))
                .isInstanceOf(DeleteConflictException.class)
                .hasMessageContaining("must delete login profile first");
        iam.deleteLoginProfile(request -> request.userName("ada"));
        assertThatThrownBy(() -> iam.getLoginProfile(request -> request.userName("ada")))
                .isInstanceOf(NoSuchEntityException.class)
                .hasMessageContaining("Login Profile for User ada cannot be found.");
        iam.deleteUser(request -> request.userName("ada"));
    }

    @Test
    void aProfileGoesWhateverElseItsUserHas() {
        server.user("keyed");
        iam.createLoginProfile(request -> request.userName("keyed").password(GOOD));
        iam.deleteLoginProfile(request -> request.userName("keyed"));
        assertThat(iam.listAccessKeys(request -> request.userName("keyed")).accessKeyMetadata())
                .hasSize(1);
    }

    @Test
    void aUserHasOneProfile() {
        withPassword("one", GOOD);
        assertThatThrownBy(() -> iam.createLoginProfile(
                        request -> request.userName("one").password(GOOD)))
                .isInstanceOf(EntityAlreadyExistsException.class);
    }

    @Test
    void whoIsNotThereHasNone() {
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> iam.createLoginProfile(
                        request -> request.userName("nobody").password(GOOD)),
                () -> iam.getLoginProfile(request -> request.userName("nobody")),
                () -> iam.updateLoginProfile(
                        request -> request.userName("nobody").password(GOOD)),
                () -> iam.deleteLoginProfile(request -> request.userName("nobody")))) {
            assertThatThrownBy(call).isInstanceOf(NoSuchEntityException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"short7!", "alllowercase", "lowerUPPER", "lower1234567", "123456789012"})
    void withoutAPolicyEightCharactersOfThreeKindsAreAsked(String weak) {
        user("weak" + weak.hashCode());
        assertThatThrownBy(() -> iam.createLoginProfile(
                        request -> request.userName("weak" + weak.hashCode()).password(weak)))
                .isInstanceOf(PasswordPolicyViolationException.class);
    }

    @Test
    void theAccountSaysWhatAPasswordNeeds() {
        withPassword("strict", GOOD);
        iam.updateAccountPasswordPolicy(request -> request.minimumPasswordLength(12)
                .requireLowercaseCharacters(true)
                .requireUppercaseCharacters(true)
                .requireNumbers(true)
                .requireSymbols(true));
        for (var weak :
                List.of("Short-1aaaa", "lower-and-123", "UPPER-AND-123", "Upper-and-lower", "UpperAndLower123")) {
            assertThatThrownBy(() -> set("strict", weak)).as(weak).isInstanceOf(PasswordPolicyViolationException.class);
        }
        set("strict", "Upper-and-lower-1");
    }

    @Test
    void thePolicyIsAnsweredAsItWasSetAndWhatIsLeftOutGoesBack() {
        assertThatThrownBy(() -> iam.getAccountPasswordPolicy()).isInstanceOf(NoSuchEntityException.class);
        iam.updateAccountPasswordPolicy(request -> request.minimumPasswordLength(14)
                .requireNumbers(true)
                .maxPasswordAge(90)
                .passwordReusePrevention(5)
                .hardExpiry(true));
        var set = iam.getAccountPasswordPolicy().passwordPolicy();
        assertThat(set.minimumPasswordLength()).isEqualTo(14);
        assertThat(set.requireNumbers()).isTrue();
        assertThat(set.requireSymbols()).isFalse();
        assertThat(set.expirePasswords()).isTrue();
        assertThat(set.maxPasswordAge()).isEqualTo(90);
        assertThat(set.passwordReusePrevention()).isEqualTo(5);
        assertThat(set.hardExpiry()).isTrue();

        iam.updateAccountPasswordPolicy(request -> request.requireSymbols(true));
        var next = iam.getAccountPasswordPolicy().passwordPolicy();
        assertThat(next.minimumPasswordLength()).isEqualTo(6);
        assertThat(next.requireNumbers()).isFalse();
        assertThat(next.expirePasswords()).isFalse();
        assertThat(next.maxPasswordAge()).isNull();
        assertThat(next.passwordReusePrevention()).isNull();
    }

    @Test
    void aUsedPasswordIsRefusedAsFarBackAsThePolicySays() {
        iam.updateAccountPasswordPolicy(
                request -> request.minimumPasswordLength(6).passwordReusePrevention(2));
        withPassword("reuse", "first-1");
        assertThatThrownBy(() -> set("reuse", "first-1")).isInstanceOf(PasswordPolicyViolationException.class);
        set("reuse", "second-2");
        assertThatThrownBy(() -> set("reuse", "first-1"))
                .isInstanceOf(PasswordPolicyViolationException.class)
                .hasMessageContaining("used before");
        set("reuse", "third-3");
        set("reuse", "first-1");
    }

    @Test
    void usersChangeTheirOwnPasswordIfTheyMay() {
        var credentials = server.user("self");
        var self = server.iam(credentials);
        iam.createLoginProfile(
                request -> request.userName("self").password(GOOD).passwordResetRequired(true));
        assertCode(() -> change(self, GOOD, "Another horse 8"), "AccessDenied");

        iam.updateAccountPasswordPolicy(request -> request.allowUsersToChangePassword(true));
        assertThat(self.getAccountPasswordPolicy().passwordPolicy().allowUsersToChangePassword())
                .isTrue();
        assertThatThrownBy(() -> change(self, "a wrong one", "Another horse 8"))
                .hasMessageContaining("The old password was incorrect.");
        assertThatThrownBy(() -> change(self, GOOD, GOOD)).isInstanceOf(PasswordPolicyViolationException.class);
        assertThatThrownBy(() -> change(self, GOOD, "short")).isInstanceOf(PasswordPolicyViolationException.class);
        change(self, GOOD, "Another horse 8");
        assertThat(iam.getLoginProfile(request -> request.userName("self"))
                        .loginProfile()
                        .passwordResetRequired())
                .isFalse();
        assertThatThrownBy(() -> change(self, GOOD, "Third horse 9")).hasMessageContaining("incorrect");
    }

    @Test
    void whoGuessesAnOldPasswordIsStopped() {
        var self = server.iam(server.user("guessing"));
        iam.createLoginProfile(request -> request.userName("guessing").password(GOOD));
        iam.updateAccountPasswordPolicy(request -> request.allowUsersToChangePassword(true));
        for (int i = 0; i < 10; i++) {
            var guess = "wrong " + i;
            assertThatThrownBy(() -> change(self, guess, "Another horse 8")).hasMessageContaining("incorrect");
        }
        assertThatThrownBy(() -> change(self, GOOD, "Another horse 8")).hasMessageContaining("incorrect");
    }

    @Test
    void anExplicitDenyHasTheLastWordOverThePermissionOfThePolicy() {
        var self = server.iam(server.user("denied"));
        iam.createLoginProfile(request -> request.userName("denied").password(GOOD));
        iam.updateAccountPasswordPolicy(request -> request.allowUsersToChangePassword(true));
        iam.putUserPolicy(request -> request.userName("denied").policyName("no").policyDocument("""
                        {"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:ChangePassword","Resource":"*"}}"""));
        assertCode(() -> change(self, GOOD, "Another horse 8"), "AccessDenied");
        assertCode(() -> self.getLoginProfile(request -> request.userName("denied")), "AccessDenied");
    }

    @Test
    void onlyUsersHaveAPasswordToChange() {
        assertThatThrownBy(() -> change(iam, "any", GOOD)).isInstanceOf(InvalidUserTypeException.class);
        assertCode(() -> iam.getLoginProfile(request -> {}), "ValidationError");
    }

    @Test
    void aUserWithoutAProfileHasNoPasswordToChange() {
        var self = server.iam(server.user("keyless"));
        iam.updateAccountPasswordPolicy(request -> request.allowUsersToChangePassword(true));
        assertThatThrownBy(() -> change(self, GOOD, "Another horse 8")).isInstanceOf(NoSuchEntityException.class);
    }

    @Test
    void aProfileMadeAnewKnowsNothingOfTheOldOne() {
        iam.updateAccountPasswordPolicy(request -> request.passwordReusePrevention(24));
        withPassword("anew", GOOD);
        iam.deleteLoginProfile(request -> request.userName("anew"));
        iam.createLoginProfile(request -> request.userName("anew").password(GOOD));
    }

    @Test
    void theDataDirectoryTellsNoPasswordAndNoHash() throws IOException {
        try (var other = TestServer.start()) {
            other.iam().createUser(request -> request.userName("kept"));
            other.iam().createLoginProfile(request -> request.userName("kept").password(GOOD));
            other.restart();
            assertThatThrownBy(() -> other.iam()
                            .createLoginProfile(
                                    request -> request.userName("kept").password(GOOD)))
                    .isInstanceOf(EntityAlreadyExistsException.class);
            try (var files = Files.walk(other.dataDirectory())) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .as(file.toString())
                            .doesNotContain(GOOD)
                            .doesNotContain("argon2");
                }
            }
        }
    }

    private static void user(String name) {
        iam.createUser(request -> request.userName(name));
    }

    private static void withPassword(String name, String password) {
        user(name);
        iam.createLoginProfile(request -> request.userName(name).password(password));
    }

    private static void set(String name, String password) {
        iam.updateLoginProfile(request -> request.userName(name).password(password));
    }

    private static void change(IamClient client, String from, String to) {
        client.changePassword(request -> request.oldPassword(from).newPassword(to));
    }

    private static void assertCode(ThrowingCallable call, String code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        IamException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
    }
}
