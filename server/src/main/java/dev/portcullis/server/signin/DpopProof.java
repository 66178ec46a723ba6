// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.http.HttpCall;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A proof that whoever sends a request holds a private key (RFC 9449, DPoP): what AWS's clients send with each request for tokens. Tokens that
 * are given for one key are of no use with another.
 *
 * @param thumbprint of the public key (RFC 7638), in URL-safe Base64
 * @param id of this proof, unique to the key: a proof counts once
 */
record DpopProof(String thumbprint, String id) {
    /** How far the clock of the client may be off. */
    static final Duration SKEW = Duration.ofMinutes(5);

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int LONGEST = 4_096;
    private static final int PARTS = 3;
    private static final int COORDINATE_BYTES = 32;
    private static final int LONGEST_ID = 128;

    /** The proof of a request; empty if it has none that is good for this request now. */
    static Optional<DpopProof> of(HttpCall call) {
        var headers = call.headers("DPoP");
        if (headers.size() != 1 || headers.getFirst().length() > LONGEST) {
            return Optional.empty();
        }
        var parts = headers.getFirst().split("\\.", -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            var header = fields(decoded(parts[0]));
            var claims = fields(decoded(parts[1]));
            return isOfThisRequest(claims, call) && isSigned(parts, header)
                    ? Optional.of(new DpopProof(thumbprint(header), claims.getOrDefault("jti", "")))
                    : Optional.empty();
        } catch (IllegalArgumentException | JacksonException | GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static boolean isOfThisRequest(Map<String, String> claims, HttpCall call) {
        var id = claims.getOrDefault("jti", "");
        var issued = Instant.ofEpochSecond(Long.parseLong(claims.getOrDefault("iat", "0")));
        return call.method().equals(claims.get("htm"))
                && (call.origin() + call.rawPath()).equals(claims.get("htu"))
                && Duration.between(issued, call.arrival()).abs().compareTo(SKEW) <= 0
                && !id.isEmpty()
                && id.length() <= LONGEST_ID;
    }

    private static boolean isSigned(String[] parts, Map<String, String> header) throws GeneralSecurityException {
        if (!"dpop+jwt".equals(header.get("typ"))
                || !"ES256".equals(header.get("alg"))
                || !"EC".equals(header.get("jwk.kty"))
                || !"P-256".equals(header.get("jwk.crv"))
                || header.containsKey("jwk.d")) {
            return false;
        }
        var curve = curve();
        var point = new ECPoint(coordinate(header, "jwk.x"), coordinate(header, "jwk.y"));
        if (!isOn(curve, point)) {
            return false;
        }
        var verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
        verifier.initVerify(KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve)));
        verifier.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        return verifier.verify(decoded(parts[2]));
    }

    private static ECParameterSpec curve() throws GeneralSecurityException {
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }

    private static boolean isOn(ECParameterSpec curve, ECPoint point) {
        var prime = ((ECFieldFp) curve.getCurve().getField()).getP();
        var x = point.getAffineX();
        var y = point.getAffineY();
        var right = x.pow(3)
                .add(curve.getCurve().getA().multiply(x))
                .add(curve.getCurve().getB());
        return x.compareTo(prime) < 0
                && y.compareTo(prime) < 0
                && y.pow(2).subtract(right).mod(prime).signum() == 0;
    }

    private static BigInteger coordinate(Map<String, String> header, String name) {
        var bytes = decoded(header.getOrDefault(name, ""));
        if (bytes.length != COORDINATE_BYTES) {
            throw new IllegalArgumentException("no coordinate");
        }
        return new BigInteger(1, bytes);
    }

    private static String thumbprint(Map<String, String> header) throws GeneralSecurityException {
        var key = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}"
                .formatted(
                        encoded(decoded(header.getOrDefault("jwk.x", ""))),
                        encoded(decoded(header.getOrDefault("jwk.y", ""))));
        return encoded(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] decoded(String text) {
        return Base64.getUrlDecoder().decode(text);
    }

    /** Texts and numbers of an object, those of objects in it by their path; a name that is there twice is one too many. */
    private static Map<String, String> fields(byte[] json) {
        var values = new HashMap<String, String>();
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), Arrays.copyOf(json, json.length))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("no object");
            }
            read(parser, "", values);
        }
        return values;
    }

    private static void read(JsonParser parser, String path, Map<String, String> values) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = path + parser.currentName();
            switch (parser.nextToken()) {
                case VALUE_STRING, VALUE_NUMBER_INT -> {
                    if (values.putIfAbsent(name, parser.getString()) != null) {
                        throw new IllegalArgumentException("twice");
                    }
                }
                case START_OBJECT -> read(parser, name + ".", values);
                default -> throw new IllegalArgumentException("neither text nor number");
            }
        }
    }
}
