// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** Tags of an entity or a session: keys keep their case and match ignoring it (rule 9.4), in the order in which they were set. */
public final class Tags {
    /** One tag. */
    public record Tag(String key, String value) {}

    private static final Tags NONE = new Tags(new LinkedHashMap<>());

    private final SequencedMap<String, Tag> byFoldedKey;

    private Tags(SequencedMap<String, Tag> byFoldedKey) {
        this.byFoldedKey = byFoldedKey;
    }

    public static Tags none() {
        return NONE;
    }

    /** Of tags whose keys are different, ignoring case; the last one given for a key counts. */
    public static Tags of(Collection<Tag> tags) {
        return NONE.with(tags);
    }

    /** These tags with others set over them. */
    public Tags with(Collection<Tag> more) {
        var next = new LinkedHashMap<>(byFoldedKey);
        more.forEach(tag -> next.put(fold(tag.key()), tag));
        return new Tags(next);
    }

    /** These tags without the named ones. */
    public Tags without(Collection<String> keys) {
        var next = new LinkedHashMap<>(byFoldedKey);
        keys.forEach(key -> next.remove(fold(key)));
        return new Tags(next);
    }

    public Optional<String> get(String key) {
        return Optional.ofNullable(byFoldedKey.get(fold(key))).map(Tag::value);
    }

    public List<Tag> list() {
        return List.copyOf(byFoldedKey.values());
    }

    /** Key (as given) to value. */
    public Map<String, String> asMap() {
        var map = new LinkedHashMap<String, String>();
        byFoldedKey.values().forEach(tag -> map.put(tag.key(), tag.value()));
        return map;
    }

    public int size() {
        return byFoldedKey.size();
    }

    private static String fold(String key) {
        return key.toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tags tags && tags.list().equals(list());
    }

    @Override
    public int hashCode() {
        return list().hashCode();
    }

    @Override
    public String toString() {
        return list().toString();
    }
}
