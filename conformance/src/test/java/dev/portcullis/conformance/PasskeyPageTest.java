// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OneServer.class)
class PasskeyPageTest {
    private static final String NAME = "petra";
    private static final String PASSWORD = "Given by admin 1";

    @Test
    void aUserAddsAPasskeyAndSignsInByItAloneAndAfterThePassword(ShippedServer server) {
        var root = server.root();
        try (var iam = root.iam()) {
            iam.createUser(request -> request.userName(NAME));
            iam.createLoginProfile(request -> request.userName(NAME).password(PASSWORD));
            iam.putUserPolicy(
                    request -> request.userName(NAME).policyName("own-devices").policyDocument("""
                            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:EnableMFADevice",
                             "Resource": "arn:aws:iam::*:user/${aws:username}"}}"""));

            Browser.tell("passkeys.mjs", server, Map.of("ACCOUNT", root.account(), "NAME", NAME, "PASSWORD", PASSWORD));

            assertThat(iam.listMFADevices(request -> request.userName(NAME)).mfaDevices())
                    .singleElement()
                    .satisfies(device -> assertThat(device.serialNumber()).contains(":u2f/user/petra/laptop-"));
        }
    }
}
