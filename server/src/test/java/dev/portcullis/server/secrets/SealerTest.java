// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import static dev.portcullis.server.secrets.SampleSessions.NOON;
import static dev.portcullis.server.secrets.SampleSessions.ring;
import static dev.portcullis.server.secrets.SampleSessions.seeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SealerTest {
    private static final byte[] CONTENT = "the content".getBytes(StandardCharsets.UTF_8);
    private static final List<Purpose> SEALING =
            Arrays.stream(Purpose.values()).filter(Purpose::isForSealing).toList();
    private static final Binding OWNER = Binding.of("123456789012", "AIDAEXAMPLE", "key", "AKIAEXAMPLE");

    private final Sealer sealer = new Sealer(ring(1), seeded(2));

    @Test
    void opensWhatItSealed() {
        for (Purpose purpose : SEALING) {
            for (int length : List.of(0, 1, 15, 16, 17, 5_000)) {
                byte[] content = seeded(length).bytes(length);
                byte[] sealed = sealer.seal(purpose, OWNER, content, NOON);
                assertThat(sealed).hasSize(length + Sealer.OVERHEAD);
                assertThat(sealer.open(purpose, OWNER, sealed, NOON)).contains(content);
            }
        }
    }

    @Test
    void nothingSealedForOnePurposeOpensForAnother() {
        for (Purpose made : SEALING) {
            byte[] sealed = sealer.seal(made, OWNER, CONTENT, NOON);
            for (Purpose used : SEALING) {
                assertThat(sealer.open(used, OWNER, sealed, NOON).isPresent())
                        .as("%s as %s", made, used)
                        .isEqualTo(made == used);
                byte[] relabelled = sealed.clone();
                relabelled[1] = used.code();
                assertThat(sealer.open(used, OWNER, relabelled, NOON).isPresent())
                        .as("%s relabelled as %s", made, used)
                        .isEqualTo(made == used);
            }
        }
    }

    @Test
    void nothingSealedForOneOwnerOpensForAnother() {
        var owners = List.of(
                Binding.NONE,
                Binding.of(""),
                Binding.of("", ""),
                Binding.of("a", "bc"),
                Binding.of("ab", "c"),
                Binding.of("abc"),
                Binding.of("a", "b", "c"),
                Binding.of("\0\0\0\1a"),
                OWNER,
                Binding.of("210987654321", "AIDAEXAMPLE", "key", "AKIAEXAMPLE"),
                Binding.of("123456789012", "AIDAANOTHER", "key", "AKIAEXAMPLE"),
                Binding.of("123456789012", "AIDAEXAMPLE", "otp", "AKIAEXAMPLE"),
                Binding.of("123456789012", "AIDAEXAMPLE", "key", "AKIAANOTHER"));
        for (Purpose purpose : SEALING) {
            for (Binding made : owners) {
                byte[] sealed = sealer.seal(purpose, made, CONTENT, NOON);
                for (Binding used : owners) {
                    assertThat(sealer.open(purpose, used, sealed, NOON).isPresent())
                            .as("%s: %s as %s", purpose, made, used)
                            .isEqualTo(made.equals(used));
                }
            }
        }
    }

    @Test
    void everyFlippedBitAndEveryOtherLengthIsNoticed() {
        for (Purpose purpose : SEALING) {
            byte[] sealed = sealer.seal(purpose, OWNER, CONTENT, NOON);
            for (int bit = 0; bit < sealed.length * 8; bit++) {
                byte[] altered = sealed.clone();
                altered[bit / 8] ^= (byte) (1 << bit % 8);
                assertThat(sealer.open(purpose, OWNER, altered, NOON))
                        .as("bit %d", bit)
                        .isEmpty();
            }
            for (int length = 0; length < sealed.length + 20; length++) {
                if (length != sealed.length) {
                    assertThat(sealer.open(purpose, OWNER, Arrays.copyOf(sealed, length), NOON))
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void garbageOpensAsNothing() {
        var random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            byte[] garbage = new byte[random.nextInt(80)];
            random.nextBytes(garbage);
            if (garbage.length > 8) {
                System.arraycopy(sealer.seal(Purpose.PAGE_MARKER, OWNER, CONTENT, NOON), 0, garbage, 0, 8);
            }
            assertThat(sealer.open(Purpose.PAGE_MARKER, OWNER, garbage, NOON)).isEmpty();
        }
    }

    @Test
    void dailyKeysOpenOnlyInTheirWindow() {
        for (Purpose purpose : SEALING.stream().filter(Purpose::isDaily).toList()) {
            byte[] sealed = sealer.seal(purpose, OWNER, CONTENT, NOON);
            assertThat(opensAfter(purpose, sealed, Duration.ofDays(purpose.daysBack())))
                    .isTrue();
            assertThat(opensAfter(purpose, sealed, Duration.ofDays(purpose.daysBack() + 1L)))
                    .isFalse();
            assertThat(opensAfter(purpose, sealed, Duration.ofDays(-1))).isTrue();
            assertThat(opensAfter(purpose, sealed, Duration.ofDays(-2))).isFalse();
        }
    }

    @Test
    void lastingKeysOpenAtAnyTime() {
        byte[] sealed = sealer.seal(Purpose.STORED_SECRET, OWNER, CONTENT, Instant.EPOCH);

        assertThat(sealer.open(Purpose.STORED_SECRET, OWNER, sealed, Instant.MAX))
                .contains(CONTENT);
    }

    @Test
    void allKeysAreDifferent() {
        KeyRing keys = ring(1);
        var seen = new HashSet<String>();
        for (Purpose purpose : SEALING) {
            for (int day = purpose.isDaily() ? 20_000 : 0; day < (purpose.isDaily() ? 20_040 : 1); day++) {
                seen.add(Arrays.toString(
                        keys.sealingKey(keys.current(), purpose, day).getEncoded()));
            }
        }
        seen.add(Arrays.toString(keys.sessionSecretKey(keys.current()).getEncoded()));

        assertThat(seen).hasSize(5 * 40 + 2 + 1);
    }

    @Test
    void theSessionSecretKeySealsNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sealer.seal(Purpose.SESSION_SECRET, OWNER, CONTENT, NOON));
    }

    @Test
    void storedSecretsAreBoundToTheirAddressAndSealedAgainAfterRotation() {
        MasterKey before = MasterKey.generate(seeded(1));
        MasterKey after = MasterKey.generate(seeded(2));
        var address = new SecretAddress("123456789012", "AIDAEXAMPLE", "access-key", "AKIAEXAMPLE");
        var elsewhere = new SecretAddress("123456789012", "AIDAEXAMPLE", "access-key", "AKIAANOTHER");
        var secret = Secret.ofText("wJalr");
        var old = new StoredSecrets(new Sealer(KeyRing.of(before), seeded(3)));
        var both = new StoredSecrets(new Sealer(KeyRing.of(after, before), seeded(4)));
        var only = new StoredSecrets(new Sealer(KeyRing.of(after), seeded(5)));

        byte[] sealed = old.seal(address, secret);
        assertThat(old.open(address, sealed)).contains(secret);
        assertThat(old.open(elsewhere, sealed)).isEmpty();
        assertThat(old.needsResealing(sealed)).isFalse();
        assertThat(both.needsResealing(sealed)).isTrue();
        assertThat(only.open(address, sealed)).isEmpty();
        assertThat(only.reseal(address, sealed)).isEmpty();
        byte[] resealed = both.reseal(address, sealed).orElseThrow();
        assertThat(both.needsResealing(resealed)).isFalse();
        assertThat(only.open(address, resealed)).contains(secret);
    }

    @Test
    void aWrongMasterKeyIsRefusedAndARotatedOneAccepted() {
        MasterKey before = MasterKey.generate(seeded(1));
        MasterKey after = MasterKey.generate(seeded(2));
        byte[] stored = check(KeyRing.of(before)).seal();

        assertThat(check(KeyRing.of(before)).verify(stored)).isEmpty();
        assertThatThrownBy(() -> check(KeyRing.of(after)).verify(stored))
                .isInstanceOf(MasterKeyException.class)
                .hasMessageContaining("not the master key of these data");
        byte[] renewed = check(KeyRing.of(after, before)).verify(stored).orElseThrow();
        assertThat(check(KeyRing.of(after)).verify(renewed)).isEmpty();
        assertThatThrownBy(() -> KeyRing.of(before, before)).isInstanceOf(MasterKeyException.class);
    }

    private static MasterCheck check(KeyRing ring) {
        return new MasterCheck(new Sealer(ring, seeded(9)));
    }

    private boolean opensAfter(Purpose purpose, byte[] sealed, Duration time) {
        return sealer.open(purpose, OWNER, sealed, NOON.plus(time)).isPresent();
    }
}
