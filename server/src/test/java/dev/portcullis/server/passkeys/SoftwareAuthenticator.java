// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passkeys;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An authenticator with one credential, and the browser before it: answers what a page asks, as the standard has it (W3C Web Authentication,
 * sections 5 and 6), or a little wrong, where a test says so.
 */
public final class SoftwareAuthenticator {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int USER_PRESENT = 0x01;
    private static final int USER_VERIFIED = 0x04;
    private static final int ATTESTED = 0x40;

    private final KeyPair keys = newKeys();
    private final byte[] credentialId = random(32);
    private byte[] userHandle = new byte[0];
    private boolean sendsUserHandle = true;
    private boolean isUserVerified = true;
    private boolean isUserPresent = true;
    private boolean isCrossOrigin;
    private long counter;
    private Optional<String> otherSite = Optional.empty();
    private Optional<String> otherType = Optional.empty();

    /** Counts its signatures from there on; it does not count before. */
    public SoftwareAuthenticator counting(long from) {
        counter = from;
        return this;
    }

    SoftwareAuthenticator verifyingUser(boolean verifies) {
        isUserVerified = verifies;
        return this;
    }

    SoftwareAuthenticator withUserPresent(boolean present) {
        isUserPresent = present;
        return this;
    }

    SoftwareAuthenticator inFrame(boolean inFrame) {
        isCrossOrigin = inFrame;
        return this;
    }

    SoftwareAuthenticator sendingUserHandle(boolean sends) {
        sendsUserHandle = sends;
        return this;
    }

    /** Is made to believe that another site asks than the browser says. */
    SoftwareAuthenticator forSite(Optional<String> site) {
        otherSite = site;
        return this;
    }

    SoftwareAuthenticator sayingType(Optional<String> type) {
        otherType = type;
        return this;
    }

    /** Says that its credential is of somebody else. */
    SoftwareAuthenticator of(String handle) {
        userHandle = handle.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    String userHandle() {
        return new String(userHandle, StandardCharsets.UTF_8);
    }

    public String credentialId() {
        return encoded(credentialId);
    }

    /** Answers {@code navigator.credentials.create}. */
    public String create(String options, String origin) {
        var asked = JSON.readTree(options);
        userHandle = Base64.getUrlDecoder().decode(asked.at("/user/id").stringValue());
        var clientData = clientData("webauthn.create", asked, origin);
        var authenticatorData = authenticatorData(site(asked.at("/rp/id").stringValue()), attestedCredential());
        return answer(Map.of(
                "clientDataJSON",
                encoded(clientData),
                "attestationObject",
                encoded(attestationObject(authenticatorData)),
                "transports",
                List.of("internal", "hybrid")));
    }

    /** Answers {@code navigator.credentials.get}. */
    public String get(String options, String origin) {
        var asked = JSON.readTree(options);
        counter += counter > 0 ? 1 : 0;
        var clientData = clientData("webauthn.get", asked, origin);
        var authenticatorData = authenticatorData(site(asked.at("/rpId").stringValue()), new byte[0]);
        var response = new LinkedHashMap<String, Object>();
        response.put("clientDataJSON", encoded(clientData));
        response.put("authenticatorData", encoded(authenticatorData));
        response.put("signature", encoded(sign(authenticatorData, sha256(clientData))));
        if (sendsUserHandle) {
            response.put("userHandle", encoded(userHandle));
        }
        return answer(response);
    }

    private String answer(Map<String, Object> response) {
        return JSON.writeValueAsString(Map.of(
                "id",
                credentialId(),
                "rawId",
                credentialId(),
                "type",
                "public-key",
                "authenticatorAttachment",
                "platform",
                "response",
                response,
                "clientExtensionResults",
                Map.of()));
    }

    private byte[] clientData(String type, JsonNode asked, String origin) {
        var data = new LinkedHashMap<String, Object>();
        data.put("type", otherType.orElse(type));
        data.put("challenge", asked.at("/challenge").stringValue());
        data.put("origin", origin);
        data.put("crossOrigin", isCrossOrigin);
        return JSON.writeValueAsBytes(data);
    }

    private String site(String asked) {
        return otherSite.orElse(asked);
    }

    private byte[] authenticatorData(String site, byte[] attested) {
        int flags = (isUserPresent ? USER_PRESENT : 0)
                | (isUserVerified ? USER_VERIFIED : 0)
                | (attested.length > 0 ? ATTESTED : 0);
        return ByteBuffer.allocate(37 + attested.length)
                .put(sha256(site.getBytes(StandardCharsets.UTF_8)))
                .put((byte) flags)
                .putInt((int) counter)
                .put(attested)
                .array();
    }

    /** An all-zero AAGUID, the credential id, and the public key as a COSE key. */
    private byte[] attestedCredential() {
        var point = ((ECPublicKey) keys.getPublic()).getW();
        return ByteBuffer.allocate(16 + 2 + credentialId.length + 77)
                .put(new byte[16])
                .putShort((short) credentialId.length)
                .put(credentialId)
                .put(new byte[] {(byte) 0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32})
                .put(coordinate(point.getAffineX().toByteArray()))
                .put(new byte[] {0x22, 0x58, 32})
                .put(coordinate(point.getAffineY().toByteArray()))
                .array();
    }

    private static byte[] coordinate(byte[] number) {
        var padded = new byte[32];
        int length = Math.min(32, number.length);
        System.arraycopy(number, number.length - length, padded, 32 - length, length);
        return padded;
    }

    /** A CBOR map of three: format {@code none}, no statement, the authenticator data. */
    private static byte[] attestationObject(byte[] authenticatorData) {
        var out = new ByteArrayOutputStream();
        out.write(0xa3);
        text(out, "fmt");
        text(out, "none");
        text(out, "attStmt");
        out.write(0xa0);
        text(out, "authData");
        out.write(0x59);
        out.write(authenticatorData.length >> 8);
        out.write(authenticatorData.length);
        out.writeBytes(authenticatorData);
        return out.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.write(0x60 + text.length());
        out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] sign(byte[]... parts) {
        try {
            var signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            for (var part : parts) {
                signature.update(part);
            }
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
