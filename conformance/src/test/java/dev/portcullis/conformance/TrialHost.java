// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A host of one's own, as far as its network goes: a network namespace with 169.254.169.254 on its loopback interface, in which the shipped agent and
 * unmodified AWS clients run. Its one way out leads to the server, under the server's own address. Made in a user namespace, so that no privilege is needed
 * where the system lets people make those.
 */
final class TrialHost implements AutoCloseable {
    private static final Path LAUNCHER =
            Path.of("../portcullis").toAbsolutePath().normalize();
    private static final Path CLIENTS = Path.of("clients").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ShippedServer server;
    private final Path directory;
    private final Process namespace;
    private final Deque<Process> started = new ArrayDeque<>();
    private @Nullable Process agent;

    private TrialHost(ShippedServer server, Path directory, Process namespace) {
        this.server = server;
        this.directory = directory;
        this.namespace = namespace;
    }

    /** What the launcher builds, when something is new, it builds where there is a network. */
    private static final class Built {
        static final String HELP = Finished.run(
                        List.of(LAUNCHER.toString(), "agent", "--help"), AwsCli.withoutSettings())
                .succeeded();
    }

    /** A host without a way to the server yet. */
    static TrialHost isolated(ShippedServer server, Path directory) {
        assertThat(Built.HELP).startsWith("usage: portcullis agent");
        try {
            Files.createDirectories(directory);
            var error = directory.resolve("namespace.err");
            var script =
                    "ip link set lo up && ip addr add 169.254.169.254/32 dev lo && echo ready && exec cat >/dev/null";
            var namespace = new ProcessBuilder("unshare", "--user", "--map-root-user", "--net", "sh", "-c", script)
                    .redirectError(error.toFile())
                    .start();
            endWithTheTests(namespace);
            var word = new String(namespace.getInputStream().readNBytes(6), StandardCharsets.US_ASCII);
            assertThat(word)
                    .as(
                            "a network namespace wants util-linux, iproute2, and root or unprivileged user namespaces: %s",
                            Files.readString(error))
                    .isEqualTo("ready\n");
            return new TrialHost(server, directory, namespace);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TrialHost start(ShippedServer server, Path directory) {
        var host = isolated(server, directory);
        host.connect();
        return host;
    }

    /** Opens the way to the server. */
    TrialHost connect() {
        var wire = directory.resolve("wire").toString();
        var address = "127.0.0.1:" + server.endpoint().getPort();
        relay(List.of(), wire, address);
        relay(inside(), address, wire);
        return this;
    }

    private void relay(List<String> prefix, String from, String to) {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of("node", CLIENTS.resolve("relay.mjs").toString(), from, to));
        try {
            var relay = new ProcessBuilder(command)
                    .redirectError(Redirect.appendTo(file("relay.err")))
                    .start();
            started.push(relay);
            endWithTheTests(relay);
            assertThat(new String(relay.getInputStream().readNBytes(6), StandardCharsets.US_ASCII))
                    .as("the relay from %s to %s: %s", from, to, Files.readString(directory.resolve("relay.err")))
                    .isEqualTo("ready\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the agent, which looks every second, with a new join token. */
    TrialHost join(String instanceId, String... flags) {
        var token = server.root()
                .portcullis("CreateJoinToken", Map.of("InstanceId", instanceId))
                .succeeded()
                .text("JoinToken");
        var file = directory.resolve("join-token");
        try {
            Files.writeString(file, token + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var all = new ArrayList<>(List.of("--join-token-file", file.toString()));
        all.addAll(Arrays.asList(flags));
        return agent(all.toArray(String[]::new));
    }

    /** Starts the agent with the identity that it has. */
    TrialHost agent(String... flags) {
        var command = new ArrayList<>(inside());
        command.addAll(List.of(
                LAUNCHER.toString(), "agent", "--server", server.endpoint().toString()));
        command.addAll(List.of("--state-dir", directory.resolve("state").toString(), "--poll", "1"));
        command.addAll(Arrays.asList(flags));
        var builder = new ProcessBuilder(command)
                .redirectOutput(Redirect.appendTo(file("agent.out")))
                .redirectError(Redirect.appendTo(file("agent.err")));
        builder.environment().clear();
        builder.environment().putAll(environment());
        try {
            var process = builder.start();
            agent = process;
            started.push(process);
            endWithTheTests(process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Has the host lose what the agent keeps. */
    void forget() {
        var state = directory.resolve("state");
        try (var files = Files.walk(state)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM to the agent; gives its exit status. */
    int stopAgent() {
        runningAgent().destroy();
        return agentEnds();
    }

    /** The exit status of an agent that ends by itself. */
    int agentEnds() {
        try {
            assertThat(runningAgent().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("the agent ends")
                    .isTrue();
            return runningAgent().exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while the agent ended", e);
        }
    }

    private Process runningAgent() {
        var running = agent;
        if (running == null) {
            throw new IllegalStateException("no agent was started");
        }
        return running;
    }

    /** What the agent has said. */
    String agentSaid() {
        try {
            return Files.readString(directory.resolve("agent.err"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program on the host, as software on it finds itself: where the server is, and nothing about credentials. */
    Finished run(String... command) {
        return run(Map.of(), command);
    }

    Finished run(Map<String, String> more, String... command) {
        var environment = environment();
        environment.putAll(more);
        var all = new ArrayList<>(inside());
        all.addAll(Arrays.asList(command));
        return Finished.run(all, environment);
    }

    private Map<String, String> environment() {
        var environment = new HashMap<String, String>();
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", directory.toString()); // without .aws
        environment.put("AWS_ENDPOINT_URL", server.endpoint().toString());
        environment.put("AWS_REGION", server.region());
        environment.put("AWS_DEFAULT_REGION", server.region());
        environment.put("AWS_DEFAULT_OUTPUT", "text");
        environment.put("AWS_PAGER", "");
        var java25 = System.getenv("JAVA25_HOME");
        if (java25 != null) {
            environment.put("JAVA25_HOME", java25);
        }
        return environment;
    }

    private List<String> inside() {
        return List.of("nsenter", "--target", "" + namespace.pid(), "--user", "--net", "--preserve-credentials", "--");
    }

    /** What a client finds out about itself with the credentials that it finds by itself: its ARN. */
    String whoAmI(Client client) {
        return whoAmI(client, Map.of());
    }

    String whoAmI(Client client, Map<String, String> more) {
        return run(more, client.command().toArray(String[]::new)).succeeded();
    }

    /** AWS's clients, unmodified. */
    enum Client {
        AWS_CLI,
        BOTO3,
        JAVA_V2,
        JAVASCRIPT_V3;

        private List<String> command() {
            return switch (this) {
                case AWS_CLI -> List.of("aws", "sts", "get-caller-identity", "--query", "Arn");
                case BOTO3 ->
                    List.of("/usr/bin/python3", CLIENTS.resolve("whoami.py").toString());
                case JAVA_V2 ->
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            WhoAmI.class.getName());
                case JAVASCRIPT_V3 ->
                    List.of("node", CLIENTS.resolve("whoami.mjs").toString());
            };
        }
    }

    // --- the metadata service ---

    /** An answer of the metadata service; status 0 when none came. */
    record Told(int status, String text) {}

    /** Asks without a session token, from the host itself. */
    Told ask(String method, String path, String... headers) {
        return ask(inside(), method, path, headers);
    }

    private Told ask(List<String> where, String method, String path, String... headers) {
        var command = new ArrayList<>(where);
        command.addAll(
                List.of("curl", "--silent", "--max-time", "5", "--noproxy", "*", "-X", method, "-w", "\n%{http_code}"));
        for (var header : headers) {
            command.addAll(List.of("-H", header));
        }
        command.add("http://169.254.169.254" + path);
        var out = Finished.run(command, environment()).out();
        int end = out.lastIndexOf('\n');
        return new Told(Integer.parseInt(out.substring(end + 1)), out.substring(0, Math.max(0, end)));
    }

    /** A session token of the metadata service; what came instead when there is none. */
    Told token() {
        return token(inside());
    }

    private Told token(List<String> where) {
        return ask(where, "PUT", "/latest/api/token", "X-aws-ec2-metadata-token-ttl-seconds: 60");
    }

    /** Asks as version 2 does. */
    Told get(String path) {
        return ask("GET", path, "X-aws-ec2-metadata-token: " + token().text());
    }

    /** Waits until the role that is told is this one. */
    TrialHost awaitRole(String role) {
        until(
                "the role " + role + " is there",
                () -> get("/latest/meta-data/iam/security-credentials/").equals(new Told(200, role))
                        && get("/latest/meta-data/iam/security-credentials/" + role)
                                .text()
                                .contains("Success"));
        return this;
    }

    /** Asks again and again, each time with programs that take a moment, and not for ever. */
    void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not so after %s: %s. The agent: %s".formatted(PATIENCE, what, agentSaid()));
            }
        }
    }

    // --- a container on the host ---

    /** The addresses that containers of this host have. */
    static final String CONTAINERS = "192.0.2.0/30";

    /** A network namespace behind the host's, as a container runtime makes it. */
    final class Container {
        private final List<String> where;

        private Container(Process process) {
            where = List.of(
                    "nsenter", "--target", "" + process.pid(), "--user", "--net", "--preserve-credentials", "--");
        }

        Told token() {
            return TrialHost.this.token(where);
        }

        Told ask(String method, String path, String... headers) {
            return TrialHost.this.ask(where, method, path, headers);
        }
    }

    Container container() {
        var command = new ArrayList<>(inside());
        command.addAll(List.of("unshare", "--net", "sh", "-c", "echo ready && exec cat >/dev/null"));
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(Redirect.appendTo(file("container.err")))
                    .start();
            started.push(process);
            endWithTheTests(process);
            assertThat(new String(process.getInputStream().readNBytes(6), StandardCharsets.US_ASCII))
                    .isEqualTo("ready\n");
            var container = new Container(process);
            run(
                            "sh",
                            "-c",
                            "ip link add ve-host type veth peer name ve-inside netns " + process.pid()
                                    + " && ip addr add 192.0.2.1/30 dev ve-host && ip link set ve-host up")
                    .succeeded();
            var inside = new ArrayList<>(container.where);
            inside.addAll(
                    List.of(
                            "sh",
                            "-c",
                            "ip addr add 192.0.2.2/30 dev ve-inside && ip link set ve-inside up && ip route add default via 192.0.2.1"));
            Finished.run(inside, environment()).succeeded();
            return container;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private File file(String name) {
        return directory.resolve(name).toFile();
    }

    private static void endWithTheTests(Process process) {
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    @Override
    public void close() {
        started.forEach(Process::destroyForcibly);
        namespace.destroyForcibly();
    }
}
