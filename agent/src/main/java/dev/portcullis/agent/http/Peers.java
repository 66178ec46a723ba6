// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.http;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;

/**
 * Who may connect. Linux answers for an address of its own on every link, so that a neighbour in the same network could reach
 * 169.254.169.254 as well; the address alone keeps nobody out.
 *
 * @param containers where the containers of this host call from, as the operator says
 */
public record Peers(List<Cidr> containers) {
    public Peers {
        containers = List.copyOf(containers);
    }

    /** What the other end is; empty when it has no business here. */
    Optional<Peer> of(Socket connection) {
        InetAddress peer = connection.getInetAddress();
        if (peer == null) {
            return Optional.empty();
        }
        // packets that come from outside with an address of this host as their source are dropped by the system
        if (peer.isLoopbackAddress() || peer.equals(connection.getLocalAddress()) || isOfThisHost(peer)) {
            return Optional.of(Peer.HOST);
        }
        return containers.stream().anyMatch(range -> range.contains(peer))
                ? Optional.of(Peer.CONTAINER)
                : Optional.empty();
    }

    private static boolean isOfThisHost(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }
}
