// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A connection on which a test says exactly what it wants, byte for byte (ISO-8859-1). */
final class RawClient implements AutoCloseable {
    private final Socket socket;

    RawClient(HttpListener listener) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), listener.port()));
    }

    RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(20_000);
    }

    /** One response. */
    record Reply(int status, String head, String body) {
        String header(String name) {
            return Arrays.stream(head.split("\r\n", -1))
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    static Reply ask(HttpListener listener, String request) throws IOException {
        try (var client = new RawClient(listener)) {
            client.send(request);
            return client.receive();
        }
    }

    /** The lines, ended as HTTP ends them but for the last. */
    static String lines(String... lines) {
        return String.join("\r\n", lines);
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    Reply receive() throws IOException {
        var in = socket.getInputStream();
        var head = head(in);
        var reply = new Reply(head.isEmpty() ? 0 : Integer.parseInt(head.substring(9, 12)), head, "");
        var length = reply.header("Content-Length");
        var body =
                new String(in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length)), StandardCharsets.ISO_8859_1);
        return new Reply(reply.status(), head, body);
    }

    /** Whether the server closed the connection, after whatever it still said. */
    boolean isClosedByServer() throws IOException {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (java.net.SocketException e) {
            return true;
        }
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        int next = in.read();
        while (next >= 0) {
            head.append((char) next);
            if (head.length() > 3 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                break;
            }
            next = in.read();
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
