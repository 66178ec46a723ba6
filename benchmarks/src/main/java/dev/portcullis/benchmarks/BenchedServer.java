// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import dev.portcullis.aws.sigv4.Payload;
import dev.portcullis.aws.sigv4.RawHeader;
import dev.portcullis.aws.sigv4.RawRequest;
import dev.portcullis.aws.sigv4.SigV4Signer;
import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import dev.portcullis.server.Portcullis;
import dev.portcullis.server.account.Zones;
import dev.portcullis.server.accounts.FirstStart;
import dev.portcullis.server.audit.AuditRetention;
import dev.portcullis.server.config.ServerConfig;
import dev.portcullis.server.handout.HandOutSettings;
import dev.portcullis.server.http.HttpAnswer;
import dev.portcullis.server.http.HttpApi;
import dev.portcullis.server.http.HttpListener;
import dev.portcullis.server.ops.Metrics;
import dev.portcullis.server.secrets.MasterKeyPlace;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A server in a process of its own, so that what it costs can be told from what its clients cost; and a client for it that costs little. It runs on the
 * options of these benchmarks, not on those of the launcher.
 */
final class BenchedServer implements AutoCloseable {
    private static final String PLAIN = "plain";
    private static final String REAL = "real";
    private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";

    private final Process process;
    private final int port;
    private final Caller root;

    private BenchedServer(Process process, int port, Caller root) {
        this.process = process;
        this.port = port;
        this.root = root;
    }

    /** What a caller signs with. */
    record Caller(String id, String secret, Optional<String> token) {}

    /** The server as it is. */
    static BenchedServer real() throws IOException {
        return start(REAL);
    }

    /** The same listener, which answers everybody the same few words. */
    static BenchedServer plain() throws IOException {
        return start(PLAIN);
    }

    private static BenchedServer start(String kind) throws IOException {
        var directory = Files.createTempDirectory("portcullis-requests");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BenchedServer.class.getName(),
                        kind,
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        int port = Integer.parseInt(lines.readLine());
        var line = Files.readAllLines(directory.resolve("root.csv")).getLast().split(",", -1);
        return new BenchedServer(process, port, new Caller(line[1], line[2], Optional.empty()));
    }

    Caller root() {
        return root;
    }

    /** The CPU time that its process has used so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** The bytes of a Query request, signed now. */
    byte[] signed(String service, Caller caller, String form) {
        var headers = headers();
        var signer = new SigV4Signer(
                caller.id(),
                caller.secret(),
                caller.token(),
                "us-east-1",
                service,
                PathStyle.NORMALISED_AND_ENCODED_TWICE);
        var unsigned = new RawRequest("POST", "/", headers, Payload.of(form.getBytes(StandardCharsets.UTF_8)));
        var all = new ArrayList<>(headers);
        all.addAll(signer.sign(unsigned, Instant.now()));
        return bytes(all, form);
    }

    /** The bytes of a Query request that nobody signs. */
    byte[] unsigned(String form) {
        return bytes(headers(), form);
    }

    private List<RawHeader> headers() {
        return List.of(new RawHeader("Host", "localhost:" + port), new RawHeader("Content-Type", FORM));
    }

    private static byte[] bytes(List<RawHeader> headers, String form) {
        var text = new StringBuilder("POST / HTTP/1.1\r\n");
        headers.forEach(header ->
                text.append(header.name()).append(": ").append(header.value()).append("\r\n"));
        text.append("Content-Length: ").append(form.length()).append("\r\n\r\n").append(form);
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    Connection connect() throws IOException {
        return new Connection(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** A connection that stays open, for one request after the other. */
    static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;

        private Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            socket.setTcpNoDelay(true);
        }

        /** The body of the answer. @throws IOException if the answer is no success */
        String send(byte[] request) throws IOException {
            socket.getOutputStream().write(request);
            int length = -1;
            var status = line();
            for (var header = line(); !header.isEmpty(); header = line()) {
                if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(
                            header.substring("content-length:".length()).strip());
                }
            }
            var body = new byte[length];
            in.readFully(body);
            var text = new String(body, StandardCharsets.UTF_8);
            if (!status.startsWith("HTTP/1.1 200")) {
                throw new IOException("The server answered " + status + ": " + text);
            }
            return text;
        }

        private String line() throws IOException {
            var text = new StringBuilder();
            for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
                if (c != '\r') {
                    text.append((char) c);
                }
            }
            return text.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }

    /** Is one of the servers: {@code plain} or {@code real}, in that directory. Prints its port. */
    public static void main(String[] args) throws Exception {
        serve(args[0], Path.of(args[1]));
    }

    private static void serve(String kind, Path directory) throws Exception {
        var clock = InstantSource.system();
        var config = ServerConfig.load(
                List.of("--data-dir", directory.resolve("data").toString(), "--listen", "127.0.0.1:0"), Map.of());
        var credentials = directory.resolve("root.csv");
        var wishes = new FirstStart.Wishes(Optional.empty(), "root@example.com", Optional.empty(), credentials);
        var portcullis = Portcullis.open(
                config.dataDir(),
                new MasterKeyPlace.InFile(directory.resolve("master.key")),
                AuditRetention.DEFAULT,
                wishes,
                Zones.of(config.region(), config.availabilityZones()),
                HandOutSettings.withoutMail(),
                clock,
                new Metrics());
        HttpApi plain = call -> HttpAnswer.text(200, "hello, " + call.body().length + " bytes of a form received\n");
        try (portcullis;
                var listener = HttpListener.start(config, clock, kind.equals(REAL) ? portcullis.api() : plain)) {
            System.out.println(listener.port());
            listener.awaitClose();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
