// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonTextTest {
    private static String everyCharacter() {
        var all = new StringBuilder();
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            if (!Character.isSurrogate(c)) {
                all.append(c);
            }
        }
        return all.append("\ud83d\udd11").toString();
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var text = new JsonText()
                .put("text", everyCharacter())
                .put("a \"name\"", "")
                .put("there", Optional.of("x"))
                .put("absent", Optional.empty())
                .put("number", -42L)
                .put("flag", true)
                .put("time", Instant.EPOCH)
                .putTexts("none", List.of())
                .putTexts("texts", List.of("a\"", "\\b"))
                .putObjects(
                        "objects",
                        List.of("", "\n"),
                        (object, inner) ->
                                object.put("inner", Optional.of(inner).filter(some -> !some.isEmpty())))
                .put("last", "{")
                .put("after", "}")
                .toString();

        var json = Json.parse(text);

        assertThat(json.text("text")).isEqualTo(everyCharacter());
        assertThat(json.text("a \"name\"")).isEmpty();
        assertThat(json.optionalText("there")).contains("x");
        assertThat(json.optionalText("absent")).isEmpty();
        assertThat(json.number("number")).isEqualTo(-42);
        assertThat(json.flag("flag")).isTrue();
        assertThat(json.instant("time")).isEqualTo(Instant.EPOCH);
        assertThat(json.texts("none")).isEmpty();
        assertThat(json.texts("texts")).containsExactly("a\"", "\\b");
        assertThat(json.text("last")).isEqualTo("{");
        assertThat(json.text("after")).isEqualTo("}");
        assertThat(json.objects("objects")).hasSize(2);
        assertThat(json.objects("objects").getLast().text("inner")).isEqualTo("\n");
    }

    @Test
    void anObjectIsWrittenWithoutSpaces() {
        var object = new JsonText().put("a", 1L).putTexts("b", List.of("c", "d"));

        assertThat(object).hasToString("{\"a\":1,\"b\":[\"c\",\"d\"]}");
    }
}
