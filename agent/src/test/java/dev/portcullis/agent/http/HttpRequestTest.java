// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.agent.http.HttpRequest.Malformed;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRequestTest {
    @Test
    void aRequestIsReadAsItCame() throws Malformed {
        var request = HttpRequest.parse(
                "GET /latest/meta-data/?a=b HTTP/1.1\r\nHost: 169.254.169.254\r\nX-Any:  two words \r\nx-any: more",
                Peer.HOST);

        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.path()).isEqualTo("/latest/meta-data/");
        assertThat(request.header("host")).contains("169.254.169.254");
        assertThat(request.header("X-ANY")).contains("two words");
        assertThat(request.keepAlive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nConnection: close",
                "GET / HTTP/1.1\r\nConnection: TE, Close",
                "GET / HTTP/1.0",
                "GET / HTTP/1.0\r\nConnection: keep-alive, close"
            })
    void aConnectionEndsWhenTheClientSaysSo(String head) throws Malformed {
        assertThat(HttpRequest.parse(head, Peer.HOST).keepAlive()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "GET",
                "GET /",
                "GET  / HTTP/1.1",
                "GET / HTTP/1.1 ",
                "G@T / HTTP/1.1",
                "GET http://169.254.169.254/ HTTP/1.1",
                "GET * HTTP/1.1",
                "GET /a\tb HTTP/1.1",
                "GET /\u00e9 HTTP/1.1",
                "GET / HTTP/1.1\r\nno colon",
                "GET / HTTP/1.1\r\n: empty",
                "GET / HTTP/1.1\r\nHost : a",
                "GET / HTTP/1.1\r\nHost: a\r\n folded",
                "GET / HTTP/1.1\r\nHost: a\nX-Forwarded-For: b",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b",
                "GET / HTTP/1.1\r\nHost: a\r\nhOST: a",
                "GET / HTTP/1.1\r\nX-aws-ec2-metadata-token: a\r\nx-aws-ec2-metadata-token: b",
                "PUT / HTTP/1.1\r\nX-aws-ec2-metadata-token-ttl-seconds: 1\r\nX-aws-ec2-metadata-token-ttl-seconds: 2"
            })
    void whatCouldBeReadInTwoWaysIsNotRead(String head) {
        assertThatThrownBy(() -> HttpRequest.parse(head, Peer.HOST))
                .isInstanceOfSatisfying(
                        Malformed.class, e -> assertThat(e.status()).isEqualTo(400));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 1",
                "Content-Length: -0",
                "Content-Length: 0, 5",
                "Transfer-Encoding: chunked",
                "transfer-encoding: identity"
            })
    void aBodyIsRefused(String header) {
        assertThatThrownBy(() -> HttpRequest.parse("PUT / HTTP/1.1\r\n" + header, Peer.HOST))
                .isInstanceOfSatisfying(
                        Malformed.class, e -> assertThat(e.status()).isEqualTo(413));
    }

    @Test
    void anyTextIsReadOrRefused() {
        var random = new Random(46);
        var pieces = new String[] {
            "GET",
            "PUT",
            " ",
            " ",
            "/",
            "/latest/",
            "%2e",
            "..",
            "?",
            "HTTP/1.1",
            "HTTP/1.0",
            "\r\n",
            "\r\n",
            "\n",
            ":",
            "Host",
            "Content-Length",
            "0",
            "Connection: close",
            "\u0000",
            "\u00ff",
            "X-Forwarded-For",
            ",",
            "\t",
            "a"
        };
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            var text = new StringBuilder(i % 2 == 0 ? "GET / HTTP/1.1" : "");
            for (int piece = random.nextInt(12); piece > 0; piece--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            try {
                var request = HttpRequest.parse(text.toString(), Peer.HOST);
                assertThat(request.path()).as("of %s", text).startsWith("/").doesNotContain("?", " ", "\r", "\n");
                read++;
            } catch (Malformed e) {
                assertThat(e.status()).as("of %s", text).isBetween(400, 505);
            }
        }
        assertThat(read).isPositive();
    }
}
