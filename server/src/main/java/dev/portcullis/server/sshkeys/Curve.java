// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sshkeys;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.InvalidParameterSpecException;
import java.util.Arrays;
import java.util.Optional;

/** The elliptic curves of SSH keys (RFC 5656, section 10.1). */
enum Curve {
    P256("nistp256", "secp256r1", 32),
    P384("nistp384", "secp384r1", 48),
    P521("nistp521", "secp521r1", 66);

    private static final byte UNCOMPRESSED = 4;

    private final String sshName;
    private final int length;
    private final String jdkName;

    Curve(String sshName, String jdkName, int length) {
        this.sshName = sshName;
        this.jdkName = jdkName;
        this.length = length;
    }

    ECParameterSpec parameters() {
        try {
            var parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(jdkName));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (InvalidParameterSpecException e) {
            throw new IllegalStateException("The JDK has no curve " + jdkName, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JDK has no elliptic curves", e);
        }
    }

    static Optional<Curve> named(String sshName) {
        return Arrays.stream(values())
                .filter(curve -> curve.sshName.equals(sshName))
                .findAny();
    }

    /** The curve of a key as the JDK describes it. */
    static Optional<Curve> of(ECParameterSpec spec) {
        return Arrays.stream(values()).filter(curve -> curve.is(spec)).findAny();
    }

    private boolean is(ECParameterSpec spec) {
        var own = parameters();
        return own.getCurve().equals(spec.getCurve())
                && own.getGenerator().equals(spec.getGenerator())
                && own.getOrder().equals(spec.getOrder());
    }

    String sshName() {
        return sshName;
    }

    /** @throws IllegalArgumentException if the bytes are no uncompressed point of the curve */
    ECPoint point(byte[] encoded) {
        if (encoded.length != 1 + 2 * length || encoded[0] != UNCOMPRESSED) {
            throw new IllegalArgumentException("its point is not an uncompressed one of " + sshName);
        }
        var point = new ECPoint(
                new BigInteger(1, Arrays.copyOfRange(encoded, 1, 1 + length)),
                new BigInteger(1, Arrays.copyOfRange(encoded, 1 + length, encoded.length)));
        requireOn(point);
        return point;
    }

    byte[] encoded(ECPoint point) {
        var encoded = new byte[1 + 2 * length];
        encoded[0] = UNCOMPRESSED;
        put(SshWire.fixed(point.getAffineX(), length), encoded, 1);
        put(SshWire.fixed(point.getAffineY(), length), encoded, 1 + length);
        return encoded;
    }

    private static void put(byte[] number, byte[] encoded, int at) {
        System.arraycopy(number, 0, encoded, at, number.length);
    }

    /** The JDK takes any two numbers for a point. All points of these curves are of prime order, so being on the curve is enough. */
    private void requireOn(ECPoint point) {
        var curve = parameters().getCurve();
        var p = ((ECFieldFp) curve.getField()).getP();
        var x = point.getAffineX();
        var y = point.getAffineY();
        var right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB()).mod(p);
        if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0 || !y.pow(2).mod(p).equals(right)) {
            throw new IllegalArgumentException("its point is not on the curve " + sshName);
        }
    }
}
