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
                            vera.shows(0) + " " + wilma.shows(0)));
        }
    }

    private static Phone newcomer(String name, IamClient iam) {
        iam.createUser(request -> request.userName(name));
        iam.createLoginProfile(
                request -> request.userName(name).password(PASSWORD).passwordResetRequired(true));
        return Phone.enabledFor(name, iam);
    }
}
