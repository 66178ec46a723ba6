// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passkeys;

import static dev.portcullis.server.Documents.allow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.DeleteConflictException;
import software.amazon.awssdk.services.iam.model.MFADevice;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

/** Passkeys as MFA devices: how they are registered, listed, counted and taken away. */
class PasskeyOperationsTest {
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

    private String origin() {
        return "http://localhost:" + server.endpoint().getPort();
    }

    private PortcullisClient as(AwsCredentials credentials) {
        return new PortcullisClient(server.endpoint(), credentials);
    }

    private static Map<String, String> of(String user, String... more) {
        var parameters = new LinkedHashMap<String, String>();
        if (!user.isEmpty()) {
            parameters.put("UserName", user);
        }
        for (int i = 0; i < more.length; i += 2) {
            parameters.put(more[i], more[i + 1]);
        }
        return parameters;
    }

    private String register(PortcullisClient client, String user, String name) {
        return register(client, user, name, new SoftwareAuthenticator());
    }

    private String register(PortcullisClient client, String user, String name, SoftwareAuthenticator authenticator) {
        var options = client.call("BeginPasskeyRegistration", of(user)).text("Options");
        var answer = authenticator.create(options, origin());
        return client.call("FinishPasskeyRegistration", of(user, "PasskeyName", name, "Answer", answer))
                .text("SerialNumber");
    }

    @Test
    void aUserRegistersItsOwnByTheUsualPolicy() {
        var ann = server.user("ann");
        assertThat(as(ann).refused("BeginPasskeyRegistration", Map.of())).isEqualTo("AccessDenied");
        iam.putUserPolicy(request -> request.userName("ann")
                .policyName("own")
                .policyDocument(
                        allow("iam:EnableMFADevice").replace("\"*\"", "\"arn:aws:iam::*:user/${aws:username}\"")));

        var serial = register(as(ann), "", "phone");

        assertThat(serial).matches("arn:aws:iam::123456789012:u2f/user/ann/phone-[A-Z2-7]{26}");
        assertThat(iam.listMFADevices(request -> request.userName("ann")).mfaDevices())
                .singleElement()
                .satisfies(device -> {
                    assertThat(device.serialNumber()).isEqualTo(serial);
                    assertThat(device.userName()).isEqualTo("ann");
                });
        assertThat(iam.getMFADevice(request -> request.serialNumber(serial).userName("ann"))
                        .serialNumber())
                .isEqualTo(serial);
        assertThat(iam.listVirtualMFADevices().virtualMFADevices()).isEmpty();
        server.user("bob");
        assertThat(as(ann).refused("BeginPasskeyRegistration", of("bob"))).isEqualTo("AccessDenied");
    }

    @Test
    void thePolicyMayTellRegistrationFromOtherDevices() {
        var ann = server.user("ann");
        iam.putUserPolicy(request -> request.userName("ann")
                .policyName("codes")
                .policyDocument(allow("iam:EnableMFADevice")
                        .replace(
                                "\"Effect\"",
                                "\"Condition\":{\"Null\":{\"iam:RegisterSecurityKey\":\"true\"}},\"Effect\"")));

        assertThat(as(ann).refused("BeginPasskeyRegistration", Map.of())).isEqualTo("AccessDenied");
    }

    @Test
    void rootsOwnCountsInTheSummary() {
        var serial = register(as(server.root()), "", "vault");

        assertThat(serial).startsWith("arn:aws:iam::123456789012:u2f/root-account/vault-");
        assertThat(iam.getAccountSummary().summaryMapAsStrings())
                .containsEntry("AccountMFAEnabled", 1)
                .containsEntry("MFADevices", 1)
                .containsEntry("MFADevicesInUse", 1);
        assertThat(iam.listMFADevices().mfaDevices())
                .extracting(MFADevice::serialNumber)
                .containsExactly(serial);
        iam.deactivateMFADevice(request -> request.serialNumber(serial));
        assertThat(iam.listMFADevices().mfaDevices()).isEmpty();
    }

    @Test
    void aDeactivatedOneIsGone() {
        server.user("ann");
        server.user("bob");
        var serial = register(as(server.root()), "ann", "phone");
        assertThatThrownBy(() -> iam.deactivateMFADevice(
                        request -> request.userName("bob").serialNumber(serial)))
                .isInstanceOf(NoSuchEntityException.class);
        assertThatThrownBy(() -> iam.enableMFADevice(request -> request.userName("ann")
                        .serialNumber(serial)
                        .authenticationCode1("123456")
                        .authenticationCode2("654321")))
                .isInstanceOf(NoSuchEntityException.class);

        iam.deactivateMFADevice(request -> request.userName("ann").serialNumber(serial));

        assertThat(iam.listMFADevices(request -> request.userName("ann")).mfaDevices())
                .isEmpty();
        assertThatThrownBy(() -> iam.deactivateMFADevice(
                        request -> request.userName("ann").serialNumber(serial)))
                .isInstanceOf(NoSuchEntityException.class);
    }

    @Test
    void eightDevicesAreTheMost() {
        server.user("ann");
        var root = as(server.root());
        for (int i = 0; i < 7; i++) {
            register(root, "ann", "key" + i);
        }
        var options = root.call("BeginPasskeyRegistration", of("ann")).text("Options");
        register(root, "ann", "key7");

        assertThat(root.refused("BeginPasskeyRegistration", of("ann"))).isEqualTo("LimitExceeded");
        var late = new SoftwareAuthenticator().create(options, origin());
        assertThat(root.refused("FinishPasskeyRegistration", of("ann", "PasskeyName", "late", "Answer", late)))
                .isEqualTo("LimitExceeded");
        assertThat(iam.listMFADevices(request -> request.userName("ann").maxItems(5))
                        .isTruncated())
                .isTrue();
        assertThat(iam
                        .listMFADevicesPaginator(
                                request -> request.userName("ann").maxItems(3))
                        .stream()
                        .flatMap(page -> page.mfaDevices().stream())
                        .map(MFADevice::serialNumber)
                        .distinct())
                .hasSize(8);
    }

    @Test
    void oneAndTheSameIsRegisteredOnce() {
        server.user("ann");
        server.user("bob");
        var authenticator = new SoftwareAuthenticator();
        var root = as(server.root());
        register(root, "ann", "phone", authenticator);
        var options = root.call("BeginPasskeyRegistration", of("bob")).text("Options");
        var answer = authenticator.create(options, origin());

        assertThat(root.refused("FinishPasskeyRegistration", of("bob", "PasskeyName", "phone", "Answer", answer)))
                .isEqualTo("EntityAlreadyExists");
    }

    @Test
    void answersThatProveNothingAreInvalid() {
        server.user("ann");
        var root = as(server.root());
        var options = root.call("BeginPasskeyRegistration", of("ann")).text("Options");
        var elsewhere = new SoftwareAuthenticator().create(options, "http://evil.example");

        for (var answer : new String[] {"{}", "none", elsewhere}) {
            assertThat(root.refused("FinishPasskeyRegistration", of("ann", "PasskeyName", "x", "Answer", answer)))
                    .isEqualTo("InvalidInput");
        }
        assertThat(root.refused("FinishPasskeyRegistration", of("ann", "PasskeyName", "a/b", "Answer", elsewhere)))
                .isEqualTo("ValidationError");
        assertThat(root.refused("BeginPasskeyRegistration", of("nobody"))).isEqualTo("NoSuchEntity");
    }

    @Test
    void anAddressIsNoPlaceForPasskeys() {
        var address = URI.create("http://127.0.0.1:" + server.endpoint().getPort());
        var atAddress = new PortcullisClient(address, server.root());

        assertThat(atAddress.refused("BeginPasskeyRegistration", Map.of())).isEqualTo("InvalidInput");
    }

    @Test
    void aUserWithOneCannotBeDeletedAndItOutlivesARestart() {
        var ann = server.user("ann");
        var serial = register(as(server.root()), "ann", "phone");
        iam.deleteAccessKey(request -> request.userName("ann").accessKeyId(ann.accessKeyId()));
        assertThatThrownBy(() -> iam.deleteUser(request -> request.userName("ann")))
                .isInstanceOf(DeleteConflictException.class)
                .hasMessageContaining("must delete MFA device first");

        server.restart();
        iam = server.iam();

        assertThat(iam.listMFADevices(request -> request.userName("ann")).mfaDevices())
                .extracting(MFADevice::serialNumber)
                .containsExactly(serial);
        iam.updateUser(request -> request.userName("ann").newUserName("anna"));
        var renamed = serial.replace("/ann/", "/anna/");
        assertThatThrownBy(() -> iam.deactivateMFADevice(
                        request -> request.userName("anna").serialNumber(serial)))
                .isInstanceOf(NoSuchEntityException.class);
        iam.deactivateMFADevice(request -> request.userName("anna").serialNumber(renamed));
        iam.deleteUser(request -> request.userName("anna"));
    }
}
