// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.http;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** TLS from two PEM files, which may be replaced while the server runs; connections that are open keep what they began with. */
final class TlsFiles {
    private static final System.Logger LOG = System.getLogger(TlsFiles.class.getName());

    private final Path certificates;
    private final Path key;
    private final SslContextFactory.Server contextFactory = new SslContextFactory.Server();
    private String seen;

    /** Reads the files; throws IOException with a sentence when they will not do. */
    TlsFiles(Path certificates, Path key) throws IOException {
        this.certificates = certificates;
        this.key = key;
        this.seen = state();
        use(contextFactory, keyStore());
    }

    SslContextFactory.Server contextFactory() {
        return contextFactory;
    }

    /** Takes the files again when one has changed; files that will not do are logged, and the ones in use stay. */
    synchronized void reloadIfChanged() {
        try {
            var now = state();
            if (now.equals(seen)) {
                return;
            }
            seen = now;
            var fresh = keyStore();
            contextFactory.reload(factory -> use(contextFactory, fresh));
            LOG.log(Level.INFO, "The TLS certificate was read again from {0}", certificates);
        } catch (Exception e) { // whatever is wrong with the files, the server goes on with those it has
            LOG.log(Level.ERROR, "The changed TLS files will not do, the old ones stay in use", e);
        }
    }

    private static void use(SslContextFactory.Server factory, KeyStore keyStore) {
        factory.setKeyStore(keyStore);
        factory.setKeyStorePassword("");
        factory.setKeyManagerPassword("");
    }

    private KeyStore keyStore() throws IOException {
        try {
            return Pem.keyStore(Files.readString(certificates), Files.readString(key));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    "tls-cert %s and tls-key %s will not do: %s".formatted(certificates, key, e.getMessage()), e);
        }
    }

    private String state() throws IOException {
        return "%s %d %s %d"
                .formatted(
                        Files.getLastModifiedTime(certificates),
                        Files.size(certificates),
                        Files.getLastModifiedTime(key),
                        Files.size(key));
    }
}
