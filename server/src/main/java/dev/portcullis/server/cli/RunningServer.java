// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.cli;

import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.sigv4.Payload;
import dev.portcullis.aws.sigv4.RawHeader;
import dev.portcullis.aws.sigv4.RawRequest;
import dev.portcullis.aws.sigv4.SigV4Signer;
import dev.portcullis.server.accounts.RootCredentials;
import dev.portcullis.server.ops.EndpointFile;
import dev.portcullis.server.storage.SqliteObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/** The server that has a data directory open, called through its API with the root access key that lies in the directory. */
final class RunningServer {
    private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";
    private static final Duration TO_CONNECT = Duration.ofSeconds(10);
    private static final Duration TO_ANSWER = Duration.ofMinutes(30); // a backup takes as long as the data are large

    private final URI url;
    private final SigV4Signer signer;

    private RunningServer(URI url, SigV4Signer signer) {
        this.url = url;
        this.signer = signer;
    }

    /** @throws CommandFailed if no server runs on the directory, or the root access key is not there any more */
    static RunningServer of(Path dataDir) throws IOException {
        if (!SqliteObjectStore.isInUse(dataDir)) {
            throw new CommandFailed(
                    "No server runs on the data directory %s. Start it with `portcullis serve`.".formatted(dataDir));
        }
        // Whoever holds the data may be on its way up or down, and the file left by a server that was killed: its port
        // is anybody's.
        var endpoint = EndpointFile.read(dataDir)
                .filter(EndpointFile.Endpoint::isAlive)
                .orElseThrow(() -> new CommandFailed(
                        "The data directory %s is in use, but no server listens for it: it starts or stops just now, or another command is at work. Try again."
                                .formatted(dataDir)));
        var credentials = RootCredentials.read(endpoint.credentials());
        var service = PortcullisModel.METADATA.signingName();
        return new RunningServer(URI.create(endpoint.url()), credentials.signer(endpoint.region(), service));
    }

    /** The answer to a call, by the names of its elements. */
    record Answer(Document document) {
        /** The text of the first element of that name. */
        String text(String name) {
            var elements = document.getElementsByTagNameNS("*", name);
            if (elements.getLength() == 0) {
                throw new CommandFailed("The server's answer has no " + name + ".");
            }
            return elements.item(0).getTextContent();
        }
    }

    /**
     * Calls an operation of the {@code portcullis} service.
     *
     * @throws CommandFailed if the server refuses, with its reason
     */
    Answer call(String action, Map<String, String> parameters) throws IOException, InterruptedException {
        var form = new LinkedHashMap<String, String>();
        form.put("Action", action);
        form.put("Version", PortcullisModel.METADATA.apiVersion());
        form.putAll(parameters);
        var response = send(encoded(form).getBytes(StandardCharsets.UTF_8));
        var answer = new Answer(parsed(response.body()));
        if (response.statusCode() != 200) {
            throw new CommandFailed("The server refused: " + answer.text("Code") + ": " + answer.text("Message"));
        }
        return answer;
    }

    private HttpResponse<byte[]> send(byte[] body) throws IOException, InterruptedException {
        var headers = List.of(new RawHeader("Host", host()), new RawHeader("Content-Type", FORM));
        var signature = signer.sign(new RawRequest("POST", "/", headers, Payload.of(body)), Instant.now());
        var request = HttpRequest.newBuilder(url.resolve("/"))
                .timeout(TO_ANSWER)
                .header("Content-Type", FORM)
                .POST(BodyPublishers.ofByteArray(body));
        signature.forEach(header -> request.header(header.name(), header.value()));
        try (var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(TO_CONNECT)
                .build()) {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (ConnectException e) {
            throw new CommandFailed("No server answers at " + url + ". Start it with `portcullis serve`.", e);
        }
    }

    /** As the HTTP client sends it: without the port that the scheme has by itself. */
    private String host() {
        int own = url.getScheme().equals("https") ? 443 : 80;
        return url.getPort() < 0 || url.getPort() == own ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private Document parsed(byte[] xml) {
        try {
            var factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null); // or it would print
            return builder.parse(new ByteArrayInputStream(xml));
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new CommandFailed("What answers at " + url + " is not a Portcullis server.", e);
        }
    }
}
