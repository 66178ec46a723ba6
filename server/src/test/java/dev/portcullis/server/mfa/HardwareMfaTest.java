// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.InvalidAuthenticationCodeException;
import software.amazon.awssdk.services.iam.model.MFADevice;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.VirtualMFADevice;

/** Tokens of plastic, whose seeds the operator imports. */
class HardwareMfaTest {
    /** The seed of the examples of RFC 6238. */
    private static final String HEX = "3132333435363738393031323334353637383930";

    private static final String BASE32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

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

    private static String shows(int steps, int stepSeconds) {
        return Totp.code(HexFormat.of().parseHex(HEX), Totp.step(server.now(), stepSeconds) + steps);
    }

    private static PortcullisClient root() {
        return portcullis(server.root());
    }

    private static PortcullisClient portcullis(AwsCredentials credentials) {
        return new PortcullisClient(server.endpoint(), credentials);
    }

    private static Map<String, String> token(String serial, String... more) {
        var parameters = new HashMap<>(Map.of("SerialNumber", serial, "Seed", HEX, "SeedEncoding", "HEX"));
        for (int i = 0; i < more.length; i += 2) {
            parameters.put(more[i], more[i + 1]);
        }
        return parameters;
    }

    private static void enable(String userName, String serial, int first, int stepSeconds) {
        iam.enableMFADevice(request -> request.userName(userName)
                .serialNumber(serial)
                .authenticationCode1(shows(first, stepSeconds))
                .authenticationCode2(shows(first + 1, stepSeconds)));
    }

    @Test
    void aTokenIsImportedEnabledUsedDeactivatedAndDeletedByItsSerialNumber() {
        var serial = "GAHT12345678";
        var credentials = server.user("gemma");
        var imported = root().call("ImportHardwareMFADevice", token(serial));
        assertThat(imported.text("SerialNumber")).isEqualTo(serial);
        assertThat(imported.text("Arn")).isEqualTo("arn:aws:iam::" + TestServer.ACCOUNT + ":mfa/" + serial);
        assertThat(imported.text("PeriodSeconds")).isEqualTo("30");
        assertThat(imported.texts("UserName")).isEmpty();

        enable("gemma", serial, -2, 30);
        assertThat(iam.listMFADevices(request -> request.userName("gemma")).mfaDevices())
                .extracting(MFADevice::serialNumber)
                .containsExactly(serial);
        assertThat(iam.getMFADevice(request -> request.userName("gemma").serialNumber(serial))
                        .serialNumber())
                .isEqualTo(serial);
        assertThat(iam.listVirtualMFADevices().virtualMFADevices())
                .extracting(VirtualMFADevice::serialNumber)
                .noneMatch(number -> number.contains(serial));
        assertThat(root().call("ListHardwareMFADevices", Map.of()).texts("UserName"))
                .contains("gemma");

        var sts = server.sts(credentials);
        var code = shows(0, 30);
        sts.getSessionToken(request -> request.serialNumber(serial).tokenCode(code));
        assertThatThrownBy(() -> sts.getSessionToken(
                        request -> request.serialNumber(serial).tokenCode(code)))
                .hasMessageContaining("invalid MFA one time pass code");
        iam.resyncMFADevice(request -> request.userName("gemma")
                .serialNumber(serial)
                .authenticationCode1(shows(10, 30))
                .authenticationCode2(shows(11, 30)));

        assertThat(root().refused("DeleteHardwareMFADevice", Map.of("SerialNumber", serial)))
                .isEqualTo("DeleteConflict");
        iam.deactivateMFADevice(request -> request.userName("gemma").serialNumber(serial));
        assertThatThrownBy(() -> iam.deleteVirtualMFADevice(request -> request.serialNumber(serial)))
                .isInstanceOf(NoSuchEntityException.class);
        root().call("DeleteHardwareMFADevice", Map.of("SerialNumber", serial));
        assertThat(root().refused("DeleteHardwareMFADevice", Map.of("SerialNumber", serial)))
                .isEqualTo("NoSuchEntity");
    }

    @Test
    void aTokenMayShowACodeForAMinute() {
        var serial = "MINUTE-00001";
        var credentials = server.user("minna");
        root().call("ImportHardwareMFADevice", token(serial, "PeriodSeconds", "60"));
        assertThatThrownBy(() -> enable("minna", serial, -2, 30))
                .isInstanceOf(InvalidAuthenticationCodeException.class);
        enable("minna", serial, -2, 60);
        server.sts(credentials)
                .getSessionToken(request -> request.serialNumber(serial).tokenCode(shows(0, 60)));
    }

    @Test
    void theSeedMayComeInBase32() {
        var serial = "BASE32-00001";
        server.user("bass");
        root().call(
                        "ImportHardwareMFADevice",
                        token(serial, "Seed", BASE32.toLowerCase(Locale.ROOT), "SeedEncoding", "BASE32"));
        enable("bass", serial, -1, 30);
    }

    @Test
    void rootMayHaveOneToo() {
        var serial = "ROOT-000001";
        root().call("ImportHardwareMFADevice", token(serial));
        root().call(
                        "EnableRootMFADevice",
                        Map.of(
                                "SerialNumber",
                                serial,
                                "AuthenticationCode1",
                                shows(-1, 30),
                                "AuthenticationCode2",
                                shows(0, 30)));
        assertThat(iam.listMFADevices().mfaDevices())
                .extracting(MFADevice::serialNumber)
                .containsExactly(serial);
    }

    @ParameterizedTest
    @CsvSource({
        "GAHT00000001, 313233343536373839303132333435, HEX, 30, InvalidInput", // 15 bytes
        "GAHT00000001, 3132333435363738393031323334353637383, HEX, 30, InvalidInput", // half a byte
        "GAHT00000001, GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ, HEX, 30, InvalidInput",
        "GAHT00000001, GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQA, BASE32, 30, InvalidInput", // no whole bytes
        "GAHT00000001, GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGF, BASE32, 30, InvalidInput", // bits beside the bytes
        "GAHT00000001, GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ0, BASE32, 30, InvalidInput",
        "GAHT00000001, GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ==, BASE32, 30, InvalidInput",
        "GAHT00000001, GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ, BASE64, 30, ValidationError",
        "GAHT00000001, 3132333435363738393031323334353637383930, HEX, 45, InvalidInput",
        "GAHT00000001, 3132333435363738393031323334353637383930, HEX, 90, ValidationError",
        "GAHT/0000001, 3132333435363738393031323334353637383930, HEX, 30, ValidationError",
        "GAHT0001, 3132333435363738393031323334353637383930, HEX, 30, ValidationError"
    })
    void whatIsNoTokenIsRefused(String serial, String seed, String encoding, String period, String code) {
        var parameters =
                Map.of("SerialNumber", serial, "Seed", seed, "SeedEncoding", encoding, "PeriodSeconds", period);
        var answer = root().send("ImportHardwareMFADevice", parameters);
        assertThat(answer.text("Code")).isEqualTo(code);
        assertThat(answer.text("Message")).doesNotContain(seed);
    }

    @Test
    void aSerialNumberIsTakenOnceByVirtualDevicesToo() {
        root().call("ImportHardwareMFADevice", token("TWICE-00001"));
        assertThat(root().refused("ImportHardwareMFADevice", token("twice-00001")))
                .isEqualTo("EntityAlreadyExists");
        assertThat(iam.listMFADeviceTags(request -> request.serialNumber("TWICE-00001"))
                        .tags())
                .isEmpty();
        assertThatThrownBy(() -> iam.listMFADeviceTags(
                        request -> request.serialNumber("arn:aws:iam::" + TestServer.ACCOUNT + ":mfa/TWICE-00001")))
                .isInstanceOf(NoSuchEntityException.class);
    }

    @Test
    void policiesSpeakOfItsArnAndItsTags() {
        var keeper = server.user("keeper");
        iam.putUserPolicy(
                request -> request.userName("keeper").policyName("tokens").policyDocument("""
                        {"Version":"2012-10-17","Statement":[
                          {"Effect":"Allow","Action":["portcullis:ImportHardwareMFADevice","iam:TagMFADevice"],
                           "Resource":"arn:aws:iam::*:mfa/KEEP-*","Condition":{"StringEquals":{"aws:RequestTag/team":"red"}}},
                          {"Effect":"Allow","Action":"portcullis:DeleteHardwareMFADevice","Resource":"*",
                           "Condition":{"StringEquals":{"aws:ResourceTag/team":"red"}}}]}"""));
        var client = portcullis(keeper);
        var red = new String[] {"Tags.member.1.Key", "team", "Tags.member.1.Value", "red"};
        assertThat(client.refused("ImportHardwareMFADevice", token("KEEP-000001")))
                .isEqualTo("AccessDenied");
        assertThat(client.refused("ImportHardwareMFADevice", token("OTHER-00001", red)))
                .isEqualTo("AccessDenied");
        client.call("ImportHardwareMFADevice", token("KEEP-000001", red));
        root().call("ImportHardwareMFADevice", token("KEEP-000002"));
        assertThat(client.refused("DeleteHardwareMFADevice", Map.of("SerialNumber", "KEEP-000002")))
                .isEqualTo("AccessDenied");
        client.call("DeleteHardwareMFADevice", Map.of("SerialNumber", "KEEP-000001"));
        iam.tagMFADevice(request -> request.serialNumber("KEEP-000002")
                .tags(Tag.builder().key("team").value("red").build()));
        client.call("DeleteHardwareMFADevice", Map.of("SerialNumber", "KEEP-000002"));
        assertThat(client.refused("ListHardwareMFADevices", Map.of())).isEqualTo("AccessDenied");
    }

    @Test
    void theSeedLiesNowhereInTheClear() throws IOException {
        root().call("ImportHardwareMFADevice", token("HIDDEN-0001"));
        try (var files = Files.walk(server.dataDirectory())) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                            .doesNotContain(HEX, BASE32, "12345678901234567890"));
        }
    }
}
