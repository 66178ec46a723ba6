// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerXmlTest {
    @Test
    void elementsAndTextAreRead() {
        var root = AnswerXml.read("""
                <?xml version="1.0" encoding="UTF-8"?>
                <A xmlns="https://x.example/"><B><C>1 &lt; 2 &amp;&#65;&#x1F600;</C><D/></B><B>second</B></A>
                """);

        assertThat(root.name()).isEqualTo("A");
        assertThat(root.text("B", "C")).contains("1 < 2 &A\uD83D\uDE00");
        assertThat(root.text("B", "D")).contains("");
        assertThat(root.text("B", "E")).isEmpty();
        assertThat(root.children()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "<a>",
                "</a>",
                "<a></b>",
                "<a/><b/>",
                "<a>&unknown;</a>",
                "<a>&amp</a>",
                "<a>&#xZZ;</a>",
                "<a>&#1114112;</a>",
                "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
                "<a><!-- comment --></a>",
                "<a><![CDATA[x]]></a>",
                "<a><?target x?></a>",
                "<a b='c'/>",
                "<html><br></html>",
                "<?xml",
                "<a/>tail"
            })
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AnswerXml.read(text));
    }

    @Test
    void anyNumberOfAttributesIsPassedOver() {
        assertThat(AnswerXml.read("<a" + " b=\"\"".repeat(100_000) + "/>").name())
                .isEqualTo("a");
    }

    @Test
    void depthHasALimit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AnswerXml.read("<a>".repeat(10_000) + "</a>".repeat(10_000)));
    }

    @Test
    void anyTextIsReadOrRefused() {
        var random = new Random(7);
        var pieces = new String[] {
            "<", ">", "/", "a", "<a>", "</a>", "<a/>", "&", ";", "&lt;", "\"", "=", " ", "x", "<?xml", "?>", "\n"
        };
        for (int i = 0; i < 100_000; i++) {
            var text = new StringBuilder();
            for (int piece = random.nextInt(14); piece > 0; piece--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            try {
                assertThat(AnswerXml.read(text.toString()).name()).isNotEmpty();
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("answer");
            }
        }
    }
}
