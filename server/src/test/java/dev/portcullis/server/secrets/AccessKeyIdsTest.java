// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import static dev.portcullis.server.secrets.SampleSessions.seeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessKeyIdsTest {
    private final AccessKeyIds ids = new AccessKeyIds(seeded(1));

    /** Ids published by the people who found out the layout, with the accounts that AWS itself named for them. */
    @ParameterizedTest
    @CsvSource({
        "AKIAQYLPMN5HHHFPZAM2,052310077262",
        "ASIAQNZGKIQY56JQ7WML,029608264753",
        "ASIAY34FZKBOKMUTVV7A,609629065308"
    })
    void readsTheAccountOfPublishedIds(String id, String account) {
        assertThat(AccessKeyIds.accountOf(id)).contains(account);
    }

    @ParameterizedTest
    @ValueSource(strings = {"000000000000", "000000000001", "123456789012", "999999999999", "549755813888"})
    void everyIdNamesItsAccount(String account) {
        for (int i = 0; i < 1_000; i++) {
            String longTerm = ids.longTerm(account, _ -> false);
            String temporary = ids.temporary(account);
            assertThat(longTerm).matches("AKIA[A-Z2-7]{16}");
            assertThat(temporary).matches("ASIA[A-Z2-7]{16}");
            assertThat(AccessKeyIds.accountOf(longTerm)).contains(account);
            assertThat(AccessKeyIds.accountOf(temporary)).contains(account);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "AKIA",
                "AKIAIOSFODNN7EXAMPLE",
                "AKIAQYLPMN5HHHFPZAM",
                "AKIAQYLPMN5HHHFPZAM22",
                "AKIAQYLPMN5HHHFPZAM1",
                "akiaqylpmn5hhhfpzam2",
                "XKIAQYLPMN5HHHFPZAM2",
                "AKIAQYLPMN5HHHFPZAMÄ",
                "AKIA7777777777777777",
                "MINIOADMIN"
            })
    void idsOfAnotherFormNameNoAccount(String id) {
        assertThat(AccessKeyIds.accountOf(id)).isEmpty();
    }

    @Test
    void all39BitsBesidesTheAccountAreRandom() {
        Set<String> ends = IntStream.range(0, 2_000)
                .mapToObj(_ -> ids.temporary("123456789012").substring(12))
                .collect(Collectors.toSet());

        assertThat(ends).hasSize(2_000);
        for (int i = 0; i < 8; i++) {
            int at = i;
            // The first of them has four random bits, one belongs to the account.
            assertThat(ends.stream().map(end -> end.charAt(at)).distinct()).hasSize(i == 0 ? 16 : 32);
        }
    }

    @Test
    void aTakenIdIsDrawnAgain() {
        var taken = new HashSet<>(List.of(new AccessKeyIds(seeded(5)).longTerm("123456789012", _ -> false)));
        String id = new AccessKeyIds(seeded(5)).longTerm("123456789012", taken::contains);

        assertThat(taken).doesNotContain(id);
        assertThatIllegalStateException().isThrownBy(() -> ids.longTerm("123456789012", _ -> true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12345678901", "1234567890123", "12345678901a", "-23456789012"})
    void onlyAccountsHaveIds(String account) {
        assertThatIllegalArgumentException().isThrownBy(() -> ids.temporary(account));
    }

    /** Of random ids about half name an account number, none costs anything. */
    @Test
    void aHundredThousandUnknownIdsAreCheap() {
        RandomSource random = seeded(9);
        var named = IntStream.range(0, 100_000)
                .mapToObj(_ -> "AKIA" + Base32.encode(random.bytes(10), 16))
                .filter(id -> AccessKeyIds.accountOf(id).isPresent())
                .count();

        assertThat(named).isBetween(40_000L, 50_000L);
    }

    @Test
    void uniqueIdsHaveTheirKindsPrefix() {
        var unique = new UniqueIds(seeded(3));
        for (UniqueIds.Kind kind : UniqueIds.Kind.values()) {
            assertThat(unique.next(kind))
                    .matches(kind.prefix() + "[A-Z2-7]{17}")
                    .isNotEqualTo(unique.next(kind));
        }
    }

    @Test
    void secretAccessKeysHave40CharactersOfBase64() {
        var secrets = new SecretAccessKeys(seeded(3));
        for (int i = 0; i < 100; i++) {
            assertThat(secrets.next().revealText()).matches("[A-Za-z0-9+/]{40}");
        }
    }
}
