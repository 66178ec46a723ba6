// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.sigv4.Payload;
import dev.portcullis.aws.sigv4.RawHeader;
import dev.portcullis.aws.sigv4.RawRequest;
import dev.portcullis.aws.sigv4.SigV4Signer;
import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import dev.portcullis.aws.sigv4.X509Signer;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** Calls the {@code portcullis} service as one caller, or as nobody. */
public final class PortcullisClient {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI endpoint;
    private final Signing signing;
    private final InstantSource clock;

    /** Signs a request; answers with the headers to add. */
    private interface Signing {
        List<RawHeader> sign(RawRequest request, Instant now);
    }

    public PortcullisClient(URI endpoint, AwsCredentials credentials) {
        this(
                endpoint,
                (request, now) -> signer(credentials, "portcullis", PathStyle.NORMALISED_AND_ENCODED_TWICE)
                        .sign(request, now),
                InstantSource.system());
    }

    /** A client that signs nothing. */
    public static PortcullisClient unsigned(URI endpoint) {
        return new PortcullisClient(endpoint, (_, _) -> List.of(), InstantSource.system());
    }

    /** A client that signs with the key of a certificate. */
    public static PortcullisClient certified(URI endpoint, X509Signer signer) {
        return new PortcullisClient(endpoint, signer::sign, InstantSource.system());
    }

    private PortcullisClient(URI endpoint, Signing signing, InstantSource clock) {
        this.endpoint = endpoint;
        this.signing = signing;
        this.clock = clock;
    }

    /** The same caller with a clock that is so far ahead, for servers for which time has passed. */
    public PortcullisClient ahead(Duration time) {
        return new PortcullisClient(endpoint, signing, InstantSource.offset(InstantSource.system(), time));
    }

    /** The same caller with a clock that stands still. */
    public PortcullisClient at(Instant time) {
        return new PortcullisClient(endpoint, signing, InstantSource.fixed(time));
    }

    /** What was answered. */
    public record Answer(int status, Document document) {
        /** The texts of all elements of that name. */
        public List<String> texts(String name) {
            var elements = document.getElementsByTagNameNS("*", name);
            return IntStream.range(0, elements.getLength())
                    .mapToObj(i -> elements.item(i).getTextContent())
                    .toList();
        }

        /** The text of the only element of that name. */
        public String text(String name) {
            assertThat(texts(name)).as(name).hasSize(1);
            return texts(name).getFirst();
        }
    }

    /** A signer with these credentials. */
    public static SigV4Signer signer(AwsCredentials credentials, String service, PathStyle style) {
        var token = credentials instanceof AwsSessionCredentials session
                ? Optional.of(session.sessionToken())
                : Optional.<String>empty();
        return new SigV4Signer(
                credentials.accessKeyId(), credentials.secretAccessKey(), token, "us-east-1", service, style);
    }

    /** The answer to a call that succeeds. */
    public Answer call(String action, Map<String, String> parameters) {
        var answer = send(action, parameters);
        assertThat(answer.status()).as(() -> answer.texts("Message").toString()).isEqualTo(200);
        return answer;
    }

    /** The code of the error of a call that does not succeed. */
    public String refused(String action, Map<String, String> parameters) {
        var answer = send(action, parameters);
        assertThat(answer.status()).isNotEqualTo(200);
        return answer.text("Code");
    }

    /** Sends a call, whatever comes of it. */
    public Answer send(String action, Map<String, String> parameters) {
        var form = new LinkedHashMap<>(parameters);
        form.put("Action", action);
        form.put("Version", PortcullisModel.METADATA.apiVersion());
        var body = form.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"))
                .getBytes(StandardCharsets.UTF_8);
        var headers = List.of(new RawHeader("Host", endpoint.getAuthority()), new RawHeader("Content-Type", FORM));
        var request = HttpRequest.newBuilder(endpoint.resolve("/"))
                .header("Content-Type", FORM)
                .POST(BodyPublishers.ofByteArray(body));
        signing.sign(new RawRequest("POST", "/", headers, Payload.of(body)), clock.instant())
                .forEach(header -> request.header(header.name(), header.value()));
        try {
            var response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
            var factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            return new Answer(
                    response.statusCode(),
                    factory.newDocumentBuilder().parse(new ByteArrayInputStream(response.body())));
        } catch (Exception e) {
            throw new AssertionError("No answer to " + action, e);
        }
    }
}
