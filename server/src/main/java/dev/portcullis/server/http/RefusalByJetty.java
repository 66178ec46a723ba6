// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What Jetty answers by itself (malformed requests, over-long headers, requests during the stop), said in our form. */
final class RefusalByJetty implements Request.Handler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var sentence = HttpStatus.getMessage(response.getStatus()) + ".\n";
        var headers = response.getHeaders();
        headers.put("Content-Type", "text/plain; charset=utf-8");
        headers.put("x-amzn-RequestId", UUID.randomUUID().toString());
        response.write(true, ByteBuffer.wrap(sentence.getBytes(StandardCharsets.UTF_8)), callback);
        return true;
    }
}
