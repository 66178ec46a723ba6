// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import io.vavr.collection.HashMap;
import io.vavr.collection.TreeMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The entities of one kind: persistent (a changed table shares all but a path with the one before), looked up by id and by
 * label ignoring case, listed in the order of folded labels.
 */
public final class Table<E extends Entity> implements Iterable<E> {
    private final HashMap<String, E> byId;
    private final TreeMap<String, E> byLabel;

    private Table(HashMap<String, E> byId, TreeMap<String, E> byLabel) {
        this.byId = byId;
        this.byLabel = byLabel;
    }

    static <E extends Entity> Table<E> empty() {
        return new Table<>(HashMap.empty(), TreeMap.empty());
    }

    public Optional<E> get(String id) {
        return byId.get(id).toJavaOptional();
    }

    /** The entity of that name, in any case. */
    public Optional<E> named(String name) {
        return byLabel.get(fold(name)).toJavaOptional();
    }

    public boolean hasNamed(String name) {
        return byLabel.containsKey(fold(name));
    }

    public int size() {
        return byId.size();
    }

    public Stream<E> stream() {
        return byLabel.values().toJavaStream();
    }

    @Override
    public Iterator<E> iterator() {
        return byLabel.values().iterator();
    }

    /** How labels are compared and ordered. */
    public static String fold(String label) {
        return label.toLowerCase(Locale.ROOT);
    }

    Table<E> with(E entity) {
        var label = fold(entity.label());
        var oldLabel = byId.get(entity.id()).map(old -> fold(old.label()));
        var labels = byLabel;
        if (!oldLabel.contains(label)) {
            if (byLabel.containsKey(label)) {
                throw new IllegalStateException("Two of kind " + entity.kind() + " would be called " + entity.label());
            }
            labels = oldLabel.map(byLabel::remove).getOrElse(byLabel);
        }
        return new Table<>(byId.put(entity.id(), entity), labels.put(label, entity));
    }

    Table<E> without(E entity) {
        return new Table<>(byId.remove(entity.id()), byLabel.remove(fold(entity.label())));
    }
}
