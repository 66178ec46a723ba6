// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.metrics;

import dev.portcullis.aws.portcullis.GetMetricsRequest;
import dev.portcullis.aws.portcullis.GetMetricsResponse;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.ops.Metrics;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The operation that reads the metrics. They are of the whole server, so it is the management account's alone. */
public final class MetricsHandlers {
    private final Metrics metrics;

    public MetricsHandlers(Metrics metrics) {
        this.metrics = metrics;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(Operation.special(PortcullisModel.GET_METRICS, this::read));
    }

    private GetMetricsResponse read(GetMetricsRequest request, Call call) {
        call.requireManagementAccount();
        return GetMetricsResponse.builder()
                .text(new String(metrics.text(), StandardCharsets.UTF_8))
                .contentType(Metrics.contentType())
                .build();
    }
}
