// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.StatusType;
import software.amazon.awssdk.services.sts.model.StsException;

/** Keys, tickets and sessions that were deleted, switched off or tampered with are refused at once, without a grace of any cache. */
class AbuseCase37WhatIsTakenBackCountsNoMoreTest {
    private static final String GOOD = "Correct horse 7";

    private final TestServer server = TestServer.start();
    private final IamClient iam = server.iam();

    @BeforeEach
    void createUser() {
        iam.createUser(request -> request.userName("ann"));
        iam.createLoginProfile(request -> request.userName("ann").password(GOOD).passwordResetRequired(true));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aKeyThatIsInactiveOrDeleted() {
        var key = iam.createAccessKey(request -> request.userName("ann")).accessKey();
        var sts = server.sts(AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
        assertThat(sts.getCallerIdentity().arn()).endsWith(":user/ann");

        iam.updateAccessKey(request ->
                request.userName("ann").accessKeyId(key.accessKeyId()).status(StatusType.INACTIVE));
        assertThatThrownBy(sts::getCallerIdentity).isInstanceOf(StsException.class);
        iam.updateAccessKey(request ->
                request.userName("ann").accessKeyId(key.accessKeyId()).status(StatusType.ACTIVE));
        assertThat(sts.getCallerIdentity().arn()).endsWith(":user/ann");
        iam.deleteAccessKey(request -> request.userName("ann").accessKeyId(key.accessKeyId()));
        assertThatThrownBy(sts::getCallerIdentity).isInstanceOf(StsException.class);
    }

    @Test
    void aTicketOfWhichOneCharacterWasChangedOrWhosePasswordWasTakenAway() {
        var browser = new Browser(server);
        var ticket = browser.password("ann", GOOD).get("ticket");
        assertThat(ticket).isNotEmpty();
        for (int at = 0; at < ticket.length(); at += 7) {
            char other = ticket.charAt(at) == 'A' ? 'B' : 'A';
            var tampered = ticket.substring(0, at) + other + ticket.substring(at + 1);
            assertThat(browser.api("new-password", "ticket", tampered, "newPassword", "Another horse 8")
                            .get("state"))
                    .as("at %d", at)
                    .isEqualTo("refused");
        }
        iam.deleteLoginProfile(request -> request.userName("ann"));
        assertThat(browser.api("new-password", "ticket", ticket, "newPassword", "Another horse 8")
                        .get("state"))
                .isEqualTo("refused");
        assertThatThrownBy(() -> iam.getLoginProfile(request -> request.userName("ann")))
                .isInstanceOf(IamException.class);
    }

    @Test
    void aSessionWhosePasswordWasTakenAway() {
        var browser = new Browser(server);
        var ticket = browser.password("ann", GOOD).get("ticket");
        assertThat(browser.api("new-password", "ticket", ticket, "newPassword", "Another horse 8")
                        .get("state"))
                .isEqualTo("signedIn");
        assertThat(browser.sts("GetCallerIdentity").body()).contains(":user/ann");

        iam.deleteLoginProfile(request -> request.userName("ann"));

        assertThat(browser.sts("GetCallerIdentity").status()).isEqualTo(403);
        assertThat(browser.api("session").status()).isEqualTo(401);
    }
}
