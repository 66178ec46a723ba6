// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instanceidentity;

import dev.portcullis.server.secrets.RandomSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;

/**
 * The RSA key that signs identity documents, and its certificate. The certificate says by itself whose it is, and does not end: whoever
 * verifies with it has fetched it from this server, as one fetches AWS's.
 */
final class IdentityKey {
    private static final int BITS = 2_048;
    private static final int SERIAL_BYTES = 16;
    private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);
    private static final String SEPARATOR = "\n";

    /** What RFC 5280, section 4.1.2.5, has for certificates without a good end. */
    private static final String NEVER = "99991231235959Z";

    private static final AlgorithmIdentifier SHA256_WITH_RSA =
            new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);

    private final PrivateKey key;
    private final X509Certificate certificate;

    private IdentityKey(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /** A new key for a region. Takes some tenths of a second. */
    static IdentityKey make(String region, Instant now, RandomSource random) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            var pair = generator.generateKeyPair();
            return new IdentityKey(pair.getPrivate(), selfSigned(pair, region, now, random));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("The Java runtime makes no RSA key", e);
        }
    }

    private static X509Certificate selfSigned(KeyPair pair, String region, Instant now, RandomSource random)
            throws GeneralSecurityException, IOException {
        var extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        var name = name(region);
        var content = new V3TBSCertificateGenerator();
        content.setSerialNumber(
                new ASN1Integer(new BigInteger(1, random.bytes(SERIAL_BYTES)).setBit(Byte.SIZE * SERIAL_BYTES - 2)));
        content.setSignature(SHA256_WITH_RSA);
        content.setIssuer(name);
        content.setSubject(name);
        content.setStartDate(new Time(Date.from(now.minus(CLOCKS_DIFFER))));
        content.setEndDate(new Time(new ASN1GeneralizedTime(NEVER)));
        content.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        content.setExtensions(extensions.generate());
        var signed = content.generateTBSCertificate();
        var parts = new ASN1EncodableVector();
        parts.add(signed);
        parts.add(SHA256_WITH_RSA);
        parts.add(new DERBitString(sign(pair.getPrivate(), signed.getEncoded("DER"))));
        return certificate(new DERSequence(parts).getEncoded("DER"));
    }

    private static X500Name name(String region) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, "Portcullis")
                .addRDN(BCStyle.CN, "Instance identity documents of " + region)
                .build();
    }

    /** The key from its stored form. */
    static IdentityKey read(byte[] stored) {
        try {
            var parts = new String(stored, StandardCharsets.US_ASCII).split(SEPARATOR, 2);
            var encoded = new PKCS8EncodedKeySpec(Base64.getDecoder().decode(parts[0]));
            return new IdentityKey(
                    KeyFactory.getInstance("RSA").generatePrivate(encoded),
                    certificate(Base64.getDecoder().decode(parts[1])));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key of identity documents cannot be read", e);
        }
    }

    /** The form in which it is sealed and stored: key and certificate, the first secret. */
    byte[] stored() {
        return (Base64.getEncoder().encodeToString(key.getEncoded())
                        + SEPARATOR
                        + Base64.getEncoder().encodeToString(encodedCertificate()))
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** The RSASSA-PKCS1-v1_5 signature with SHA-256: the same each time for the same text. */
    byte[] sign(byte[] text) {
        try {
            return sign(key, text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key of identity documents does not sign", e);
        }
    }

    private static byte[] sign(PrivateKey key, byte[] text) throws GeneralSecurityException {
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(text);
        return signature.sign();
    }

    X509Certificate certificate() {
        return certificate;
    }

    /** The certificate in PEM (RFC 7468). */
    String certificatePem() {
        return "-----BEGIN CERTIFICATE-----\n" + lines(encodedCertificate()) + "\n-----END CERTIFICATE-----\n";
    }

    /** Base64 in lines of 64 characters, as PEM has them. */
    static String lines(byte[] bytes) {
        return Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    }

    private byte[] encodedCertificate() {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The certificate of identity documents has no encoding", e);
        }
    }

    private static X509Certificate certificate(byte[] encoded) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }
}
