// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.http;

import dev.portcullis.server.config.ServerConfig;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Turns Jetty's requests into calls and answers into its responses; refuses what must not reach the API. */
final class RequestHandler extends Handler.Abstract {
    private static final System.Logger LOG = System.getLogger(RequestHandler.class.getName());
    private static final String HEALTH = "/health/";

    private final ServerConfig config;
    private final InstantSource clock;
    private final HttpApi api;
    private final Bodies bodies;
    private final HostRule hosts;
    private final Semaphore room;

    RequestHandler(ServerConfig config, InstantSource clock, HttpApi api) {
        super(InvocationType.BLOCKING);
        this.config = config;
        this.clock = clock;
        this.api = api;
        this.bodies = new Bodies(config);
        this.hosts = new HostRule(config);
        this.room = new Semaphore(config.maxConcurrentRequests());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var id = UUID.randomUUID().toString();
        send(CurrentRequest.within(id, () -> answer(request, id)), id, response, callback);
        return true;
    }

    private HttpAnswer answer(Request request, String id) {
        boolean isHealth = request.getHttpURI().getPath().startsWith(HEALTH);
        if (!isHealth && !room.tryAcquire()) {
            return new Refusal(503, "Too many requests are running; try again.").answer();
        }
        try (var body = bodies.new Body()) {
            return answer(request, id, isHealth, body);
        } catch (Refusal refusal) {
            LOG.log(Level.DEBUG, refusal::getMessage);
            return refusal.answer();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Refusal(503, "The server is stopping.").answer();
        } catch (RuntimeException | StackOverflowError e) {
            LOG.log(Level.ERROR, "A request failed", e);
            return new Refusal(500, "The request failed; its id is " + id + ".").answer();
        } finally {
            if (!isHealth) {
                room.release();
            }
        }
    }

    private HttpAnswer answer(Request request, String id, boolean isHealth, Bodies.Body body)
            throws Refusal, InterruptedException {
        var arrival = clock.instant();
        var connection = request.getConnectionMetaData();
        var headers = request.getHeaders().stream()
                .map(field -> new HttpHeader(field.getName(), field.getValue() == null ? "" : field.getValue()))
                .toList();
        var peer = address(connection.getRemoteSocketAddress());
        var origin = Origin.of(peer, connection.isSecure(), headers, config.trustedProxy());
        if (!isHealth) {
            admit(peer, address(connection.getLocalSocketAddress()), connection.isSecure(), origin.host());
        }
        // From here on the idle timer may only end a read of the body, never an operation at work.
        request.addIdleTimeoutListener(timeout -> false);
        bodies.read(request, body);
        return api.handle(new HttpCall(
                id,
                arrival,
                request.getMethod(),
                origin.host(),
                target(request),
                headers,
                body.bytes(),
                peer,
                origin.client(),
                origin.secure()));
    }

    private void admit(InetAddress peer, InetAddress local, boolean tls, String host) throws Refusal {
        if (!tls && !peer.isLoopbackAddress() && !Origin.isIn(config.trustedProxy(), peer)) {
            throw new Refusal(403, "Plain HTTP is for this machine and for trusted proxies only.");
        }
        if (!hosts.admits(host, local)) {
            throw new Refusal(421, "This server does not answer for that host; the setting allowed-host adds names.");
        }
    }

    private static String target(Request request) throws Refusal {
        var uri = request.getHttpURI();
        var target = uri.getPathQuery();
        if (uri.getFragment() != null || !target.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new Refusal(400, "A request target is visible ASCII without a fragment.");
        }
        return target;
    }

    private static InetAddress address(java.net.SocketAddress address) {
        if (address instanceof InetSocketAddress inet && inet.getAddress() != null) {
            return inet.getAddress();
        }
        throw new IllegalStateException("not an internet connection: " + address);
    }

    private static void send(HttpAnswer answer, String id, Response response, Callback callback) {
        response.setStatus(answer.status());
        var headers = response.getHeaders();
        answer.headers().forEach(header -> headers.add(header.name(), header.value()));
        headers.put("x-amzn-RequestId", id);
        headers.put("Content-Length", answer.body().length);
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
    }
}
