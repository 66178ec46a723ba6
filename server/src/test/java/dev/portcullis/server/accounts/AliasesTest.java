// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.AccountSettings;
import dev.portcullis.server.account.Accounts.WithDirectory;
import dev.portcullis.server.account.Directory;
import dev.portcullis.server.account.SampleAccount;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.storage.Revision;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AliasesTest {
    private static final AccountId OTHER = new AccountId("210987654321");

    private final WithDirectory ours = new WithDirectory(
            Account.empty(SampleAccount.ID, Revision.NONE).with(AccountSettings.of(SampleAccount.NOW)),
            Directory.empty(Revision.NONE).with(entry(SampleAccount.ID, "")).with(entry(OTHER, "theirs")));

    @Test
    void anAliasStandsWithTheAccountAndInTheDirectory() {
        var next = Aliases.create(ours, "ours");

        assertThat(next.account().settings().alias()).contains("ours");
        assertThat(next.directory().byAlias("ours").map(Directory.Entry::account))
                .contains(SampleAccount.ID);
        var gone = Aliases.delete(next, "ours");
        assertThat(gone.account().settings().alias()).isEmpty();
        assertThat(gone.directory().byAlias("ours")).isEmpty();
    }

    @Test
    void anotherAccountsAliasIsTaken() {
        assertThatThrownBy(() -> Aliases.create(ours, "theirs"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("The account alias theirs already exists.");
        assertThatThrownBy(() -> Aliases.delete(ours, "theirs"))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("The account alias theirs cannot be found.");
    }

    @Test
    void aReplacedAliasIsFreeAgain() {
        var next = Aliases.create(Aliases.create(ours, "one"), "two");

        assertThat(next.directory().byAlias("one")).isEmpty();
        assertThat(next.directory().byAlias("two")).isPresent();
    }

    private static Directory.Entry entry(AccountId id, String alias) {
        return new Directory.Entry(
                id,
                "account",
                id + "@example.com",
                Optional.of(alias).filter(text -> !text.isEmpty()),
                false,
                SampleAccount.NOW);
    }
}
