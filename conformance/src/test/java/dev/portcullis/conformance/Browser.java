// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Stories that a script in {@code browser/} tells with a real Chromium. */
final class Browser {
    private static final Path STORIES = Path.of("browser").toAbsolutePath();

    private Browser() {}

    /** Tells a story, which is over when it has printed that it is told. */
    static void tell(String story, ShippedServer server, Map<String, String> facts) {
        assertThat(STORIES.resolve("node_modules/playwright-core"))
                .as("what ./dev installs: npm ci in conformance/browser")
                .isDirectory();
        var environment = new HashMap<>(facts);
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", server.directory().toString());
        environment.put("ENDPOINT", "http://localhost:" + server.endpoint().getPort());
        var finished = Finished.run(List.of("node", STORIES.resolve(story).toString()), environment);
        assertThat(finished.succeeded()).isEqualTo("told");
    }
}
