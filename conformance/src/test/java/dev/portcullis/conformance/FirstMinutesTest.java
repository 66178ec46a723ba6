// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the README promises for the first two minutes. */
@ExtendWith(OneServer.class)
class FirstMinutesTest {
    @ParameterizedTest
    @EnumSource
    void theVariablesOfEnvMakeAnAwsCliTheUserRoot(AwsCli cli, ShippedServer server) {
        var arn = cli.run(server, server.rootKey(), "sts", "get-caller-identity", "--query", "Arn")
                .succeeded();

        assertThat(arn).matches("arn:aws:iam::[0-9]{12}:root");
    }
}
