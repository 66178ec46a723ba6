// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConfigTest {
    @TempDir
    private Path directory;

    @Test
    void everythingHasADefault() {
        var config = load();

        assertThat(config.listen()).isEqualTo(new ListenAddress("127.0.0.1", 8420));
        assertThat(config.dataDir()).isAbsolute().hasFileName("portcullis-data");
        assertThat(config.masterKeyFile()).isEqualTo(config.dataDir().resolveSibling("portcullis-master.key"));
        assertThat(config.accountId()).isEmpty();
        assertThat(config.region()).isEqualTo("us-east-1");
        assertThat(config.trustedProxy()).isEmpty();
        assertThat(config.usesTls()).isFalse();
    }

    @Test
    void everySettingIsAComponentOfTheRecordInTheSameOrder() {
        assertThat(Settings.ALL.stream().map(Setting::componentName))
                .containsExactlyElementsOf(Arrays.stream(ServerConfig.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList());
    }

    @Test
    void flagsOverruleTheEnvironmentWhichOverrulesTheFile() throws IOException {
        var file = file("""
                data-dir: /file
                region: eu-file-1
                root-email: file@example.com
                """);
        var environment = Map.of(
                "PORTCULLIS_CONFIG",
                file,
                "PORTCULLIS_DATA_DIR",
                "/environment",
                "PORTCULLIS_REGION",
                "eu-environment-1");

        var config = ServerConfig.load(List.of("--data-dir", "/flag"), environment);

        assertThat(config.dataDir()).isEqualTo(Path.of("/flag"));
        assertThat(config.region()).isEqualTo("eu-environment-1");
        assertThat(config.rootEmail()).isEqualTo("file@example.com");
    }

    @Test
    void theFileOfTheFlagIsReadInsteadOfThatOfTheEnvironment() throws IOException {
        var file = file("region: eu-flag-1\n");

        assertThat(ServerConfig.load(List.of("--config", file), Map.of("PORTCULLIS_CONFIG", "/absent"))
                        .region())
                .isEqualTo("eu-flag-1");
    }

    @Test
    void aListIsGivenInAnyOfThreeWays() throws IOException {
        var expected = List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("192.168.1.1"));
        var file = file("trusted-proxy: [10.0.0.0/8, 192.168.1.1]\n");

        assertThat(load("--config", file).trustedProxy()).isEqualTo(expected);
        assertThat(ServerConfig.load(List.of(), Map.of("PORTCULLIS_TRUSTED_PROXY", "10.0.0.0/8, 192.168.1.1"))
                        .trustedProxy())
                .isEqualTo(expected);
        assertThat(load("--trusted-proxy", "10.0.0.0/8", "192.168.1.1").trustedProxy())
                .isEqualTo(expected);
        assertThat(load("--trusted-proxy", "10.0.0.0/8,192.168.1.1").trustedProxy())
                .isEqualTo(expected);
        assertThat(load("--trusted-proxy", "10.0.0.0/8", "--trusted-proxy", "192.168.1.1", "--region", "r")
                        .trustedProxy())
                .isEqualTo(expected);
    }

    @Test
    void allTheFlagsOfTheContractAreRead() {
        var config = load(
                "--data-dir",
                "/d",
                "--master-key-file",
                "/k",
                "--listen",
                "[::1]:9",
                "--account-id",
                "123456789012",
                "--root-email",
                "a@b.example",
                "--root-access-key-file",
                "/r.csv",
                "--region",
                "eu-central-1",
                "--trusted-proxy",
                "fd00::/8");

        assertThat(config.masterKeyFile()).isEqualTo(Path.of("/k"));
        assertThat(config.listen()).isEqualTo(new ListenAddress("::1", 9));
        assertThat(config.accountId()).contains("123456789012");
        assertThat(config.rootEmail()).isEqualTo("a@b.example");
        assertThat(config.rootAccessKeyFile()).contains(Path.of("/r.csv"));
        assertThat(config.region()).isEqualTo("eu-central-1");
        assertThat(config.trustedProxy()).hasSize(1);
        assertThat(load("--stop-timeout", "5m", "--idle-timeout=250ms").idleTimeout())
                .isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void howMuchOfTheAuditLogIsKeptIsSetInBytesAndDays() throws IOException {
        assertThat(load().auditMaxBytes()).isEqualTo(1L << 30);
        assertThat(load().auditRetention()).isEqualTo(Duration.ofDays(90));
        assertThat(load("--audit-max-bytes", "5000000000").auditMaxBytes()).isEqualTo(5_000_000_000L);
        assertThat(load("--audit-retention", "400d").auditRetention()).isEqualTo(Duration.ofDays(400));
        assertProblem("audit-max-bytes", "--audit-max-bytes", "1000");
        assertProblem("less than a day", "--audit-retention", "5m");
        assertProblem("is not a duration", "--audit-retention", "90");
    }

    @Test
    void theMasterKeyIsInOnePlace() {
        var environment = Map.of("PORTCULLIS_MASTER_KEY", "pmk1_hidden");

        assertThat(ServerConfig.load(List.of(), environment).masterKeyFile()).isNotNull();
        assertThatThrownBy(() -> ServerConfig.load(List.of("--master-key-file", "/k"), environment))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("--master-key-file and PORTCULLIS_MASTER_KEY both say")
                .hasMessageNotContaining("hidden");
    }

    @Test
    void anUnknownSettingStopsTheStartAndNamesTheNearest() throws IOException {
        assertProblem("Unknown flag --data-dri. Did you mean --data-dir?", "--data-dri", "/d");
        assertProblem("Unknown flag extra. Did you mean", "extra");
        assertProblem("--region wants a value: REGION.", "--region");
        assertProblem("--region takes one value; what is west?", "--region", "eu", "west");
        assertProblem("--region is given twice.", "--region", "eu-1", "--region=eu-2");
        assertProblem(
                "Unknown setting trusted_proxy. Did you mean trusted-proxy?",
                "--config",
                file("trusted_proxy: 10.0.0.1\n"));
        assertThatThrownBy(() -> ServerConfig.load(List.of(), Map.of("PORTCULLIS_LISTEN_ON", "x")))
                .hasMessage("Unknown environment variable PORTCULLIS_LISTEN_ON. Did you mean PORTCULLIS_LISTEN?");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> load("--listen", "8420", "--account-id", "12", "--region", "EU West"))
                .asInstanceOf(type(ConfigException.class))
                .satisfies(e -> assertThat(e.problems())
                        .hasSize(3)
                        .anySatisfy(problem ->
                                assertThat(problem).startsWith("--listen: \"8420\" is not of the form HOST:PORT"))
                        .anySatisfy(problem -> assertThat(problem).startsWith("--account-id: \"12\""))
                        .anySatisfy(problem -> assertThat(problem).startsWith("--region: \"EU West\"")));
    }

    @ParameterizedTest
    @CsvSource({
        "--listen, 127.0.0.1:65536",
        "--listen, ::1:80",
        "--listen, nowhere.invalid:80",
        "--trusted-proxy, 10.0.0.0/33",
        "--trusted-proxy, proxy.example",
        "--allowed-host, *.example",
        "--allowed-host, example:80",
        "--max-body-bytes, 0",
        "--max-body-bytes, 1e6",
        "--request-timeout, 30",
        "--request-timeout, 0s",
        "--log-level, verbose",
        "--root-email, nobody",
    })
    void aMalformedValueStopsTheStart(String flag, String value) {
        assertProblem(flag.substring("--".length()), flag, value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:8420", "[::]:8420"})
    void anAddressThatOthersCanReachWantsTlsOrAProxy(String address) {
        assertProblem("plain HTTP is for loopback only", "--listen", address);
        assertThat(load("--listen", address, "--tls-cert", "/c", "--tls-key", "/k")
                        .usesTls())
                .isTrue();
        assertThat(load("--listen", address, "--trusted-proxy", "10.0.0.1").trustedProxy())
                .hasSize(1);
    }

    @Test
    void combinationsThatAreNotSafeDoNotStart() {
        assertProblem("lies inside the data directory", "--data-dir", "/d", "--master-key-file", "/d/x/../key");
        assertProblem("trusts every peer", "--trusted-proxy", "0.0.0.0/0");
        assertProblem("trusts every peer", "--trusted-proxy", "::/0");
        assertProblem("give both or neither", "--tls-cert", "/c");
        assertProblem("give both or neither", "--tls-key", "/k");
    }

    @Test
    void twoDataDirectoriesInOnePlaceHaveAMasterKeyEach() {
        assertThat(load("--data-dir", "/srv/a").masterKeyFile()).isEqualTo(Path.of("/srv/a-master.key"));
        assertThat(load("--data-dir", "/srv/b-data").masterKeyFile()).isEqualTo(Path.of("/srv/b-master.key"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://localhost:1/\"]]]]",
                "region: !!java.util.Date 2026-01-01",
                "- data-dir",
                "region: eu-1\nregion: eu-2",
                "region: [eu-1]",
                "region: {a: b}",
                "region:",
                "\"unclosed",
                "a: &a [x]\nb: [*a, *a]",
            })
    void abuseCase45AFileIsOnlyEverPlainText(String text) throws IOException {
        var file = file(text);

        assertThatThrownBy(() -> load("--config", file)).isInstanceOf(ConfigException.class);
    }

    @Test
    void mailIsSentEncryptedOrOnThisMachineOnly() {
        var mail = load("--mail-server", "smtp.example.com:587", "--mail-from", "iam@example.com");
        assertThat(mail.mailEncryption()).isEqualTo("starttls");
        assertThat(mail.mailSecrets()).isEqualTo("none");
        assertProblem("needs mail-from", "--mail-server", "smtp.example.com:587");
        assertProblem("give both or neither", "--mail-user", "iam");
        assertProblem("mail-from", "--mail-from", "iam@example.com\r\nBcc: eve@example.com");
        for (var host : List.of("smtp.example.com:25", "10.0.0.1:25", "127.example.com:25")) {
            assertProblem(
                    "is for a mail server on this machine",
                    "--mail-encryption",
                    "none",
                    "--mail-from",
                    "iam@example.com",
                    "--mail-server",
                    host);
        }
        load("--mail-encryption", "none", "--mail-from", "iam@example.com", "--mail-server", "127.0.0.1:25");
        assertProblem("is not one of none, passwords, all", "--mail-secrets", "everything");
        assertProblem("public-url", "--public-url", "https://iam.example.com/path");
    }

    @Test
    void aFileThatIsNotThereStopsTheStart() {
        assertProblem("cannot be read", "--config", "/absent.yaml");
    }

    @Test
    void otherVariablesOfTheProjectAreNoSettings() {
        assertThat(ServerConfig.load(List.of(), Map.of("PORTCULLIS_JAVA_OPTS", "-Xmx1g", "HOME", "/root"))
                        .region())
                .isEqualTo("us-east-1");
    }

    private static ServerConfig load(String... flags) {
        return ServerConfig.load(List.of(flags), Map.of());
    }

    private static void assertProblem(String part, String... flags) {
        assertThatThrownBy(() -> load(flags))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(part);
    }

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("portcullis.yaml"), text).toString();
    }
}
