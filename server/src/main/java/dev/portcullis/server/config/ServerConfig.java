// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the server is set up. {@code Settings} says what each component means; docs/configuration.md is made from there. An
 * instance is readable, consistent and safe: the unsafe ones cannot be made by {@link #load}.
 *
 * @param dataDir where the store lives
 * @param masterKeyFile the file of the master key, never inside the data directory
 * @param masterKeyPkcs11 the configuration of the PKCS#11 token that wraps the master key, if one does
 * @param listen the one address of every API
 * @param accountId the first account's number, if chosen
 * @param rootEmail the e-mail address of the first account's root user
 * @param rootAccessKeyFile a root access key of the operator's choice, if there is one
 * @param region the region for callers that name none
 * @param availabilityZones the zones of the region; empty for the usual ones
 * @param trustedProxy the peers whose forwarded headers are believed
 * @param allowedHost further names under which clients may call, in lower case
 * @param tlsCert the certificate chain, present exactly when the key is
 * @param tlsKey the private key
 * @param maxBodyBytes the longest body of a request
 * @param maxBufferedBytes the most bytes of all bodies together
 * @param maxHeaderBytes the longest request line and headers together
 * @param maxConnections the most open connections
 * @param maxConcurrentRequests the most requests running at once
 * @param requestTimeout the time to send the headers, and again the body
 * @param idleTimeout the time a connection may be silent
 * @param stopTimeout the time running requests have to finish at the end
 * @param auditMaxBytes the most bytes of the audit log
 * @param auditRetention how long the audit log is kept
 * @param logLevel the least level that is logged
 * @param publicUrl the URL under which people reach the server
 * @param mailServer the mail server, if mail is sent; then there is a sender as well
 * @param mailEncryption {@code starttls}, {@code implicit} or, on this machine only, {@code none}
 * @param mailFrom the sender's address
 * @param mailUser the user at the mail server, present exactly when the file with its password is
 * @param mailPasswordFile the file with that user's password
 * @param mailTrust the certificates to trust at the mail server
 * @param mailSecrets what mails may carry: {@code none}, {@code passwords} or {@code all}
 */
public record ServerConfig(
        Path dataDir,
        Path masterKeyFile,
        Optional<Path> masterKeyPkcs11,
        ListenAddress listen,
        Optional<String> accountId,
        String rootEmail,
        Optional<Path> rootAccessKeyFile,
        String region,
        List<String> availabilityZones,
        List<Cidr> trustedProxy,
        List<String> allowedHost,
        Optional<Path> tlsCert,
        Optional<Path> tlsKey,
        int maxBodyBytes,
        int maxBufferedBytes,
        int maxHeaderBytes,
        int maxConnections,
        int maxConcurrentRequests,
        Duration requestTimeout,
        Duration idleTimeout,
        Duration stopTimeout,
        long auditMaxBytes,
        Duration auditRetention,
        System.Logger.Level logLevel,
        Optional<String> publicUrl,
        Optional<ListenAddress> mailServer,
        String mailEncryption,
        Optional<String> mailFrom,
        Optional<String> mailUser,
        Optional<Path> mailPasswordFile,
        Optional<Path> mailTrust,
        String mailSecrets) {

    /**
     * Reads the settings: defaults, then the file that {@code --config} or {@code PORTCULLIS_CONFIG} names, then the
     * environment, then flags. Throws ConfigException with everything that is wrong at once.
     *
     * @param flags what follows {@code serve} on the command line
     */
    public static ServerConfig load(List<String> flags, Map<String, String> environment) {
        var problems = new ArrayList<String>();
        var given = GivenSettings.collect(flags, environment, problems);
        var config = of(given);
        problems.addAll(given.problems());
        if (problems.isEmpty()) {
            problems.addAll(Safety.objections(config));
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return config;
    }

    private static ServerConfig of(GivenSettings given) {
        var dataDir = given.read(Settings.DATA_DIR).toAbsolutePath().normalize();
        return new ServerConfig(
                dataDir,
                given.read(Settings.MASTER_KEY_FILE)
                        .map(file -> file.toAbsolutePath().normalize())
                        .orElseGet(() -> masterKeyBeside(dataDir)),
                given.read(Settings.MASTER_KEY_PKCS11).map(Path::toAbsolutePath),
                given.read(Settings.LISTEN),
                given.read(Settings.ACCOUNT_ID),
                given.read(Settings.ROOT_EMAIL),
                given.read(Settings.ROOT_ACCESS_KEY_FILE),
                given.read(Settings.REGION),
                given.read(Settings.AVAILABILITY_ZONES),
                given.read(Settings.TRUSTED_PROXY),
                given.read(Settings.ALLOWED_HOST),
                given.read(Settings.TLS_CERT),
                given.read(Settings.TLS_KEY),
                given.read(Settings.MAX_BODY_BYTES),
                given.read(Settings.MAX_BUFFERED_BYTES),
                given.read(Settings.MAX_HEADER_BYTES),
                given.read(Settings.MAX_CONNECTIONS),
                given.read(Settings.MAX_CONCURRENT_REQUESTS),
                given.read(Settings.REQUEST_TIMEOUT),
                given.read(Settings.IDLE_TIMEOUT),
                given.read(Settings.STOP_TIMEOUT),
                given.read(Settings.AUDIT_MAX_BYTES),
                given.read(Settings.AUDIT_RETENTION),
                given.read(Settings.LOG_LEVEL),
                given.read(Settings.PUBLIC_URL),
                given.read(Settings.MAIL_SERVER),
                given.read(Settings.MAIL_ENCRYPTION),
                given.read(Settings.MAIL_FROM),
                given.read(Settings.MAIL_USER),
                given.read(Settings.MAIL_PASSWORD_FILE),
                given.read(Settings.MAIL_TRUST),
                given.read(Settings.MAIL_SECRETS));
    }

    /** {@code portcullis-data} gives {@code portcullis-master.key}: one key a data directory, even in a shared parent. */
    private static Path masterKeyBeside(Path dataDir) {
        var name =
                Optional.ofNullable(dataDir.getFileName()).map(Path::toString).orElse("portcullis");
        var stem = name.endsWith("-data") ? name.substring(0, name.length() - "-data".length()) : name;
        return dataDir.resolveSibling(stem + "-master.key");
    }

    /** Whether the server itself speaks TLS. */
    public boolean usesTls() {
        return tlsCert.isPresent();
    }
}
