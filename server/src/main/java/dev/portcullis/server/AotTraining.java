// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * The training run of the AOT cache: starts the server as {@code portcullis serve} does, in a directory of its own, sends it
 * what a first client sends, and stops it. Classes used here are loaded and linked ahead of time in every later start.
 */
final class AotTraining {
    private static final int ROUNDS = 50;

    private AotTraining() {}

    /** Exits with 0 when the server answered everything. */
    public static void main(String... args) throws Exception {
        var directory = Files.createTempDirectory("portcullis-training");
        var server = Thread.ofPlatform().daemon().start(() -> serve(directory.resolve("data")));
        try {
            var url = URI.create(awaitEndpoint(server, directory.resolve("data/endpoint")));
            for (int round = 0; round < ROUNDS; round++) {
                ask(url, "GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", " 200 ");
                ask(url, "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", " 200 ");
            }
        } finally {
            delete(directory);
        }
        System.exit(0);
    }

    private static void serve(Path dataDir) {
        try {
            Main.main("serve", "--data-dir", dataDir.toString(), "--listen", "127.0.0.1:0");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String awaitEndpoint(Thread server, Path file) throws IOException, InterruptedException {
        while (server.isAlive() && !server.join(java.time.Duration.ofMillis(20))) {
            if (Files.exists(file)) {
                return Files.readAllLines(file).getFirst().substring("url=".length());
            }
        }
        throw new IllegalStateException("The server did not start.");
    }

    private static void ask(URI url, String request, String expected) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            if (!answer.startsWith("HTTP/1.1" + expected)) {
                throw new IllegalStateException("Answered: " + answer);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
