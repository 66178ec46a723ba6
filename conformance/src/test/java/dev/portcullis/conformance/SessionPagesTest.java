// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static dev.portcullis.conformance.Policies.allow;
import static dev.portcullis.conformance.Policies.allowOn;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** The pages that begin, change and hand on sessions, with a real browser: by keyboard alone, without an error in its console, and held against axe's rules. */
@ExtendWith(OneServer.class)
class SessionPagesTest {
    private static final String PASSWORD = "Given by admin 1";

    @Test
    void aTabActsAsARoleAndTheOtherDoesNotAndSigningOutEverywhereEndsAll(ShippedServer server) {
        var facts = user(server.root(), "rhea", allow("sts:AssumeRole"));
        role(server.root(), "auditor");
        facts.put("ROLE", "auditor");
        Browser.tell("acting.mjs", server, facts);
    }

    @Test
    void aBrokerSendsABrowserInWithTheCredentialsOfARole(ShippedServer server) {
        var root = server.root();
        var facts = user(root, "felix", allow("iam:GetUser"));
        role(root, "guest");
        var broker = root.newUser("broker");
        root.letUser("broker", "lend", allow("sts:AssumeRole"));
        var guest = broker.assume("arn:aws:iam::%s:role/guest".formatted(root.account()), "zoe");
        var lent = (AwsSessionCredentials) guest.credentials();
        facts.put(
                "SESSION",
                "{\"sessionId\":\"%s\",\"sessionKey\":\"%s\",\"sessionToken\":\"%s\"}"
                        .formatted(lent.accessKeyId(), lent.secretAccessKey(), lent.sessionToken()));
        facts.put("ARN", guest.arn());
        Browser.tell("federation.mjs", server, facts);
    }

    @Test
    void theAwsCliGetsCredentialsFromWhoeverIsSignedIn(ShippedServer server) {
        var clients = "arn:aws:signin:*:*:oauth2/public-client/*";
        var facts = user(
                server.root(), "clio", allowOn(clients, "signin:AuthorizeOAuth2Access", "signin:CreateOAuth2Token"));
        Browser.tell("cli-login.mjs", server, facts);
    }

    /** Makes a user who may do that; answers how it signs in. */
    private static Map<String, String> user(Person root, String name, String policy) {
        try (var iam = root.iam()) {
            iam.createUser(request -> request.userName(name));
            iam.createLoginProfile(request -> request.userName(name).password(PASSWORD));
        }
        root.letUser(name, "work", policy);
        return new HashMap<>(Map.of("ACCOUNT", root.account(), "NAME", name, "PASSWORD", PASSWORD));
    }

    /** Makes a role that everybody in the account may assume whose policies say so. */
    private static void role(Person root, String name) {
        try (var iam = root.iam()) {
            iam.createRole(request ->
                    request.roleName(name).assumeRolePolicyDocument(Policies.trust(Policies.aws(root.account()))));
        }
    }
}
