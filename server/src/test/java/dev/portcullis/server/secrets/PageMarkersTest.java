// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import static dev.portcullis.server.secrets.SampleSessions.NOON;
import static dev.portcullis.server.secrets.SampleSessions.ring;
import static dev.portcullis.server.secrets.SampleSessions.seeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PageMarkersTest {
    private static final PageScope USERS = new PageScope("iam:ListUsers", "123456789012", Map.of("PathPrefix", "/"));

    private final PageMarkers markers = new PageMarkers(new Sealer(ring(1), seeded(2)));

    @Test
    void leadsOnAfterTheLastItem() {
        for (String key : List.of("", "dora", "a".repeat(128), "zoë", "v17", "k".repeat(PageMarkers.MOST_KEY_BYTES))) {
            String marker = markers.seal(USERS, key, NOON);
            assertThat(marker).matches("[A-Za-z0-9_-]{1,320}");
            assertThat(markers.open(USERS, marker, NOON)).contains(key);
        }
    }

    @Test
    void abuseCase47AMarkerBelongsToOneListOfOneAccount() {
        var lists = List.of(
                USERS,
                new PageScope("iam:ListRoles", "123456789012", Map.of("PathPrefix", "/")),
                new PageScope("iam:ListUsers", "210987654321", Map.of("PathPrefix", "/")),
                new PageScope("iam:ListUsers", "123456789012", Map.of("PathPrefix", "/team/")),
                new PageScope("iam:ListUsers", "123456789012", Map.of("PathPrefix", "/", "Scope", "All")),
                new PageScope("iam:ListUsers", "123456789012", Map.of()));
        for (PageScope made : lists) {
            String marker = markers.seal(made, "dora", NOON);
            for (PageScope used : lists) {
                assertThat(markers.open(used, marker, NOON).isPresent()).isEqualTo(made.equals(used));
            }
        }
    }

    @Test
    void theOrderOfTheFiltersDoesNotMatter() {
        var one = new PageScope("iam:ListPolicies", "123456789012", Map.of("Scope", "All", "OnlyAttached", "true"));
        var two = new PageScope("iam:ListPolicies", "123456789012", Map.of("OnlyAttached", "true", "Scope", "All"));

        assertThat(markers.open(two, markers.seal(one, "P", NOON), NOON)).contains("P");
    }

    @Test
    void nothingElseIsAMarker() {
        String marker = markers.seal(USERS, "dora", NOON);
        for (int i = 0; i < marker.length(); i++) {
            for (char c : new char[] {'A', 'z', '_', '=', ' ', 'ü'}) {
                String altered = marker.substring(0, i) + c + marker.substring(i + 1);
                if (!altered.equals(marker)) {
                    assertThat(markers.open(USERS, altered, NOON)).isEmpty();
                }
            }
            assertThat(markers.open(USERS, marker.substring(0, i), NOON)).isEmpty();
        }
        assertThat(markers.open(USERS, marker + "=", NOON)).isEmpty();
        assertThat(markers.open(USERS, marker + "A".repeat(400), NOON)).isEmpty();
        var random = new Random(5);
        for (int i = 0; i < 5_000; i++) {
            assertThat(markers.open(
                            USERS, new String(seeded(i).bytes(random.nextInt(330)), StandardCharsets.ISO_8859_1), NOON))
                    .isEmpty();
        }
    }

    @Test
    void aMarkerOpensForAWeek() {
        String marker = markers.seal(USERS, "dora", NOON);

        assertThat(markers.open(USERS, marker, NOON.plus(Duration.ofDays(7)))).contains("dora");
        assertThat(markers.open(USERS, marker, NOON.plus(Duration.ofDays(8)))).isEmpty();
    }

    @Test
    void everyTextHasASortKeyThatFits() {
        for (String text : List.of(
                "",
                "Project",
                "x".repeat(204),
                "x".repeat(205),
                "ключ".repeat(32),
                "🔑".repeat(64),
                "鍵".repeat(128),
                "a" + "鍵".repeat(127))) {
            String key = PageMarkers.sortKey(text);
            assertThat(markers.open(USERS, markers.seal(USERS, key, NOON), NOON))
                    .contains(key);
            assertThat(PageMarkers.sortKey(text + "a")).isNotEqualTo(key);
        }
        assertThat(PageMarkers.sortKey("x".repeat(200))).isEqualTo("x".repeat(200));
        assertThat(PageMarkers.sortKey("x".repeat(201)).getBytes(StandardCharsets.UTF_8))
                .hasSizeGreaterThan(200);
        assertThatIllegalArgumentException().isThrownBy(() -> markers.seal(USERS, "x".repeat(205), NOON));
    }

    @Test
    void authorizationMessagesOpenInTheirAccountOnly() {
        var messages = new AuthorizationMessages(new Sealer(ring(1), seeded(2)));
        String json = "{\"allowed\":false,\"explicitDeny\":false,\"context\":{\"action\":\"ec2:RunInstances\"}}";
        String message = messages.seal("123456789012", json, NOON).orElseThrow();

        assertThat(messages.open("123456789012", message, NOON)).contains(json);
        assertThat(messages.open("210987654321", message, NOON)).isEmpty();
        assertThat(messages.open("123456789012", message.substring(4), NOON)).isEmpty();
        assertThat(messages.open("123456789012", "no message", NOON)).isEmpty();
        String noise = new String(seeded(1).bytes(20_000), StandardCharsets.ISO_8859_1);
        assertThat(messages.seal("123456789012", noise, NOON)).isEmpty();
        assertThat(messages.seal("123456789012", "a".repeat(300_000), NOON)).isEmpty();
    }
}
