// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.aws.ec2.Filter;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.error.ApiError.InstanceProblem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The filters of one describing operation: a thing passes when for every filter one of its values matches one of the thing's. In a value
 * {@code *} stands for any text, {@code ?} for any character, and a backslash takes the meaning from what follows it.
 */
final class Filters<T> {
    private static final String TAG = "tag:";
    private static final int MOST_VALUES = 200;

    private final Map<String, Function<T, List<String>>> known;
    private final Function<T, Tags> tags;

    private Filters(Map<String, Function<T, List<String>>> known, Function<T, Tags> tags) {
        this.known = Map.copyOf(known);
        this.tags = tags;
    }

    static <T> Filters<T> of(Map<String, Function<T, List<String>>> known) {
        return new Filters<>(known, thing -> Tags.none());
    }

    /** With the filters for tags as well. */
    Filters<T> withTags(Function<T, Tags> of) {
        var all = new HashMap<>(known);
        all.put("tag-key", thing -> List.copyOf(of.apply(thing).asMap().keySet()));
        all.put("tag-value", thing -> List.copyOf(of.apply(thing).asMap().values()));
        return new Filters<>(all, of);
    }

    /** @throws dev.portcullis.server.error.ApiException if a filter is none, or there are too many values */
    Predicate<T> of(List<Filter> filters) {
        int values = filters.stream().mapToInt(filter -> filter.values().size()).sum();
        if (values > MOST_VALUES) {
            throw InstanceProblem.badValue("The maximum number of filter values is " + MOST_VALUES + ".")
                    .asException();
        }
        return filters.stream().map(this::one).reduce(thing -> true, Predicate::and);
    }

    private Predicate<T> one(Filter filter) {
        var name = filter.name().orElse("");
        var find = find(name);
        return thing -> find.apply(thing).stream()
                .anyMatch(text -> filter.values().stream().anyMatch(pattern -> matches(pattern, text)));
    }

    private Function<T, List<String>> find(String name) {
        if (name.startsWith(TAG) && known.containsKey("tag-key")) {
            var key = name.substring(TAG.length());
            return thing -> tags.apply(thing).get(key).stream().toList();
        }
        var find = known.get(name);
        if (find == null) {
            throw InstanceProblem.badValue("The filter '" + name + "' is invalid")
                    .asException();
        }
        return find;
    }

    /** Takes time that grows with the product of the lengths at worst: only the last star is ever tried again. */
    static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int afterStar = 0;
        while (t < text.length()) {
            boolean isEscape = p + 1 < pattern.length() && pattern.charAt(p) == '\\';
            if (isEscape && pattern.charAt(p + 1) == text.charAt(t)) {
                p += 2;
                t++;
            } else if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                afterStar = t;
            } else if (!isEscape && p < pattern.length() && isOne(pattern.charAt(p), text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++afterStar;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    private static boolean isOne(char pattern, char character) {
        return pattern == '?' || pattern == character;
    }
}
