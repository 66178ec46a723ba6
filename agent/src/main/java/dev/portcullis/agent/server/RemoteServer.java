// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.server;

import dev.portcullis.agent.server.AnswerXml.Element;
import dev.portcullis.agent.server.OwnInstance.IdentityDocument;
import dev.portcullis.agent.server.OwnInstance.Options;
import dev.portcullis.agent.server.OwnInstance.Profile;
import dev.portcullis.agent.server.OwnInstance.UserData;
import dev.portcullis.aws.sigv4.Payload;
import dev.portcullis.aws.sigv4.RawHeader;
import dev.portcullis.aws.sigv4.RawRequest;
import dev.portcullis.aws.sigv4.SigV4Signer;
import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import dev.portcullis.aws.sigv4.X509Signer;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/** The server over HTTP: forms signed with the agent's credentials, answers in XML. Safe for use by many threads. */
public final class RemoteServer implements PortcullisServer {
    private static final String SERVICE = "portcullis";
    private static final String VERSION = "2026-11-01";
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(15);
    /** Far more than the largest answer: user data is 16 KB, and there are 50 tags. */
    private static final int LONGEST_ANSWER = 1 << 20;

    private final URI endpoint;
    private final Optional<SSLSocketFactory> trust;
    private final InstantSource clock;

    /**
     * A client.
     *
     * @param endpoint {@code https}, or {@code http} to this host itself, as join token and credentials travel over it
     * @param trust what says which certificates count; empty for those that Java trusts
     * @throws IllegalArgumentException if the endpoint is none of these
     */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // a setting that is there or is not
    public RemoteServer(URI endpoint, Optional<SSLSocketFactory> trust, InstantSource clock) {
        this.endpoint = checked(endpoint);
        this.trust = trust;
        this.clock = clock;
    }

    /**
     * The server's URL as it is called: without a path, and without the port that its scheme has anyway.
     *
     * @throws IllegalArgumentException with a sentence, if a token may not travel there
     */
    public static URI checked(URI endpoint) {
        String host = endpoint.getHost();
        boolean isPlain = "http".equals(endpoint.getScheme());
        boolean isEncrypted = "https".equals(endpoint.getScheme());
        if (host == null || !(isPlain || isEncrypted) || endpoint.getRawUserInfo() != null) {
            throw new IllegalArgumentException("The server's URL is https://HOST[:PORT], not " + endpoint + ".");
        }
        if (isPlain && !isThisHost(host)) {
            throw new IllegalArgumentException(
                    "The server's URL must begin with https:// unless it is on this host: " + endpoint + ".");
        }
        boolean isUsualPort = endpoint.getPort() < 0 || endpoint.getPort() == (isPlain ? 80 : 443);
        return URI.create(endpoint.getScheme() + "://" + host + (isUsualPort ? "" : ":" + endpoint.getPort()) + "/");
    }

    private static boolean isThisHost(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }

    @Override
    public AgentIdentity join(Secret joinToken) throws Unreachable, Refused {
        return identity(call("JoinInstance", Map.of("JoinToken", joinToken.reveal()), Optional.empty()));
    }

    @Override
    public AgentIdentity join(String instanceArn, Proof proof) throws Unreachable, Refused {
        var signer = new X509Signer(proof.key(), proof.certificate(), proof.chain(), region(instanceArn), SERVICE);
        return identity(
                call("JoinInstanceWithCertificate", Map.of("InstanceArn", instanceArn), Optional.of(signer::sign)));
    }

    /** The region in an ARN; empty if it is none, which the server refuses. */
    private static String region(String arn) {
        String[] parts = arn.split(":", -1);
        return parts.length > 3 ? parts[3] : "";
    }

    private AgentIdentity identity(Element answer) throws Unreachable {
        return new AgentIdentity(
                required(answer, "InstanceId"),
                required(answer, "Region"),
                required(answer, "AccountId"),
                agentCredentials(answer),
                clock.instant());
    }

    @Override
    public AgentCredentials renew(AgentIdentity identity) throws Unreachable, Refused {
        return agentCredentials(call("RenewAgent", Map.of(), Optional.of(signing(identity))));
    }

    @Override
    public Optional<OwnInstance> ownInstance(AgentIdentity identity, String knownRevision) throws Unreachable, Refused {
        Map<String, String> parameters = knownRevision.isEmpty() ? Map.of() : Map.of("KnownRevision", knownRevision);
        Element answer = call("GetOwnInstance", parameters, Optional.of(signing(identity)));
        String revision = required(answer, "Revision");
        if (revision.equals(knownRevision)) {
            return Optional.empty();
        }
        try {
            return Optional.of(instance(revision, answer));
        } catch (IllegalArgumentException e) {
            throw new Unreachable("The server's answer about the instance cannot be read (" + e.getMessage() + ").", e);
        }
    }

    private static OwnInstance instance(String revision, Element answer) throws Unreachable {
        Map<String, String> tags = new TreeMap<>();
        for (Element tag : answer.child("Tags").map(Element::children).orElse(List.of())) {
            tags.put(required(tag, "Key"), tag.text("Value").orElse(""));
        }
        return new OwnInstance(
                revision,
                required(answer, "InstanceId"),
                required(answer, "ImageId"),
                required(answer, "InstanceType"),
                required(answer, "AccountId"),
                required(answer, "Region"),
                required(answer, "AvailabilityZone"),
                required(answer, "State"),
                required(answer, "ReservationId"),
                Integer.parseInt(required(answer, "LaunchIndex")),
                tags,
                answer.text("UserData")
                        .filter(text -> !text.isEmpty())
                        .map(text -> new UserData(Base64.getDecoder().decode(text))),
                options(answer),
                answer.text("InstanceProfileArn")
                        .map(arn -> new Profile(
                                arn, answer.text("InstanceProfileId").orElse(""))),
                answer.text("RoleName"),
                answer.text("IdentityDocument")
                        .map(document -> new IdentityDocument(
                                document,
                                answer.text("IdentitySignature").orElse(""),
                                answer.text("IdentityPkcs7").orElse(""),
                                answer.text("IdentityCertificate").orElse(""))));
    }

    /** Of words that are none of the contract's the cautious meaning counts. */
    private static Options options(Element answer) throws Unreachable {
        return new Options(
                !required(answer, "MetadataOptions", "HttpTokens").equals("optional"),
                required(answer, "MetadataOptions", "HttpEndpoint").equals("enabled"),
                Integer.parseInt(required(answer, "MetadataOptions", "HttpPutResponseHopLimit")),
                required(answer, "MetadataOptions", "InstanceMetadataTags").equals("enabled"));
    }

    @Override
    public RoleCredentials roleCredentials(AgentIdentity identity) throws Unreachable, Refused {
        Element answer = call("GetOwnInstanceCredentials", Map.of(), Optional.of(signing(identity)));
        return new RoleCredentials(
                required(answer, "RoleName"),
                required(answer, "RoleArn"),
                required(answer, "Credentials", "AccessKeyId"),
                new Secret(required(answer, "Credentials", "SecretAccessKey")),
                new Secret(required(answer, "Credentials", "SessionToken")),
                moment(answer, "LastUpdated"),
                moment(answer, "Credentials", "Expiration"));
    }

    private static AgentCredentials agentCredentials(Element answer) throws Unreachable {
        return new AgentCredentials(
                required(answer, "AgentCredentials", "AccessKeyId"),
                new Secret(required(answer, "AgentCredentials", "SecretAccessKey")),
                new Secret(required(answer, "AgentCredentials", "SessionToken")),
                moment(answer, "AgentCredentials", "Expiration"));
    }

    private static String required(Element answer, String... path) throws Unreachable {
        return answer.text(path)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> new Unreachable("The server's answer has no " + String.join(".", path) + "."));
    }

    private static Instant moment(Element answer, String... path) throws Unreachable {
        try {
            return Instant.parse(required(answer, path));
        } catch (DateTimeException e) {
            throw new Unreachable("The server's answer has no time as " + String.join(".", path) + ".", e);
        }
    }

    // --- the wire ---

    /** Signs a request; answers with the headers to add. */
    private interface Signing {
        List<RawHeader> sign(RawRequest request, Instant now);
    }

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // one operation is not signed
    private Element call(String operation, Map<String, String> parameters, Optional<Signing> signer)
            throws Unreachable, Refused {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("Action", operation);
        form.put("Version", VERSION);
        form.putAll(parameters);
        byte[] body = form.entrySet().stream()
                .map(entry -> entry.getKey() + '=' + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"))
                .getBytes(StandardCharsets.UTF_8);
        try {
            return answer(operation, send(body, signer));
        } catch (IOException e) {
            throw new Unreachable("The server does not answer (" + e.getMessage() + ").", e);
        }
    }

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType") // as above
    private HttpURLConnection send(byte[] body, Optional<Signing> signer) throws IOException {
        var connection = (HttpURLConnection) endpoint.toURL().openConnection(Proxy.NO_PROXY);
        if (connection instanceof HttpsURLConnection encrypted) {
            trust.ifPresent(encrypted::setSSLSocketFactory);
        }
        connection.setConnectTimeout((int) CONNECT.toMillis());
        connection.setReadTimeout((int) ANSWER.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setDoOutput(true);
        connection.setRequestMethod("POST");
        connection.setFixedLengthStreamingMode(body.length);
        var type = new RawHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
        connection.setRequestProperty(type.name(), type.value());
        connection.setRequestProperty("Accept", "*/*");
        connection.setRequestProperty("User-Agent", "portcullis-agent");
        if (signer.isPresent()) {
            var request = new RawRequest(
                    "POST", "/", List.of(new RawHeader("Host", endpoint.getRawAuthority()), type), Payload.of(body));
            for (RawHeader header : signer.get().sign(request, clock.instant())) {
                connection.setRequestProperty(header.name(), header.value());
            }
        }
        try (var out = connection.getOutputStream()) {
            out.write(body);
        }
        return connection;
    }

    private static Signing signing(AgentIdentity identity) {
        AgentCredentials credentials = identity.credentials();
        return new SigV4Signer(
                credentials.accessKeyId(),
                credentials.secretAccessKey().reveal(),
                Optional.of(credentials.sessionToken().reveal()),
                identity.region(),
                SERVICE,
                PathStyle.NORMALISED_AND_ENCODED_TWICE)::sign;
    }

    private static Element answer(String operation, HttpURLConnection connection)
            throws IOException, Unreachable, Refused {
        int status = connection.getResponseCode();
        Element root;
        try {
            root = AnswerXml.read(read(connection, status));
        } catch (IllegalArgumentException e) {
            throw new Unreachable("What answers, with HTTP " + status + ", is no Portcullis server.", e);
        }
        if (status == HttpURLConnection.HTTP_OK) {
            return root.child(operation + "Result")
                    .orElseThrow(() -> new Unreachable("The server's answer has no " + operation + "Result."));
        }
        String code = root.text("Error", "Code").orElse("");
        String message = root.text("Error", "Message").orElse("");
        if (status >= 500 || code.isEmpty() || code.startsWith("Throttling")) {
            throw new Unreachable("The server answers HTTP " + status + " (" + code + ": " + message + ").");
        }
        throw new Refused(code, message);
    }

    private static String read(HttpURLConnection connection, int status) throws IOException {
        try (InputStream in = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
            byte[] content = in == null ? new byte[0] : in.readNBytes(LONGEST_ANSWER + 1);
            if (content.length > LONGEST_ANSWER) {
                throw new IOException("an answer of more than " + LONGEST_ANSWER + " bytes");
            }
            return new String(content, StandardCharsets.UTF_8);
        }
    }
}
