// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The test cases with SHA-256 of RFC 5869, appendix A. */
class HkdfTest {
    @Test
    void testCase1() {
        assertThat(derive("0b".repeat(22), hex(0x00, 13), hex(0xf0, 10), 42))
                .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    }

    @Test
    void testCase2() {
        assertThat(derive(hex(0x00, 80), hex(0x60, 80), hex(0xb0, 80), 82))
                .isEqualTo(
                        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
                                + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
    }

    @Test
    void testCase3() {
        assertThat(derive("0b".repeat(22), "", "", 42))
                .isEqualTo("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    }

    private static String derive(String keyMaterial, String salt, String info, int length) {
        var hex = HexFormat.of();
        return hex.formatHex(Hkdf.derive(hex.parseHex(keyMaterial), hex.parseHex(salt), hex.parseHex(info), length));
    }

    private static String hex(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj("%02x"::formatted)
                .collect(java.util.stream.Collectors.joining());
    }
}
