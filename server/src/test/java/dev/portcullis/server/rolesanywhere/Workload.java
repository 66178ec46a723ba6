// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rolesanywhere;

import dev.portcullis.server.rolesanywhere.AnywhereClient.Answer;
import dev.portcullis.server.x509.TestAuthority;
import dev.portcullis.server.x509.TestAuthority.Issued;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** A workload that has a certificate and nothing else. It signs by itself, as AWS describes it, and can be told to do some of it wrong. */
public record Workload(
        URI endpoint,
        Issued identity,
        List<byte[]> chain,
        Optional<String> algorithm,
        Optional<String> serial,
        Instant time,
        String region,
        String service,
        UnaryOperator<String> bodyOnTheWay,
        UnaryOperator<Map<String, String>> headersOnTheWay) {
    private static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    public static Workload of(URI endpoint, Issued identity, TestAuthority... chain) {
        return new Workload(
                endpoint,
                identity,
                Stream.of(chain).map(authority -> authority.own().der()).toList(),
                Optional.empty(),
                Optional.empty(),
                Instant.now(),
                "us-east-1",
                "rolesanywhere",
                body -> body,
                headers -> headers);
    }

    Workload chain(List<byte[]> next) {
        return new Workload(
                endpoint, identity, next, algorithm, serial, time, region, service, bodyOnTheWay, headersOnTheWay);
    }

    Workload algorithm(String next) {
        return new Workload(
                endpoint,
                identity,
                chain,
                Optional.of(next),
                serial,
                time,
                region,
                service,
                bodyOnTheWay,
                headersOnTheWay);
    }

    Workload serial(String next) {
        return new Workload(
                endpoint,
                identity,
                chain,
                algorithm,
                Optional.of(next),
                time,
                region,
                service,
                bodyOnTheWay,
                headersOnTheWay);
    }

    Workload at(Instant next) {
        return new Workload(
                endpoint, identity, chain, algorithm, serial, next, region, service, bodyOnTheWay, headersOnTheWay);
    }

    Workload scope(String nextRegion, String nextService) {
        return new Workload(
                endpoint,
                identity,
                chain,
                algorithm,
                serial,
                time,
                nextRegion,
                nextService,
                bodyOnTheWay,
                headersOnTheWay);
    }

    /** Somebody changes the body after it was signed. */
    Workload bodyOnTheWay(UnaryOperator<String> change) {
        return new Workload(
                endpoint, identity, chain, algorithm, serial, time, region, service, change, headersOnTheWay);
    }

    /** Somebody changes headers after they were signed. */
    Workload headersOnTheWay(UnaryOperator<Map<String, String>> change) {
        return new Workload(endpoint, identity, chain, algorithm, serial, time, region, service, bodyOnTheWay, change);
    }

    public Answer createSession(String trustAnchorArn, String profileArn, String roleArn) {
        return createSession(trustAnchorArn, profileArn, roleArn, Map.of());
    }

    public Answer createSession(String trustAnchorArn, String profileArn, String roleArn, Map<String, ?> body) {
        var query =
                new TreeMap<>(Map.of("trustAnchorArn", trustAnchorArn, "profileArn", profileArn, "roleArn", roleArn));
        return send(query, AnywhereClient.JSON.writeValueAsString(body));
    }

    Answer send(TreeMap<String, String> query, String body) {
        var canonicalQuery = query.entrySet().stream()
                .map(pair -> pair.getKey() + "=" + encoded(pair.getValue()))
                .collect(Collectors.joining("&"));
        var headers = new TreeMap<String, String>();
        headers.put("content-type", "application/json");
        headers.put("host", endpoint.getAuthority());
        headers.put("x-amz-date", BASIC.format(time));
        headers.put("x-amz-x509", Base64.getEncoder().encodeToString(identity.der()));
        if (!chain.isEmpty()) {
            headers.put(
                    "x-amz-x509-chain",
                    chain.stream().map(Base64.getEncoder()::encodeToString).collect(Collectors.joining(",")));
        }
        headers.put("authorization", authorization(canonicalQuery, headers, body));
        var request = HttpRequest.newBuilder(endpoint.resolve("/sessions?" + canonicalQuery))
                .POST(BodyPublishers.ofString(bodyOnTheWay.apply(body)));
        headersOnTheWay.apply(headers).forEach((name, value) -> {
            if (!name.equals("host")) { // the client's own
                request.header(name, value);
            }
        });
        return AnywhereClient.send(request.build());
    }

    private String authorization(String query, TreeMap<String, String> headers, String body) {
        var names = String.join(";", headers.keySet());
        var lines = new ArrayList<String>(List.of("POST", "/sessions", query));
        headers.forEach((name, value) -> lines.add(name + ":" + value));
        lines.addAll(List.of("", names, sha256(body)));
        var isRsa = identity.key().getAlgorithm().equals("RSA");
        var name = algorithm.orElse(isRsa ? "AWS4-X509-RSA-SHA256" : "AWS4-X509-ECDSA-SHA256");
        var scope = BASIC.format(time).substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
        var toSign = String.join("\n", name, BASIC.format(time), scope, sha256(String.join("\n", lines)));
        var number = serial.orElse(identity.certificate().getSerialNumber().toString());
        return name + " Credential=" + number + "/" + scope + ", SignedHeaders=" + names + ", Signature="
                + HexFormat.of().formatHex(sign(isRsa ? "SHA256withRSA" : "SHA256withECDSA", toSign));
    }

    private byte[] sign(String jcaName, String text) {
        try {
            var signature = Signature.getInstance(jcaName);
            signature.initSign(identity.key());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The credentials in an answer. */
    public static AwsCredentials credentials(Answer answer) {
        var credentials = answer.ok().at("/credentialSet/0/credentials");
        return AwsSessionCredentials.create(
                credentials.path("accessKeyId").asString(),
                credentials.path("secretAccessKey").asString(),
                credentials.path("sessionToken").asString());
    }
}
