// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Ends connections that take too long over the headers of a request (or the TLS handshake), a byte now and then, so that the
 * idle timer never fires. Used by one thread.
 */
final class SlowHeaders {
    private final ServerConnector connector;
    private final long limitNanos;
    private Map<EndPoint, Progress> before = Map.of();

    /**
     * What a connection had done when it was looked at.
     *
     * @param requests how many requests had arrived whole
     * @param quietBytes how many bytes had come when it was last seen between two requests
     * @param since when the present request was first seen to have begun, or the connection to be quiet
     */
    private record Progress(long requests, long quietBytes, long since) {}

    SlowHeaders(ServerConnector connector, Duration limit) {
        this.connector = connector;
        this.limitNanos = limit.toNanos();
    }

    /** Looks at all connections; call it about once a second. */
    void sweep() {
        long now = System.nanoTime();
        var next = new HashMap<EndPoint, Progress>();
        for (var endPoint : connector.getConnectedEndPoints()) {
            var connection = endPoint.getConnection();
            if (connection != null) {
                var progress = progress(endPoint, connection, now);
                if (now - progress.since() > limitNanos) {
                    endPoint.close();
                } else {
                    next.put(endPoint, progress);
                }
            }
        }
        before = next;
    }

    private Progress progress(EndPoint endPoint, Connection connection, long now) {
        var inner =
                connection instanceof SslConnection ssl ? ssl.getSslEndPoint().getConnection() : connection;
        long requests = inner == null ? 0 : inner.getMessagesIn();
        long answers = inner == null ? 0 : inner.getMessagesOut();
        var last = before.get(endPoint);
        boolean isQuiet = requests != answers // a request is at work; its body has a timer of its own
                || (last == null && (requests > 0 || connection.getBytesIn() == 0))
                || (last != null && (last.requests() != requests || last.quietBytes() == connection.getBytesIn()));
        if (isQuiet) {
            return new Progress(requests, connection.getBytesIn(), now);
        }
        return last == null ? new Progress(requests, 0, now) : last;
    }
}
