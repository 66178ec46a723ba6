// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContextTest {
    private static String text(Context context, String key) {
        return context.value(key).orElseThrow().texts().getFirst();
    }

    private static void assertAllAreFound(List<String> keys) {
        var builder = Context.builder();
        keys.forEach(key -> builder.put(key, "first"));
        keys.forEach(key -> builder.put(key, "value of " + key));
        var context = builder.build();
        assertThat(keys).allSatisfy(key -> assertThat(text(context, key)).isEqualTo("value of " + key));
        assertThat(context.keys()).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(context.value("another")).isEmpty();
    }

    /** Keys in lower case that all have the same hash code. */
    private static List<String> colliding() {
        var keys = new ArrayList<String>();
        for (int i = 0; i < 4096; i++) {
            var key = new StringBuilder();
            for (int bit = 0; bit < 12; bit++) {
                key.append((i >> bit & 1) == 0 ? "aa" : "c#");
            }
            keys.add(key.toString());
        }
        return keys;
    }

    @Test
    void oneKeyOrThousandsAreFound() {
        for (int count : new int[] {1, 7, 8, 9, 16, 17, 5000}) {
            assertAllAreFound(
                    IntStream.range(0, count).mapToObj(i -> "aws:key-" + i).toList());
        }
    }

    @Test
    void keysMadeToCollideAreFoundToo() {
        var keys = colliding();
        assertThat(keys.stream().mapToInt(String::hashCode).distinct()).hasSize(1);
        assertAllAreFound(keys);
        assertAllAreFound(keys.subList(0, 9));
    }

    @Test
    void aBuilderGoesOnWithoutChangingWhatItBuilt() {
        var builder = Context.builder().put("a", "1");
        var before = builder.build();
        var after = builder.put("a", "2").put("b", "3").build();
        assertThat(text(before, "a")).isEqualTo("1");
        assertThat(before.value("b")).isEmpty();
        assertThat(text(after, "a")).isEqualTo("2");
    }

    @Test
    void letterCaseIsIgnoredHoweverLongTheKey() {
        var key = "aws:PrincipalTag/" + "Team".repeat(100);
        var context = Context.builder().put(key, "red").build();
        assertThat(text(context, key.toUpperCase(Locale.ROOT))).isEqualTo("red");
    }

    @Test
    void keysThatWereCrowdedOutAreStillThereWhenTheTableHasGrown() {
        var names = new ArrayList<String>();
        for (int i = 0; i < 64; i++) {
            var name = new StringBuilder();
            for (int bit = 0; bit < 6; bit++) {
                name.append((i >> bit & 1) == 0 ? "az" : "b["); // of one hash code
            }
            names.add(name.toString());
        }
        for (int i = 0; i < 300; i++) {
            names.add("aws:key" + i);
        }
        var builder = Context.builder();
        for (var name : names) {
            builder.put(name, "old").put(name, name);
        }
        var context = builder.build();
        for (var name : names) {
            assertThat(context.value(name).map(Context.Value::texts)).as(name).contains(List.of(name));
        }
        assertThat(context.keys()).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void valuesOfEachKindMayBePutOneAfterTheOther() {
        var context = Context.builder()
                .putAll("a", List.of("1", "2"))
                .put("b", new Context.Value(List.of("3"), true))
                .put("c", () -> new Context.Value(List.of("4"), false))
                .put("d", "5")
                .build();
        assertThat(context.value("a")).contains(new Context.Value(List.of("1", "2"), true));
        assertThat(context.value("b")).contains(new Context.Value(List.of("3"), true));
        assertThat(context.value("c")).contains(new Context.Value(List.of("4"), false));
        assertThat(context.value("d")).contains(new Context.Value(List.of("5"), false));
    }
}
