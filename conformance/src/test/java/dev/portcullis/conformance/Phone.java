// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.services.iam.IamClient;

/** An authenticator app: one-time passwords by RFC 6238, from the seed as IAM shows it. */
@SuppressWarnings("ArrayRecordComponent") // phones are not compared
record Phone(String serialNumber, byte[] seed) {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /** Makes a device for a user and enables it, with the codes of the minute before. */
    static Phone enabledFor(String user, IamClient iam) {
        var device = iam.createVirtualMFADevice(request -> request.virtualMFADeviceName(user))
                .virtualMFADevice();
        var phone = new Phone(
                device.serialNumber(), decoded(device.base32StringSeed().asUtf8String()));
        iam.enableMFADevice(request -> request.userName(user)
                .serialNumber(phone.serialNumber())
                .authenticationCode1(phone.shows(-2))
                .authenticationCode2(phone.shows(-1)));
        return phone;
    }

    /** What it shows so many steps from now. */
    String shows(int steps) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(seed, "HmacSHA1"));
            long step = Instant.now().getEpochSecond() / 30 + steps;
            var hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int number = ByteBuffer.wrap(hash, hash[hash.length - 1] & 0xf, Integer.BYTES)
                    .getInt();
            return "%06d".formatted((number & Integer.MAX_VALUE) % 1_000_000);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] decoded(String base32) {
        var bytes = ByteBuffer.allocate(base32.length() * 5 / 8);
        int bits = 0;
        int buffer = 0;
        for (char c : base32.toCharArray()) {
            buffer = buffer << 5 | ALPHABET.indexOf(c);
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes.put((byte) (buffer >> bits));
            }
        }
        return bytes.array();
    }
}
