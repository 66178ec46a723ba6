// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class GracefulStopTest {
    @Test
    void aRunningRequestFinishesAndNoNewOneBegins() throws Exception {
        var isRunning = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        HttpApi waiting = call -> {
            if (call.rawPath().equals("/idle")) {
                return HttpAnswer.text(200, "at once");
            }
            isRunning.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return HttpAnswer.text(200, "finished");
        };
        var listener = Listeners.start(waiting);
        int port = listener.port();
        try (var client = new RawClient(listener);
                var idle = new RawClient(listener)) {
            idle.send("GET /idle HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(idle.receive().body()).isEqualTo("at once"); // from now on it is idle
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            isRunning.await();
            var stop = Thread.ofVirtual().start(listener::close);

            assertThat(idle.isClosedByServer()).isTrue(); // the stop has begun
            assertThat(stop.isAlive()).isTrue();
            mayEnd.countDown();
            assertThat(client.receive().body()).isEqualTo("finished");
            stop.join();
        }
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void aConnectionThatOpensWhileTheStopBeginsDoesNotHoldIt() throws Exception {
        for (int round = 0; round < 20; round++) {
            var listener = Listeners.start(call -> HttpAnswer.text(200, "never asked"));
            var sockets = new ArrayList<Socket>();
            for (int i = 0; i < 8; i++) {
                sockets.add(new Socket(InetAddress.getLoopbackAddress(), listener.port()));
            }

            long begun = System.nanoTime();
            listener.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15)); // of 20

            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void aRequestThatDoesNotEndInTimeIsCutOffAndTheListenerIsClosed() throws Exception {
        var isRunning = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        HttpApi endless = call -> {
            isRunning.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return HttpAnswer.text(200, "too late");
        };
        var listener = Listeners.start(endless, "--stop-timeout", "200ms");
        int port = listener.port();
        try (var client = new RawClient(listener)) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            isRunning.await();

            assertThatNoException().isThrownBy(listener::close);
            assertThat(client.isClosedByServer()).isTrue();
        } finally {
            mayEnd.countDown();
        }
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                .isInstanceOf(ConnectException.class);
    }
}
