// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rootsetup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Passkey;
import dev.portcullis.server.account.SampleAccount;
import dev.portcullis.server.storage.MemoryObjectStore;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class RootSetupLinksTest {
    @Test
    void whoHasLostAllDevicesLosesThePasskeysOfRootToo() {
        var store = new MemoryObjectStore(Accounts.objectKinds(), InstantSource.fixed(SampleAccount.NOW));
        var accounts = new Accounts(store, 1);
        SampleAccount.create(accounts, SampleAccount.ID);
        var root = SampleAccount.ID.text();
        SampleAccount.change(
                accounts, account -> account.with(passkey("one", root)).with(passkey("two", "AIDAANN")));

        var renewed = RootSetupLinks.renewed(accounts.read(SampleAccount.ID), true);

        assertThat(renewed.passkeysOf(root)).isEmpty();
        assertThat(renewed.passkeysOf("AIDAANN")).hasSize(1);
        assertThat(RootSetupLinks.renewed(accounts.read(SampleAccount.ID), false)
                        .passkeysOf(root))
                .hasSize(1);
    }

    private static Passkey passkey(String id, String owner) {
        return new Passkey(id, owner, id, "credential-" + id, "", "localhost", List.of(), false, 0, SampleAccount.NOW);
    }
}
