// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** Query forms for operations that no AWS client knows, signed by the AWS SDK's own signer. */
final class SignedForm {
    private static final SdkHttpClient HTTP = UrlConnectionHttpClient.create();

    private SignedForm() {}

    static Answer call(
            ShippedServer server,
            AwsCredentials credentials,
            String service,
            String version,
            String operation,
            Map<String, String> parameters) {
        var form = new TreeMap<>(parameters);
        form.put("Action", operation);
        form.put("Version", version);
        var body = ContentStreamProvider.fromUtf8String(form.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&")));
        var request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.POST)
                .uri(server.endpoint().resolve("/"))
                .putHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                .build();
        return send(signed(request, body, credentials, service, server.region()), body);
    }

    /** A request with the headers that the SDK's signer puts on it. */
    static SdkHttpRequest signed(
            SdkHttpRequest request,
            ContentStreamProvider body,
            AwsCredentials credentials,
            String service,
            String region) {
        return AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(credentials)
                        .request(request)
                        .payload(body)
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region))
                .request();
    }

    private static Answer send(SdkHttpRequest request, ContentStreamProvider body) {
        var prepared = HTTP.prepareRequest(HttpExecuteRequest.builder()
                .request(request)
                .contentStreamProvider(body)
                .build());
        try {
            var response = prepared.call();
            var stream = response.responseBody();
            var text = stream.isPresent() ? new String(stream.get().readAllBytes(), StandardCharsets.UTF_8) : "";
            return new Answer(response.httpResponse().statusCode(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An unsigned Query form. */
    static Answer unsigned(URI endpoint, String body) {
        var content = ContentStreamProvider.fromUtf8String(body);
        return send(
                SdkHttpRequest.builder()
                        .method(SdkHttpMethod.POST)
                        .uri(endpoint.resolve("/"))
                        .putHeader("Content-Type", "application/x-www-form-urlencoded")
                        .build(),
                content);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
