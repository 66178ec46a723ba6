// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import dev.portcullis.server.secrets.Base32;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.MFADevice;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;

/** Devices of the root user's own. */
class RootMfaTest {
    private TestServer server;
    private IamClient iam;

    @BeforeEach
    void start() {
        server = TestServer.start();
        iam = server.iam();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private record Phone(String serialNumber, String seed) {}

    private Phone phone(String name) {
        var device = iam.createVirtualMFADevice(request -> request.virtualMFADeviceName(name))
                .virtualMFADevice();
        return new Phone(device.serialNumber(), device.base32StringSeed().asUtf8String());
    }

    private String shows(Phone phone, int steps) {
        return Totp.code(Base32.decode(phone.seed()), Totp.step(server.now(), 30) + steps);
    }

    private Map<String, String> codes(Phone phone, int first) {
        return Map.of(
                "SerialNumber",
                phone.serialNumber(),
                "AuthenticationCode1",
                shows(phone, first),
                "AuthenticationCode2",
                shows(phone, first + 1));
    }

    private PortcullisClient root() {
        return new PortcullisClient(server.endpoint(), server.root());
    }

    private Phone enabled(String name) {
        var phone = phone(name);
        root().call("EnableRootMFADevice", codes(phone, -2));
        return phone;
    }

    @Test
    void rootsDeviceStandsInEveryListAndInTheSummary() {
        var phone = enabled("root-account-mfa-device");

        assertThat(iam.getAccountSummary().summaryMapAsStrings())
                .containsEntry("AccountMFAEnabled", 1)
                .containsEntry("MFADevicesInUse", 1);
        assertThat(iam.listMFADevices().mfaDevices()).singleElement().satisfies(device -> {
            assertThat(device.userName()).isEqualTo("root");
            assertThat(device.serialNumber()).isEqualTo(phone.serialNumber());
        });
        assertThat(iam.listVirtualMFADevices().virtualMFADevices())
                .singleElement()
                .satisfies(device ->
                        assertThat(device.user().arn()).isEqualTo("arn:aws:iam::" + TestServer.ACCOUNT + ":root"));
        assertThat(iam.getMFADevice(request -> request.serialNumber(phone.serialNumber()))
                        .userName())
                .isEqualTo("root");

        iam.deactivateMFADevice(request -> request.serialNumber(phone.serialNumber()));
        iam.deleteVirtualMFADevice(request -> request.serialNumber(phone.serialNumber()));
        assertThat(iam.getAccountSummary().summaryMapAsStrings()).containsEntry("AccountMFAEnabled", 0);
    }

    @Test
    void aSessionOfRootWithACodeMayWhatOneWithoutMayNot() {
        var phone = enabled("phone");
        var sts = server.sts(server.root());
        var without = TestServer.session(sts.getSessionToken(request -> {}).credentials());
        assertThatThrownBy(() -> server.iam(without).listUsers())
                .hasMessageContaining("The security token included in the request is invalid");

        var code = shows(phone, 0);
        var with = TestServer.session(sts.getSessionToken(
                        request -> request.serialNumber(phone.serialNumber()).tokenCode(code))
                .credentials());
        assertThat(server.iam(with).listUsers().users()).isEmpty();
        assertThatThrownBy(() -> sts.getSessionToken(
                        request -> request.serialNumber(phone.serialNumber()).tokenCode(code)))
                .hasMessageContaining("invalid MFA one time pass code");
        new PortcullisClient(server.endpoint(), with).call("SetRootPassword", Map.of("NewPassword", "Correct horse 7"));
    }

    @Test
    void rootHasEightDevicesAndNoMore() {
        for (int i = 0; i < 8; i++) {
            enabled("phone-" + i);
        }
        assertThat(root().refused("EnableRootMFADevice", codes(phone("ninth"), -1)))
                .isEqualTo("LimitExceeded");
        assertThat(iam.listMFADevices().mfaDevices()).hasSize(8);
    }

    @Test
    void itIsEnabledByTwoCodesOfItsOwnAndOnce() {
        var phone = phone("phone");
        assertThat(root().refused(
                                "EnableRootMFADevice",
                                Map.of(
                                        "SerialNumber",
                                        phone.serialNumber(),
                                        "AuthenticationCode1",
                                        shows(phone, 0),
                                        "AuthenticationCode2",
                                        shows(phone, 0))))
                .isEqualTo("InvalidAuthenticationCode");
        root().call("EnableRootMFADevice", codes(phone, -1));
        assertThat(root().refused("EnableRootMFADevice", codes(phone, 0))).isEqualTo("EntityAlreadyExists");
        assertThat(root().refused(
                                "EnableRootMFADevice",
                                Map.of(
                                        "SerialNumber",
                                        phone.serialNumber() + "x",
                                        "AuthenticationCode1",
                                        "123456",
                                        "AuthenticationCode2",
                                        "654321")))
                .isEqualTo("NoSuchEntity");
    }

    @Test
    void aClockThatDriftedIsSetRightAgain() {
        var phone = enabled("phone");
        root().call("ResyncRootMFADevice", codes(phone, 9));
        server.sts(server.root())
                .getSessionToken(
                        request -> request.serialNumber(phone.serialNumber()).tokenCode(shows(phone, 11)));
        assertThat(root().refused("ResyncRootMFADevice", codes(phone, 9))).isEqualTo("InvalidAuthenticationCode");
    }

    @Test
    void usersHaveNothingToDoWithIt() {
        var admin = server.user("admin");
        iam.attachUserPolicy(
                request -> request.userName("admin").policyArn("arn:aws:iam::aws:policy/AdministratorAccess"));
        var phone = phone("phone");
        var client = new PortcullisClient(server.endpoint(), admin);
        assertThat(client.refused("EnableRootMFADevice", codes(phone, -2))).isEqualTo("AccessDenied");
        root().call("EnableRootMFADevice", codes(phone, -2));
        assertThat(client.refused("ResyncRootMFADevice", codes(phone, 0))).isEqualTo("AccessDenied");
        assertThatThrownBy(() -> server.iam(admin)
                        .deactivateMFADevice(
                                request -> request.userName("admin").serialNumber(phone.serialNumber())))
                .isInstanceOf(NoSuchEntityException.class);
        assertThat(iam.listMFADevices(request -> request.userName("admin")).mfaDevices())
                .isEmpty();
        assertThat(server.iam(admin).listVirtualMFADevices().virtualMFADevices())
                .extracting(VirtualMFADevice::serialNumber)
                .containsExactly(phone.serialNumber());
        assertThat(server.iam(admin).listMFADevices().mfaDevices())
                .extracting(MFADevice::serialNumber)
                .isEmpty();
    }
}
