// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.sigv4.Payload;
import dev.portcullis.aws.sigv4.RawHeader;
import dev.portcullis.aws.sigv4.RawRequest;
import dev.portcullis.aws.sigv4.SigV4Signer;
import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import dev.portcullis.server.TestServer;
import dev.portcullis.server.http.HttpListener;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** There is no setting with which somebody gets in without a key of their own, and no key that works in one mode of running or another. */
class AbuseCase33NoKeyIsBuiltInTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final Pattern DOORS = Pattern.compile(
            "anonymous|bypass|debug|dev|disable|enforce|guest|insecure|no-|off|permissive|skip|test|unsafe|unsigned");

    /** Pairs that documents, emulators and other stores have made known. */
    private static final Map<String, String> PUBLISHED = Map.of(
            "test", "test",
            "admin", "admin",
            "root", "root",
            "minioadmin", "minioadmin",
            "rustfsadmin", "rustfsadmin",
            "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            "LKIAQAAAAAAAAAAAAAAA", "test",
            "AKIAAAAAAAAAAAAAAAAA", "AKIAAAAAAAAAAAAAAAAA");

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void noSettingIsNamedForAnOpenDoor() {
        assertThat(Settings.ALL)
                .extracting(Setting::name)
                .isNotEmpty()
                .noneMatch(name -> DOORS.matcher(name).find());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--trusted-proxy 127.0.0.0/8", "--allowed-host iam.example --region eu-central-1"})
    void publishedKeysAndNoKeyAtAllAreRefusedHoweverTheServerRuns(String flags) throws Exception {
        var arguments = new ArrayList<>(List.of("--listen", "127.0.0.1:0"));
        if (!flags.isEmpty()) {
            arguments.addAll(List.of(flags.split(" ", -1)));
        }
        var config = ServerConfig.load(arguments, Map.of());
        try (var listener = HttpListener.start(
                        config, InstantSource.system(), server.portcullis().api());
                var http = HttpClient.newHttpClient()) {
            var endpoint = URI.create(listener.url());
            for (var pair : PUBLISHED.entrySet()) {
                var answer = call(http, endpoint, Optional.of(pair));
                assertThat(answer.statusCode()).as(pair.getKey()).isEqualTo(403);
                assertThat(answer.body()).contains("InvalidClientTokenId");
            }
            var unsigned = call(http, endpoint, Optional.empty());
            assertThat(unsigned.statusCode()).isEqualTo(403);
            assertThat(unsigned.body()).contains("MissingAuthenticationToken");
        }
    }

    /** As if it came from this machine, through a proxy that is believed where one is. */
    private static HttpResponse<String> call(HttpClient http, URI endpoint, Optional<Map.Entry<String, String>> key)
            throws IOException, InterruptedException {
        var body = "Action=GetCallerIdentity&Version=2011-06-15";
        var request = HttpRequest.newBuilder(endpoint.resolve("/"))
                .header("Content-Type", FORM)
                .header("X-Forwarded-For", "127.0.0.1")
                .POST(BodyPublishers.ofString(body));
        key.ifPresent(
                pair -> sign(endpoint, pair, body).forEach(header -> request.header(header.name(), header.value())));
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static List<RawHeader> sign(URI endpoint, Map.Entry<String, String> key, String body) {
        var headers = List.of(new RawHeader("Host", endpoint.getAuthority()), new RawHeader("Content-Type", FORM));
        return new SigV4Signer(
                        key.getKey(),
                        key.getValue(),
                        Optional.empty(),
                        "us-east-1",
                        "sts",
                        PathStyle.NORMALISED_AND_ENCODED_TWICE)
                .sign(
                        new RawRequest("POST", "/", headers, Payload.of(body.getBytes(StandardCharsets.UTF_8))),
                        Instant.now());
    }
}
