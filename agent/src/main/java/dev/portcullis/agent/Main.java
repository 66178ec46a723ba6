// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent;

import dev.portcullis.agent.AgentSettings.ContainerEndpoint;
import dev.portcullis.agent.http.HttpAnswer;
import dev.portcullis.agent.http.HttpEndpoint;
import dev.portcullis.agent.http.HttpRequest;
import dev.portcullis.agent.http.Peers;
import dev.portcullis.agent.metadata.ContainerCredentials;
import dev.portcullis.agent.metadata.ContainerTokenFile;
import dev.portcullis.agent.metadata.MetadataService;
import dev.portcullis.agent.server.RemoteServer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;
import javax.net.ssl.SSLSocketFactory;

/** The program: the parts of the agent, put together by hand. */
public final class Main {
    private static final System.Logger LOG = System.getLogger(Main.class.getName());

    private Main() {}

    /** Runs until the process is ended; exits with 2 when the command line cannot be understood, with 1 when there is nothing more to do. */
    public static void main(String... args) throws InterruptedException {
        if (Arrays.asList(args).contains("--help")) {
            System.out.print(AgentSettings.HELP);
            return;
        }
        AgentSettings settings;
        try {
            settings = AgentSettings.parse(Arrays.asList(args));
        } catch (IllegalArgumentException e) {
            System.err.println("portcullis: " + e.getMessage());
            System.exit(2);
            return;
        }
        try {
            run(settings);
        } catch (IOException e) {
            System.err.println("portcullis: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "The agent cannot go on.", e);
        }
        Runtime.getRuntime().halt(1); // nobody must be told what is no longer kept up to date
    }

    private static void run(AgentSettings settings) throws IOException, InterruptedException {
        var clock = InstantSource.system();
        var serverCa = settings.serverCa();
        var trust = serverCa.isPresent()
                ? java.util.Optional.of(Trust.in(serverCa.get()))
                : java.util.Optional.<SSLSocketFactory>empty();
        var server = new RemoteServer(settings.server(), trust, clock);
        var state = StateDirectory.open(settings.stateDir());
        var keeper =
                new Keeper(server, state, state.read(), settings.joining(), clock, new SecureRandom(), settings.poll());
        // before a join token is spent on an agent that cannot serve
        var metadata = new MetadataService(keeper::known, clock, System::nanoTime);
        for (InetSocketAddress address : settings.listen()) {
            listen(settings, address, MetadataService.NAMES, metadata);
        }
        var containerEndpoint = settings.containerEndpoint();
        if (containerEndpoint.isPresent()) {
            ContainerEndpoint endpoint = containerEndpoint.get();
            Path token = endpoint.tokenFile();
            ContainerTokenFile.prepare(token);
            listen(settings, endpoint.listen(), Set.of(), new ContainerCredentials(keeper::known, clock, token));
        }
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(0))); // asked to end, which is no failure
        while (true) {
            Duration wait = keeper.step();
            Thread.sleep(wait);
        }
    }

    private static void listen(
            AgentSettings settings,
            InetSocketAddress address,
            Set<String> names,
            Function<HttpRequest, HttpAnswer> service)
            throws IOException {
        try {
            var endpoint = HttpEndpoint.start(
                    address, names, new Peers(settings.containers()), HttpEndpoint.Limits.STANDARD, service);
            LOG.log(Level.INFO, "Listening on {0}.", endpoint.address());
        } catch (SocketException e) {
            throw new IOException(
                    "Cannot listen on %s: %s. The address must be one of this host (ip addr add %s/32 dev lo), and a port below 1024 wants a privilege."
                            .formatted(
                                    address,
                                    e.getMessage(),
                                    address.getAddress().getHostAddress()),
                    e);
        }
    }
}
