// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instanceidentity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * Signed data (RFC 2315, section 9) with the text in it, one signature, and no certificate: whoever verifies must have it from elsewhere, for one
 * that came along would prove nothing.
 */
final class Pkcs7 {
    private static final ASN1Integer VERSION_1 = new ASN1Integer(1);
    private static final AlgorithmIdentifier SHA256 =
            new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
    private static final AlgorithmIdentifier RSA =
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);

    private Pkcs7() {}

    /** @param signature of the text, RSASSA-PKCS1-v1_5 with SHA-256 */
    static byte[] of(byte[] text, byte[] signature, X509Certificate signer) {
        var content = sequence(PKCSObjectIdentifiers.data, new DERTaggedObject(0, new DEROctetString(text)));
        var issuer = X500Name.getInstance(signer.getIssuerX500Principal().getEncoded());
        var by = sequence(
                VERSION_1,
                sequence(issuer, new ASN1Integer(signer.getSerialNumber())),
                SHA256,
                RSA,
                new DEROctetString(signature));
        var signedData = sequence(VERSION_1, new DERSet(SHA256), content, new DERSet(by));
        try {
            return sequence(PKCSObjectIdentifiers.signedData, new DERTaggedObject(0, signedData))
                    .getEncoded("DER");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DERSequence sequence(ASN1Encodable... parts) {
        return new DERSequence(parts);
    }
}
