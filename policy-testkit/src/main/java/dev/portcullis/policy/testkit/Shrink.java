// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import dev.portcullis.policy.reference.ReferencePolicies;
import dev.portcullis.policy.reference.ReferencePolicies.Conveyed;
import dev.portcullis.policy.reference.ReferencePolicies.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a failing scenario smaller while it still fails, so that a person can read it. */
final class Shrink {
    private Shrink() {}

    /** The smallest scenario found by taking policies, statements, conditions and list items away one at a time. */
    static Scenario smallest(Scenario failing, Predicate<Scenario> stillFails) {
        var current = failing;
        for (var next = smaller(current, stillFails); next.isPresent(); next = smaller(current, stillFails)) {
            current = next.get();
        }
        return current;
    }

    private static Optional<Scenario> smaller(Scenario scenario, Predicate<Scenario> stillFails) {
        return candidates(scenario.policies())
                .map(policies -> new Scenario(scenario.request(), policies))
                .filter(stillFails)
                .findFirst();
    }

    private static Stream<ReferencePolicies> candidates(ReferencePolicies p) {
        return Stream.of(
                        pools(p.identity())
                                .map(x -> with(
                                        p,
                                        x,
                                        p.conveyed(),
                                        p.boundary(),
                                        p.session(),
                                        p.resource(),
                                        p.scp(),
                                        p.rcp(),
                                        p.endpoint())),
                        items(p.conveyed(), Shrink::roles)
                                .map(x -> with(
                                        p,
                                        p.identity(),
                                        x,
                                        p.boundary(),
                                        p.session(),
                                        p.resource(),
                                        p.scp(),
                                        p.rcp(),
                                        p.endpoint())),
                        optional(p.boundary(), Shrink::texts)
                                .map(x -> with(
                                        p,
                                        p.identity(),
                                        p.conveyed(),
                                        x,
                                        p.session(),
                                        p.resource(),
                                        p.scp(),
                                        p.rcp(),
                                        p.endpoint())),
                        optional(p.session(), Shrink::pools)
                                .map(x -> with(
                                        p,
                                        p.identity(),
                                        p.conveyed(),
                                        p.boundary(),
                                        x,
                                        p.resource(),
                                        p.scp(),
                                        p.rcp(),
                                        p.endpoint())),
                        optional(p.resource(), Shrink::texts)
                                .map(x -> with(
                                        p,
                                        p.identity(),
                                        p.conveyed(),
                                        p.boundary(),
                                        p.session(),
                                        x,
                                        p.scp(),
                                        p.rcp(),
                                        p.endpoint())),
                        items(p.scp(), Shrink::pools)
                                .map(x -> with(
                                        p,
                                        p.identity(),
                                        p.conveyed(),
                                        p.boundary(),
                                        p.session(),
                                        p.resource(),
                                        x,
                                        p.rcp(),
                                        p.endpoint())),
                        items(p.rcp(), Shrink::pools)
                                .map(x -> with(
                                        p,
                                        p.identity(),
                                        p.conveyed(),
                                        p.boundary(),
                                        p.session(),
                                        p.resource(),
                                        p.scp(),
                                        x,
                                        p.endpoint())),
                        optional(p.endpoint(), Shrink::texts)
                                .map(x -> with(
                                        p,
                                        p.identity(),
                                        p.conveyed(),
                                        p.boundary(),
                                        p.session(),
                                        p.resource(),
                                        p.scp(),
                                        p.rcp(),
                                        x)))
                .flatMap(Function.identity());
    }

    private static ReferencePolicies with(
            ReferencePolicies p,
            List<Text> identity,
            List<Conveyed> conveyed,
            Optional<Text> boundary,
            Optional<List<Text>> session,
            Optional<Text> resource,
            List<List<Text>> scp,
            List<List<Text>> rcp,
            Optional<Text> endpoint) {
        return new ReferencePolicies(identity, conveyed, boundary, session, resource, p.gate(), scp, rcp, endpoint);
    }

    private static Stream<List<Text>> pools(List<Text> pool) {
        return items(pool, Shrink::texts);
    }

    private static Stream<Conveyed> roles(Conveyed role) {
        return Stream.concat(
                pools(role.policies()).map(policies -> new Conveyed(policies, role.boundary())),
                optional(role.boundary(), Shrink::texts).map(boundary -> new Conveyed(role.policies(), boundary)));
    }

    private static <T> Stream<Optional<T>> optional(Optional<T> value, Function<T, Stream<T>> inside) {
        return value.map(present -> Stream.concat(
                        Stream.of(Optional.<T>empty()), inside.apply(present).map(Optional::of)))
                .orElse(Stream.empty());
    }

    /** The list without one item, or with one item made smaller. */
    private static <T> Stream<List<T>> items(List<T> list, Function<T, Stream<T>> inside) {
        return Stream.iterate(0, i -> i < list.size(), i -> i + 1).flatMap(i -> {
            var without = new ArrayList<>(list);
            without.remove((int) i);
            return Stream.concat(
                    Stream.of((List<T>) without), inside.apply(list.get(i)).map(smaller -> {
                        var changed = new ArrayList<>(list);
                        changed.set(i, smaller);
                        return changed;
                    }));
        });
    }

    private static Stream<Text> texts(Text text) {
        try {
            return values(JsonText.read(text.json())).map(value -> new Text(text.id(), JsonText.write(value)));
        } catch (RuntimeException noJson) {
            return Stream.empty();
        }
    }

    /** The JSON value with one member or item gone somewhere inside. */
    private static Stream<Object> values(@Nullable Object value) {
        return switch (value) {
            case List<?> list ->
                items(new ArrayList<Object>(list), Shrink::values)
                        .filter(l -> !l.isEmpty())
                        .map(l -> l);
            case Map<?, ?> map ->
                map.keySet().stream().flatMap(key -> {
                    var without = new LinkedHashMap<Object, @Nullable Object>(map);
                    without.remove(key);
                    return Stream.concat(
                            Stream.of(without), values(map.get(key)).map(smaller -> {
                                var changed = new LinkedHashMap<Object, @Nullable Object>(map);
                                changed.put(key, smaller);
                                return changed;
                            }));
                });
            case null, default -> Stream.empty();
        };
    }
}
