// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rootsetup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.MfaDevice;
import dev.portcullis.server.account.MfaDevice.Enabled;
import dev.portcullis.server.account.Passkey;
import dev.portcullis.server.account.SampleAccount;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.secrets.KeyRing;
import dev.portcullis.server.secrets.MasterKey;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.RootSetupTokens;
import dev.portcullis.server.secrets.Sealer;
import dev.portcullis.server.storage.MemoryObjectStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Root's second factors, of every kind, when root has lost them. */
class LostDevicesTest {
    private static final String ROOT = SampleAccount.ID.text();

    private final RandomSource random = RandomSource.secure();
    private final Accounts accounts =
            new Accounts(new MemoryObjectStore(Accounts.objectKinds(), () -> SampleAccount.NOW), 10);

    @TempDir
    private Path directory;

    @BeforeEach
    void start() {
        SampleAccount.create(accounts, SampleAccount.ID);
        var ann = SampleAccount.user("ann");
        SampleAccount.change(
                accounts,
                account -> account.with(ann)
                        .with(new MfaDevice(
                                "m",
                                "phone",
                                "/",
                                SampleAccount.NOW,
                                Tags.none(),
                                Optional.empty(),
                                Optional.of(new Enabled(ROOT, SampleAccount.NOW, 0))))
                        .with(passkey("ofRoot", ROOT))
                        .with(passkey("ofAnn", ann.id())));
    }

    private static Passkey passkey(String id, String owner) {
        return new Passkey(
                id, owner, "key", "credential-" + id, "", "localhost", List.of(), false, 0, SampleAccount.NOW);
    }

    private void renew(boolean removesMfa) {
        var sealer = new Sealer(KeyRing.of(MasterKey.generate(random)), random);
        new RootSetupLinks(accounts, new RootSetupTokens(sealer), directory, () -> SampleAccount.NOW)
                .renew(SampleAccount.ID, removesMfa);
    }

    @Test
    void theyStayUnlessTheyAreSaidToBeLost() {
        renew(false);

        assertThat(accounts.read(SampleAccount.ID).countSecondFactorsOf(ROOT)).isEqualTo(2);
    }

    @Test
    void lostOnesOfEveryKindGoAndNobodyElses() {
        renew(true);

        var account = accounts.read(SampleAccount.ID);
        assertThat(account.countSecondFactorsOf(ROOT)).isZero();
        assertThat(account.mfaDevices().get("m")).isPresent();
        assertThat(account.passkeys().get("ofAnn")).isPresent();
    }
}
