// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.mfa;

import dev.portcullis.server.TestServer;
import dev.portcullis.server.account.MfaDevice;
import dev.portcullis.server.secrets.Base32;
import software.amazon.awssdk.services.iam.IamClient;

/** A device in somebody's pocket. */
public record Codes(TestServer server, String serialNumber, String seed) {
    /** Makes a device and enables it for a user. The two codes for that are those of the steps before and after the present one. */
    public static Codes enable(TestServer server, IamClient iam, String user) {
        var device = iam.createVirtualMFADevice(request -> request.virtualMFADeviceName(user))
                .virtualMFADevice();
        var codes = new Codes(
                server, device.serialNumber(), device.base32StringSeed().asUtf8String());
        iam.enableMFADevice(request -> request.userName(user)
                .serialNumber(codes.serialNumber())
                .authenticationCode1(codes.shows(-2))
                .authenticationCode2(codes.shows(-1)));
        return codes;
    }

    /** What it shows so many steps of 30 seconds from now. */
    public String shows(int steps) {
        return Totp.code(Base32.decode(seed), Totp.step(server.now(), MfaDevice.VIRTUAL_STEP_SECONDS) + steps);
    }
}
