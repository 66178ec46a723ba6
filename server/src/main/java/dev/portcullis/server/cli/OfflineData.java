// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.cli;

import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.api.Issuer;
import dev.portcullis.server.backup.StoredMasterCheck;
import dev.portcullis.server.config.ServerConfig;
import dev.portcullis.server.rootsetup.RootSetupLinks;
import dev.portcullis.server.secrets.MasterKeyPlace;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.RootSetupTokens;
import dev.portcullis.server.secrets.Sealer;
import dev.portcullis.server.secrets.SessionTokens;
import dev.portcullis.server.secrets.StoredSecrets;
import dev.portcullis.server.storage.SqliteObjectStore;
import java.time.InstantSource;

/** The data of a server that is not running, opened with their master key. */
record OfflineData(SqliteObjectStore store, Accounts accounts, Issuer issuer, RootSetupLinks rootSetupLinks)
        implements AutoCloseable {
    private static final int MOST_LOADED_ACCOUNTS = 10;

    /** @throws CommandFailed if there are no data; store and master key say by themselves why they do not open */
    static OfflineData open(ServerConfig config, MasterKeyPlace masterKey, InstantSource clock) {
        var store = openStore(config, clock);
        try {
            var random = RandomSource.secure();
            var keys = masterKey.open(config.dataDir(), true, random);
            var sealer = new Sealer(keys, random);
            StoredMasterCheck.verify(store, sealer, clock);
            var accounts = new Accounts(store, MOST_LOADED_ACCOUNTS);
            var issuer = new Issuer(random, new StoredSecrets(sealer), new SessionTokens(keys, random), accounts);
            var links = new RootSetupLinks(accounts, new RootSetupTokens(sealer), config.dataDir(), clock);
            return new OfflineData(store, accounts, issuer, links);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    static SqliteObjectStore openStore(ServerConfig config, InstantSource clock) {
        if (!SqliteObjectStore.exists(config.dataDir())) {
            throw new CommandFailed("There are no data in " + config.dataDir() + ".");
        }
        return SqliteObjectStore.open(config.dataDir(), Accounts.objectKinds(), clock);
    }

    @Override
    public void close() {
        store.close();
    }
}
