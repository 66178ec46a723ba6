// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.modelled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.aws.model.Authorization.Check;
import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.aws.model.ResourceKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;

/**
 * Every operation on credentials is allowed by a policy that names exactly the resources of its checks, and refused, with action and resource
 * named, where one of them is missing. Each condition key that the overlay has it supply decides.
 */
class CredentialAuthorizationTest {
    @TempDir
    private static Path directory;

    private static Stage stage;
    private static IamClient dora;

    @BeforeAll
    static void start() {
        stage = new Stage(directory);
        dora = stage.server().iamWithoutRetries(stage.dora());
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    static List<Sample> samples() {
        return Stream.concat(CredentialOperations.samples().stream(), OwnOperations.samples().stream())
                .toList();
    }

    @Test
    void eachOperationIsTriedAndThoseAboutTheCallerToo() {
        var operations = Stream.concat(CredentialOperations.all().stream(), CredentialOperations.own().stream())
                .toList();
        assertThat(operations).hasSizeGreaterThan(50);
        for (var model : operations) {
            var resources = samples().stream()
                    .filter(sample -> sample.operation().equals(model.name()))
                    .map(sample -> sample.resources().getFirst())
                    .toList();
            assertThat(resources).as(model.name()).hasSize(forms(model));
        }
    }

    /** How many different things the resource of an operation can be: somebody, the caller, all. */
    private static int forms(OperationModel<?, ?> model) {
        var kind = model.authorization().checks().getFirst().resource().kind();
        if (kind == ResourceKind.USER_CALLER_OR_ALL) {
            return 3;
        }
        return kind == ResourceKind.USER_OR_CALLER ? 2 : 1;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void allOfItsChecksAreNeededAndEnough(Sample sample) {
        var checks = checks(sample);
        assertThat(sample.resources()).as("resources").hasSameSizeAs(checks);
        sample.before().accept(stage);
        for (int i = 0; i < checks.size(); i++) {
            allow(statements(sample, i));
            assertDenied(sample, i);
        }
        allow(statements(sample, checks.size()));
        assertThatCode(() -> sample.call().accept(stage, dora)).doesNotThrowAnyException();
    }

    /** A key of one of the checks of an operation, and values by which it is allowed, and not. */
    record Key(int check, String operator, String key, String good, String bad) {
        String condition(String value) {
            return "\"%s\":{\"%s\":\"%s\"}".formatted(operator, key, value);
        }
    }

    static List<Sample> samplesWithKeys() {
        return samples().stream().filter(sample -> !keys(sample).isEmpty()).toList();
    }

    private static List<Key> keys(Sample sample) {
        var checks = checks(sample);
        return IntStream.range(0, checks.size())
                .boxed()
                .flatMap(i -> names(sample, checks.get(i)).map(name -> key(sample, i, name)))
                .toList();
    }

    private static Stream<String> names(Sample sample, Check check) {
        var ofOperation = check.context().stream().map(template -> template.key());
        boolean hasTags = check.resource().kind().isTagged()
                && !sample.resources().contains("*")
                && !sample.operation().startsWith("Import"); // what is not there yet has none
        if (!hasTags) {
            return ofOperation;
        }
        return check.action().startsWith("iam:")
                ? Stream.concat(ofOperation, Stream.of("aws:ResourceTag", "iam:ResourceTag"))
                : Stream.concat(ofOperation, Stream.of("aws:ResourceTag"));
    }

    private static Key key(Sample sample, int check, String name) {
        return switch (name) {
            case "aws:ResourceTag", "iam:ResourceTag", "aws:RequestTag" ->
                new Key(check, "StringEquals", name + "/team", "red", "blue");
            case "aws:TagKeys" -> new Key(check, "ForAnyValue:StringEquals", name, "team", "squad");
            case "iam:ServiceSpecificCredentialServiceName" ->
                new Key(check, "StringLike", name, "codecommit.*", "cassandra.*");
            case "iam:ServiceSpecificCredentialAgeDays" -> new Key(check, "NumericLessThanEquals", name, "30", "29");
            case "iam:RegisterSecurityKey" -> {
                boolean begins = sample.operation().startsWith("Begin");
                yield new Key(
                        check, "StringEquals", name, begins ? "Create" : "Activate", begins ? "Activate" : "Create");
            }
            case "portcullis:Action" -> new Key(check, "StringEquals", name, "ssh:Login", "ssh:Copy");
            case "portcullis:EmailAddress" -> new Key(check, "StringLike", name, "*@example.com", "*@other.example");
            default -> throw new AssertionError("Say what values " + name + " has in " + sample);
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samplesWithKeys")
    void eachConditionKeyDecides(Sample sample) {
        var keys = keys(sample);
        sample.before().accept(stage);
        for (var key : keys) {
            allow(statements(sample, Optional.of(key)));
            assertDenied(sample, key.check());
        }
        allow(statements(sample, Optional.empty()));
        assertThatCode(() -> sample.call().accept(stage, dora)).doesNotThrowAnyException();
    }

    @Test
    void thereAreKeysOfAllKinds() {
        assertThat(samples().stream().flatMap(sample -> keys(sample).stream().map(Key::key)))
                .containsOnly(
                        "aws:ResourceTag/team",
                        "iam:ResourceTag/team",
                        "aws:RequestTag/team",
                        "aws:TagKeys",
                        "iam:ServiceSpecificCredentialServiceName",
                        "iam:ServiceSpecificCredentialAgeDays",
                        "iam:RegisterSecurityKey",
                        "portcullis:Action",
                        "portcullis:EmailAddress");
    }

    private static List<Check> checks(Sample sample) {
        return CredentialOperations.model(sample.operation()).authorization().checks();
    }

    /** What allows all checks but one, each on its resource alone. */
    private static List<String> statements(Sample sample, int without) {
        return IntStream.range(0, sample.resources().size())
                .filter(i -> i != without)
                .mapToObj(i -> statement(sample, i, Optional.empty()))
                .toList();
    }

    /** What allows all checks under the good values of all their keys, but for one key that has to be what it is not. */
    private static List<String> statements(Sample sample, Optional<Key> bad) {
        return IntStream.range(0, sample.resources().size())
                .mapToObj(i -> statement(sample, i, conditions(sample, i, bad)))
                .toList();
    }

    private static Optional<String> conditions(Sample sample, int check, Optional<Key> bad) {
        if (bad.isPresent() && bad.get().check() == check) {
            return Optional.of("{" + bad.get().condition(bad.get().bad()) + "}");
        }
        var good = keys(sample).stream()
                .filter(key -> key.check() == check)
                .collect(Collectors.groupingBy(
                        Key::operator,
                        TreeMap::new,
                        Collectors.mapping(
                                key -> "\"%s\":\"%s\"".formatted(key.key(), key.good()), Collectors.joining(","))));
        var blocks = good.entrySet().stream()
                .map(block -> "\"%s\":{%s}".formatted(block.getKey(), block.getValue()))
                .collect(Collectors.joining(","));
        return blocks.isEmpty() ? Optional.empty() : Optional.of("{" + blocks + "}");
    }

    private static String statement(Sample sample, int check, Optional<String> condition) {
        return "{\"Effect\":\"Allow\",\"Action\":\"%s\",\"Resource\":\"%s\"%s}"
                .formatted(
                        checks(sample).get(check).action(),
                        sample.resources().get(check),
                        condition.map(text -> ",\"Condition\":" + text).orElse(""));
    }

    private static void allow(List<String> statements) {
        var text = statements.isEmpty()
                ? "{\"Effect\":\"Allow\",\"Action\":\"s3:ListBucket\",\"Resource\":\"*\"}"
                : String.join(",", statements);
        stage.root()
                .putUserPolicy(policy -> policy.userName(Stage.DORA)
                        .policyName("now")
                        .policyDocument("{\"Version\":\"2012-10-17\",\"Statement\":[" + text + "]}"));
    }

    private static void assertDenied(Sample sample, int check) {
        var resource = sample.resources().get(check);
        var refusal = "User: " + Stage.arn("user/dora") + " is not authorized to perform: "
                + checks(sample).get(check).action()
                + (resource.equals("*") ? "" : " on resource: " + resource)
                + " because no identity-based policy allows";
        assertThatThrownBy(() -> sample.call().accept(stage, dora)).satisfies(thrown -> {
            switch (thrown) {
                case IamException iam -> {
                    assertThat(iam.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
                    assertThat(iam.statusCode()).isEqualTo(403);
                    assertThat(iam.awsErrorDetails().errorMessage()).startsWith(refusal);
                }
                case Stage.Refused own -> {
                    assertThat(own.code()).isEqualTo("AccessDenied");
                    assertThat(own).hasMessageStartingWith(refusal);
                }
                default -> throw new AssertionError("another failure", thrown);
            }
        });
    }
}
