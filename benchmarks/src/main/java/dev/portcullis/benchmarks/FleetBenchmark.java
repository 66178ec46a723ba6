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
 * Fleets of instances in one group that carries a role get new credentials through one server, each refresh a signed request of its own over HTTP: a fleet of
 * simulated instances, for which an operator asks, and one of hosts whose agents ask for themselves and besides ask every ten seconds whether
 * anything has changed. Told are the time in which the whole fleet is served, and the CPU time of the server's process for each request. In the end one edit of
 * the role is seen by the sessions of all.
 *
 * <p>Arguments: instances (1000), connections (16), rounds (3).
 */
public final class FleetBenchmark {
    /** Rounds that do not count: the server's code is still being compiled. */
    private static final int WARM_UP_ROUNDS = 3;

    /** How often everybody asks in a round. */
    private static final int TIMES = 5;

    /** Over this time the agents of a fleet spread their refreshes: a tenth of the credentials' life. */
    private static final Duration WINDOW = Duration.ofMinutes(36);

    /** How often an agent asks whether anything has changed; when the role has, all of them refresh within this time. */
    private static final Duration POLL = Duration.ofSeconds(10);

    /** As many as one call launches here. */
    private static final int AT_ONCE = 500;

    private static final String SIMULATED = "ami-00000000000000000";
    private static final String OWN = "ami-00000000000000001";
    private static final Pattern INSTANCE = Pattern.compile("<instanceId>(i-[0-9a-f]+)</instanceId>");

    private final BenchedServer server;
    private final int connections;

    private FleetBenchmark(BenchedServer server, int connections) {
        this.server = server;
        this.connections = connections;
    }

    /** An agent, and what it knows of its instance. */
    private record Agent(Caller caller, String revision) {}

    /** What it took until everybody was served, and the server's CPU time for each. */
    private record Cost(Duration fleet, double micros) {
        @Override
        public String toString() {
            return "%8d %8.1f".formatted(fleet.toMillis(), micros);
        }
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
        makeTheGroup();
        var simulated = launch(SIMULATED, count);
        var own = launch(OWN, count);
        join(simulated);
        join(own);
        var agents = inTurns(own, this::agent);
        System.out.printf(
                "fleets of %,d instances in one group get credentials of its role, %d connections: ms until all are served, server CPU us for each%n",
                count, connections);
        System.out.printf("%-8s %17s %17s %17s%n", "round", "simulated", "agents", "agents' polls");
        for (int i = 1 - WARM_UP_ROUNDS; i <= rounds; i++) {
            var ofSimulated = cost(simulated, this::refreshSimulated);
            var ofAgents = cost(agents, this::refresh);
            var ofPolls = cost(agents, this::poll);
            System.out.printf("%-8s %s %s %s%n", i <= 0 ? "warm-up" : i, ofSimulated, ofAgents, ofPolls);
            if (i == rounds) {
                report(ofAgents, ofPolls);
            }
        }
        edit(inTurns(agents, this::refresh));
    }

    private static void report(Cost refreshes, Cost polls) {
        System.out.printf(
                "the agents refresh in %.3f%% of the %d minutes over which they spread that, or in %.1f%% of the %d s in which they notice another role; "
                        + "their polls take %.1f%% of a processor%n",
                share(refreshes.fleet(), WINDOW),
                WINDOW.toMinutes(),
                share(refreshes.fleet(), POLL),
                POLL.toSeconds(),
                polls.micros() * 1_000 / 10 / POLL.toMillis());
    }

    private static double share(Duration part, Duration whole) {
        return 100.0 * part.toNanos() / whole.toNanos();
    }

    private <T> Cost cost(List<T> things, Work<T, ?> work) throws Exception {
        var before = server.cpu();
        long begin = System.nanoTime();
        for (int time = 0; time < TIMES; time++) {
            inTurns(things, work);
        }
        var once = Duration.ofNanos((System.nanoTime() - begin) / TIMES);
        return new Cost(once, server.cpu().minus(before).toNanos() / 1e3 / TIMES / things.size());
    }

    private List<String> launch(String image, int count) throws IOException {
        var ids = new ArrayList<String>();
        try (var connection = server.connect()) {
            while (ids.size() < count) {
                int now = Math.min(AT_ONCE, count - ids.size());
                var answer = connection.send(server.signed(
                        "ec2",
                        server.root(),
                        "Action=RunInstances&Version=2016-11-15&ImageId=" + image + "&MinCount=" + now + "&MaxCount="
                                + now));
                INSTANCE.matcher(answer).results().forEach(found -> ids.add(found.group(1)));
            }
        }
        return ids;
    }

    private void makeTheGroup() throws IOException {
        try (var connection = server.connect()) {
            iam(connection, "Action=CreateGroup&GroupName=fleet");
            iam(
                    connection,
                    "Action=CreateRole&RoleName=Fleet&AssumeRolePolicyDocument="
                            + encoded(
                                    "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\","
                                            + "\"Action\":\"sts:AssumeRole\",\"Principal\":{\"Service\":\"groups.portcullis\"}}}"));
            permit(connection, "iam:ListUsers");
            portcullis(connection, server.root(), "Action=AttachRoleToGroup&GroupName=fleet&RoleName=Fleet");
        }
    }

    private void join(List<String> fleet) throws Exception {
        inTurns(
                fleet,
                (connection, id) -> portcullis(
                        connection, server.root(), "Action=AddInstanceToGroup&GroupName=fleet&InstanceId=" + id));
    }

    private Agent agent(BenchedServer.Connection connection, String instance) throws IOException {
        var token = portcullis(connection, server.root(), "Action=CreateJoinToken&InstanceId=" + instance);
        var joined = connection.send(server.unsigned(
                "Action=JoinInstance&Version=2026-11-01&JoinToken=" + encoded(element(token, "JoinToken"))));
        var agent = caller(joined);
        return new Agent(agent, element(portcullis(connection, agent, "Action=GetOwnInstance"), "Revision"));
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

    private String portcullis(BenchedServer.Connection connection, Caller caller, String form) throws IOException {
        return connection.send(server.signed("portcullis", caller, form + "&Version=2026-11-01"));
    }

    private Caller refreshSimulated(BenchedServer.Connection connection, String instance) throws IOException {
        return caller(portcullis(connection, server.root(), "Action=GetInstanceCredentials&InstanceId=" + instance));
    }

    private Caller refresh(BenchedServer.Connection connection, Agent agent) throws IOException {
        return caller(portcullis(connection, agent.caller(), "Action=GetOwnInstanceCredentials"));
    }

    private String poll(BenchedServer.Connection connection, Agent agent) throws IOException {
        return portcullis(
                connection, agent.caller(), "Action=GetOwnInstance&KnownRevision=" + encoded(agent.revision()));
    }

    private static Caller caller(String answer) {
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
