// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A structure: named members in model order, and the way between member values and the Java value.
 *
 * @param <T> the Java type of the structure: a generated record, or a {@link Map} where the model was read at run time
 */
public final class StructureShape<T> implements Shape.Structure {
    private final String name;
    private final List<Member> members;
    private final Map<String, Integer> positions;
    private final Optional<XmlNamespace> xmlNamespace;
    private final Binding<T> binding;

    /**
     * Builds and takes apart values of one structure. Both directions use the places of the members in model order and the
     * Java types that {@link Shape} names.
     */
    public interface Binding<T> {
        /**
         * Makes the structure from its member values.
         *
         * @param values one for each member, null for an absent one; absent lists and maps may also be empty
         * @throws NullPointerException if a required member is absent: check first
         */
        T build(@Nullable Object[] values);

        /** The value of the member at this place; null when absent, never null for lists and maps of generated records. */
        @Nullable
        Object get(T structure, int place);
    }

    public StructureShape(String name, List<Member> members, Binding<T> binding) {
        this(name, members, Optional.empty(), binding);
    }

    public StructureShape(String name, List<Member> members, Optional<XmlNamespace> xmlNamespace, Binding<T> binding) {
        this.name = name;
        this.members = List.copyOf(members);
        this.xmlNamespace = xmlNamespace;
        this.binding = binding;
        this.positions = HashMap.newHashMap(members.size());
        for (Member member : members) {
            if (positions.put(member.name(), positions.size()) != null) {
                throw new IllegalArgumentException(name + " has two members " + member.name());
            }
        }
    }

    /** A structure whose value is a map from member name to value; absent members have no entry. */
    public static StructureShape<Map<String, Object>> ofMap(
            String name, List<Member> members, Optional<XmlNamespace> xmlNamespace) {
        return new StructureShape<>(name, members, xmlNamespace, new MapBinding(List.copyOf(members)));
    }

    /** A structure without members, which has this one value. */
    public static <T> StructureShape<T> ofEmpty(String name, T only) {
        return new StructureShape<>(name, List.of(), new EmptyBinding<>(only));
    }

    @Override
    public String name() {
        return name;
    }

    /** The members in model order, which is also their order on the wire. */
    public List<Member> members() {
        return members;
    }

    /** The namespace that the model sets on the structure's element. */
    public Optional<XmlNamespace> xmlNamespace() {
        return xmlNamespace;
    }

    /** The place of a member in {@link #members()}. */
    public Optional<Integer> place(String memberName) {
        return Optional.ofNullable(positions.get(memberName));
    }

    public Optional<Member> member(String memberName) {
        return place(memberName).map(members::get);
    }

    /** See {@link Binding#build}. */
    public T build(@Nullable Object[] values) {
        if (values.length != members.size()) {
            throw new IllegalArgumentException(name + " has " + members.size() + " members, not " + values.length);
        }
        return binding.build(values);
    }

    /** The value of a member; null when absent. See {@link Binding#get}. */
    public @Nullable Object value(T structure, int place) {
        return binding.get(structure, place);
    }

    /** As {@link #value(Object, int)}, for callers that know the shape but not its type, as codecs do. */
    @SuppressWarnings("unchecked") // a value found under a shape was built by that shape's binding
    public @Nullable Object valueOf(Object structure, int place) {
        return binding.get((T) structure, place);
    }

    /**
     * The value of a member by name; empty when absent.
     *
     * @throws IllegalArgumentException if there is no such member
     */
    public Optional<Object> value(T structure, String memberName) {
        Integer place = positions.get(memberName);
        if (place == null) {
            throw new IllegalArgumentException(name + " has no member " + memberName);
        }
        return Optional.ofNullable(binding.get(structure, place));
    }

    @Override
    public String toString() {
        return "StructureShape[" + name + "]";
    }

    private record MapBinding(List<Member> members) implements Binding<Map<String, Object>> {
        @Override
        public Map<String, Object> build(@Nullable Object[] values) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (int place = 0; place < values.length; place++) {
                Object value = values[place];
                if (value != null) {
                    map.put(members.get(place).name(), value);
                }
            }
            return Collections.unmodifiableMap(map);
        }

        @Override
        public @Nullable Object get(Map<String, Object> structure, int place) {
            return structure.get(members.get(place).name());
        }
    }

    private record EmptyBinding<T>(T only) implements Binding<T> {
        @Override
        public T build(@Nullable Object[] values) {
            return only;
        }

        @Override
        public @Nullable Object get(T structure, int place) {
            throw new IndexOutOfBoundsException(place);
        }
    }
}
