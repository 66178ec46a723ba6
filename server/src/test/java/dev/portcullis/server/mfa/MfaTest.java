// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.NotFoundException;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.multi.qrcode.QRCodeMultiReader;
import dev.portcullis.server.TestServer;
import dev.portcullis.server.secrets.Base32;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AssignmentStatusType;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.InvalidAuthenticationCodeException;
import software.amazon.awssdk.services.iam.model.LimitExceededException;
import software.amazon.awssdk.services.iam.model.MFADevice;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;

class MfaTest {
    private static final String DENY_UNLESS_MFA = """
            {"Version":"2012-10-17","Statement":[
              {"Effect":"Allow","Action":"iam:*","Resource":"*"},
              {"Effect":"Deny","NotAction":["iam:EnableMFADevice","sts:GetSessionToken"],"Resource":"*",
               "Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}]}""";

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

    /** A device with its seed: the app on somebody's phone. */
    private record Phone(String serialNumber, String seed) {
        static Phone of(VirtualMFADevice device) {
            return new Phone(device.serialNumber(), device.base32StringSeed().asUtf8String());
        }

        /** What it shows so many steps from now. */
        String shows(int steps) {
            return Totp.code(Base32.decode(seed), Totp.step(server.now(), 30) + steps);
        }
    }

    @Test
    void theQrCodeSaysWhatTheSeedSays() throws IOException, NotFoundException {
        var device = create("qr");
        var image = ImageIO.read(new ByteArrayInputStream(device.qrCodePNG().asByteArray()));
        int width = image.getWidth();
        var pixels = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
        var bitmap = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(width, image.getHeight(), pixels)));
        var texts = new QRCodeMultiReader().decodeMultiple(bitmap);
        assertThat(texts).hasSize(1);
        assertThat(texts[0].getText())
                .isEqualTo("otpauth://totp/Portcullis:qr@" + TestServer.ACCOUNT + "?secret="
                        + device.base32StringSeed().asUtf8String() + "&issuer=Portcullis");
        assertThat(device.serialNumber()).isEqualTo("arn:aws:iam::" + TestServer.ACCOUNT + ":mfa/qr");
    }

    @Test
    void aDeviceIsMadeEnabledListedDeactivatedAndDeleted() {
        var phone = enabled("life");
        assertThat(iam.listMFADevices(request -> request.userName("life")).mfaDevices())
                .extracting(MFADevice::serialNumber)
                .containsExactly(phone.serialNumber());
        var got = iam.getMFADevice(
                request -> request.serialNumber(phone.serialNumber()).userName("life"));
        assertThat(got.userName()).isEqualTo("life");
        assertThat(got.enableDate()).isNotNull();
        assertThat(iam.listVirtualMFADevices(request -> request.assignmentStatus(AssignmentStatusType.ASSIGNED))
                        .virtualMFADevices())
                .anySatisfy(device -> {
                    assertThat(device.serialNumber()).isEqualTo(phone.serialNumber());
                    assertThat(device.user().userName()).isEqualTo("life");
                    assertThat(device.base32StringSeed()).isNull();
                });
        assertThatThrownBy(() -> iam.deleteVirtualMFADevice(request -> request.serialNumber(phone.serialNumber())))
                .isInstanceOf(DeleteConflictException.class);
        assertThatThrownBy(() -> iam.deleteUser(request -> request.userName("life")))
                .isInstanceOf(DeleteConflictException.class);

        iam.deactivateMFADevice(request -> request.userName("life").serialNumber(phone.serialNumber()));
        assertThat(iam.listMFADevices(request -> request.userName("life")).mfaDevices())
                .isEmpty();
        assertThat(iam.listVirtualMFADevices(request -> request.assignmentStatus(AssignmentStatusType.UNASSIGNED))
                        .virtualMFADevices())
                .extracting(VirtualMFADevice::serialNumber)
                .contains(phone.serialNumber());
        iam.deleteVirtualMFADevice(request -> request.serialNumber(phone.serialNumber()));
        assertThatThrownBy(() -> iam.deleteVirtualMFADevice(request -> request.serialNumber(phone.serialNumber())))
                .isInstanceOf(NoSuchEntityException.class);
        iam.deleteUser(request -> request.userName("life"));
    }

    @Test
    void aDeviceIsEnabledByTwoPasswordsInTheirOrderOnly() {
        user("order");
        var phone = Phone.of(create("order"));
        assertThatThrownBy(() -> enable("order", phone, phone.shows(0), phone.shows(-1)))
                .isInstanceOf(InvalidAuthenticationCodeException.class);
        assertThatThrownBy(() -> enable("order", phone, "000000", "000000"))
                .isInstanceOf(InvalidAuthenticationCodeException.class);
        enable("order", phone, phone.shows(-1), phone.shows(0));
        assertThatThrownBy(() -> enable("order", phone, phone.shows(0), phone.shows(1)))
                .isInstanceOf(EntityAlreadyExistsException.class);
    }

    @Test
    void aUserHasEightDevicesAndNoMore() {
        user("eight");
        for (int i = 0; i < 8; i++) {
            var phone = Phone.of(create("eight-" + i));
            enable("eight", phone, phone.shows(-1), phone.shows(0));
        }
        var ninth = Phone.of(create("eight-8"));
        assertThatThrownBy(() -> enable("eight", ninth, ninth.shows(-1), ninth.shows(0)))
                .isInstanceOf(LimitExceededException.class);
        assertThat(iam.listMFADevices(request -> request.userName("eight").maxItems(3))
                        .isTruncated())
                .isTrue();
    }

    @Test
    void namesAreTakenOnce() {
        create("twice");
        assertThatThrownBy(() -> create("TWICE")).isInstanceOf(EntityAlreadyExistsException.class);
    }

    @Test
    void devicesCarryTags() {
        var serial = iam.createVirtualMFADevice(request -> request.virtualMFADeviceName("tagged")
                        .tags(Tag.builder().key("team").value("red").build()))
                .virtualMFADevice()
                .serialNumber();
        iam.tagMFADevice(request -> request.serialNumber(serial)
                .tags(Tag.builder().key("floor").value("2").build()));
        iam.untagMFADevice(request -> request.serialNumber(serial).tagKeys("team"));
        assertThat(iam.listMFADeviceTags(request -> request.serialNumber(serial))
                        .tags())
                .extracting(Tag::key)
                .containsExactly("floor");
    }

    @Test
    void withoutTheSecondFactorNothingAndWithItEverything() {
        var credentials = server.user("careful");
        iam.putUserPolicy(
                request -> request.userName("careful").policyName("mfa").policyDocument(DENY_UNLESS_MFA));
        var phone = Phone.of(create("careful"));
        enable("careful", phone, phone.shows(-2), phone.shows(-1));
        assertCode(() -> server.iam(credentials).listUsers(), "AccessDenied");

        var session = session(credentials, phone, phone.shows(0));
        assertThat(server.iam(session).listUsers().users()).isNotEmpty();
    }

    @Test
    void aPasswordCountsOnce() {
        var credentials = server.user("stolen");
        var phone = Phone.of(create("stolen"));
        enable("stolen", phone, phone.shows(-2), phone.shows(-1));
        assertCode(() -> session(credentials, phone, phone.shows(-1)), "AccessDenied"); // used to enable it
        var code = phone.shows(0);
        session(credentials, phone, code);
        assertThatThrownBy(() -> session(credentials, phone, code))
                .hasMessageContaining("MultiFactorAuthentication failed with invalid MFA one time pass code.");
    }

    @Test
    void whoGuessesIsStoppedAndTheOwnerToo() {
        var credentials = server.user("guessed");
        var phone = Phone.of(create("guessed"));
        enable("guessed", phone, phone.shows(-2), phone.shows(-1));
        for (int i = 0; i < 5; i++) {
            var wrong = "%06d".formatted((Integer.parseInt(phone.shows(0)) + 500_000 + i) % 1_000_000);
            assertCode(() -> session(credentials, phone, wrong), "AccessDenied");
        }
        assertCode(() -> session(credentials, phone, phone.shows(0)), "AccessDenied");
    }

    @Test
    void aDeviceOfSomebodyElseProvesNothing() {
        var credentials = server.user("borrower");
        var phone = enabled("lender");
        assertThatThrownBy(() -> session(credentials, phone, phone.shows(1)))
                .hasMessageContaining("unable to validate MFA code");
        assertThatThrownBy(() ->
                        server.sts(credentials).getSessionToken(request -> request.serialNumber(phone.serialNumber())))
                .hasMessageContaining("must provide both");
        assertThatThrownBy(() -> iam.deactivateMFADevice(
                        request -> request.userName("borrower").serialNumber(phone.serialNumber())))
                .isInstanceOf(NoSuchEntityException.class);
    }

    @Test
    void aRoleThatAsksForMfaIsAssumedWithAPasswordOnly() {
        var credentials = server.user("assuming");
        var phone = Phone.of(create("assuming"));
        enable("assuming", phone, phone.shows(-2), phone.shows(-1));
        iam.createRole(
                request -> request.roleName("Guarded").assumeRolePolicyDocument("""
                        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",
                         "Principal":{"AWS":"arn:aws:iam::%s:user/assuming"},
                         "Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"},
                                      "NumericLessThan":{"aws:MultiFactorAuthAge":"300"}}}}""".formatted(TestServer.ACCOUNT)));
        var arn = "arn:aws:iam::" + TestServer.ACCOUNT + ":role/Guarded";
        var sts = server.sts(credentials);
        assertCode(() -> sts.assumeRole(request -> request.roleArn(arn).roleSessionName("guard")), "AccessDenied");
        var code = phone.shows(0);
        var assumed = sts.assumeRole(request -> request.roleArn(arn)
                .roleSessionName("guard")
                .serialNumber(phone.serialNumber())
                .tokenCode(code));
        assertThat(assumed.assumedRoleUser().arn()).endsWith("assumed-role/Guarded/guard");
        assertCode(
                () -> sts.assumeRole(request -> request.roleArn(arn)
                        .roleSessionName("guard")
                        .serialNumber(phone.serialNumber())
                        .tokenCode(code)),
                "AccessDenied");
    }

    @Test
    void aClockThatDriftedIsSetRightAgain() {
        var credentials = server.user("drifting");
        var phone = Phone.of(create("drifting"));
        enable("drifting", phone, phone.shows(-1), phone.shows(0));
        assertCode(() -> session(credentials, phone, phone.shows(9)), "AccessDenied");
        iam.resyncMFADevice(request -> request.userName("drifting")
                .serialNumber(phone.serialNumber())
                .authenticationCode1(phone.shows(9))
                .authenticationCode2(phone.shows(10)));
        session(credentials, phone, phone.shows(11));
        assertThatThrownBy(() -> iam.resyncMFADevice(request -> request.userName("drifting")
                        .serialNumber(phone.serialNumber())
                        .authenticationCode1("123456")
                        .authenticationCode2("123456")))
                .isInstanceOf(InvalidAuthenticationCodeException.class);
    }

    @Test
    void whatWasUsedStaysUsedAfterARestart() {
        try (var other = TestServer.start()) {
            var device = other.iam()
                    .createVirtualMFADevice(request -> request.virtualMFADeviceName("kept"))
                    .virtualMFADevice();
            var phone = Phone.of(device);
            var credentials = other.user("kept");
            other.iam()
                    .enableMFADevice(request -> request.userName("kept")
                            .serialNumber(phone.serialNumber())
                            .authenticationCode1(phone.shows(-2))
                            .authenticationCode2(phone.shows(-1)));
            var code = phone.shows(0);
            other.sts(credentials)
                    .getSessionToken(request ->
                            request.serialNumber(phone.serialNumber()).tokenCode(code));
            other.restart();
            assertCode(
                    () -> other.sts(credentials)
                            .getSessionToken(request ->
                                    request.serialNumber(phone.serialNumber()).tokenCode(code)),
                    "AccessDenied");
            other.pass(Duration.ofSeconds(60));
            other.sts(credentials)
                    .getSessionToken(request ->
                            request.serialNumber(phone.serialNumber()).tokenCode(phone.shows(2)));
        }
    }

    @Test
    void theSummaryCountsDevices() {
        enabled("counted");
        var summary = iam.getAccountSummary().summaryMapAsStrings();
        assertThat(Objects.requireNonNull(summary.get("MFADevicesInUse"))).isPositive();
        assertThat(summary.get("MFADevices")).isGreaterThanOrEqualTo(summary.get("MFADevicesInUse"));
        assertThat(summary).containsEntry("AccountMFAEnabled", 0);
    }

    private static VirtualMFADevice create(String name) {
        return iam.createVirtualMFADevice(request -> request.virtualMFADeviceName(name))
                .virtualMFADevice();
    }

    private static void user(String name) {
        iam.createUser(request -> request.userName(name));
    }

    private static Phone enabled(String name) {
        user(name);
        var phone = Phone.of(create(name));
        enable(name, phone, phone.shows(-1), phone.shows(0));
        return phone;
    }

    private static void enable(String userName, Phone phone, String first, String second) {
        iam.enableMFADevice(request -> request.userName(userName)
                .serialNumber(phone.serialNumber())
                .authenticationCode1(first)
                .authenticationCode2(second));
    }

    private static AwsCredentials session(AwsCredentials credentials, Phone phone, String code) {
        var answer = server.sts(credentials)
                .getSessionToken(
                        request -> request.serialNumber(phone.serialNumber()).tokenCode(code));
        return TestServer.session(answer.credentials());
    }

    private static void assertCode(ThrowingCallable call, String code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
    }
}
