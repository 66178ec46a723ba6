// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {
    private final Hosts hosts = Hosts.of(
            InetAddress.ofLiteral("127.0.0.1"), Set.of("169.254.169.254", "fd00:ec2:0:0:0:0:0:254", "instance-data"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.169.254:80",
                "127.0.0.1:8080",
                "localhost",
                "LOCALHOST:1",
                "instance-data",
                "[fd00:ec2::254]",
                "[FD00:EC2::254]:80"
            })
    void itsOwnNamesAreAdmitted(String header) {
        assertThat(hosts.admit(header)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":80",
                "evil.example",
                "evil.example:80",
                "169.254.169.254.evil.example",
                "169.254.169.254@evil.example",
                "169.254.169.254:80:80",
                "169.254.169.254:a",
                "169.254.169.254 ",
                "2852039166",
                "[::1]",
                "[",
                "[]",
                "[fd00:ec2::254",
                "[fd00:ec2::254%lo]",
                "[evil.example]",
                "fd00:ec2::254"
            })
    void allOthersAreNot(String header) {
        assertThat(hosts.admit(header)).isFalse();
    }
}
