// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.handout;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail server that takes mails after STARTTLS alone (RFC 3207), which GreenMail does not speak. */
final class StartTlsMailServer implements AutoCloseable {
    private final SSLContext tls;
    private final ServerSocket listening;
    private final List<String> mails = new CopyOnWriteArrayList<>();

    private StartTlsMailServer(SSLContext tls) throws IOException {
        this.tls = tls;
        this.listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    /** Starts one with the key in a PKCS#12 file. */
    static StartTlsMailServer start(Path keyStore, String password) {
        try (var in = Files.newInputStream(keyStore)) {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(in, password.toCharArray());
            var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, password.toCharArray());
            var tls = SSLContext.getInstance("TLS");
            tls.init(managers.getKeyManagers(), null, null);
            return new StartTlsMailServer(tls);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    /** What came, headers and all. */
    List<String> mails() {
        return List.copyOf(mails);
    }

    private void serve() {
        while (!listening.isClosed()) {
            try (var client = listening.accept()) {
                greet(client);
            } catch (IOException e) {
                // the client went, or does not trust us; or this is closed
            }
        }
    }

    private void greet(Socket client) throws IOException {
        var lines = new Lines(client);
        lines.say("220 localhost");
        for (var word = lines.hear(); !word.startsWith("QUIT"); word = lines.hear()) {
            if (word.startsWith("STARTTLS")) {
                lines.say("220 go on");
                var encrypted = (SSLSocket) tls.getSocketFactory()
                        .createSocket(client, client.getInetAddress().getHostName(), client.getPort(), true);
                encrypted.setUseClientMode(false);
                take(new Lines(encrypted));
                return;
            }
            lines.say(
                    word.startsWith("EHLO")
                            ? "250-localhost\r\n250 STARTTLS"
                            : "530 Must issue a STARTTLS command first");
        }
    }

    private void take(Lines lines) throws IOException {
        for (var word = lines.hear(); !word.startsWith("QUIT"); word = lines.hear()) {
            if (word.startsWith("DATA")) {
                lines.say("354 go on");
                var mail = new StringBuilder();
                for (var line = lines.hear(); !line.equals("."); line = lines.hear()) {
                    mail.append(line).append('\n');
                }
                mails.add(mail.toString());
            }
            lines.say("250 localhost");
        }
        lines.say("221 localhost");
    }

    /** A connection, line by line. */
    private record Lines(Socket socket, BufferedReader in) {
        Lines(Socket socket) throws IOException {
            this(socket, new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)));
        }

        String hear() throws IOException {
            var line = in.readLine();
            return line == null ? "QUIT" : line;
        }

        void say(String line) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
