// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.ops;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * Counts and durations in Prometheus's form. Labels take values of small, closed sets only: names of services, operations,
 * layers and error codes that this server knows, never a caller, an account or anything a caller sent. Thread-safe.
 */
public final class Metrics {
    private static final double[] SECONDS = {
        .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10
    };

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter requests = counter(
            "portcullis_requests",
            "Answered requests by service, operation and status class.",
            "service",
            "operation",
            "status");
    private final Histogram durations = Histogram.builder()
            .name("portcullis_request_duration_seconds")
            .help("From the arrival of a request's headers to its answer.")
            .labelNames("service")
            .classicOnly()
            .classicUpperBounds(SECONDS)
            .register(registry);
    private final Counter decisions =
            counter("portcullis_decisions", "Authorization decisions by result and deciding layer.", "result", "layer");
    private final Counter authenticationFailures = counter(
            "portcullis_authentication_failures", "Requests whose caller was not accepted, by error code.", "code");
    private final Counter commits = counter("portcullis_store_commits", "Commits of the store by outcome.", "outcome");

    private final Counter auditRecords = counter(
            "portcullis_audit_records",
            "Records for the audit log of reads and refusals, by what became of them.",
            "outcome");

    /**
     * An answered request.
     *
     * @param service the service's short name, {@code iam}; {@code none} when the request found no service
     * @param operation the operation's name, {@code unknown} when it named none that exists
     * @param status the HTTP status
     */
    public void request(String service, String operation, int status, Duration duration) {
        requests.labelValues(service, operation, status / 100 + "xx").inc();
        durations.labelValues(service).observe(duration.toNanos() / 1e9);
    }

    /**
     * A decision of the policy engine.
     *
     * @param result {@code allowed}, {@code explicitDeny} or {@code implicitDeny}
     * @param layer the layer that decided, e.g. {@code identity} or {@code boundary}
     */
    public void decision(String result, String layer) {
        decisions.labelValues(result, layer).inc();
    }

    /** A caller that was not accepted, with the AWS error code of the answer. */
    public void authenticationFailure(String code) {
        authenticationFailures.labelValues(code).inc();
    }

    /**
     * Commits that the store was asked for.
     *
     * @param outcome {@code durable}, {@code conflict}, {@code failed} or {@code unknown}
     * @param count how many, at least one
     */
    public void commits(String outcome, int count) {
        commits.labelValues(outcome).inc(count);
    }

    /**
     * Records for the audit log.
     *
     * @param outcome {@code written}, {@code dropped} because too many waited, or {@code failed} because they could not be written
     */
    public void auditRecords(String outcome, long count) {
        auditRecords.labelValues(outcome).inc(count);
    }

    /** The media type of {@link #text}. */
    public static String contentType() {
        return PrometheusTextFormatWriter.CONTENT_TYPE;
    }

    /** All metrics as text. */
    public byte[] text() {
        var text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toByteArray();
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
    }
}
