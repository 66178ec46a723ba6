// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.x509;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V1TBSCertificateGenerator;
import org.bouncycastle.asn1.x509.V2TBSCertListGenerator;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;

/** A certificate authority for tests, which certifies what it is asked to, be it nonsense. */
public final class TestAuthority {
    /** The kinds of key in use here. */
    public enum KeyKind {
        RSA_2048("RSA", "SHA256withRSA", "1.2.840.113549.1.1.11"),
        RSA_1024("RSA", "SHA256withRSA", "1.2.840.113549.1.1.11"),
        P_256("EC", "SHA256withECDSA", "1.2.840.10045.4.3.2"),
        P_384("EC", "SHA384withECDSA", "1.2.840.10045.4.3.3");

        private final String algorithm;
        private final String signature;
        private final String identifier;

        KeyKind(String algorithm, String signature, String identifier) {
            this.algorithm = algorithm;
            this.signature = signature;
            this.identifier = identifier;
        }

        KeyPair newKeys() {
            try {
                var generator = KeyPairGenerator.getInstance(algorithm);
                switch (this) {
                    case RSA_2048 -> generator.initialize(2_048);
                    case RSA_1024 -> generator.initialize(1_024);
                    case P_256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
                    case P_384 -> generator.initialize(new ECGenParameterSpec("secp384r1"));
                }
                return generator.generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A certificate and its key. */
    public record Issued(X509Certificate certificate, PrivateKey key) {
        public String pem() {
            return TestAuthority.pem("CERTIFICATE", der());
        }

        public byte[] der() {
            try {
                return certificate.getEncoded();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The private key in PKCS#8. */
        public String keyPem() {
            return TestAuthority.pem("PRIVATE KEY", key.getEncoded());
        }
    }

    /** What is asked for. */
    public record Wish(
            String subject,
            KeyKind kind,
            Instant from,
            Instant until,
            Optional<BasicConstraints> constraints,
            Optional<Integer> usage,
            List<GeneralName> alternativeNames,
            BigInteger serial,
            boolean isVersion3,
            boolean hasUnknownCriticalExtension) {
        /** An ordinary certificate of a workload. */
        public static Wish of(String subject) {
            var now = Instant.now();
            return new Wish(
                    subject,
                    KeyKind.P_256,
                    now.minus(Duration.ofDays(1)),
                    now.plus(Duration.ofDays(30)),
                    Optional.empty(),
                    Optional.of(KeyUsage.digitalSignature),
                    List.of(),
                    new BigInteger(120, new SecureRandom()).setBit(120),
                    true,
                    false);
        }

        public Wish kind(KeyKind next) {
            return new Wish(
                    subject, next, from, until, constraints, usage, alternativeNames, serial, isVersion3, false);
        }

        public Wish valid(Instant first, Instant last) {
            return new Wish(
                    subject, kind, first, last, constraints, usage, alternativeNames, serial, isVersion3, false);
        }

        public Wish usage(int bits) {
            return new Wish(
                    subject,
                    kind,
                    from,
                    until,
                    constraints,
                    bits == 0 ? Optional.empty() : Optional.of(bits),
                    alternativeNames,
                    serial,
                    isVersion3,
                    false);
        }

        /** An authority, with that many more below it at most. */
        public Wish authority(int pathLength) {
            return new Wish(
                    subject,
                    kind,
                    from,
                    until,
                    Optional.of(new BasicConstraints(pathLength)),
                    Optional.of(KeyUsage.keyCertSign | KeyUsage.cRLSign),
                    alternativeNames,
                    serial,
                    isVersion3,
                    false);
        }

        public Wish alternativeNames(GeneralName... names) {
            return new Wish(subject, kind, from, until, constraints, usage, List.of(names), serial, isVersion3, false);
        }

        public Wish serial(BigInteger next) {
            return new Wish(subject, kind, from, until, constraints, usage, alternativeNames, next, isVersion3, false);
        }

        public Wish version1() {
            return new Wish(subject, kind, from, until, constraints, usage, alternativeNames, serial, false, false);
        }

        public Wish unknownCriticalExtension() {
            return new Wish(subject, kind, from, until, constraints, usage, alternativeNames, serial, isVersion3, true);
        }
    }

    private final String subject;
    private final Issued own;
    private final KeyKind kind;

    private TestAuthority(String subject, Issued own, KeyKind kind) {
        this.subject = subject;
        this.own = own;
        this.kind = kind;
    }

    /** A self-signed authority on P-256. */
    public static TestAuthority root(String subject) {
        return root(Wish.of(subject).authority(3));
    }

    public static TestAuthority root(Wish wish) {
        var keys = wish.kind().newKeys();
        return new TestAuthority(
                wish.subject(),
                new Issued(issue(wish, keys, wish.subject(), keys.getPrivate(), wish.kind()), keys.getPrivate()),
                wish.kind());
    }

    /** An authority that this one certifies. */
    public TestAuthority below(String subject) {
        return below(subject, wish -> wish.authority(2));
    }

    public TestAuthority below(String subject, UnaryOperator<Wish> as) {
        var wish = as.apply(Wish.of(subject));
        return new TestAuthority(wish.subject(), issue(wish), wish.kind());
    }

    /** An authority of the same name as this one, with another key. */
    public TestAuthority impostor() {
        return root(subject);
    }

    public Issued own() {
        return own;
    }

    public Issued issue(String subject) {
        return issue(Wish.of(subject));
    }

    public Issued issue(Wish wish) {
        var keys = wish.kind().newKeys();
        return new Issued(issue(wish, keys, subject, own.key(), kind), keys.getPrivate());
    }

    /** The list of what it has revoked, in PEM. */
    public byte[] revoking(Issued... revoked) {
        var list = new V2TBSCertListGenerator();
        list.setSignature(new AlgorithmIdentifier(new ASN1ObjectIdentifier(kind.identifier)));
        list.setIssuer(new X500Name(subject));
        list.setThisUpdate(new Time(Date.from(Instant.now())));
        list.setNextUpdate(new Time(Date.from(Instant.now().plus(Duration.ofDays(7)))));
        for (var one : revoked) {
            list.addCRLEntry(
                    new ASN1Integer(one.certificate().getSerialNumber()), new Time(Date.from(Instant.now())), 1);
        }
        try {
            var content = list.generateTBSCertList();
            return pem("X509 CRL", signed(content.getEncoded(), content, own.key(), kind))
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate issue(Wish wish, KeyPair keys, String issuer, PrivateKey key, KeyKind by) {
        try {
            var algorithm = new AlgorithmIdentifier(new ASN1ObjectIdentifier(by.identifier));
            var publicKey = SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
            var content = wish.isVersion3()
                    ? version3(wish, issuer, algorithm, publicKey)
                    : version1(wish, issuer, algorithm, publicKey);
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(
                            signed(content.toASN1Primitive().getEncoded(), content, key, by)));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ASN1Object version3(
            Wish wish, String issuer, AlgorithmIdentifier algorithm, SubjectPublicKeyInfo key) throws IOException {
        var content = new V3TBSCertificateGenerator();
        content.setSerialNumber(new ASN1Integer(wish.serial()));
        content.setSignature(algorithm);
        content.setIssuer(new X500Name(issuer));
        content.setStartDate(new Time(Date.from(wish.from())));
        content.setEndDate(new Time(Date.from(wish.until())));
        content.setSubject(new X500Name(wish.subject()));
        content.setSubjectPublicKeyInfo(key);
        var extensions = new ExtensionsGenerator();
        if (wish.constraints().isPresent()) {
            extensions.addExtension(
                    Extension.basicConstraints, true, wish.constraints().get());
        }
        if (wish.usage().isPresent()) {
            extensions.addExtension(
                    Extension.keyUsage, true, new KeyUsage(wish.usage().get()));
        }
        if (!wish.alternativeNames().isEmpty()) {
            extensions.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(wish.alternativeNames().toArray(GeneralName[]::new)));
        }
        if (wish.hasUnknownCriticalExtension()) {
            extensions.addExtension(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"), true, new ASN1Integer(1));
        }
        if (!extensions.isEmpty()) {
            content.setExtensions(extensions.generate());
        }
        return content.generateTBSCertificate();
    }

    private static ASN1Object version1(
            Wish wish, String issuer, AlgorithmIdentifier algorithm, SubjectPublicKeyInfo key) {
        var content = new V1TBSCertificateGenerator();
        content.setSerialNumber(new ASN1Integer(wish.serial()));
        content.setSignature(algorithm);
        content.setIssuer(new X500Name(issuer));
        content.setStartDate(new Time(Date.from(wish.from())));
        content.setEndDate(new Time(Date.from(wish.until())));
        content.setSubject(new X500Name(wish.subject()));
        content.setSubjectPublicKeyInfo(key);
        return content.generateTBSCertificate();
    }

    private static byte[] signed(byte[] encoded, ASN1Encodable content, PrivateKey key, KeyKind by) {
        try {
            var signature = Signature.getInstance(by.signature);
            signature.initSign(key);
            signature.update(encoded);
            var whole = new ASN1EncodableVector();
            whole.add(content);
            whole.add(new AlgorithmIdentifier(new ASN1ObjectIdentifier(by.identifier)));
            whole.add(new DERBitString(signature.sign()));
            return new DERSequence(whole).getEncoded();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }
}
