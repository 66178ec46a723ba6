// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.generator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Merges a supplement over a model, as a JSON merge patch (RFC 7396): objects are merged member by member, null deletes, everything
 * else replaces. A new object that says {@code "after": NAME} stands behind that one, as the order of members is seen on the wire. A supplement
 * that deletes what is not there, or says what the model already says, is refused: it is out of date.
 */
final class Supplement {
    private static final String AFTER = "after";

    private Supplement() {}

    /** The model with the supplement over it. Neither argument changes. New members come last, unless they say after which they stand. */
    static Map<String, Object> merge(Map<String, Object> model, Map<String, Object> supplement) {
        return merge(model, supplement, "");
    }

    private static Map<String, Object> merge(Map<String, Object> base, Map<String, Object> over, String path) {
        Map<String, Object> merged = mergedInAnyOrder(base, over, path);
        over.forEach((name, value) -> {
            if (!base.containsKey(name) && value instanceof Map<?, ?> added && added.containsKey(AFTER)) {
                moveBehind(merged, String.valueOf(added.get(AFTER)), name, path);
            }
        });
        return merged;
    }

    private static void moveBehind(Map<String, Object> merged, String predecessor, String name, String path) {
        Map<String, Object> value = new LinkedHashMap<>(JsonMaps.object(Objects.requireNonNull(merged.remove(name))));
        value.remove(AFTER);
        refuseIf(!merged.containsKey(predecessor), path + "/" + name, "stands after what is not there");
        Map<String, Object> before = new LinkedHashMap<>(merged);
        merged.clear();
        before.forEach((other, kept) -> {
            merged.put(other, kept);
            if (other.equals(predecessor)) {
                merged.put(name, value);
            }
        });
    }

    private static Map<String, Object> mergedInAnyOrder(
            Map<String, Object> base, Map<String, Object> over, String path) {
        Map<String, Object> merged = new LinkedHashMap<>(base);
        over.forEach((name, value) -> {
            String here = path + "/" + name;
            Object before = base.get(name);
            if (value.equals(JsonTree.NULL)) {
                refuseIf(before == null, here, "deletes what the model does not have");
                merged.remove(name);
            } else if (before instanceof Map<?, ?> && value instanceof Map<?, ?>) {
                merged.put(name, merge(JsonMaps.object(before), JsonMaps.object(value), here));
            } else {
                refuseIf(value.equals(before), here, "repeats what the model says");
                merged.put(name, value instanceof Map<?, ?> ? merge(Map.of(), JsonMaps.object(value), here) : value);
            }
        });
        return merged;
    }

    private static void refuseIf(boolean wrong, String path, String what) {
        if (wrong) {
            throw new ModelException("supplement: " + path + " " + what);
        }
    }
}
