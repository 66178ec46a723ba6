// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.handout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import dev.portcullis.server.handout.MailSettings.Encryption;
import dev.portcullis.server.handout.MailSettings.Login;
import dev.portcullis.server.handout.MailSettings.Secrets;
import dev.portcullis.server.secrets.Secret;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

/** Mails to users, through a real mail server. */
class MailTest {
    @TempDir
    private static Path directory;

    private static GreenMail mails;

    private final Deque<TestServer> servers = new ArrayDeque<>();

    @BeforeAll
    static void startMailServer() throws Exception {
        var keys = directory.resolve("mail.p12");
        keytool(
                "-genkeypair -alias mail -keyalg RSA -dname CN=localhost -ext san=dns:localhost -storetype PKCS12 -keystore "
                        + keys);
        keytool("-exportcert -rfc -alias mail -file " + directory.resolve("mail.pem") + " -keystore " + keys);
        System.setProperty("greenmail.tls.keystore.file", keys.toString());
        System.setProperty("greenmail.tls.keystore.password", "changeit");
        mails = new GreenMail(new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)
        });
        mails.start();
    }

    private static void keytool(String words) throws IOException, InterruptedException {
        var command = (Path.of(System.getProperty("java.home"), "bin", "keytool") + " " + words
                        + " -storepass changeit")
                .split(" ", -1);
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.out").toFile())
                .start();
        assertThat(process.waitFor()).isZero();
    }

    @AfterAll
    static void stopMailServer() {
        mails.stop();
    }

    @AfterEach
    void stop() throws Exception {
        servers.forEach(TestServer::close);
        mails.purgeEmailFromAllMailboxes();
    }

    private void start(MailSettings settings) {
        var urls = new SignInUrls(Optional.of("https://iam.example.com"));
        servers.add(TestServer.start(new HandOutSettings(urls, Optional.of(settings))));
        server().iam().createUser(request -> request.userName("ada"));
        server().iam().createAccountAlias(request -> request.accountAlias("acme"));
    }

    private TestServer server() {
        return servers.getLast();
    }

    private static MailSettings plain(Secrets secrets) {
        return new MailSettings(
                "127.0.0.1",
                mails.getSmtp().getPort(),
                Encryption.NONE,
                "iam@example.com",
                Optional.empty(),
                Optional.empty(),
                secrets);
    }

    private static MailSettings encrypted(int port, Encryption encryption, boolean trusted) {
        return new MailSettings(
                "localhost",
                port,
                encryption,
                "iam@example.com",
                Optional.empty(),
                trusted ? Optional.of(directory.resolve("mail.pem")) : Optional.empty(),
                Secrets.NONE);
    }

    private PortcullisClient root() {
        return new PortcullisClient(server().endpoint(), server().root());
    }

    private static Map<String, String> to(String address, String... include) {
        return include.length == 0
                ? Map.of("UserName", "ada", "EmailAddress", address)
                : Map.of("UserName", "ada", "EmailAddress", address, include[0], "true");
    }

    private static MimeMessage theMail() {
        assertThat(mails.getReceivedMessages()).hasSize(1);
        return mails.getReceivedMessages()[0];
    }

    private void assertWithoutPassword() {
        assertThatThrownBy(() -> server().iam().getLoginProfile(request -> request.userName("ada")))
                .isInstanceOf(NoSuchEntityException.class);
    }

    @Test
    void aMailTellsWhereToSignInAndNoSecret() throws Exception {
        start(plain(Secrets.NONE));
        root().call("SendSignInInstructions", to("ada@example.com"));

        var mail = theMail();
        assertThat(mail.getSubject()).isEqualTo("Your user in the account acme");
        assertThat(mail.getFrom()).singleElement().hasToString("iam@example.com");
        assertThat(mail.getRecipients(RecipientType.TO)).singleElement().hasToString("ada@example.com");
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat((String) mail.getContent())
                .contains("https://iam.example.com/console/signin/acme", "User name:   ada")
                .doesNotContain("Password:", "Secret");
        assertWithoutPassword();
    }

    @Test
    void secretsGoByMailOnlyWhereTheOperatorSaysSo() {
        start(plain(Secrets.NONE));
        for (var secret : new String[] {"IncludePassword", "IncludeAccessKey"}) {
            assertThat(root().refused("SendSignInInstructions", to("ada@example.com", secret)))
                    .isEqualTo("InvalidInput");
        }
        start(plain(Secrets.PASSWORDS));
        assertThat(root().refused("SendSignInInstructions", to("ada@example.com", "IncludeAccessKey")))
                .isEqualTo("InvalidInput");
        assertThat(mails.getReceivedMessages()).isEmpty();
        assertThat(server().iam()
                        .listAccessKeys(request -> request.userName("ada"))
                        .accessKeyMetadata())
                .isEmpty();
        assertWithoutPassword();
    }

    @Test
    void aPasswordByMailCountsAndMustBeChanged() throws Exception {
        start(plain(Secrets.PASSWORDS));
        root().call("SendSignInInstructions", to("ada@example.com", "IncludePassword"));
        var text = (String) theMail().getContent();
        var found = Pattern.compile("Password: +(\\S+)").matcher(text);
        assertThat(found.find()).as(text).isTrue();
        var password = found.group(1);
        assertThat(server().iam()
                        .getLoginProfile(request -> request.userName("ada"))
                        .loginProfile()
                        .passwordResetRequired())
                .isTrue();
        server().iam().updateAccountPasswordPolicy(request -> request.allowUsersToChangePassword(true));
        var key = server().iam()
                .createAccessKey(request -> request.userName("ada"))
                .accessKey();
        server().iam(AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()))
                .changePassword(request -> request.oldPassword(password).newPassword("Another horse 8"));
        try (var files = Files.walk(server().dataDirectory())) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .doesNotContain(password));
        }
    }

    @Test
    void aKeyByMailCounts() throws Exception {
        start(plain(Secrets.ALL));
        var answer = root().call("SendSignInInstructions", to("ada@example.com", "IncludeAccessKey"));
        var text = (String) theMail().getContent();
        var secret = Pattern.compile("Secret access key: +(\\S+)").matcher(text);
        assertThat(secret.find()).as(text).isTrue();
        var credentials = AwsBasicCredentials.create(answer.text("AccessKeyId"), secret.group(1));
        assertThat(text).contains(answer.text("AccessKeyId"));
        assertThat(server().sts(credentials).getCallerIdentity().arn()).endsWith(":user/ada");
    }

    @Test
    void aMailThatIsNotTakenChangesNothingAndIsTold() throws Exception {
        int closed;
        try (var socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        start(new MailSettings(
                "127.0.0.1",
                closed,
                Encryption.NONE,
                "iam@example.com",
                Optional.empty(),
                Optional.empty(),
                Secrets.PASSWORDS));
        var answer = root().send("SendSignInInstructions", to("ada@example.com", "IncludePassword"));
        assertThat(answer.text("Code")).isEqualTo("MailNotSent");
        assertThat(answer.text("Message")).contains("127.0.0.1:" + closed, "did not take the mail");
        assertWithoutPassword();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada@example.com\r\nBcc: eve@example.com",
                "ada@example.com,eve@example.com",
                "Ada <ada@example.com>",
                "ada@example.com\nX-Evil: 1",
                "ada",
                "\"a b\"@example.com"
            })
    void anAddressIsOneAddress(String address) {
        start(plain(Secrets.NONE));
        assertThat(root().refused("SendSignInInstructions", to(address))).isEqualTo("ValidationError");
        assertThat(mails.getReceivedMessages()).isEmpty();
    }

    @Test
    void policiesMayLimitWhoIsWrittenTo() {
        start(plain(Secrets.NONE));
        var helper = new PortcullisClient(server().endpoint(), server().user("helper"));
        server().iam()
                .putUserPolicy(
                        request -> request.userName("helper").policyName("mail").policyDocument("""
                        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"portcullis:SendSignInInstructions","Resource":"*",
                         "Condition":{"StringLike":{"portcullis:EmailAddress":"*@example.com"}}}}"""));
        assertThat(helper.refused("SendSignInInstructions", to("ada@evil.example")))
                .isEqualTo("AccessDenied");
        helper.call("SendSignInInstructions", to("ada@example.com"));
        assertThat(mails.getReceivedMessages()).hasSize(1);
    }

    @Test
    void implicitTlsIsHeldAgainstTheTrustedCertificates() {
        int port = mails.getSmtps().getPort();
        start(encrypted(port, Encryption.IMPLICIT, false));
        assertThat(root().refused("SendSignInInstructions", to("ada@example.com")))
                .isEqualTo("MailNotSent");
        assertThat(mails.getReceivedMessages()).isEmpty();
        start(encrypted(port, Encryption.IMPLICIT, true));
        root().call("SendSignInInstructions", to("ada@example.com"));
        assertThat(mails.getReceivedMessages()).hasSize(1);
    }

    @Test
    void withoutTheOfferToEncryptNothingIsSent() {
        start(encrypted(mails.getSmtp().getPort(), Encryption.STARTTLS, true));
        var refused = root().send("SendSignInInstructions", to("ada@example.com"));
        assertThat(refused.text("Code")).isEqualTo("MailNotSent");
        assertThat(refused.text("Message")).contains("STARTTLS");
        assertThat(mails.getReceivedMessages()).isEmpty();
    }

    @Test
    void aMailGoesEncryptedToAServerThatOffersItAndIsTrusted() throws IOException {
        try (var starting = StartTlsMailServer.start(directory.resolve("mail.p12"), "changeit")) {
            start(encrypted(starting.port(), Encryption.STARTTLS, false));
            assertThat(root().refused("SendSignInInstructions", to("ada@example.com")))
                    .isEqualTo("MailNotSent");
            assertThat(starting.mails()).isEmpty();
            start(encrypted(starting.port(), Encryption.STARTTLS, true));
            root().call("SendSignInInstructions", to("ada@example.com"));
            assertThat(starting.mails())
                    .singleElement()
                    .asString()
                    .contains("To: ada@example.com", "User name:   ada", "https://iam.example.com/console/signin/acme");
        }
    }

    @Test
    void theServerSignsInAtTheMailServer() {
        mails.setUser("iam@example.com", "portcullis", "mail-server-pass");
        var settings = plain(Secrets.NONE);
        start(new MailSettings(
                settings.host(),
                settings.port(),
                Encryption.NONE,
                settings.from(),
                Optional.of(new Login("portcullis", Secret.ofText("another-pass"))),
                Optional.empty(),
                Secrets.NONE));
        var refused = root().send("SendSignInInstructions", to("ada@example.com"));
        assertThat(refused.text("Code")).isEqualTo("MailNotSent");
        assertThat(refused.text("Message")).doesNotContain("another-pass");
        start(new MailSettings(
                settings.host(),
                settings.port(),
                Encryption.NONE,
                settings.from(),
                Optional.of(new Login("portcullis", Secret.ofText("mail-server-pass"))),
                Optional.empty(),
                Secrets.NONE));
        root().call("SendSignInInstructions", to("ada@example.com"));
        assertThat(mails.getReceivedMessages()).hasSize(1);
    }
}
