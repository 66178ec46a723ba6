// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentSettingsTest {
    private static AgentSettings parse(String... more) {
        var all = new ArrayList<>(List.of("--server", "https://iam.example", "--state-dir=/var/lib/portcullis-agent"));
        all.addAll(Arrays.asList(more));
        return AgentSettings.parse(all);
    }

    @Test
    void mostHasADefault() {
        var settings = parse();

        assertThat(settings.server()).isEqualTo(URI.create("https://iam.example/"));
        assertThat(settings.stateDir()).isEqualTo(Path.of("/var/lib/portcullis-agent"));
        assertThat(settings.joining()).isEqualTo(new Joining.Never());
        assertThat(settings.listen()).singleElement().hasToString("/169.254.169.254:80");
        assertThat(settings.containerEndpoint()).isEmpty();
        assertThat(settings.containers()).isEmpty();
        assertThat(settings.poll()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void everythingCanBeSaid() {
        var settings = parse(
                "--join-token-file=token",
                "--listen",
                "169.254.169.254:80,[fd00:ec2::254]:80, localhost:0",
                "--containers",
                "172.17.0.0/16,fd12::/64",
                "--container-listen=127.0.0.1:9000",
                "--container-token-file=container-token",
                "--poll=1");

        assertThat(settings.joining()).isEqualTo(new Joining.Token(Path.of("token")));
        assertThat(settings.listen()).hasSize(3);
        assertThat(settings.containers()).hasSize(2);
        assertThat(settings.containerEndpoint().orElseThrow().tokenFile()).isEqualTo(Path.of("container-token"));
        assertThat(settings.poll()).isEqualTo(Duration.ofSeconds(1));
        assertThat(parse("--listen", "none").listen()).isEmpty();
    }

    @Test
    void aHostMayHaveACertificateInsteadOfAToken() {
        var arn = "arn:aws:ec2:us-east-1:123456789012:instance/i-1";
        var settings = parse("--certificate=host.pem", "--private-key=host.key", "--instance-arn", arn);

        assertThat(settings.joining())
                .isEqualTo(new Joining.Certificate(Path.of("host.pem"), Path.of("host.key"), arn));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--unknown x",
                "--poll",
                "--poll 0",
                "--poll 3601",
                "--poll often",
                "--poll 1 --poll 2",
                "--listen 0.0.0.0:80",
                "--listen 10.0.0.1:80",
                "--listen [::]:80",
                "--listen metadata.example:80",
                "--listen 169.254.169.254",
                "--listen 169.254.169.254:http",
                "--listen 169.254.169.254:65536",
                "--containers 10.0.0.0/99",
                "--container-listen 127.0.0.1:9000",
                "--container-token-file token",
                "--certificate host.pem",
                "--private-key host.key --instance-arn arn:aws:ec2:us-east-1:123456789012:instance/i-1",
                "--join-token-file token --certificate host.pem --private-key host.key --instance-arn arn",
                "--certificate host.pem --private-key host.key --instance-arn=",
                "--container-listen 10.0.0.1:9000 --container-token-file token"
            })
    void whatIsUnknownMalformedOrInsecureIsRefused(String flags) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(flags.split(" ", -1)));
    }

    @Test
    void serverAndStateDirectoryMustBeGiven() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AgentSettings.parse(List.of("--server=https://iam.example")))
                .withMessageContaining("--state-dir");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AgentSettings.parse(List.of("--state-dir=x")))
                .withMessageContaining("--server");
    }

    @ParameterizedTest
    @CsvSource({
        "https://iam.example, true",
        "https://10.0.0.1:8420/, true",
        "http://localhost:8420, true",
        "http://127.0.0.1:8420, true",
        "http://[::1]:8420, true",
        "http://iam.example, false",
        "http://10.0.0.1:8420, false",
        "http://127.evil.example, false",
        "https://user:password@iam.example, false",
        "ftp://iam.example, false",
        "iam.example, false"
    })
    void aTokenTravelsEncryptedOrNotAtAll(String url, boolean isTaken) {
        var flags = List.of("--server", url, "--state-dir=x");
        if (isTaken) {
            assertThat(AgentSettings.parse(flags).server()).hasToString(url.endsWith("/") ? url : url + "/");
        } else {
            assertThatIllegalArgumentException().isThrownBy(() -> AgentSettings.parse(flags));
        }
    }
}
