// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.handout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
    @Test
    void rowsEndAndCellsAreQuotedAsTheRfcSays() {
        assertThat(Csv.of(List.of(List.of("a", "b c"), List.of("x,y", "say \"no\""), List.of("", "two\nlines"))))
                .isEqualTo("a,b c\r\n\"x,y\",\"say \"\"no\"\"\"\r\n,\"two\nlines\"\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"http://x\",\"y\")"})
    void whatASpreadsheetWouldReckonIsText(String formula) {
        assertThat(Csv.isPlain(formula)).isFalse();
        assertThat(Csv.of(List.of(List.of(formula)))).matches("\"?'(?s).*\r\n");
    }
}
