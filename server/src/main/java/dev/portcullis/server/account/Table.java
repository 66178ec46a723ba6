// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import io.vavr.collection.HashMap;
import io.vavr.collection.TreeMap;
import io.vavr.control.Option;
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
    private final TreeMap<String, String> idByLabel;

    private Table(HashMap<String, E> byId, TreeMap<String, String> idByLabel) {
        this.byId = byId;
        this.idByLabel = idByLabel;
    }

    static <E extends Entity> Table<E> empty() {
        return new Table<>(HashMap.empty(), TreeMap.empty());
    }

    public Optional<E> get(String id) {
        return byId.get(id).toJavaOptional();
    }

    /** The entity of that name, in any case. */
    public Optional<E> named(String name) {
        return idByLabel.get(fold(name)).map(this::listed).toJavaOptional();
    }

    public boolean hasNamed(String name) {
        return idByLabel.containsKey(fold(name));
    }

    public int size() {
        return byId.size();
    }

    public Stream<E> stream() {
        return idByLabel.values().toJavaStream().map(this::listed);
    }

    @Override
    public Iterator<E> iterator() {
        return idByLabel.values().iterator().map(this::listed);
    }

    private E listed(String id) {
        return byId.get(id).getOrElseThrow(() -> new IllegalStateException("A label is of nothing: " + id));
    }

    /** How labels are compared and ordered. */
    public static String fold(String label) {
        return label.toLowerCase(Locale.ROOT);
    }

    Table<E> with(E entity) {
        var old = byId.get(entity.id());
        return new Table<>(byId.put(entity.id(), entity), labels(old, entity));
    }

    /** Hardly any change is one of the label: then the labels stay as they are. */
    private TreeMap<String, String> labels(Option<E> old, E entity) {
        if (old.exists(before -> before.label().equals(entity.label()))) {
            return idByLabel;
        }
        var label = fold(entity.label());
        var others = old.map(before -> idByLabel.remove(fold(before.label()))).getOrElse(idByLabel);
        if (others.containsKey(label)) {
            throw new IllegalStateException("Two of kind " + entity.kind() + " would be called " + entity.label());
        }
        return others.put(label, entity.id());
    }

    Table<E> without(E entity) {
        return new Table<>(byId.remove(entity.id()), idByLabel.remove(fold(entity.label())));
    }
}
