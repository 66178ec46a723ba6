// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.ops;

import dev.portcullis.server.http.HttpAnswer;
import dev.portcullis.server.http.HttpApi;
import dev.portcullis.server.http.HttpCall;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** {@code /health/live}, {@code /health/ready} and {@code /metrics}; every other call goes on to the API. */
public final class OpsEndpoints implements HttpApi {
    private static final Set<String> METHODS = Set.of("GET", "HEAD");

    private final BooleanSupplier isReady;
    private final Metrics metrics;
    private final HttpApi signedMetrics;
    private final HttpApi api;

    /**
     * Puts the endpoints before the API.
     *
     * @param isReady whether requests are served
     * @param signedMetrics answers a call for the metrics that does not come from this machine: it must be signed and allowed
     */
    public OpsEndpoints(BooleanSupplier isReady, Metrics metrics, HttpApi signedMetrics, HttpApi api) {
        this.isReady = isReady;
        this.metrics = metrics;
        this.signedMetrics = signedMetrics;
        this.api = api;
    }

    @Override
    public HttpAnswer handle(HttpCall call) {
        return switch (call.rawPath()) {
            case "/health/live" -> reading(call, () -> HttpAnswer.text(200, "live\n"));
            case "/health/ready" -> reading(call, this::ready);
            case "/metrics" -> reading(call, () -> metrics(call));
            default -> api.handle(call);
        };
    }

    private HttpAnswer ready() {
        return isReady.getAsBoolean() ? HttpAnswer.text(200, "ready\n") : HttpAnswer.text(503, "not ready\n");
    }

    private HttpAnswer metrics(HttpCall call) {
        return isFromThisMachine(call)
                ? HttpAnswer.of(200, Metrics.contentType(), metrics.text())
                : signedMetrics.handle(call);
    }

    /** A proxy on this machine speaks for others, so a call that went through one does not count. */
    private static boolean isFromThisMachine(HttpCall call) {
        return call.peer().isLoopbackAddress()
                && call.client().isLoopbackAddress()
                && call.header("X-Forwarded-For").isEmpty()
                && call.header("Forwarded").isEmpty()
                && call.header("Via").isEmpty();
    }

    private static HttpAnswer reading(HttpCall call, Supplier<HttpAnswer> answer) {
        return METHODS.contains(call.method()) ? answer.get() : HttpAnswer.text(405, "Only GET is served here.\n");
    }
}
