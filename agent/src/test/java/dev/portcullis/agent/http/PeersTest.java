// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PeersTest {
    /** A connection that says it comes from there; whoever asks it nothing else need not know better. */
    private static final class From extends Socket {
        private final InetAddress address;

        From(String address) {
            this.address = InetAddress.ofLiteral(address);
        }

        @Override
        public InetAddress getInetAddress() {
            return address;
        }

        @Override
        public InetAddress getLocalAddress() {
            return InetAddress.ofLiteral("169.254.169.254");
        }
    }

    private final Peers peers = new Peers(List.of(Cidr.parse("198.51.100.0/24")));

    @Test
    void thisHostMayConnectFromAnyOfItsAddresses() throws Exception {
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = new Socket()) {
            client.bind(new InetSocketAddress("127.0.0.9", 0));
            client.connect(listening.getLocalSocketAddress());
            try (var accepted = listening.accept()) {
                assertThat(peers.of(accepted)).contains(Peer.HOST);
            }
        }
        assertThat(peers.of(new From("169.254.169.254"))).contains(Peer.HOST);
    }

    @Test
    void containersMayAsFarAsTheyAreNamed() {
        assertThat(peers.of(new From("198.51.100.7"))).contains(Peer.CONTAINER);
    }

    @Test
    void nobodyElseMay() {
        assertThat(peers.of(new From("203.0.113.5"))).isEqualTo(Optional.empty());
        assertThat(new Peers(List.of()).of(new From("198.51.100.7"))).isEmpty();
        assertThat(peers.of(new From("fe80::1234"))).isEmpty();
    }
}
