// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.api;

import dev.portcullis.aws.rest.RestAnswer;
import dev.portcullis.aws.rest.RestHeader;
import dev.portcullis.aws.rest.RestRequest;
import dev.portcullis.server.error.ApiError.InvalidAction;
import dev.portcullis.server.error.ApiError.MalformedRequest;
import dev.portcullis.server.http.HttpAnswer;
import dev.portcullis.server.http.HttpCall;
import dev.portcullis.server.http.HttpHeader;
import java.util.ArrayList;

/** Requests and answers of services whose operations are told by method and path. */
final class RestCalls {
    private static final String JSON = "application/json";

    private RestCalls() {}

    static RestRequest request(HttpCall call) {
        var headers = call.headers().stream()
                .map(header -> new RestHeader(header.name(), header.value()))
                .toList();
        return new RestRequest(call.method(), call.rawPath(), call.rawQuery(), headers, call.body());
    }

    /** @throws dev.portcullis.server.error.ApiException if the body says that it is something else than JSON */
    static void requireJson(HttpCall call) {
        boolean isJson = call.header("Content-Type")
                .map(type -> type.split(";", 2)[0].strip().equalsIgnoreCase(JSON))
                .orElse(true);
        if (call.body().length > 0 && !isJson) {
            throw new MalformedRequest("The body of a request is of Content-Type " + JSON + ".").asException();
        }
    }

    /** Nothing that is answered is for a browser to keep, as with the other services. */
    static HttpAnswer answer(RestAnswer answer) {
        var headers = new ArrayList<HttpHeader>();
        answer.headers().forEach(header -> headers.add(new HttpHeader(header.name(), header.value())));
        headers.add(new HttpHeader("Cache-Control", "no-store"));
        return new HttpAnswer(answer.status(), headers, answer.body());
    }

    static InvalidAction unknownOperation() {
        return new InvalidAction("There is no operation of that method and path.");
    }
}
