// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.http;

import dev.portcullis.server.config.ServerConfig;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/** Reads request bodies whole, within limits for one body, for all of them together, and for the time one may take. */
final class Bodies {
    private static final byte[] NONE = {};

    private final int longest;
    private final long budget;
    private final long timeoutNanos;
    private final AtomicLong buffered = new AtomicLong();

    Bodies(ServerConfig config) {
        this.longest = config.maxBodyBytes();
        this.budget = config.maxBufferedBytes();
        this.timeoutNanos = config.requestTimeout().toNanos();
    }

    /** A body in memory; closing it gives its room back. */
    final class Body implements AutoCloseable {
        private byte[] bytes = NONE;
        private long held;

        byte[] bytes() {
            return bytes;
        }

        private void hold(int more) throws Refusal {
            held += more;
            if (held > longest) {
                throw tooLong();
            }
            if (buffered.addAndGet(more) > budget) {
                throw new Refusal(503, "Too much is being sent to the server at once; try again.");
            }
        }

        @Override
        public void close() {
            buffered.addAndGet(-held);
            held = 0;
        }
    }

    /**
     * Reads the body. A declared length over the limit is refused before a byte of it is read.
     *
     * @param body where it goes; the caller closes it, also after a failure
     */
    void read(Request request, Body body) throws Refusal, InterruptedException {
        long declared = request.getLength();
        if (declared > longest) {
            throw tooLong();
        }
        if (declared == 0 || (declared < 0 && !request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING))) {
            return;
        }
        var endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        long usual = endPoint.getIdleTimeout();
        try {
            body.bytes = collect(request, endPoint, body, System.nanoTime() + timeoutNanos);
        } finally {
            endPoint.setIdleTimeout(usual);
        }
    }

    private byte[] collect(Request request, EndPoint endPoint, Body body, long deadline)
            throws Refusal, InterruptedException {
        var collected = new ByteArrayOutputStream(Math.clamp(request.getLength(), 512, 65_536));
        while (true) {
            var chunk = request.read();
            if (chunk == null) {
                awaitMore(request, endPoint, deadline);
            } else if (Content.Chunk.isFailure(chunk)) {
                throw incomplete();
            } else {
                boolean last = chunk.isLast();
                try {
                    body.hold(chunk.remaining());
                    append(chunk.getByteBuffer(), collected);
                } finally {
                    chunk.release();
                }
                if (last) {
                    return collected.toByteArray();
                }
            }
        }
    }

    /** The idle timer, set to what is left, ends a wait that lasts too long; the read that follows then fails. */
    private static void awaitMore(Request request, EndPoint endPoint, long deadline)
            throws Refusal, InterruptedException {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw incomplete();
        }
        endPoint.setIdleTimeout(left);
        var more = new CountDownLatch(1);
        request.demand(more::countDown);
        more.await();
    }

    private static void append(ByteBuffer from, ByteArrayOutputStream to) {
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        to.writeBytes(bytes);
    }

    private Refusal tooLong() {
        return new Refusal(413, "The body is longer than %d bytes.".formatted(longest));
    }

    private static Refusal incomplete() {
        return new Refusal(408, "The body did not arrive whole and in time.");
    }
}
