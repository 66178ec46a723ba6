// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.mfa;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
    private static final byte[] SEED = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    /** RFC 6238, appendix B, the last six digits. */
    @ParameterizedTest
    @CsvSource({
        "59, 287082",
        "1111111109, 081804",
        "1111111111, 050471",
        "1234567890, 005924",
        "2000000000, 279037",
        "20000000000, 353130"
    })
    void thePasswordsOfTheRfc(long second, String code) {
        assertThat(Totp.code(SEED, Totp.step(Instant.ofEpochSecond(second), 30)))
                .isEqualTo(code);
    }

    @Test
    void aPasswordIsFoundNearbyOnly() {
        var code = Totp.code(SEED, 100);
        for (long near = 97; near <= 103; near++) {
            assertThat(Totp.find(SEED, code, near, 1).isPresent()).isEqualTo(near >= 99 && near <= 101);
        }
    }

    @Test
    void twoPasswordsAreFoundInTheirOrderOnly() {
        var first = Totp.code(SEED, 100);
        var second = Totp.code(SEED, 101);
        assertThat(Totp.findTwo(SEED, first, second, 95, 10)).hasValue(100);
        assertThat(Totp.findTwo(SEED, second, first, 95, 10)).isEmpty();
        assertThat(Totp.findTwo(SEED, first, first, 95, 10)).isEmpty();
        assertThat(Totp.findTwo(SEED, first, second, 80, 10)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"''", "12345", "1234567", "12345a", "\u0661\u0662\u0663\u0664\u0665\u0666"})
    void whatIsNoPasswordIsFoundNowhere(String text) {
        assertThat(Totp.find(SEED, text, 100, 10)).isEmpty();
    }
}
