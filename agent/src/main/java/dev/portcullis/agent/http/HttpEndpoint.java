// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.http;

import dev.portcullis.agent.http.HttpRequest.Malformed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * Listens on one address; each connection has a virtual thread of its own. A request has a moment to come and a limit to its length, and of too many
 * connections the one that has been waiting longest is closed, so that nobody who lingers keeps others out.
 */
public final class HttpEndpoint implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HttpEndpoint.class.getName());
    private static final int BACKLOG = 128;
    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

    /**
     * Bounds.
     *
     * @param connections how many may be open at once
     * @param idle how long a connection may stay without a request
     * @param head how long a request may take to come, from its first byte on
     */
    public record Limits(int connections, Duration idle, Duration head) {
        public static final Limits STANDARD = new Limits(256, Duration.ofSeconds(30), Duration.ofSeconds(5));
    }

    private final ServerSocket listening;
    private final Hosts hosts;
    private final Peers peers;
    private final Limits limits;
    private final Function<HttpRequest, HttpAnswer> service;
    private final OpenConnections open;
    /** These two are the accepting thread's. */
    private boolean hasWarned;

    private long warnedAt;

    private HttpEndpoint(
            ServerSocket listening,
            Hosts hosts,
            Peers peers,
            Limits limits,
            Function<HttpRequest, HttpAnswer> service) {
        this.listening = listening;
        this.hosts = hosts;
        this.peers = peers;
        this.limits = limits;
        this.service = service;
        this.open = new OpenConnections(limits.connections());
    }

    /**
     * Listens from the return on.
     *
     * @param names names under which it may be called, besides its address
     * @param service answers; called by many threads
     * @throws IOException if the address cannot be taken
     */
    public static HttpEndpoint start(
            InetSocketAddress address,
            Set<String> names,
            Peers peers,
            Limits limits,
            Function<HttpRequest, HttpAnswer> service)
            throws IOException {
        var listening = new ServerSocket();
        try {
            listening.setReuseAddress(true); // a restarted agent need not wait for the connections of the last one
            listening.bind(address, BACKLOG);
        } catch (IOException e) {
            listening.close();
            throw e;
        }
        var hosts = Hosts.of(listening.getInetAddress(), names);
        var endpoint = new HttpEndpoint(listening, hosts, peers, limits, service);
        Thread.ofPlatform().name("listen " + listening.getLocalPort()).start(endpoint::accept);
        return endpoint;
    }

    /** The address and the port that were taken. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listening.getLocalSocketAddress();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                serve(listening.accept());
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    LOG.log(Level.WARNING, "A connection could not be accepted: {0}", e.getMessage());
                    pause();
                }
            }
        }
    }

    /** No descriptors left, most likely: the lingering connections close meanwhile. */
    private void pause() {
        try {
            Thread.sleep(Duration.ofMillis(100));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Socket connection) throws IOException {
        Optional<Peer> peer = peers.of(connection);
        if (peer.isEmpty()) {
            InetAddress stranger = connection.getInetAddress();
            connection.close();
            warnOf(stranger);
            return;
        }
        var entry = open.enter(connection);
        Thread.ofVirtual().start(() -> converse(connection, peer.get(), entry));
    }

    /** Now and then: who knocks again and again fills no log. */
    private void warnOf(InetAddress stranger) {
        long now = System.nanoTime();
        if (!hasWarned || now - warnedAt > BETWEEN_WARNINGS.toNanos()) {
            hasWarned = true;
            warnedAt = now;
            LOG.log(Level.WARNING, "Refused a connection from {0}, which is not this host.", stranger);
        }
    }

    private void converse(Socket connection, Peer peer, OpenConnections.Entry entry) {
        try (connection) {
            connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
            answerAll(connection, peer, entry);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A connection ended: {0}", e.getMessage());
        } finally {
            open.leave(entry);
        }
    }

    private void answerAll(Socket connection, Peer peer, OpenConnections.Entry entry) throws IOException {
        try {
            var heads = new Heads(connection, limits);
            boolean goesOn = true;
            while (goesOn) {
                Optional<String> head = heads.next();
                goesOn = head.isPresent() && answer(connection, HttpRequest.parse(head.get(), peer));
                entry.progressed();
            }
        } catch (Malformed e) {
            LOG.log(Level.DEBUG, "A malformed request: {0}", e.getMessage());
            refuse(connection, e.status());
        }
    }

    /** Whether the connection may be used further. */
    private boolean answer(Socket connection, HttpRequest request) throws IOException, Malformed {
        HttpAnswer answer =
                hosts.admit(request.header("host").orElseThrow(() -> new Malformed(400, "a request without a host")))
                        ? served(request)
                        : HttpAnswer.status(403);
        if (answer.hops().isPresent()
                && !limit(connection, request.peer(), answer.hops().getAsInt())) {
            return false;
        }
        connection.getOutputStream().write(answer.bytes(request.method().equals("HEAD"), request.keepAlive()));
        return request.keepAlive();
    }

    private HttpAnswer served(HttpRequest request) {
        try {
            return service.apply(request);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A request could not be answered.", e);
            return HttpAnswer.status(500);
        }
    }

    /**
     * Limits how far the answer travels. The host itself is the first hop, as it is when the metadata service is beyond it: to a container
     * it is one less, and none when one was all. Then, as on the wire, no answer comes.
     */
    private static boolean limit(Socket connection, Peer peer, int hops) {
        int left = switch (peer) {
            case HOST -> hops;
            case CONTAINER -> hops - 1;
        };
        try {
            if (left > 0) {
                HopLimit.set(connection, left);
            }
            return left > 0;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "A session token was kept back: {0}", e.getMessage());
            return false;
        }
    }

    /** The last word on a connection, which the client may still be writing to: it is read to its end, or for a moment. */
    private static void refuse(Socket connection, int status) throws IOException {
        connection.getOutputStream().write(HttpAnswer.status(status).bytes(false, false));
        connection.shutdownOutput();
        connection.setSoTimeout(200);
        for (int i = 0; i < 16 && connection.getInputStream().skip(HttpRequest.LONGEST_HEAD) > 0; i++) {
            // what a close would answer with a reset that overtakes the last word
        }
    }

    /** The heads of the requests on one connection, one after another; what follows one is kept for the next. */
    private static final class Heads {
        private final Socket connection;
        private final InputStream in;
        private final Limits limits;
        private final ByteArrayOutputStream read = new ByteArrayOutputStream(512);
        private final byte[] chunk = new byte[512];

        Heads(Socket connection, Limits limits) throws IOException {
            this.connection = connection;
            this.in = connection.getInputStream();
            this.limits = limits;
        }

        /** The next one; empty when the client has ended, or says nothing for too long. */
        Optional<String> next() throws IOException, Malformed {
            OptionalInt end = end(0);
            long deadline = System.nanoTime() + limits.head().toNanos();
            while (end.isEmpty()) {
                int before = read.size();
                if (before > HttpRequest.LONGEST_HEAD) {
                    throw new Malformed(431, "a head that is too long");
                }
                if (before == 0) {
                    connection.setSoTimeout((int) limits.idle().toMillis());
                } else {
                    long left = (deadline - System.nanoTime()) / 1_000_000;
                    if (left <= 0) {
                        throw new Malformed(408, "a head that took too long");
                    }
                    connection.setSoTimeout((int) left);
                }
                if (!more()) {
                    return Optional.empty();
                }
                if (before == 0) {
                    deadline = System.nanoTime() + limits.head().toNanos();
                }
                end = end(Math.max(0, before - 3));
            }
            return Optional.of(take(end.getAsInt()));
        }

        private boolean more() throws IOException, Malformed {
            try {
                int length = in.read(chunk);
                if (length > 0) {
                    read.write(chunk, 0, length);
                }
                return length > 0;
            } catch (SocketTimeoutException e) {
                if (read.size() == 0) {
                    return false;
                }
                throw new Malformed(408, "a head that took too long");
            }
        }

        private String take(int end) throws Malformed {
            if (end > HttpRequest.LONGEST_HEAD) {
                throw new Malformed(431, "a head that is too long");
            }
            byte[] all = read.toByteArray();
            read.reset();
            read.write(all, end + 4, all.length - end - 4);
            return new String(all, 0, end, StandardCharsets.ISO_8859_1);
        }

        /** Where the empty line begins. */
        private OptionalInt end(int from) {
            byte[] all = read.toByteArray();
            for (int i = from; i + 3 < all.length; i++) {
                if (all[i] == '\r' && all[i + 1] == '\n' && all[i + 2] == '\r' && all[i + 3] == '\n') {
                    return OptionalInt.of(i);
                }
            }
            return OptionalInt.empty();
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        open.closeAll();
    }
}
