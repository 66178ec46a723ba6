// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import dev.portcullis.aws.model.Member;
import dev.portcullis.aws.model.Shape;
import dev.portcullis.aws.model.Shape.ListShape;
import dev.portcullis.aws.model.StructureShape;
import dev.portcullis.server.account.Tags.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** An operation's input, read by the names of its members, or by paths of names that lead through structures and lists. */
final class Input {
    private final StructureShape<?> shape;
    private final Object value;

    <I> Input(StructureShape<I> shape, I value) {
        this.shape = shape;
        this.value = value;
    }

    /** Whether the member was given; a list or map: with something in it. */
    boolean isPresent(String member) {
        return switch (value(member).orElse(List.of())) {
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> true;
        };
    }

    /** A member's value as text; of a path, the first value at its end. */
    Optional<String> text(String path) {
        return texts(path).stream().findFirst();
    }

    /** The tags at the end of a path; one without a value has the empty one, and one without a key is none. */
    List<Tag> tags(String path) {
        var found = new ArrayList<Tag>();
        structures(shape, value, List.of(path.split("\\.", -1)), (structure, tag) -> {
            Optional<String> key = member(structure, tag, "Key");
            key.ifPresent(name ->
                    found.add(new Tag(name, member(structure, tag, "Value").orElse(""))));
        });
        return found;
    }

    private static Optional<String> member(StructureShape<?> structure, Object value, String name) {
        return structure.members().stream()
                .map(Member::name)
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .flatMap(found -> Optional.ofNullable(structure.valueOf(value, place(structure, found))))
                .map(Object::toString);
    }

    private static void structures(
            Shape shape, Object value, List<String> path, BiConsumer<StructureShape<?>, Object> each) {
        switch (shape) {
            case ListShape list ->
                ((List<?>) value).forEach(element -> structures(list.element(), element, path, each));
            case StructureShape<?> structure when path.isEmpty() -> each.accept(structure, value);
            case StructureShape<?> structure -> {
                int place = place(structure, path.getFirst());
                var member = structure.valueOf(value, place);
                if (member != null) {
                    structures(structure.members().get(place).shape(), member, path.subList(1, path.size()), each);
                }
            }
            default -> throw new IllegalArgumentException("No structure at the end of a path in " + shape.name());
        }
    }

    /** The values at the end of a path; several when there is a list on the way. */
    List<String> texts(String path) {
        var found = new ArrayList<String>();
        collect(shape, value, List.of(path.split("\\.", -1)), found);
        return found;
    }

    /** Whether there is a list on the way, so that the values are multivalued by nature. */
    boolean isMultivalued(String path) {
        Shape at = shape;
        for (var name : path.split("\\.", -1)) {
            if (!(at instanceof StructureShape<?> structure)) {
                return true;
            }
            at = structure.members().get(place(structure, name)).shape();
        }
        return at instanceof ListShape;
    }

    private static void collect(Shape shape, Object value, List<String> path, List<String> found) {
        switch (shape) {
            case ListShape list -> ((List<?>) value).forEach(element -> collect(list.element(), element, path, found));
            case StructureShape<?> structure
            when !path.isEmpty() -> {
                int place = place(structure, path.getFirst());
                var member = structure.valueOf(value, place);
                if (member != null) {
                    collect(structure.members().get(place).shape(), member, path.subList(1, path.size()), found);
                }
            }
            default -> found.add(value.toString());
        }
    }

    private Optional<Object> value(String member) {
        return Optional.ofNullable(shape.valueOf(value, place(shape, member)));
    }

    private static int place(StructureShape<?> structure, String member) {
        return structure
                .place(member)
                .orElseThrow(() -> new IllegalArgumentException(structure + " has no member " + member));
    }
}
