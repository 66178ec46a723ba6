// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.ops;

import java.nio.charset.StandardCharsets;

/** Metrics as they are served, for tests of other packages. */
public final class MetricsText {
    private MetricsText() {}

    public static String of(Metrics metrics) {
        return new String(metrics.text(), StandardCharsets.UTF_8);
    }
}
