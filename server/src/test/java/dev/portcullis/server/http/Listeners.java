// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.http;

import dev.portcullis.server.config.ServerConfig;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Listeners on free ports, and an API that remembers its calls. */
final class Listeners {
    private Listeners() {}

    static ServerConfig config(String... flags) {
        var all = new ArrayList<>(List.of("--listen", "127.0.0.1:0"));
        all.addAll(List.of(flags));
        return ServerConfig.load(all, Map.of());
    }

    static HttpListener start(HttpApi api, String... flags) throws IOException {
        return HttpListener.start(config(flags), InstantSource.system(), api);
    }

    /** Answers 200 with the target, and keeps the call. */
    static final class Recorder implements HttpApi {
        final BlockingQueue<HttpCall> calls = new LinkedBlockingQueue<>();

        @Override
        public HttpAnswer handle(HttpCall call) {
            calls.add(call);
            return HttpAnswer.text(200, call.target());
        }
    }
}
