// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.iam.IamClient;

@ExtendWith(OneServer.class)
class SignInPageTest {
    private static final String PASSWORD = "Given by admin 1";

    @Test
    void aUserSignsInWithKeyboardAloneAndWithoutScriptAndTheChecksOfAccessibilityFindNothing(ShippedServer server) {
        var root = server.root();
        try (var iam = root.iam()) {
            var vera = newcomer("vera", iam);
            var wilma = newcomer("wilma", iam);
            Browser.tell(
                    "sign-in.mjs",
                    server,
                    Map.of(
                            "ACCOUNT",
                            root.account(),
                            "NAMES",
                            "vera wilma",
                            "PASSWORD",
                            PASSWORD,
                            "NEXT_PASSWORD",
                            "Chosen by user 2",
                            "CODES",
                            vera.next() + " " + wilma.next()));
        }
    }

    /** A user who has to change its password, and its device, which is enabled. */
    private static OneTimePassword newcomer(String name, IamClient iam) {
        iam.createUser(request -> request.userName(name));
        iam.createLoginProfile(
                request -> request.userName(name).password(PASSWORD).passwordResetRequired(true));
        var created = iam.createVirtualMFADevice(request -> request.virtualMFADeviceName(name))
                .virtualMFADevice();
        var device = new OneTimePassword(created.base32StringSeed().asUtf8String());
        iam.enableMFADevice(request -> request.userName(name)
                .serialNumber(created.serialNumber())
                .authenticationCode1(device.next())
                .authenticationCode2(device.next()));
        return device;
    }
}
