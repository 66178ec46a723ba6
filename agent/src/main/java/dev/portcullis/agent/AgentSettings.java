// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent;

import dev.portcullis.agent.http.Cidr;
import dev.portcullis.agent.server.RemoteServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the command line says.
 *
 * @param server the server's URL
 * @param serverCa certificates, PEM, one of which the server's must come from
 * @param stateDir where the agent's identity is kept
 * @param listen addresses of the metadata service; none when there is to be none
 * @param containerEndpoint the endpoint for container credentials
 * @param containers where containers of this host call from
 * @param poll how long to wait from one look at the instance to the next
 */
record AgentSettings(
        URI server,
        Optional<Path> serverCa,
        Path stateDir,
        Joining joining,
        List<InetSocketAddress> listen,
        Optional<ContainerEndpoint> containerEndpoint,
        List<Cidr> containers,
        Duration poll) {

    static final String HELP = """
            usage: portcullis agent --server URL --state-dir DIR [SETTINGS]

            Runs on a host of your own, as the instance that was registered for it, and serves that instance's metadata and the
            credentials of its role to whatever runs on the host.

              --server URL                    the Portcullis server: https://HOST[:PORT], or http:// on this host itself
              --server-ca FILE                certificates, PEM, one of which the server's must come from; without it those that Java trusts
              --state-dir DIR                 where the agent keeps its identity; made for its owner alone
              --join-token-file FILE          the join token for the first start: portcullis:CreateJoinToken makes one; counts once, for an hour
              --certificate FILE              instead of a token: the host's certificate, PEM, and after it those that lead to the trust anchor;
                                              portcullis:PutInstanceJoinCertificate says which one counts
              --private-key FILE              its key, PEM, PKCS#8, not encrypted
              --instance-arn ARN              the instance that the host is
              --listen HOST:PORT[,...]          where the metadata service is; 169.254.169.254:80 without it; none for no metadata service.
                                              Link-local or loopback addresses only: ip addr add 169.254.169.254/32 dev lo
              --containers CIDR[,...]           where containers of this host call from; all others but the host itself are refused
              --container-listen HOST:PORT    an endpoint for AWS_CONTAINER_CREDENTIALS_FULL_URI: http://HOST:PORT/v1/credentials
              --container-token-file FILE     the token that it wants (AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE); made when it is not there
              --poll SECONDS                  how often to look whether the instance has changed, 1 to 3600; 10 without it
            """;

    private static final Set<String> FLAGS = Set.of(
            "--server",
            "--server-ca",
            "--state-dir",
            "--join-token-file",
            "--certificate",
            "--private-key",
            "--instance-arn",
            "--listen",
            "--containers",
            "--container-listen",
            "--container-token-file",
            "--poll");

    /** Addresses to which AWS's SDKs show a container's token without encryption, besides loopback. */
    private static final Set<InetAddress> CONTAINER_ADDRESSES = Set.of(
            InetAddress.ofLiteral("169.254.170.2"),
            InetAddress.ofLiteral("169.254.170.23"),
            InetAddress.ofLiteral("fd00:ec2::23"));

    private static final InetAddress IPV6_METADATA = InetAddress.ofLiteral("fd00:ec2::254");

    /** The endpoint for container credentials, and the token that it wants. */
    record ContainerEndpoint(InetSocketAddress listen, Path tokenFile) {}

    AgentSettings {
        listen = List.copyOf(listen);
        containers = List.copyOf(containers);
    }

    /** Reads the flags; throws IllegalArgumentException with a sentence. */
    static AgentSettings parse(List<String> arguments) {
        Map<String, String> flags = flags(arguments);
        return new AgentSettings(
                RemoteServer.checked(URI.create(required(flags, "--server"))),
                path(flags, "--server-ca"),
                Path.of(required(flags, "--state-dir")),
                joining(flags),
                listen(flags.getOrDefault("--listen", "169.254.169.254:80")),
                containerEndpoint(flags),
                parts(flags.getOrDefault("--containers", "")).map(Cidr::parse).toList(),
                Duration.ofSeconds(number(flags.getOrDefault("--poll", "10"))));
    }

    private static Map<String, String> flags(List<String> arguments) {
        Map<String, String> flags = new HashMap<>();
        List<String> left = new ArrayList<>(arguments);
        while (!left.isEmpty()) {
            String argument = left.removeFirst();
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (!FLAGS.contains(name)) {
                throw new IllegalArgumentException("Unknown flag " + name + ". See portcullis agent --help.");
            }
            if (equals < 0 && left.isEmpty()) {
                throw new IllegalArgumentException(name + " wants a value.");
            }
            String value = equals < 0 ? left.removeFirst() : argument.substring(equals + 1);
            if (flags.putIfAbsent(name, value) != null) {
                throw new IllegalArgumentException(name + " is given twice.");
            }
        }
        return flags;
    }

    private static String required(Map<String, String> flags, String name) {
        String value = flags.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(name + " must be given. See portcullis agent --help.");
        }
        return value;
    }

    private static Joining joining(Map<String, String> flags) {
        Optional<Path> token = path(flags, "--join-token-file");
        long certificate = Stream.of("--certificate", "--private-key", "--instance-arn")
                .filter(flags::containsKey)
                .count();
        if (certificate == 0) {
            return token.<Joining>map(Joining.Token::new).orElseGet(Joining.Never::new);
        }
        if (token.isPresent()) {
            throw new IllegalArgumentException("An agent joins with a token or with a certificate, not with both.");
        }
        if (certificate < 3) {
            throw new IllegalArgumentException("--certificate, --private-key and --instance-arn belong together.");
        }
        return new Joining.Certificate(
                Path.of(required(flags, "--certificate")),
                Path.of(required(flags, "--private-key")),
                required(flags, "--instance-arn"));
    }

    private static Optional<Path> path(Map<String, String> flags, String name) {
        return Optional.ofNullable(flags.get(name)).map(Path::of);
    }

    private static Stream<String> parts(String list) {
        return Stream.of(list.split(",", -1)).map(String::strip).filter(part -> !part.isEmpty());
    }

    private static List<InetSocketAddress> listen(String list) {
        if (list.equals("none")) {
            return List.of();
        }
        List<InetSocketAddress> addresses =
                parts(list).map(AgentSettings::address).toList();
        for (InetSocketAddress address : addresses) {
            InetAddress host = address.getAddress();
            if (!host.isLinkLocalAddress() && !host.isLoopbackAddress() && !host.equals(IPV6_METADATA)) {
                throw new IllegalArgumentException(
                        "--listen wants an address that no other host can reach (169.254.169.254, or loopback), not "
                                + host.getHostAddress() + ".");
            }
        }
        return addresses;
    }

    private static Optional<ContainerEndpoint> containerEndpoint(Map<String, String> flags) {
        String listen = flags.get("--container-listen");
        String tokenFile = flags.get("--container-token-file");
        if (listen == null && tokenFile == null) {
            return Optional.empty();
        }
        if (listen == null || tokenFile == null) {
            throw new IllegalArgumentException("--container-listen and --container-token-file belong together.");
        }
        InetSocketAddress address = address(listen);
        if (!address.getAddress().isLoopbackAddress() && !CONTAINER_ADDRESSES.contains(address.getAddress())) {
            throw new IllegalArgumentException(
                    "--container-listen wants a loopback address, 169.254.170.2 or 169.254.170.23, the only ones that clients accept, not "
                            + address.getAddress().getHostAddress() + ".");
        }
        return Optional.of(new ContainerEndpoint(address, Path.of(tokenFile)));
    }

    /** An address as a literal: no name service is asked what this host is called. */
    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            return new InetSocketAddress(
                    InetAddress.ofLiteral(host.equals("localhost") ? "127.0.0.1" : host),
                    Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not an address and a port.", e);
        }
    }

    private static int number(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= 3600) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--poll wants seconds, 1 to 3600, not " + text + ".", e);
        }
        throw new IllegalArgumentException("--poll wants seconds, 1 to 3600, not " + text + ".");
    }
}
