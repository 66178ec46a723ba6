// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a signed {@code GetUser} costs the server beside a plain answer of the same listener: CPU time of the server's process for each
 * request, both servers in processes of their own, the same client. Rounds alternate.
 *
 * <p>Arguments: connections (16), seconds a round (5), rounds (3).
 */
public final class SignedRequestBenchmark {
    private static final String BODY = "Action=GetUser&Version=2010-05-08";
    /** Rounds that do not count: the servers' code is still being compiled. */
    private static final int WARM_UP_ROUNDS = 3;

    private SignedRequestBenchmark() {}

    /**
     * Runs the rounds and prints a table.
     *
     * @throws Exception when a server does not start or a request fails
     */
    public static void main(String[] args) throws Exception {
        int connections = args.length > 0 ? Integer.parseInt(args[0]) : 16;
        var round = Duration.ofSeconds(args.length > 1 ? Integer.parseInt(args[1]) : 5);
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        try (var plain = BenchedServer.plain();
                var real = BenchedServer.real()) {
            System.out.printf(
                    "CPU of the server for each request, %d connections, %d s a round%n",
                    connections, round.toSeconds());
            System.out.printf("%-8s %14s %18s %8s%n", "round", "plain us", "signed GetUser us", "ratio");
            for (int i = 1 - WARM_UP_ROUNDS; i <= rounds; i++) {
                double bare = microsPerRequest(plain, connections, round);
                double signed = microsPerRequest(real, connections, round);
                System.out.printf("%-8s %14.1f %18.1f %8.2f%n", i <= 0 ? "warm-up" : i, bare, signed, signed / bare);
            }
        }
    }

    private static double microsPerRequest(BenchedServer server, int connections, Duration round) throws Exception {
        var request = server.signed("iam", server.root(), BODY);
        var before = server.cpu();
        var answered = new AtomicLong();
        long end = System.nanoTime() + round.toNanos();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var clients = new ArrayList<Callable<Void>>();
            for (int i = 0; i < connections; i++) {
                clients.add(() -> client(server, request, end, answered));
            }
            for (var client : threads.invokeAll(clients)) {
                client.get();
            }
        }
        return server.cpu().minus(before).toNanos() / 1e3 / answered.get();
    }

    private static Void client(BenchedServer server, byte[] request, long end, AtomicLong answered) throws IOException {
        try (var connection = server.connect()) {
            while (System.nanoTime() < end) {
                connection.send(request);
                answered.incrementAndGet();
            }
        }
        return null;
    }
}
