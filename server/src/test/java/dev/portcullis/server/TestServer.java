// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server;

import dev.portcullis.server.account.Zones;
import dev.portcullis.server.accounts.FirstStart;
import dev.portcullis.server.audit.AuditRetention;
import dev.portcullis.server.config.ServerConfig;
import dev.portcullis.server.handout.HandOutSettings;
import dev.portcullis.server.http.HttpListener;
import dev.portcullis.server.ops.Metrics;
import dev.portcullis.server.ops.OpsEndpoints;
import dev.portcullis.server.secrets.MasterKeyPlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * The whole server in this process, on a free port and a data directory of its own, with the AWS SDK's clients to call it. Time can be
 * moved; the SDK signs with the real time, so a test that moves it by more than five minutes signs for itself.
 */
public final class TestServer implements AutoCloseable {
    /** The first account's number. */
    public static final String ACCOUNT = "123456789012";

    private final Path directory;
    private final HandOutSettings handOut;
    private final List<String> zones;
    private final AtomicReference<Duration> offset = new AtomicReference<>(Duration.ZERO);
    private final InstantSource clock = () -> Instant.now().plus(offset.get());
    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    private final List<AutoCloseable> clients = new ArrayList<>();
    private Metrics metrics = new Metrics();
    private Portcullis portcullis;
    private HttpListener listener;

    private TestServer(Path directory, HandOutSettings handOut, List<String> zones) {
        this.directory = directory;
        this.handOut = handOut;
        this.zones = zones;
        this.portcullis = open();
        this.listener = listen();
    }

    /** Starts a server with an empty account. */
    public static TestServer start() {
        return start(HandOutSettings.withoutMail());
    }

    /** Starts a server that hands out credentials so. */
    public static TestServer start(HandOutSettings handOut) {
        return start(handOut, List.of());
    }

    /** Starts a server in whose region there are these availability zones. */
    public static TestServer start(List<String> zones) {
        return start(HandOutSettings.withoutMail(), zones);
    }

    private static TestServer start(HandOutSettings handOut, List<String> zones) {
        try {
            return new TestServer(Files.createTempDirectory("portcullis-test"), handOut, zones);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Portcullis open() {
        var wishes = new FirstStart.Wishes(
                Optional.of(ACCOUNT), "root@example.com", Optional.empty(), directory.resolve("root-credentials.csv"));
        metrics = new Metrics();
        return Portcullis.open(
                directory.resolve("data"),
                new MasterKeyPlace.InFile(directory.resolve("master.key")),
                AuditRetention.DEFAULT,
                wishes,
                Zones.of("us-east-1", zones),
                handOut,
                clock,
                metrics);
    }

    private HttpListener listen() {
        var config = ServerConfig.load(
                List.of("--data-dir", directory.resolve("data").toString(), "--listen", "127.0.0.1:0"), Map.of());
        try {
            var api = new OpsEndpoints(() -> true, metrics, portcullis.signedMetrics(), portcullis.api());
            var started = HttpListener.start(config, clock, api);
            handOut.urls().listensAt(started.url());
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the server and starts it again on the same data; clients made before are of no use afterwards. */
    public void restart() {
        restart(() -> {});
    }

    /** As {@link #restart()}, with something done to the data in between. */
    public void restart(Runnable meanwhile) {
        listener.close();
        portcullis.close();
        meanwhile.run();
        portcullis = open();
        listener = listen();
    }

    /** Lets time pass. */
    public void pass(Duration time) {
        offset.updateAndGet(time::plus);
    }

    /** The time on its clock. */
    public Instant now() {
        return clock.instant();
    }

    public URI endpoint() {
        return URI.create(listener.url());
    }

    /** Where its data lie. */
    public Path dataDirectory() {
        return directory.resolve("data");
    }

    /** The server behind the listener. */
    public Portcullis portcullis() {
        return portcullis;
    }

    public AwsCredentials root() {
        try {
            var fields = Files.readAllLines(directory.resolve("root-credentials.csv"))
                    .getLast()
                    .split(",", -1);
            return AwsBasicCredentials.create(fields[1], fields[2]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** IAM as the root user. */
    public IamClient iam() {
        return iam(root());
    }

    public IamClient iam(AwsCredentials credentials) {
        var client = IamClient.builder()
                .endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .httpClient(http)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build();
        clients.add(client);
        return client;
    }

    /** IAM for a caller who takes every failure for an answer, be it one of the server. */
    public IamClient iamWithoutRetries(AwsCredentials credentials) {
        var client = IamClient.builder()
                .endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .httpClient(http)
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build();
        clients.add(client);
        return client;
    }

    public StsClient sts(AwsCredentials credentials) {
        var client = StsClient.builder()
                .endpointOverride(endpoint())
                .region(Region.US_EAST_1)
                .httpClient(http)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build();
        clients.add(client);
        return client;
    }

    public Ec2Client ec2(AwsCredentials credentials) {
        return ec2(credentials, Region.US_EAST_1);
    }

    /** EC2 for a caller who signs for that region. */
    public Ec2Client ec2(AwsCredentials credentials, Region region) {
        var client = Ec2Client.builder()
                .endpointOverride(endpoint())
                .region(region)
                .httpClient(http)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build();
        clients.add(client);
        return client;
    }

    /** Makes a user without policies; answers an access key of it. */
    public AwsCredentials user(String name) {
        iam().createUser(request -> request.userName(name));
        var key = iam().createAccessKey(request -> request.userName(name)).accessKey();
        return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
    }

    /** What STS answered, as credentials to call with. */
    public static AwsCredentials session(Credentials answered) {
        return AwsSessionCredentials.create(
                answered.accessKeyId(), answered.secretAccessKey(), answered.sessionToken());
    }

    @Override
    public void close() {
        try {
            for (var client : clients) {
                client.close();
            }
            http.close();
            listener.close();
            portcullis.close();
            try (var files = Files.walk(directory)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException("The test server did not close", e);
        }
    }
}
