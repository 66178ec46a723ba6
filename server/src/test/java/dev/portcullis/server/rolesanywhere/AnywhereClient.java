// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rolesanywhere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.sigv4.Payload;
import dev.portcullis.aws.sigv4.RawHeader;
import dev.portcullis.aws.sigv4.RawRequest;
import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import dev.portcullis.server.PortcullisClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the operations of Roles Anywhere that are signed with an access key. */
public final class AnywhereClient {
    static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    static final JsonMapper JSON = new JsonMapper();

    private final URI endpoint;
    private final AwsCredentials credentials;

    public AnywhereClient(URI endpoint, AwsCredentials credentials) {
        this.endpoint = endpoint;
        this.credentials = credentials;
    }

    /** What was answered. */
    public record Answer(int status, String errorType, JsonNode body) {
        static Answer of(HttpResponse<String> response) {
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("x-amzn-ErrorType").orElse(""),
                    JSON.readTree(response.body().isEmpty() ? "{}" : response.body()));
        }

        /** The answer of a call that succeeded. */
        public JsonNode ok() {
            assertThat(status).as(body.toString()).isBetween(200, 201);
            return body;
        }

        public String message() {
            return body.path("message").asString();
        }

        /** The error of a call that did not succeed, with its status: {@code 403 AccessDeniedException}. */
        public String error() {
            return status + " " + errorType;
        }
    }

    public Answer post(String path, Map<String, ?> body) {
        return send("POST", path, JSON.writeValueAsString(body));
    }

    public Answer patch(String path, Map<String, ?> body) {
        return send("PATCH", path, JSON.writeValueAsString(body));
    }

    public Answer put(String path, Map<String, ?> body) {
        return send("PUT", path, JSON.writeValueAsString(body));
    }

    public Answer send(String method, String path, Map<String, ?> body) {
        return send(method, path, JSON.writeValueAsString(body));
    }

    public Answer get(String path) {
        return send("GET", path, "");
    }

    public Answer delete(String path) {
        return send("DELETE", path, "");
    }

    public Answer send(String method, String path, String text) {
        var body = text.getBytes(StandardCharsets.UTF_8);
        List<RawHeader> headers = new ArrayList<>();
        headers.add(new RawHeader("Host", endpoint.getAuthority()));
        if (body.length > 0) {
            headers.add(new RawHeader("Content-Type", "application/json"));
        }
        var request = HttpRequest.newBuilder(endpoint.resolve(path))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (body.length > 0) {
            request.header("Content-Type", "application/json");
        }
        PortcullisClient.signer(credentials, "rolesanywhere", PathStyle.NORMALISED_AND_ENCODED_TWICE)
                .sign(new RawRequest(method, path, headers, Payload.of(body)), Instant.now())
                .forEach(header -> request.header(header.name(), header.value()));
        return send(request.build());
    }

    static Answer send(HttpRequest request) {
        try {
            return Answer.of(HTTP.send(request, BodyHandlers.ofString()));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("No answer", e);
        }
    }

    /** Makes an enabled trust anchor; answers its ARN. */
    public String trustAnchor(String name, String certificates) {
        return post(
                        "/trustanchors",
                        Map.of(
                                "name",
                                name,
                                "enabled",
                                true,
                                "source",
                                Map.of(
                                        "sourceType",
                                        "CERTIFICATE_BUNDLE",
                                        "sourceData",
                                        Map.of("x509CertificateData", certificates))))
                .ok()
                .at("/trustAnchor/trustAnchorArn")
                .asString();
    }

    /** Makes an enabled profile with these roles; answers its ARN. */
    public String profile(String name, String... roleArns) {
        return post("/profiles", Map.of("name", name, "enabled", true, "roleArns", List.of(roleArns)))
                .ok()
                .at("/profile/profileArn")
                .asString();
    }

    /** The last part of an ARN. */
    public static String id(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }
}
