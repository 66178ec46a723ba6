// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.config.ServerConfig;
import dev.portcullis.server.http.HttpAnswer;
import dev.portcullis.server.http.HttpApi;
import dev.portcullis.server.http.HttpListener;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
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
    private static final String SECRET_WORD = "wJalrXUtnFEMI-K7MDENG_bPxRfiCYEXAMPLEKEY";

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

    @Test
    void anEntryNamesTheRequestItWasMadeFor() throws Exception {
        HttpApi logging = call -> HttpAnswer.text(200, new JsonLines().format(new LogRecord(Level.INFO, "at work")));
        var config = ServerConfig.load(List.of("--listen", "127.0.0.1:0"), Map.of());
        try (var listener = HttpListener.start(config, InstantSource.system(), logging);
                var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(listener.url())).build();
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());

            assertThat(answer.body())
                    .contains("\"requestId\":\""
                            + answer.headers().firstValue("x-amzn-RequestId").orElseThrow() + "\"");
        }
        assertThat(new JsonLines().format(new LogRecord(Level.INFO, "idle"))).doesNotContain("requestId");
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
                "it is pmk1_" + SECRET_WORD + ", he said",
                "-----BEGIN PRIVATE KEY-----\n" + SECRET + "\n-----END PRIVATE KEY-----",
            })
    void whatLooksLikeASecretIsCutOutOfMessagesAndTraces(String text) {
        var message = new LogRecord(Level.INFO, text.replace("{", "'{'").replace("'", ""));
        var trace = new LogRecord(Level.SEVERE, "failed");
        trace.setThrown(new IllegalStateException(text));

        assertThat(new JsonLines().format(message))
                .contains("[redacted]")
                .doesNotContain(SECRET, SECRET.substring(20), SECRET_WORD);
        assertThat(new JsonLines().format(trace))
                .contains("[redacted]")
                .doesNotContain(SECRET, SECRET.substring(20), SECRET_WORD);
    }

    private static void assertThatIsJson(String line) {
        try (var parser = new JsonFactory().createParser(ObjectReadContext.empty(), line)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            parser.skipChildren();
            assertThat(parser.currentToken()).isEqualTo(JsonToken.END_OBJECT);
        }
    }
}
