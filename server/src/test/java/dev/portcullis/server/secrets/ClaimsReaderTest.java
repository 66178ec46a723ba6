// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import static dev.portcullis.server.secrets.SampleSessions.plain;
import static dev.portcullis.server.secrets.SampleSessions.rich;
import static dev.portcullis.server.secrets.SampleSessions.seeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClaimsReaderTest {
    @Test
    void readsWhatWasWritten() {
        for (int seed = 0; seed < 50; seed++) {
            assertThat(ClaimsReader.read(ClaimsWriter.write(plain(seed)))).contains(plain(seed));
            assertThat(ClaimsReader.read(ClaimsWriter.write(rich(seed)))).contains(rich(seed));
        }
    }

    @Test
    void aPartOrMoreThanTheWholeIsNotRead() {
        byte[] written = ClaimsWriter.write(rich(1));
        for (int length = 0; length < written.length; length++) {
            assertThat(ClaimsReader.read(Arrays.copyOf(written, length))).isEmpty();
        }
        assertThat(ClaimsReader.read(Arrays.copyOf(written, written.length + 1)))
                .isEmpty();
    }

    /** Even what could only come from a bug of ours never throws and never takes more memory than its own size. */
    @Test
    void alteredBytesReadAsSomethingElseOrAsNothing() {
        byte[] written = ClaimsWriter.write(rich(1));
        var random = new Random(13);
        for (int i = 0; i < 50_000; i++) {
            byte[] altered = written.clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                altered[random.nextInt(altered.length)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
            }
            ClaimsReader.read(altered)
                    .ifPresent(claims -> assertThat(claims.account()).hasSize(12));
        }
    }

    @Test
    void unpackingIsBoundedAndExact() {
        byte[] plain = "a".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
        byte[] packed = Packing.pack(plain);

        assertThat(packed).hasSizeLessThan(100);
        assertThat(Packing.unpack(packed, 10_000)).contains(plain);
        assertThat(Packing.unpack(packed, 9_999)).isEmpty();
        assertThat(Packing.unpack(Arrays.copyOf(packed, packed.length + 1), 10_000))
                .isEmpty();
        assertThat(Packing.unpack(Arrays.copyOf(packed, packed.length - 1), 10_000))
                .isEmpty();
        assertThat(Packing.unpack(new byte[0], 10_000)).isEmpty();
        for (int seed = 0; seed < 20_000; seed++) {
            assertThat(Packing.unpack(seeded(seed).bytes(seed % 60), 1_000)
                            .map(unpacked -> unpacked.length)
                            .orElse(0))
                    .isLessThanOrEqualTo(1_000);
        }
    }

    @Test
    void claimsThatCannotBeAreNotMade() {
        SessionClaims good = plain(1);
        assertThatIllegalArgumentException().isThrownBy(() -> with(good, "AKIAQYLPMN5HHHFPZAM2", good.sessionId(), 60));
        assertThatIllegalArgumentException().isThrownBy(() -> with(good, "ASIAIOSFODNN7EXAMPLE", good.sessionId(), 60));
        assertThatIllegalArgumentException().isThrownBy(() -> with(good, good.accessKeyId(), "1234", 60));
        assertThatIllegalArgumentException().isThrownBy(() -> with(good, good.accessKeyId(), good.sessionId(), -1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(good, good.accessKeyId(), good.sessionId(), 129_601));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SessionOrigin.of("us-east-1", "sts").withMfaAt(SampleSessions.NOON.plusMillis(1)));
    }

    private static SessionClaims with(SessionClaims c, String keyId, String sessionId, long seconds) {
        return new SessionClaims(
                c.subject(),
                keyId,
                sessionId,
                0,
                c.issuedAt(),
                c.issuedAt().plusSeconds(seconds),
                c.policies(),
                c.tags(),
                c.origin(),
                c.context());
    }
}
