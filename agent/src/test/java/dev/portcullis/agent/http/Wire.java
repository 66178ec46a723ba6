// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A client that sends exactly the bytes it is told to. */
public final class Wire {
    private Wire() {}

    /** An answer: its status, its head and its body. */
    public record Answer(int status, String head, String body) {
        public Optional<String> header(String name) {
            return head.lines()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst();
        }
    }

    /** Sends a request that has nothing but what is given and {@code Connection: close}, and reads to the end; empty when no answer comes. */
    public static Optional<Answer> ask(InetSocketAddress to, String method, String path, String... headers)
            throws IOException {
        var text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nConnection: close\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        return read(send(to, text.append("\r\n").toString()));
    }

    /** What comes back until the other side closes. */
    public static String send(InetSocketAddress to, String text) throws IOException {
        try (var socket = new Socket(to.getAddress(), to.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Optional<Answer> read(String all) {
        if (all.isEmpty()) {
            return Optional.empty();
        }
        int end = all.indexOf("\r\n\r\n");
        return Optional.of(
                new Answer(Integer.parseInt(all.substring(9, 12)), all.substring(0, end), all.substring(end + 4)));
    }
}
