// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs with SigV4a as a client does, by a derivation of its own; only the canonical request is written by the code under test. */
record EcdsaSigner(String accessKeyId, String secret, Optional<String> token, String service, String regionSet) {
    static final String ALGORITHM = "AWS4-ECDSA-P256-SHA256";
    private static final BigInteger N =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    EcdsaSigner forRegions(String regions) {
        return new EcdsaSigner(accessKeyId, secret, token, service, regions);
    }

    RawRequest sign(RawRequest request, String timestamp, PathStyle style) {
        List<RawHeader> headers = new ArrayList<>();
        headers.add(new RawHeader("X-Amz-Date", timestamp));
        headers.add(new RawHeader("X-Amz-Region-Set", regionSet));
        token.ifPresent(value -> headers.add(new RawHeader("X-Amz-Security-Token", value)));
        RawRequest complete = Requests.with(request, headers);
        String signedHeaders = Requests.names(complete);
        String signature = signature(stringToSign(complete, signedHeaders, timestamp, style));
        return Requests.with(
                complete,
                "Authorization",
                ALGORITHM + " Credential=" + accessKeyId + "/" + scope(timestamp) + ", SignedHeaders=" + signedHeaders
                        + ", Signature=" + signature);
    }

    RawRequest presign(RawRequest request, String timestamp, long expires, PathStyle style) {
        String signedHeaders = Requests.names(request);
        StringBuilder target = new StringBuilder(request.target())
                .append(request.target().indexOf('?') < 0 ? '?' : '&')
                .append("X-Amz-Algorithm=" + ALGORITHM)
                .append("&X-Amz-Credential=")
                .append((accessKeyId + "/" + scope(timestamp)).replace("/", "%2F"))
                .append("&X-Amz-Date=")
                .append(timestamp)
                .append("&X-Amz-Expires=")
                .append(expires)
                .append("&X-Amz-Region-Set=")
                .append(regionSet.replace(",", "%2C").replace("*", "%2A"))
                .append("&X-Amz-SignedHeaders=")
                .append(signedHeaders.replace(";", "%3B"));
        token.ifPresent(value -> target.append("&X-Amz-Security-Token=")
                .append(value.replace("/", "%2F").replace("+", "%2B").replace("=", "%3D")));
        RawRequest complete = Requests.withTarget(request, target.toString());
        String signature = signature(stringToSign(complete, signedHeaders, timestamp, style));
        return Requests.withTarget(request, target + "&X-Amz-Signature=" + signature);
    }

    private String scope(String timestamp) {
        return timestamp.substring(0, 8) + "/" + service + "/aws4_request";
    }

    private String stringToSign(RawRequest request, String signedHeaders, String timestamp, PathStyle style) {
        String payload = request.headers().stream()
                .filter(header -> header.isNamed("x-amz-content-sha256"))
                .map(RawHeader::value)
                .findFirst()
                .orElseGet(() -> sha256(((Payload.Body) request.payload()).bytes()));
        String canonical = Requests.canonical(request, signedHeaders, style, payload);
        return String.join(
                "\n", ALGORITHM, timestamp, scope(timestamp), sha256(canonical.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** The signature of a text under this key. */
    String signature(String text) {
        try {
            AlgorithmParameters p256 = AlgorithmParameters.getInstance("EC");
            p256.init(new ECGenParameterSpec("secp256r1"));
            var key = new ECPrivateKeySpec(scalar(), p256.getParameterSpec(ECParameterSpec.class));
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(KeyFactory.getInstance("EC").generatePrivate(key));
            signer.update(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private BigInteger scalar() throws GeneralSecurityException {
        for (char tries = 1; ; tries++) {
            String input = "\0\0\0\1" + ALGORITHM + "\0" + accessKeyId + tries + "\0\0\1\0";
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(("AWS4A" + secret).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            BigInteger candidate = new BigInteger(1, mac.doFinal(input.getBytes(StandardCharsets.ISO_8859_1)));
            if (candidate.compareTo(N.subtract(BigInteger.TWO)) <= 0) {
                return candidate.add(BigInteger.ONE);
            }
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
