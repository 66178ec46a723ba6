// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "172.17.0.0/16, 172.17.255.1, true",
        "172.17.0.0/16, 172.18.0.1, false",
        "10.0.0.128/25, 10.0.0.129, true",
        "10.0.0.128/25, 10.0.0.127, false",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.2, false",
        "0.0.0.0/0, 10.1.2.3, true",
        "0.0.0.0/0, fd00::1, false",
        "fd00::/8, fd12::1, true",
        "fd00::/8, fe00::1, false"
    })
    void aRangeHoldsTheAddressesWithItsFirstBits(String range, String address, boolean isInside) {
        assertThat(Cidr.parse(range).contains(InetAddress.ofLiteral(address))).isEqualTo(isInside);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "10.0.0.0/8/8", "host/8", "fd00::/129"})
    void whatIsNoRangeIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Cidr.parse(text)).withMessageContaining(text);
    }
}
