// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.cli;

import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Directory;
import dev.portcullis.server.accounts.RootCredentials;
import dev.portcullis.server.accounts.RootRecovery;
import dev.portcullis.server.backup.StoredMasterCheck;
import dev.portcullis.server.cli.Arguments.Flag;
import dev.portcullis.server.cli.Arguments.Form;
import dev.portcullis.server.config.ConfigException;
import dev.portcullis.server.config.ServerConfig;
import dev.portcullis.server.secrets.MasterKeyPlace;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.Sealer;
import dev.portcullis.server.secrets.Secret;
import dev.portcullis.server.storage.SqliteObjectStore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commands. What a script wants goes to the output, what people read to the error stream. */
public final class Commands {
    /** A line for each. */
    public static final String USAGE = """
            portcullis account create --name NAME --email MAIL [--account-id 12DIGITS]
                                          make an account; prints its root access key, once
            portcullis backup FILE        write all data into one file, whether the server runs or not
            portcullis restore FILE       make the data of an empty data directory from a backup; the server is stopped
            portcullis recover-root [--account-id 12DIGITS] [--replace]
                                          make another root access key; the server is stopped. With --replace the other
                                          root keys are deleted and the root user's sessions end
            portcullis recover-root --password [--account-id 12DIGITS] [--remove-mfa]
                                          make a link instead, by which the root user sets a new password, once; its sessions
                                          end, and with --remove-mfa its MFA devices are deactivated and
                                          its passkeys deleted
            """;

    private static final Form CREATE_ACCOUNT =
            Form.of("account create", Flag.needed("--name"), Flag.needed("--email"), Flag.optional("--account-id"));
    private static final Form BACKUP = Form.of("backup").with("FILE");
    private static final Form RESTORE = Form.of("restore").with("FILE");
    private static final Form RECOVER_ROOT = Form.of(
            "recover-root",
            Flag.optional("--account-id"),
            Flag.bare("--replace"),
            Flag.bare("--password"),
            Flag.bare("--remove-mfa"));

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;
    private final InstantSource clock;

    public Commands(Map<String, String> environment, PrintStream out, PrintStream err, InstantSource clock) {
        this.environment = environment;
        this.out = out;
        this.err = err;
        this.clock = clock;
    }

    /**
     * Runs a command.
     *
     * @return false if there is none of that name
     * @throws ConfigException if its arguments or the settings cannot be understood
     * @throws CommandFailed if it cannot do what it was asked
     */
    public boolean run(String command, List<String> arguments) throws IOException, InterruptedException {
        switch (command) {
            case "account" -> account(arguments);
            case "backup" -> backup(parse(BACKUP, arguments));
            case "restore" -> restore(parse(RESTORE, arguments));
            case "recover-root" -> recoverRoot(parse(RECOVER_ROOT, arguments));
            default -> {
                return false;
            }
        }
        return true;
    }

    private Arguments parse(Form form, List<String> arguments) {
        return Arguments.parse(form, arguments, environment);
    }

    private void account(List<String> arguments) throws IOException, InterruptedException {
        if (arguments.isEmpty() || !arguments.getFirst().equals("create")) {
            throw new ConfigException(List.of("The command is `portcullis account create`."));
        }
        createAccount(parse(CREATE_ACCOUNT, arguments.subList(1, arguments.size())));
    }

    private void createAccount(Arguments arguments) throws IOException, InterruptedException {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("AccountName", arguments.needed("--name"));
        parameters.put("Email", arguments.needed("--email"));
        arguments.value("--account-id").ifPresent(id -> parameters.put("AccountId", id));
        var answer = RunningServer.of(arguments.config().dataDir()).call("CreateAccount", parameters);
        err.println("Account " + answer.text("AccountId")
                + " was created. This is its root access key; it is shown this once.");
        out.print(
                new RootCredentials(answer.text("AccessKeyId"), Secret.ofText(answer.text("SecretAccessKey"))).text());
    }

    private void backup(Arguments arguments) throws IOException, InterruptedException {
        var config = arguments.config();
        var masterKey = masterKey(config);
        var file = Path.of(arguments.argument()).toAbsolutePath();
        if (Files.exists(file)) {
            throw new CommandFailed(file + " exists already. A backup replaces nothing.");
        }
        var copy = new BackupCopy(config.dataDir(), file);
        var sha256 = SqliteObjectStore.isInUse(config.dataDir())
                ? copy.fromServer(RunningServer.of(config.dataDir()))
                : copy.fromStore(() -> OfflineData.openStore(config, clock));
        err.println("All data are in " + file + ". The master key is not: keep " + masterKey + " as well, elsewhere.");
        out.println(sha256 + "  " + file);
    }

    private void restore(Arguments arguments) throws IOException {
        var config = arguments.config();
        var file = Path.of(arguments.argument()).toAbsolutePath();
        var dataDir = config.dataDir();
        if (!Files.isRegularFile(file)) {
            throw new CommandFailed("There is no backup " + file + ".");
        }
        requireEmpty(dataDir);
        var random = RandomSource.secure();
        var sealer = new Sealer(masterKey(config).open(dataDir, true, random), random);
        SqliteObjectStore.restore(file, dataDir, secrets -> StoredMasterCheck.verify(secrets, sealer));
        err.println(
                "The data of " + file + " are in " + dataDir
                        + ", as they were when it was written: what was revoked or deleted"
                        + " since counts again. Root access keys are not in a backup as files: use yours, or `portcullis recover-root`.");
    }

    /** A file of a lock alone is what an attempt before this one left. */
    private static void requireEmpty(Path dataDir) throws IOException {
        if (!Files.exists(dataDir)) {
            return;
        }
        try (var files = Files.list(dataDir)) {
            if (files.anyMatch(file -> !file.endsWith("lock"))) {
                throw new CommandFailed("The data directory " + dataDir
                        + " is not empty. Restoring replaces nothing: name another one, or move this away.");
            }
        }
    }

    private MasterKeyPlace masterKey(ServerConfig config) {
        return MasterKeyPlace.of(config.masterKeyFile(), config.masterKeyPkcs11(), environment);
    }

    private void recoverRoot(Arguments arguments) {
        var config = arguments.config();
        var wanted = arguments.value("--account-id").map(Commands::accountId);
        requireOneWay(arguments);
        try (var data = OfflineData.open(config, masterKey(config), clock)) {
            var management = data.accounts()
                    .directory()
                    .management()
                    .map(Directory.Entry::account)
                    .orElseThrow(() -> new CommandFailed("There is no account in these data."));
            var account = wanted.orElse(management);
            if (arguments.has("--password")) {
                tell(data.rootSetupLinks().renew(account, arguments.has("--remove-mfa")), account);
                return;
            }
            var file = config.dataDir()
                    .resolve(
                            account.equals(management)
                                    ? "root-credentials.csv"
                                    : "root-credentials-" + account + ".csv");
            var recovered = new RootRecovery(data.accounts(), data.issuer(), clock)
                    .recover(account, arguments.has("--replace"), file);
            tell(recovered, account, file);
        }
    }

    private static void requireOneWay(Arguments arguments) {
        if (arguments.has("--password") && arguments.has("--replace")) {
            throw new ConfigException(
                    List.of("recover-root: --replace is about access keys, and --password makes a link instead."));
        }
        if (arguments.has("--remove-mfa") && !arguments.has("--password")) {
            throw new ConfigException(List.of("recover-root: --remove-mfa goes with --password."));
        }
    }

    private void tell(Path file, AccountId account) {
        err.println("The root user of account " + account
                + " may set a new password once, within a day. Start the server: it prints the"
                + " link. Its secret is in " + file
                + "; links made before do not count any more, and the root user's sessions have ended.");
        out.println(file);
    }

    private void tell(RootRecovery.Recovered recovered, AccountId account, Path file) {
        err.println("The root user of account " + account + " has the new access key " + recovered.accessKeyId()
                + ", written to " + file + ".");
        listed(recovered.kept())
                .ifPresent(keys -> err.println("Its other access keys still count as before: " + keys
                        + ". Delete them if somebody else may know them, or run this again with --replace."));
        listed(recovered.deleted())
                .ifPresent(keys -> err.println("Deleted: " + keys + ". The root user's sessions have ended."));
        out.println(file);
    }

    private static Optional<String> listed(List<String> keys) {
        return keys.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", keys));
    }

    private static AccountId accountId(String text) {
        if (!AccountId.isWellFormed(text)) {
            throw new ConfigException(List.of("--account-id: an account id is twelve digits, not " + text + "."));
        }
        return new AccountId(text);
    }
}
