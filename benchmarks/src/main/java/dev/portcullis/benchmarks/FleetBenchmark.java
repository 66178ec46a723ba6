// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import dev.portcullis.benchmarks.BenchedServer.Caller;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * A fleet of simulated instances in one group that carries a role: every instance gets new credentials through one server, which is all that a
 * fleet asks of it in the half life of its credentials; each refresh is a signed request of its own over HTTP. Told are the time that the whole
 * fleet takes, and the CPU time of the server's process for each refresh. In the end one edit of the role is seen by the sessions of all instances.
 *
 * <p>Arguments: instances (1000), connections (16), rounds (3).
 */
public final class FleetBenchmark {
    /** Rounds that do not count: the server's code is still being compiled. */
    private static final int WARM_UP_ROUNDS = 3;

    /** How often the fleet refreshes in a round. */
    private static final int TIMES = 10;

    /** Agents ask for new credentials when half of the six hours are over. */
    private static final Duration WINDOW = Duration.ofHours(3);

    /** As many as one call launches here. */
    private static final int AT_ONCE = 500;

    private static final Pattern INSTANCE = Pattern.compile("<instanceId>(i-[0-9a-f]+)</instanceId>");

    private final BenchedServer server;
    private final int connections;

    private FleetBenchmark(BenchedServer server, int connections) {
        this.server = server;
        this.connections = connections;
    }

    /**
     * Prints the figures.
     *
     * @throws Exception when the server does not start or a request fails
     */
    public static void main(String[] args) throws Exception {
        int instances = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
        int connections = args.length > 1 ? Integer.parseInt(args[1]) : 16;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        try (var server = BenchedServer.real()) {
            new FleetBenchmark(server, connections).run(instances, rounds);
        }
    }

    private void run(int count, int rounds) throws Exception {
        var fleet = launch(count);
        join(fleet);
        System.out.printf(
                "a fleet of %,d instances in one group refreshes its credentials, %d connections%n",
                fleet.size(), connections);
        System.out.printf(
                "%-8s %12s %14s %20s %18s%n",
                "round", "fleet ms", "refreshes/s", "CPU us a refresh", "share of window");
        var sessions = List.<Caller>of();
        for (int i = 1 - WARM_UP_ROUNDS; i <= rounds; i++) {
            var before = server.cpu();
            long begin = System.nanoTime();
            for (int time = 0; time < TIMES; time++) {
                sessions = inTurns(fleet, this::refresh);
            }
            var once = Duration.ofNanos((System.nanoTime() - begin) / TIMES);
            double micros = server.cpu().minus(before).toNanos() / 1e3 / TIMES / fleet.size();
            System.out.printf(
                    "%-8s %12d %14.0f %20.1f %17.4f%%%n",
                    i <= 0 ? "warm-up" : i,
                    once.toMillis(),
                    fleet.size() * 1e9 / once.toNanos(),
                    micros,
                    100.0 * once.toNanos() / WINDOW.toNanos());
        }
        edit(sessions);
    }

    private List<String> launch(int count) throws IOException {
        var ids = new ArrayList<String>();
        try (var connection = server.connect()) {
            while (ids.size() < count) {
                int now = Math.min(AT_ONCE, count - ids.size());
                var answer = connection.send(server.signed(
                        "ec2",
                        server.root(),
                        "Action=RunInstances&Version=2016-11-15&ImageId=ami-00000000000000000&MinCount=" + now
                                + "&MaxCount=" + now));
                INSTANCE.matcher(answer).results().forEach(found -> ids.add(found.group(1)));
            }
        }
        return ids;
    }

    private void join(List<String> fleet) throws Exception {
        try (var connection = server.connect()) {
            iam(connection, "Action=CreateGroup&GroupName=fleet");
            iam(
                    connection,
                    "Action=CreateRole&RoleName=Fleet&AssumeRolePolicyDocument="
                            + encoded(
                                    "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\","
                                            + "\"Action\":\"sts:AssumeRole\",\"Principal\":{\"Service\":\"groups.portcullis\"}}}"));
            permit(connection, "iam:ListUsers");
            portcullis(connection, "Action=AttachRoleToGroup&GroupName=fleet&RoleName=Fleet");
        }
        inTurns(fleet, (connection, id) -> {
            portcullis(connection, "Action=AddInstanceToGroup&GroupName=fleet&InstanceId=" + id);
            return id;
        });
    }

    private void permit(BenchedServer.Connection connection, String action) throws IOException {
        iam(
                connection,
                "Action=PutRolePolicy&RoleName=Fleet&PolicyName=own&PolicyDocument="
                        + encoded("{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\""
                                + action + "\",\"Resource\":\"*\"}}"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String iam(BenchedServer.Connection connection, String form) throws IOException {
        return connection.send(server.signed("iam", server.root(), form + "&Version=2010-05-08"));
    }

    private String portcullis(BenchedServer.Connection connection, String form) throws IOException {
        return connection.send(server.signed("portcullis", server.root(), form + "&Version=2026-11-01"));
    }

    private Caller refresh(BenchedServer.Connection connection, String instance) throws IOException {
        var answer = portcullis(connection, "Action=GetInstanceCredentials&InstanceId=" + instance);
        return new Caller(
                element(answer, "AccessKeyId"),
                element(answer, "SecretAccessKey"),
                Optional.of(element(answer, "SessionToken")));
    }

    private static String element(String xml, String name) {
        int begin = xml.indexOf("<" + name + ">") + name.length() + 2;
        return xml.substring(begin, xml.indexOf("</" + name + ">"));
    }

    /** One edit of the role, after which every session may do what it could not before. */
    private void edit(List<Caller> sessions) throws Exception {
        try (var connection = server.connect()) {
            permit(connection, "iam:ListGroups");
        }
        var seen = inTurns(
                sessions,
                (connection, session) ->
                        connection.send(server.signed("iam", session, "Action=ListGroups&Version=2010-05-08")));
        System.out.printf("one edit of the role, seen by the sessions of %,d instances%n", seen.size());
    }

    /** What is done with a thing on a connection. */
    @FunctionalInterface
    private interface Work<T, R> {
        R on(BenchedServer.Connection connection, T thing) throws IOException;
    }

    /** Does it with all things, on as many connections as there are; each takes the next thing when it is done with one. */
    private <T, R> List<R> inTurns(List<T> things, Work<T, R> work) throws Exception {
        var waiting = new ConcurrentLinkedQueue<>(things);
        var done = new ArrayList<R>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var clients = new ArrayList<Callable<List<R>>>();
            for (int i = 0; i < connections; i++) {
                clients.add(() -> client(waiting, work));
            }
            for (var client : threads.invokeAll(clients)) {
                done.addAll(client.get());
            }
        }
        return done;
    }

    private <T, R> List<R> client(ConcurrentLinkedQueue<T> waiting, Work<T, R> work) throws IOException {
        var done = new ArrayList<R>();
        try (var connection = server.connect()) {
            for (var next = waiting.poll(); next != null; next = waiting.poll()) {
                done.add(work.on(connection, next));
            }
        }
        return done;
    }
}
