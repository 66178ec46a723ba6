// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.generator;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Merges a supplement over a model, as a JSON merge patch (RFC 7396): objects are merged member by member, null deletes, everything
 * else replaces. A supplement that deletes what is not there, or says what the model already says, is refused: it is out of date.
 */
final class Supplement {
    private Supplement() {}

    /** The model with the supplement over it. Neither argument changes. New members come last. */
    static Map<String, Object> merge(Map<String, Object> model, Map<String, Object> supplement) {
        return merge(model, supplement, "");
    }

    private static Map<String, Object> merge(Map<String, Object> base, Map<String, Object> over, String path) {
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
