// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server;

import dev.portcullis.server.account.Zones;
import dev.portcullis.server.accounts.FirstStart;
import dev.portcullis.server.audit.AuditRetention;
import dev.portcullis.server.cli.CommandFailed;
import dev.portcullis.server.cli.Commands;
import dev.portcullis.server.config.ConfigException;
import dev.portcullis.server.config.ConfigurationPage;
import dev.portcullis.server.config.ServerConfig;
import dev.portcullis.server.handout.HandOutSettings;
import dev.portcullis.server.handout.MailPassword;
import dev.portcullis.server.handout.MailSettings;
import dev.portcullis.server.handout.MailSettings.Encryption;
import dev.portcullis.server.handout.MailSettings.Login;
import dev.portcullis.server.handout.MailSettings.Secrets;
import dev.portcullis.server.handout.SignInUrls;
import dev.portcullis.server.http.HttpListener;
import dev.portcullis.server.ops.Banner;
import dev.portcullis.server.ops.EndpointFile;
import dev.portcullis.server.ops.GracefulStop;
import dev.portcullis.server.ops.Logs;
import dev.portcullis.server.ops.Metrics;
import dev.portcullis.server.ops.OpsEndpoints;
import dev.portcullis.server.secrets.MasterKeyException;
import dev.portcullis.server.secrets.MasterKeyPlace;
import dev.portcullis.server.storage.StoreException;
import dev.portcullis.server.storage.StoreNotOpened;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/** The program: its commands, and the parts of the server, put together by hand. */
public final class Main {
    private static final String USAGE = """
            portcullis serve [SETTINGS]   start the server; `serve --help` lists the settings
            portcullis version            print the version
            """ + Commands.USAGE;

    private Main() {}

    /** Runs the command that the first argument names; exits with 2 when it cannot be understood, with 1 when it fails. */
    public static void main(String... args) throws Exception {
        Logs.beforeAnythingElse();
        var command = args.length == 0 ? "help" : args[0];
        var rest = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
        try {
            switch (command) {
                case "serve" -> serve(rest);
                case "version" -> System.out.println("portcullis " + version());
                case "help", "--help" -> System.out.print(USAGE);
                default -> operate(command, rest);
            }
        } catch (ConfigException e) {
            e.problems().forEach(problem -> System.err.println("portcullis: " + problem));
            System.exit(2);
        } catch (IOException
                | IllegalArgumentException
                | CommandFailed
                | MasterKeyException
                | StoreException
                | StoreNotOpened e) {
            System.err.println("portcullis: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void operate(String command, List<String> arguments) throws IOException, InterruptedException {
        var commands = new Commands(System.getenv(), System.out, System.err, InstantSource.system());
        if (!commands.run(command, arguments)) {
            throw new ConfigException(List.of("Unknown command " + command + ".\n" + USAGE));
        }
    }

    private static void serve(List<String> flags) throws IOException, InterruptedException {
        if (flags.contains("--help")) {
            System.out.print(ConfigurationPage.help());
            return;
        }
        var config = ServerConfig.load(flags, System.getenv());
        Logs.start(config.logLevel());
        var clock = InstantSource.system();
        var metrics = new Metrics();
        var credentials = config.dataDir().resolve("root-credentials.csv");
        var wishes =
                new FirstStart.Wishes(config.accountId(), config.rootEmail(), config.rootAccessKeyFile(), credentials);
        var auditRetention = new AuditRetention(config.auditMaxBytes(), config.auditRetention());
        var masterKey = MasterKeyPlace.of(config.masterKeyFile(), config.masterKeyPkcs11(), System.getenv());
        var handOut = handOut(config);
        var portcullis = Portcullis.open(
                config.dataDir(),
                masterKey,
                auditRetention,
                wishes,
                Zones.of(config.region(), config.availabilityZones()),
                handOut,
                clock,
                metrics);
        EndpointFile.remove(config.dataDir()); // of a server that was killed
        var isReady = new AtomicBoolean();
        var api = new OpsEndpoints(isReady::get, metrics, portcullis.signedMetrics(), portcullis.api());
        var listener = HttpListener.start(config, clock, api);
        handOut.urls().listensAt(listener.url());
        EndpointFile.write(config.dataDir(), listener.url(), config.region(), credentials);
        GracefulStop.onSignal(() -> EndpointFile.remove(config.dataDir()), listener, portcullis);
        isReady.set(true);
        System.out.println(new Banner(
                version(),
                listener.url(),
                portcullis.managementAccount().text(),
                credentials,
                "SQLite",
                config.dataDir(),
                masterKey.toString(),
                System.getProperty("portcullis.command", "portcullis"),
                portcullis.rootSetupLinks().stream()
                        .map(link -> listener.url() + link.path())
                        .toList()));
        listener.awaitClose();
    }

    private static HandOutSettings handOut(ServerConfig config) {
        var mail = config.mailServer()
                .map(server -> new MailSettings(
                        server.host(),
                        server.port(),
                        Encryption.valueOf(config.mailEncryption().toUpperCase(Locale.ROOT)),
                        config.mailFrom().orElseThrow(),
                        config.mailUser()
                                .map(user -> new Login(
                                        user,
                                        MailPassword.read(
                                                config.mailPasswordFile().orElseThrow()))),
                        config.mailTrust(),
                        Secrets.valueOf(config.mailSecrets().toUpperCase(Locale.ROOT))));
        return new HandOutSettings(new SignInUrls(config.publicUrl()), mail);
    }

    private static String version() {
        var version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
