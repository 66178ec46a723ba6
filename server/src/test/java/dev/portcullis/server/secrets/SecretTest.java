// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void neverPrintsItself() {
        assertThat(Secret.ofText("hunter2")).hasToString("Secret[redacted]");
        assertThat("%s".formatted(MasterKey.generate(SampleSessions.seeded(1)))).matches("MasterKey\\[[0-9a-f]{8}]");
    }

    @Test
    void comparesByContent() {
        assertThat(Secret.ofText("a")).isEqualTo(Secret.ofText("a")).hasSameHashCodeAs(Secret.ofText("a"));
        assertThat(Secret.ofText("a")).isNotEqualTo(Secret.ofText("b")).isNotEqualTo(Secret.ofText("aa"));
    }

    @Test
    void givesACopy() {
        byte[] bytes = {1, 2, 3};
        Secret secret = Secret.of(bytes);
        bytes[0] = 9;
        secret.reveal()[1] = 9;

        assertThat(secret.reveal()).containsExactly(1, 2, 3);
        assertThat(Secret.ofText("zoë").revealText()).isEqualTo("zoë");
    }
}
