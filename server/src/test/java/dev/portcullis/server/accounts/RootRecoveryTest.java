// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.account.AccessKey;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountSettings;
import dev.portcullis.server.account.SampleAccount;
import dev.portcullis.server.api.Issuer.NewAccessKey;
import dev.portcullis.server.secrets.Secret;
import dev.portcullis.server.storage.Revision;
import dev.portcullis.server.storage.SealedBytes;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RootRecoveryTest {
    private static final String ROOT = SampleAccount.ID.text();
    private static final Instant NOW = SampleAccount.NOW;
    private static final NewAccessKey KEY =
            new NewAccessKey("AKIANEW", Secret.ofText("secret"), SealedBytes.of(new byte[] {1}));
    private static final Account NO_KEY =
            Account.empty(SampleAccount.ID, Revision.NONE).with(AccountSettings.of(NOW));

    private static Account with(Account account, String keyId) {
        return account.with(new AccessKey(keyId, ROOT, true, NOW));
    }

    @Test
    void otherKeysAndSessionsStayAsTheyAre() {
        var change = RootRecovery.recovered(with(NO_KEY, "AKIAOLD"), KEY, false, NOW);

        assertThat(change.account().keysOf(ROOT)).extracting(AccessKey::id).containsExactly("AKIANEW", "AKIAOLD");
        assertThat(change.account().settings().rootEpoch()).isZero();
        assertThat(change.answer().kept()).containsExactly("AKIAOLD");
        assertThat(change.answer().deleted()).isEmpty();
    }

    @Test
    void aThirdKeyIsNotMadeSilently() {
        var two = with(with(NO_KEY, "AKIAONE"), "AKIATWO");

        assertThatThrownBy(() -> RootRecovery.recovered(two, KEY, false, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("AKIAONE, AKIATWO")
                .hasMessageContaining("--replace");
    }

    @Test
    void replacingDeletesTheOthersAndEndsTheSessions() {
        var two = with(with(NO_KEY, "AKIAONE"), "AKIATWO");

        var change = RootRecovery.recovered(two, KEY, true, NOW);

        assertThat(change.account().keysOf(ROOT)).extracting(AccessKey::id).containsExactly("AKIANEW");
        assertThat(change.account().settings().rootEpoch()).isEqualTo(1);
        assertThat(change.answer().deleted()).containsExactly("AKIAONE", "AKIATWO");
    }
}
