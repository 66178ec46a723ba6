// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.generator.JsonTree;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.rolesanywhere.RolesanywhereModel;
import dev.portcullis.aws.sts.StsModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds what the served operations reach against the current public model files, down to lengths, patterns and the order of members.
 * They lie in {@code api/SERVICE/service-2.json} of the folder of public cases.
 */
@EnabledIfEnvironmentVariable(named = "PORTCULLIS_CASES", matches = ".+")
class PublicModelTest {
    /** What our overlay marks as secret although the models do not say so. */
    private static final Set<String> SECRET_BY_OVERLAY = Set.of("tokenType", "tokenCodeType", "authenticationCodeType");

    /** What AWS's clients know without a model. */
    private static final Set<String> IN_NO_MODEL = Set.of("CreateSession");

    /** A service with its current public model. */
    record Published(ServiceModel ours, ModelReader theirs, Map<String, Object> json) {
        @Override
        public String toString() {
            return ours.metadata().id();
        }
    }

    record Served(OperationModel<?, ?> ours, OperationModel<?, ?> theirs) {
        @Override
        public String toString() {
            return ours.toString();
        }
    }

    static Stream<Published> services() {
        return Stream.of(IamModel.SERVICE, StsModel.SERVICE, RolesanywhereModel.SERVICE)
                .map(PublicModelTest::published);
    }

    static Stream<Served> served() {
        return services()
                .flatMap(service -> service.ours().operations().values().stream()
                        .filter(operation -> !IN_NO_MODEL.contains(operation.name()))
                        .map(operation -> new Served(operation, service.theirs().operation(operation.name()))));
    }

    private static Published published(ServiceModel ours) {
        Path file = Path.of(
                System.getenv("PORTCULLIS_CASES"), "api", ours.metadata().id(), "service-2.json");
        try {
            Map<String, Object> json = JsonTree.read(file);
            return new Published(ours, new ModelReader(json), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void theServiceIsDescribedAlike(Published service) {
        assertThat(service.ours().metadata()).isEqualTo(service.theirs().metadata());
        assertThat(service.json().get("operations"))
                .isInstanceOfSatisfying(
                        Map.class,
                        known -> assertThat(service.ours().knownOperations().stream()
                                        .filter(operation -> !IN_NO_MODEL.contains(operation))
                                        .collect(Collectors.toSet()))
                                .isEqualTo(known.keySet()));
    }

    @ParameterizedTest
    @MethodSource("served")
    void theOperationIsDescribedAlike(Served served) {
        assertThat(served.ours().errors()).isEqualTo(served.theirs().errors());
        assertThat(served.ours().http()).isEqualTo(served.theirs().http());
        assertThat(served.ours().resultWrapper()).isEqualTo(served.theirs().resultWrapper());
        assertThat(served.ours().authentication()).isEqualTo(served.theirs().authentication());
        compare(served.ours().input(), served.theirs().input(), "input", Comparison.of(served.ours()));
        compare(served.ours().output(), served.theirs().output(), "output", Comparison.of(served.ours()));
    }

    /**
     * What has been compared so far.
     *
     * @param inOrder whether the order of members counts: it is seen in XML, and not in JSON
     */
    private record Comparison(boolean inOrder, Set<String> names) {
        static Comparison of(OperationModel<?, ?> operation) {
            return new Comparison(operation.service().protocol() != Protocol.REST_JSON, new HashSet<>());
        }
    }

    private static List<String> names(StructureShape<?> structure, Comparison comparison) {
        Stream<String> names = structure.members().stream().map(Member::name);
        return (comparison.inOrder() ? names : names.sorted()).toList();
    }

    private static void compare(Shape ours, Shape theirs, String where, Comparison seen) {
        assertThat(ours.getClass()).as(where).isEqualTo(theirs.getClass());
        assertThat(ours.name()).as(where).isEqualTo(theirs.name());
        if (!seen.names().add(ours.name())) {
            return;
        }
        String at = where + " " + ours.name();
        switch (ours) {
            case Shape.StringShape text -> compareText(text, (Shape.StringShape) theirs, at);
            case Shape.ListShape list -> {
                Shape.ListShape other = (Shape.ListShape) theirs;
                assertThat(list.size()).as(at).isEqualTo(other.size());
                assertThat(list.elementName()).as(at).isEqualTo(other.elementName());
                assertThat(list.flattened()).as(at).isEqualTo(other.flattened());
                compare(list.element(), other.element(), at, seen);
            }
            case Shape.MapShape map -> {
                Shape.MapShape other = (Shape.MapShape) theirs;
                assertThat(map.size()).as(at).isEqualTo(other.size());
                compare(map.key(), other.key(), at, seen);
                compare(map.value(), other.value(), at, seen);
            }
            case StructureShape<?> structure -> compareMembers(structure, (StructureShape<?>) theirs, at, seen);
            case Shape.IntegerShape _,
                    Shape.LongShape _,
                    Shape.FloatShape _,
                    Shape.DoubleShape _,
                    Shape.BooleanShape _,
                    Shape.TimestampShape _,
                    Shape.BlobShape _ -> assertThat(ours).as(at).isEqualTo(theirs);
        }
    }

    private static void compareText(Shape.StringShape ours, Shape.StringShape theirs, String at) {
        assertThat(ours.length()).as(at).isEqualTo(theirs.length());
        assertThat(pattern(ours)).as(at).isEqualTo(pattern(theirs));
        assertThat(ours.values()).as(at).isEqualTo(theirs.values());
        assertThat(ours.sensitive()).as(at).isEqualTo(theirs.sensitive() || SECRET_BY_OVERLAY.contains(ours.name()));
        assertThat(ours.percentEncodedPolicy()).as(at).isEqualTo(ours.name().equals("policyDocumentType"));
    }

    private static Optional<String> pattern(Shape.StringShape shape) {
        return shape.pattern().map(Pattern::pattern);
    }

    private static void compareMembers(StructureShape<?> ours, StructureShape<?> theirs, String at, Comparison seen) {
        assertThat(names(ours, seen)).as(at).isEqualTo(names(theirs, seen));
        for (Member member : ours.members()) {
            Member other = theirs.member(member.name()).orElseThrow();
            assertThat(member.required())
                    .as("%s.%s is required", at, member.name())
                    .isEqualTo(other.required());
            assertThat(member.wireName()).as(at).isEqualTo(other.wireName());
            assertThat(member.location()).as(at).isEqualTo(other.location());
            compare(member.shape(), other.shape(), at + "." + member.name(), seen);
        }
    }
}
