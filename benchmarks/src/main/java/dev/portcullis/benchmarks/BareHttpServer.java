// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** The floor of the agent's memory: the JDK's own HTTP server that says hello, a virtual thread per request, and nothing else. */
public final class BareHttpServer {
    private static final byte[] HELLO = "hello\n".getBytes(StandardCharsets.US_ASCII);

    private BareHttpServer() {}

    /** Serves on the loopback address and the port that the first argument names, until the process is ended. */
    public static void main(String... args) throws IOException {
        var server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 128);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, HELLO.length);
            exchange.getResponseBody().write(HELLO);
            exchange.close();
        });
        server.start();
    }
}
