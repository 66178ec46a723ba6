// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sshkeys;

import dev.portcullis.server.error.ApiError.InvalidPublicKey;
import dev.portcullis.server.error.ApiError.UnrecognizedPublicKeyEncoding;
import dev.portcullis.server.error.ApiException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A public key that can be used with SSH: RSA from 2,048 to 16,384 bits, Ed25519, or ECDSA over one of NIST's three curves.
 *
 * @param type as SSH calls it, such as {@code ssh-ed25519}
 * @param base64 the key in SSH's own encoding (RFC 4253, section 6.6): for one key always the same
 * @param publicKey the same for the JDK
 */
public record SshKey(String type, String base64, PublicKey publicKey) {
    private static final String RSA = "ssh-rsa";
    private static final String ED25519 = "ssh-ed25519";
    private static final String ECDSA = "ecdsa-sha2-";
    private static final String ACCEPTED =
            "ssh-rsa, ssh-ed25519, ecdsa-sha2-nistp256, ecdsa-sha2-nistp384 or ecdsa-sha2-nistp521";
    private static final Pattern SSH_FORM =
            Pattern.compile("([a-z][a-z0-9@.]*+-[a-z0-9@.-]*+)[ \\t]++(\\S++)(?:[ \\t].*)?");
    private static final Pattern PEM_FORM =
            Pattern.compile("-----BEGIN PUBLIC KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");
    private static final int LEAST_RSA_BITS = 2_048;
    private static final int MOST_RSA_BITS = 16_384;
    private static final int ED25519_LENGTH = 32;
    private static final int PEM_LINE = 64;

    /** What stands before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410). */
    private static final byte[] ED25519_INFO = HexFormat.of().parseHex("302a300506032b6570032100");

    /**
     * Reads a key, as in {@code authorized_keys} (a comment is passed over) or in PEM.
     *
     * @throws ApiException why it is none
     */
    public static SshKey parse(String body) {
        var text = body.strip();
        var pem = PEM_FORM.matcher(text);
        if (pem.matches()) {
            return ofPem(pem.group(1));
        }
        var ssh = SSH_FORM.matcher(text);
        if (ssh.matches()) {
            return ofSsh(ssh.group(1), ssh.group(2));
        }
        throw new UnrecognizedPublicKeyEncoding(
                        "The public key is neither in SSH format (type, Base64 and a comment on one line) nor in PEM format.")
                .asException();
    }

    /** Type and Base64, as in {@code authorized_keys}. */
    public String text() {
        return type + " " + base64;
    }

    /** MD5 of the SSH encoding, the bytes in hexadecimal with colons between them: what {@code ssh-keygen -E md5 -l} and AWS show. */
    String fingerprint() {
        try {
            var digest =
                    MessageDigest.getInstance("MD5").digest(Base64.getDecoder().decode(base64));
            return HexFormat.ofDelimiter(":").formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The JDK has no MD5", e);
        }
    }

    /** A SubjectPublicKeyInfo in PEM (RFC 7468). */
    String pem() {
        var encoder = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'});
        return "-----BEGIN PUBLIC KEY-----\n" + encoder.encodeToString(publicKey.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private static SshKey ofSsh(String type, String base64) {
        byte[] encoded;
        try {
            encoded = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw invalid("it is not Base64");
        }
        try {
            var key = of(decoded(type, encoded));
            if (!key.base64.equals(base64)) {
                throw invalid("it is not encoded in the one way that SSH has for it");
            }
            return key;
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        } catch (GeneralSecurityException e) {
            throw invalid("it makes no sense as a key of its type");
        }
    }

    private static PublicKey decoded(String type, byte[] encoded) throws GeneralSecurityException {
        var reader = new SshWire.Reader(encoded);
        if (!reader.text().equals(type)) {
            throw new IllegalArgumentException("it is of another type than it says");
        }
        if (type.equals(RSA)) {
            var exponent = reader.number();
            return rsa(exponent, reader.number());
        }
        if (type.equals(ED25519)) {
            return ed25519(reader.bytes());
        }
        if (type.startsWith(ECDSA)) {
            return ecdsa(type, reader);
        }
        throw new IllegalArgumentException("its type is none of " + ACCEPTED);
    }

    private static PublicKey rsa(BigInteger exponent, BigInteger modulus) throws GeneralSecurityException {
        if (modulus.signum() <= 0 || exponent.signum() <= 0) {
            throw new IllegalArgumentException("modulus and exponent must be positive");
        }
        return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    }

    private static PublicKey ed25519(byte[] raw) throws GeneralSecurityException {
        if (raw.length != ED25519_LENGTH) {
            throw new IllegalArgumentException("an Ed25519 key has 32 bytes");
        }
        var info = Arrays.copyOf(ED25519_INFO, ED25519_INFO.length + ED25519_LENGTH);
        System.arraycopy(raw, 0, info, ED25519_INFO.length, ED25519_LENGTH);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(info));
    }

    private static PublicKey ecdsa(String type, SshWire.Reader reader) throws GeneralSecurityException {
        var name = reader.text();
        var curve = Curve.named(name)
                .filter(found -> type.equals(ECDSA + name))
                .orElseThrow(() -> new IllegalArgumentException("its type is none of " + ACCEPTED));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(curve.point(reader.bytes()), curve.parameters()));
    }

    private static SshKey ofPem(String base64) {
        try {
            return of(decoded(Base64.getMimeDecoder().decode(base64)));
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        } catch (GeneralSecurityException e) {
            throw invalid("it makes no sense as an RSA, ECDSA or Ed25519 key");
        }
    }

    /** @throws GeneralSecurityException if it is a key of no kind that is known here, or none */
    private static PublicKey decoded(byte[] info) throws GeneralSecurityException {
        for (var algorithm : List.of("RSA", "EC")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(info));
            } catch (InvalidKeySpecException e) {
                // a key of another kind, or none
            }
        }
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(info));
    }

    /** @throws IllegalArgumentException what is wrong with the key */
    private static SshKey of(PublicKey key) throws GeneralSecurityException {
        return switch (key) {
            case RSAPublicKey rsa -> of(RSA, key, encoded(rsa));
            case ECPublicKey ec -> of(key, ec);
            case EdECPublicKey _ -> of(ED25519, key, encodedEd25519(key));
            default -> throw new IllegalArgumentException("its type is none of " + ACCEPTED);
        };
    }

    private static SshKey of(PublicKey key, ECPublicKey ec) {
        var curve = Curve.of(ec.getParams())
                .orElseThrow(() -> new IllegalArgumentException("its curve is none of NIST's P-256, P-384 and P-521"));
        var point = curve.encoded(ec.getW());
        curve.point(point);
        var type = ECDSA + curve.sshName();
        return of(type, key, SshWire.encoded(SshWire.field(type), SshWire.field(curve.sshName()), point));
    }

    private static SshKey of(String type, PublicKey key, byte[] encoded) {
        return new SshKey(type, Base64.getEncoder().encodeToString(encoded), key);
    }

    private static byte[] encoded(RSAPublicKey key) {
        int bits = key.getModulus().bitLength();
        if (bits < LEAST_RSA_BITS || bits > MOST_RSA_BITS) {
            throw new IllegalArgumentException(
                    "an RSA key has from 2,048 to 16,384 bits, this one has " + "%,d".formatted(bits));
        }
        if (!key.getModulus().testBit(0)
                || !key.getPublicExponent().testBit(0)
                || key.getPublicExponent().equals(BigInteger.ONE)) {
            throw new IllegalArgumentException("its modulus and exponent must be odd, and the exponent more than 1");
        }
        return SshWire.encoded(
                SshWire.field(RSA), SshWire.field(key.getPublicExponent()), SshWire.field(key.getModulus()));
    }

    private static byte[] encodedEd25519(PublicKey key) throws GeneralSecurityException {
        Signature.getInstance("Ed25519").initVerify(key); // refuses what is no point of the curve
        var info = key.getEncoded();
        return SshWire.encoded(
                SshWire.field(ED25519), Arrays.copyOfRange(info, info.length - ED25519_LENGTH, info.length));
    }

    private static ApiException invalid(String why) {
        return new InvalidPublicKey("The public key is invalid: " + why + ".").asException();
    }
}
