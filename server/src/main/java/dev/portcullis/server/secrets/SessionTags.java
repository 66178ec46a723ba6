// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tags of a session, inherited ones included, and the keys of those that go on to the next session (rule 12.6). */
public record SessionTags(Map<String, String> values, List<String> transitiveKeys) {
    /** No tags. */
    public static final SessionTags NONE = new SessionTags(Map.of(), List.of());

    public SessionTags {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        transitiveKeys = List.copyOf(transitiveKeys);
    }

    public boolean isEmpty() {
        return values.isEmpty() && transitiveKeys.isEmpty();
    }
}
