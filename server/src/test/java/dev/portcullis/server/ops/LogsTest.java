// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class LogsTest {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    @Test
    void anEntryIsOneLineOfJson() {
        var entry = new LogRecord(Level.WARNING, "a \"quoted\" {0}\n\u0000\ud800 end");
        entry.setLoggerName("test");
        entry.setParameters(new Object[] {"word"});
        entry.setThrown(new IllegalStateException("broken"));

        var line = new JsonLines().format(entry);

        assertThat(line).endsWith("}\n").doesNotContain("\u0000");
        assertThat(line.strip().lines()).hasSize(1);
        assertThat(line)
                .contains(
                        "\"level\":\"warning\"",
                        "a \\\"quoted\\\" word\\n\\u0000\\ud800 end",
                        "IllegalStateException: broken");
        assertThatIsJson(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /?X-Amz-Security-Token=" + SECRET + "&Action=x failed",
                "GET /?a=b&X-Amz-Signature=" + SECRET,
                "Authorization: AWS4-HMAC-SHA256 Credential=AKIA/x, SignedHeaders=host, Signature=" + SECRET,
                "<SecretAccessKey>" + SECRET + "</SecretAccessKey>",
                "{\"SecretAccessKey\": \"" + SECRET + "\"}",
                "export AWS_SECRET_ACCESS_KEY='" + SECRET + "'",
                "Action=CreateLoginProfile&Password=" + SECRET + "&UserName=dora",
                "x-amz-security-token: " + SECRET,
                "<SessionToken>" + SECRET + "</SessionToken>",
                "-----BEGIN PRIVATE KEY-----\n" + SECRET + "\n-----END PRIVATE KEY-----",
            })
    void whatLooksLikeASecretIsCutOutOfMessagesAndTraces(String text) {
        var message = new LogRecord(Level.INFO, text.replace("{", "'{'").replace("'", ""));
        var trace = new LogRecord(Level.SEVERE, "failed");
        trace.setThrown(new IllegalStateException(text));

        assertThat(new JsonLines().format(message)).contains("[redacted]").doesNotContain(SECRET, SECRET.substring(20));
        assertThat(new JsonLines().format(trace)).contains("[redacted]").doesNotContain(SECRET, SECRET.substring(20));
    }

    private static void assertThatIsJson(String line) {
        try (var parser = new JsonFactory().createParser(ObjectReadContext.empty(), line)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            parser.skipChildren();
            assertThat(parser.currentToken()).isEqualTo(JsonToken.END_OBJECT);
        }
    }
}
