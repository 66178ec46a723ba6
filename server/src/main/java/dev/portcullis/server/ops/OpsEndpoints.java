// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.ops;

import dev.portcullis.server.http.HttpAnswer;
import dev.portcullis.server.http.HttpApi;
import dev.portcullis.server.http.HttpCall;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** {@code /health/live}, {@code /health/ready} and {@code /metrics}; every other call goes on to the API. */
public final class OpsEndpoints implements HttpApi {
    private static final Set<String> METHODS = Set.of("GET", "HEAD");

    private final BooleanSupplier isReady;
    private final Metrics metrics;
    private final Predicate<HttpCall> mayReadMetrics;
    private final HttpApi api;

    /**
     * Puts the endpoints before the API.
     *
     * @param isReady whether requests are served
     * @param mayReadMetrics whether this call, which does not come from this machine, may read the metrics
     */
    public OpsEndpoints(BooleanSupplier isReady, Metrics metrics, Predicate<HttpCall> mayReadMetrics, HttpApi api) {
        this.isReady = isReady;
        this.metrics = metrics;
        this.mayReadMetrics = mayReadMetrics;
        this.api = api;
    }

    @Override
    public HttpAnswer handle(HttpCall call) {
        return switch (call.rawPath()) {
            case "/health/live" -> reading(call, HttpAnswer.text(200, "live\n"));
            case "/health/ready" ->
                reading(
                        call,
                        isReady.getAsBoolean() ? HttpAnswer.text(200, "ready\n") : HttpAnswer.text(503, "not ready\n"));
            case "/metrics" -> reading(call, metrics(call));
            default -> api.handle(call);
        };
    }

    private HttpAnswer metrics(HttpCall call) {
        return isFromThisMachine(call) || mayReadMetrics.test(call)
                ? HttpAnswer.of(200, Metrics.contentType(), metrics.text())
                : HttpAnswer.text(403, "Metrics are for this machine and for signed callers with permission.\n");
    }

    /** A proxy on this machine speaks for others, so a call that went through one does not count. */
    private static boolean isFromThisMachine(HttpCall call) {
        return call.peer().isLoopbackAddress()
                && call.client().isLoopbackAddress()
                && call.header("X-Forwarded-For").isEmpty()
                && call.header("Forwarded").isEmpty()
                && call.header("Via").isEmpty();
    }

    private static HttpAnswer reading(HttpCall call, HttpAnswer answer) {
        return METHODS.contains(call.method()) ? answer : HttpAnswer.text(405, "Only GET is served here.\n");
    }
}
