// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.http;

import dev.portcullis.server.config.ListenAddress;
import dev.portcullis.server.config.ServerConfig;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The open port. Thread-safe. */
public final class HttpListener implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HttpListener.class.getName());
    private static final int PLATFORM_THREADS = 32; // selectors and timers; requests run on virtual threads
    private static final long IDLE_WHEN_STOPPING_MILLIS = 500; // for connections; it does not touch running requests

    private final Server server;
    private final ServerConnector connector;
    private final ListenAddress address;
    private final Optional<TlsFiles> tls;
    private final ScheduledExecutorService housekeeping = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("http-housekeeping").factory());

    private HttpListener(ServerConfig config, InstantSource clock, HttpApi api) throws IOException {
        var threads = new QueuedThreadPool(PLATFORM_THREADS, 4);
        threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        this.address = config.listen();
        this.server = new Server(threads);
        this.tls = config.usesTls()
                ? Optional.of(new TlsFiles(
                        config.tlsCert().orElseThrow(), config.tlsKey().orElseThrow()))
                : Optional.empty();
        this.connector = new ServerConnector(server, 1, -1, connectionFactories(config));
        var socket = config.listen().socketAddress();
        connector.setHost(socket.getAddress().getHostAddress());
        connector.setPort(socket.getPort());
        connector.setIdleTimeout(config.idleTimeout().toMillis());
        connector.setShutdownIdleTimeout(IDLE_WHEN_STOPPING_MILLIS);
        server.addConnector(connector);
        connector.addBean(new LateConnections(connector));
        server.addBean(new NetworkConnectionLimit(config.maxConnections(), connector));
        server.setHandler(new GracefulHandler(new RequestHandler(config, clock, api)));
        server.setErrorHandler(new RefusalByJetty());
        server.setStopTimeout(config.stopTimeout().toMillis());
        var slowHeaders = new SlowHeaders(connector, config.requestTimeout());
        everySecond(slowHeaders::sweep);
        everySecond(this::checkTlsFiles);
    }

    /** Connections that open while the stop has begun: those before were told by the connector to be idle for a moment only. */
    private record LateConnections(ServerConnector connector) implements Connection.Listener {
        @Override
        public void onOpened(Connection connection) {
            if (connector.isShutdown()) {
                connection.getEndPoint().setIdleTimeout(IDLE_WHEN_STOPPING_MILLIS);
            }
        }
    }

    /** Opens the port; from then on calls arrive. Throws IOException when it cannot be opened. */
    public static HttpListener start(ServerConfig config, InstantSource clock, HttpApi api) throws IOException {
        var listener = new HttpListener(config, clock, api);
        try {
            listener.server.start();
            return listener;
        } catch (Exception e) {
            listener.close();
            throw e instanceof IOException io ? io : new IOException("The listener did not start", e);
        }
    }

    /** The port, also when the configuration left the choice to the system. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Where clients on this machine call, e.g. {@code http://localhost:8420}. */
    public String url() {
        return "%s://%s:%d".formatted(tls.isPresent() ? "https" : "http", address.urlHost(), port());
    }

    /** Waits until the listener is closed. */
    public void awaitClose() throws InterruptedException {
        server.join();
    }

    /** Stops accepting at once, lets running requests finish within the stop timeout, then closes all connections, whatever they wait for. */
    @Override
    public void close() {
        housekeeping.shutdownNow();
        try {
            server.stop();
        } catch (TimeoutException e) {
            LOG.log(
                    Level.WARNING,
                    "Requests still ran at the end of the stop timeout: their connections were closed",
                    e);
        } catch (Exception e) {
            throw new IllegalStateException("The listener did not stop", e);
        }
    }

    void checkTlsFiles() {
        tls.ifPresent(TlsFiles::reloadIfChanged);
    }

    private void everySecond(Runnable task) {
        var _ = housekeeping.scheduleWithFixedDelay(task, 1, 1, TimeUnit.SECONDS); // ends with the executor
    }

    private ConnectionFactory[] connectionFactories(ServerConfig config) {
        var http = new HttpConnectionFactory(httpConfiguration(config));
        return tls.map(files -> new ConnectionFactory[] {
                    new SslConnectionFactory(files.contextFactory(), http.getProtocol()), http
                })
                .orElseGet(() -> new ConnectionFactory[] {http});
    }

    private static HttpConfiguration httpConfiguration(ServerConfig config) {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setHeaderCacheCaseSensitive(
                true); // else common values come in the letter case of the cache, and signatures fail
        http.setRequestHeaderSize(config.maxHeaderBytes());
        http.addCustomizer(
                new SecureRequestCustomizer(false)); // no check of host against certificate: HostRule decides
        http.setUriCompliance(UriCompliance.UNSAFE); // the target is handed on as text; nobody here maps it to files
        return http;
    }
}
