// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.query;

import static dev.portcullis.aws.cases.PublicCases.asList;
import static dev.portcullis.aws.cases.PublicCases.asObject;
import static dev.portcullis.aws.cases.PublicCases.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.portcullis.aws.cases.PublicCases;
import dev.portcullis.aws.model.ModelReader;
import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.aws.model.Shape;
import dev.portcullis.aws.model.Shape.ListShape;
import dev.portcullis.aws.model.Shape.MapShape;
import dev.portcullis.aws.model.StructureShape;
import dev.portcullis.aws.wire.ErrorAnswer;
import dev.portcullis.aws.wire.ValueEcho;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The published cases for clients, turned round: what a client must send is decoded, and what a client must understand is what the encoder
 * writes. Shapes are built from the cases themselves.
 */
@EnabledIfEnvironmentVariable(named = "PORTCULLIS_CASES", matches = ".+")
class ProtocolCasesTest {
    private static final String NAMESPACE = "https://example.com/";

    /** Input cases that test what only clients do, each with the reason. */
    private static final Map<String, String> CLIENT_ONLY_INPUTS = Map.of(
            "SDKAppliedContentEncoding_awsQuery", "clients may compress a body; the case has no body to decode",
            "SDKAppendsGzipAndIgnoresHttpProvidedEncoding_awsQuery", "clients may compress a body; no body to decode",
            "QueryProtocolIdempotencyTokenAutoFill", "clients fill in a token; a server decodes the one that is sent",
            "QueryEmptyQueryMaps", "clients do not send an empty map, so a server cannot see one");

    /** Output cases that test what only clients do, each with the reason. */
    private static final Map<String, String> CLIENT_ONLY_OUTPUTS = Map.of(
            "AwsQueryDateTimeWithFractionalSeconds",
                    "clients understand fractions of a second; a server sends whole ones",
            "AwsQueryDateTimeWithNegativeOffset", "clients understand offsets; a server sends UTC",
            "AwsQueryDateTimeWithPositiveOffset", "clients understand offsets; a server sends UTC",
            "QueryQueryFlattenedXmlMapWithXmlNamespace",
                    "clients ignore namespaces of keys and values; no model that is served has any");

    private static final Map<String, String> CLIENT_ONLY_EC2_INPUTS = Map.of(
            "SDKAppliedContentEncoding_ec2Query", "clients may compress a body; the case has no body to decode",
            "SDKAppendsGzipAndIgnoresHttpProvidedEncoding_ec2Query", "clients may compress a body; no body to decode",
            "Ec2ProtocolIdempotencyTokenAutoFill", "clients fill in a token; a server decodes the one that is sent",
            "Ec2EmptyQueryLists", "clients do not send an empty list, so a server cannot see one");

    private static final Map<String, String> CLIENT_ONLY_EC2_OUTPUTS = Map.of(
            "Ec2QueryDateTimeWithFractionalSeconds",
                    "clients understand fractions of a second; a server sends whole ones",
            "Ec2QueryDateTimeWithNegativeOffset", "clients understand offsets; a server sends UTC",
            "Ec2QueryDateTimeWithPositiveOffset", "clients understand offsets; a server sends UTC");

    @TestFactory
    List<DynamicTest> inputs() {
        return cases("api/protocol-tests/input/query.json", CLIENT_ONLY_INPUTS, ProtocolCasesTest::decodes);
    }

    @TestFactory
    List<DynamicTest> outputs() {
        return cases("api/protocol-tests/output/query.json", CLIENT_ONLY_OUTPUTS, ProtocolCasesTest::encodes);
    }

    @TestFactory
    List<DynamicTest> inputsOfTheEc2Dialect() {
        return cases("api/protocol-tests/input/ec2.json", CLIENT_ONLY_EC2_INPUTS, ProtocolCasesTest::decodes);
    }

    @TestFactory
    List<DynamicTest> outputsOfTheEc2Dialect() {
        return cases("api/protocol-tests/output/ec2.json", CLIENT_ONLY_EC2_OUTPUTS, ProtocolCasesTest::encodesForEc2);
    }

    private static List<DynamicTest> cases(
            String path, Map<String, String> exceptions, BiConsumer<Map<String, Object>, Map<String, Object>> test) {
        List<DynamicTest> tests = new ArrayList<>();
        Set<String> left = new HashSet<>(exceptions.keySet());
        for (Object suite : asList(PublicCases.json(path))) {
            for (Object one : asList(asObject(suite).get("cases"))) {
                Map<String, Object> example = asObject(one);
                if (!left.remove(text(example, "id"))) {
                    tests.add(dynamicTest(text(example, "id"), () -> test.accept(asObject(suite), example)));
                }
            }
        }
        assertThat(left).as("exceptions without a case").isEmpty();
        assertThat(tests).hasSizeGreaterThanOrEqualTo(25);
        return tests;
    }

    private static OperationModel<Map<String, Object>, Map<String, Object>> operation(
            Map<String, Object> suite, Map<String, Object> example) {
        Map<String, Object> metadata = new LinkedHashMap<>(asObject(suite.get("metadata")));
        metadata.put("xmlNamespace", NAMESPACE);
        var model = Map.of("metadata", metadata, "operations", Map.of(), "shapes", asObject(suite.get("shapes")));
        return new ModelReader(model).operation(asObject(example.get("given")));
    }

    private static void decodes(Map<String, Object> suite, Map<String, Object> example) {
        var operation = operation(suite, example);
        byte[] body = text(asObject(example.get("serialized")), "body").getBytes(StandardCharsets.UTF_8);
        QueryParameters parameters = QueryParameters.parse("", body, QueryLimits.DEFAULT);
        assertThat(parameters.action()).contains(operation.name());
        assertThat(parameters.version()).contains(operation.service().apiVersion());
        Map<String, Object> decoded = QueryDecoder.decode(operation, parameters, ValueEcho.SHOWN);
        Object expected = expected(operation.input(), asObject(example.get("params")));
        assertThat(decoded)
                .usingRecursiveComparison()
                .withEqualsForType(Float::equals, Float.class) // NaN equals itself
                .withEqualsForType(Double::equals, Double.class)
                .isEqualTo(expected);
    }

    private static void encodes(Map<String, Object> suite, Map<String, Object> example) {
        Map<String, Object> response = asObject(example.get("response"));
        if (example.containsKey("errorCode")) {
            XmlTree expected = XmlTree.parse(text(response, "body"));
            XmlTree actual = XmlTree.parse(XmlEncoder.error("", error(suite, example), "foo-id"));
            XmlTree error = expected.child("Error");
            boolean hasMessage = error.childNames().contains("Message");
            assertThat(
                            hasMessage
                                    ? actual.child("Error")
                                    : actual.child("Error").without("Message"))
                    .isEqualTo(error);
            assertThat(actual.without("Error")).isEqualTo(expected.without("Error"));
            return;
        }
        var operation = operation(suite, example);
        Object result = example.getOrDefault("result", Map.of());
        byte[] xml = XmlEncoder.answer(operation, asObject(expected(operation.output(), result)), "foo-id");
        XmlTree actual = XmlTree.parse(xml);
        assertThat(actual.child("ResponseMetadata").child("RequestId").text()).isEqualTo("foo-id");
        if (response.containsKey("body")) {
            assertThat(actual.without("ResponseMetadata")).isEqualTo(XmlTree.parse(text(response, "body")));
        } else {
            // clients understand a missing body; a server always sends one, with a result where the model has an output
            boolean hasOutput = asObject(example.get("given")).containsKey("output");
            assertThat(actual.childNames().contains(operation.name() + "Result"))
                    .isEqualTo(hasOutput);
        }
    }

    private static void encodesForEc2(Map<String, Object> suite, Map<String, Object> example) {
        XmlTree expected = XmlTree.parse(text(asObject(example.get("response")), "body"));
        var operation = operation(suite, example);
        if (example.containsKey("errorCode")) {
            XmlTree actual = XmlTree.parse(XmlEncoder.error(operation.service(), error(suite, example), "foo-id"));
            boolean hasMessage = asObject(example.get("error")).containsKey("Message");
            XmlTree error = actual.child("Errors").child("Error");
            assertThat((hasMessage ? error : error.without("Message")).children())
                    .containsAll(withoutMessage(expected, hasMessage).children());
            assertThat(actual.without("Errors")).isEqualTo(expected.without("Errors"));
            return;
        }
        Object result = example.getOrDefault("result", Map.of());
        byte[] xml = XmlEncoder.answer(operation, asObject(expected(operation.output(), result)), "requestid");
        XmlTree actual = XmlTree.parse(xml);
        assertThat(actual.child("requestId").text()).isEqualTo("requestid");
        assertThat(actual.without("requestId")).isEqualTo(expected.without("requestId"));
    }

    private static XmlTree withoutMessage(XmlTree response, boolean hasMessage) {
        XmlTree error = response.child("Errors").child("Error");
        return hasMessage ? error : error.without("Message");
    }

    private static ErrorAnswer error(Map<String, Object> suite, Map<String, Object> example) {
        Map<String, Object> shapes = asObject(suite.get("shapes"));
        String shapeName = shapes.entrySet().stream()
                .filter(shape -> asObject(shape.getValue()).containsKey("exception"))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        var reader = new ModelReader(Map.of("metadata", Map.of(), "operations", Map.of(), "shapes", shapes));
        StructureShape<Map<String, Object>> shape = reader.structure(shapeName);
        Map<String, Object> members = asObject(example.get("error"));
        Object message = members.getOrDefault("Message", "");
        return new ErrorAnswer(
                true,
                text(example, "errorCode"),
                message.toString(),
                Optional.of(new ErrorAnswer.Details<>(shape, asObject(expected(shape, members)))));
    }

    /** The values of a case in the Java types of their shapes. */
    private static Object expected(Shape shape, Object value) {
        return switch (shape) {
            case StructureShape<?> structure -> {
                Map<String, Object> members = new LinkedHashMap<>();
                asObject(value)
                        .forEach((name, member) -> members.put(
                                name,
                                expected(structure.member(name).orElseThrow().shape(), member)));
                yield members;
            }
            case ListShape list ->
                asList(value).stream()
                        .map(element -> expected(list.element(), element))
                        .toList();
            case MapShape map -> {
                Map<String, Object> entries = new LinkedHashMap<>();
                asObject(value).forEach((key, entry) -> entries.put(key, expected(map.value(), entry)));
                yield entries;
            }
            case Shape.BlobShape any -> value.toString().getBytes(StandardCharsets.UTF_8);
            case Shape.TimestampShape any -> Instant.ofEpochSecond(new BigDecimal(value.toString()).longValueExact());
            case Shape.IntegerShape any -> Integer.valueOf(value.toString());
            case Shape.LongShape any -> Long.valueOf(value.toString());
            case Shape.FloatShape any -> Float.valueOf(value.toString());
            case Shape.DoubleShape any -> Double.valueOf(value.toString());
            case Shape.StringShape any -> value;
            case Shape.BooleanShape any -> value;
        };
    }
}
