// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OneServer.class)
class AnswersTest {
    @Test
    void healthIsThereForAnybody(ShippedServer server) {
        assertThat(server.get("/health/ready")).isEqualTo(200);
        assertThat(server.get("/health/live")).isEqualTo(200);
    }

    @Test
    void whatIsNotBuiltYetSaysSoToThoseWhoProveWhoTheyAreOnly(ShippedServer server) {
        var body = "Action=CreateSAMLProvider&Version=2010-05-08&Name=x&SAMLMetadataDocument=y";

        assertThat(SignedForm.unsigned(server.endpoint(), body).failed(403)).isEqualTo("MissingAuthenticationToken");
        var answer = server.root().query("iam", "2010-05-08", "CreateSAMLProvider", Map.of("Name", "x"));
        assertThat(answer.failed(501)).isEqualTo("NotImplemented");
        assertThat(answer.text("Message")).contains("CreateSAMLProvider");
    }
}
