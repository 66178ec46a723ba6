// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server;

import dev.portcullis.aws.sigv4.Payload;
import dev.portcullis.aws.sigv4.RawHeader;
import dev.portcullis.aws.sigv4.RawRequest;
import dev.portcullis.aws.sigv4.SigV4Signer;
import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The training run of the AOT cache: starts the server as {@code portcullis serve} does, in a directory of its own, sends it
 * what a first client sends, and stops it. Classes used here are loaded and linked ahead of time in every later start.
 */
final class AotTraining {
    private static final int ROUNDS = 30;

    private final URI url;
    private final String accessKeyId;
    private final String secretAccessKey;

    private AotTraining(URI url, String accessKeyId, String secretAccessKey) {
        this.url = url;
        this.accessKeyId = accessKeyId;
        this.secretAccessKey = secretAccessKey;
    }

    /** Argument: an empty directory. Exits with 0 when the server answered everything as it should. */
    public static void main(String... args) {
        try {
            var dataDir = Path.of(args[0], "data");
            var server = Thread.ofPlatform().daemon().start(() -> serve(dataDir));
            var url = URI.create(awaitEndpoint(server, dataDir.resolve("endpoint")));
            var rootKey = Files.readAllLines(dataDir.resolve("root-credentials.csv"))
                    .getLast()
                    .split(",", -1);
            new AotTraining(url, rootKey[1], rootKey[2]).train();
            System.exit(0); // stops the server as a signal does
        } catch (Exception e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private void train() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            get("/health/ready", 200);
            get("/metrics", 200);
            get("/?Action=ListUsers&Version=2010-05-08", 403);
            call("sts", "Action=GetCallerIdentity&Version=2011-06-15", 200);
            call("iam", "Action=CreateUser&Version=2010-05-08&UserName=training" + round, 200);
            call("iam", "Action=GetUser&Version=2010-05-08&UserName=training" + round, 200);
            call("iam", "Action=ListUsers&Version=2010-05-08&MaxItems=2", 200);
            call("iam", "Action=GetUser&Version=2010-05-08&UserName=nobody", 404);
        }
    }

    private void get(String target, int expected) throws IOException {
        exchange("GET", target, List.of(new RawHeader("Host", url.getAuthority())), "", expected);
    }

    private void call(String service, String form, int expected) throws IOException {
        var headers = new ArrayList<>(List.of(
                new RawHeader("Host", url.getAuthority()),
                new RawHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")));
        var signer = new SigV4Signer(
                accessKeyId,
                secretAccessKey,
                Optional.empty(),
                "us-east-1",
                service,
                PathStyle.NORMALISED_AND_ENCODED_TWICE);
        var payload = new Payload.Body(form.getBytes(StandardCharsets.UTF_8));
        headers.addAll(signer.sign(new RawRequest("POST", "/", headers, payload), Instant.now()));
        exchange("POST", "/", headers, form, expected);
    }

    private void exchange(String method, String target, List<RawHeader> headers, String body, int expected)
            throws IOException {
        var request = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        headers.forEach(header -> request.append(header.name() + ": " + header.value() + "\r\n"));
        request.append("Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            if (!answer.startsWith("HTTP/1.1 " + expected)) {
                throw new IllegalStateException(
                        "%s %s %s: not %d but %s".formatted(method, target, body, expected, answer));
            }
        }
    }

    private static void serve(Path dataDir) {
        try {
            Main.main("serve", "--data-dir", dataDir.toString(), "--listen", "127.0.0.1:0");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String awaitEndpoint(Thread server, Path file) throws IOException, InterruptedException {
        while (!server.join(Duration.ofMillis(20))) {
            if (Files.exists(file)) {
                return Files.readAllLines(file).getFirst().substring("url=".length());
            }
        }
        throw new IllegalStateException("The server did not start.");
    }
}
