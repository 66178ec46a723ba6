// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.rest;

import static dev.portcullis.aws.cases.PublicCases.asList;
import static dev.portcullis.aws.cases.PublicCases.asObject;
import static dev.portcullis.aws.cases.PublicCases.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.portcullis.aws.cases.PublicCases;
import dev.portcullis.aws.model.ModelReader;
import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.aws.model.Shape;
import dev.portcullis.aws.model.StructureShape;
import dev.portcullis.aws.wire.ErrorAnswer;
import dev.portcullis.aws.wire.ValueEcho;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The published cases for clients, turned round: what a client must send is routed and decoded, and what a client must understand is what the
 * encoder writes. Shapes are built from the cases themselves.
 */
@EnabledIfEnvironmentVariable(named = "PORTCULLIS_CASES", matches = ".+")
class RestJsonProtocolCasesTest {
    private static final String DOCUMENTS = "free JSON (documents): no model that is served has any";
    private static final String MEDIA_TYPE = "JSON in a header: no model that is served has any";
    private static final String COMPRESSION = "clients may compress a body; the case has no body to decode";
    private static final String TOKENS = "clients fill in a token; a server decodes the one that is sent";
    private static final String MAP_OF_ALL =
            "a server puts every parameter into such a map, the bound ones included; clients send them once";
    private static final String NULLS = "clients do not send what is null or empty, so a server cannot see it";
    private static final String ERROR_NAMES =
            "clients understand several ways to name an error; a server uses the header";

    /** Input cases that test what only clients do, or what no served model has, each with the reason. */
    private static final Map<String, String> OTHER_INPUTS = Map.ofEntries(
            Map.entry("DocumentTypeInputWithObject", DOCUMENTS),
            Map.entry("DocumentInputWithString", DOCUMENTS),
            Map.entry("DocumentInputWithNumber", DOCUMENTS),
            Map.entry("DocumentInputWithBoolean", DOCUMENTS),
            Map.entry("DocumentInputWithList", DOCUMENTS),
            Map.entry("DocumentTypeAsMapValueInput", DOCUMENTS),
            Map.entry("DocumentTypeAsPayloadInput", DOCUMENTS),
            Map.entry("DocumentTypeAsPayloadInputString", DOCUMENTS),
            Map.entry("MediaTypeHeaderInputBase64", MEDIA_TYPE),
            Map.entry("SDKAppliedContentEncoding_restJson1", COMPRESSION),
            Map.entry("SDKAppendedGzipAfterProvidedEncoding_restJson1", COMPRESSION),
            Map.entry("RestJsonQueryIdempotencyTokenAutoFill", TOKENS),
            Map.entry("RestJsonQueryParamsStringListMap", MAP_OF_ALL),
            Map.entry("RestJsonQueryPrecedence", MAP_OF_ALL),
            Map.entry("RestJsonOmitsNullQuery", NULLS),
            Map.entry("RestJsonOmitsEmptyListQueryValues", NULLS),
            Map.entry("RestJsonDoesntSerializeNullStructureValues", NULLS),
            Map.entry("RestJsonNullAndEmptyHeaders", NULLS),
            Map.entry(
                    "RestJsonHostWithPath",
                    "the host has a path in front of the server's own, which a proxy takes away"));

    /** Output cases that test what only clients do, or what no served model has, each with the reason. */
    private static final Map<String, String> OTHER_OUTPUTS = Map.ofEntries(
            Map.entry("RestJsonDateTimeWithNegativeOffset", "clients understand offsets; a server sends UTC"),
            Map.entry("RestJsonDateTimeWithPositiveOffset", "clients understand offsets; a server sends UTC"),
            Map.entry(
                    "RestJsonDateTimeWithFractionalSeconds",
                    "clients understand fractions of a second; a server sends whole ones"),
            Map.entry("DocumentOutput", DOCUMENTS),
            Map.entry("DocumentOutputString", DOCUMENTS),
            Map.entry("DocumentOutputNumber", DOCUMENTS),
            Map.entry("DocumentOutputBoolean", DOCUMENTS),
            Map.entry("DocumentOutputArray", DOCUMENTS),
            Map.entry("DocumentTypeAsMapValueOutput", DOCUMENTS),
            Map.entry("DocumentTypeAsPayloadOutput", DOCUMENTS),
            Map.entry("DocumentTypeAsPayloadOutputString", DOCUMENTS),
            Map.entry("MediaTypeHeaderOutputBase64", MEDIA_TYPE),
            Map.entry("RestJsonFooErrorUsingXAmznErrorTypeWithUri", ERROR_NAMES),
            Map.entry("RestJsonFooErrorUsingXAmznErrorTypeWithUriAndNamespace", ERROR_NAMES),
            Map.entry("RestJsonFooErrorUsingCode", ERROR_NAMES),
            Map.entry("RestJsonFooErrorUsingCodeAndNamespace", ERROR_NAMES),
            Map.entry("RestJsonFooErrorUsingCodeUriAndNamespace", ERROR_NAMES),
            Map.entry("RestJsonFooErrorWithDunderType", ERROR_NAMES),
            Map.entry("RestJsonFooErrorWithDunderTypeAndNamespace", ERROR_NAMES),
            Map.entry("RestJsonFooErrorWithDunderTypeUriAndNamespace", ERROR_NAMES),
            Map.entry(
                    "RestJsonDeserializesDenseSetMapAndSkipsNull",
                    "clients understand null in a map; a server sends none"),
            Map.entry(
                    "RestJsonDoesntDeserializeNullStructureValues", "clients understand null; a server leaves it out"),
            Map.entry("RestJsonDeserializeIgnoreType", "clients understand a further member; a server sends none"));

    @TestFactory
    List<DynamicTest> inputs() {
        return cases("api/protocol-tests/input/rest-json.json", OTHER_INPUTS, RestJsonProtocolCasesTest::decodes);
    }

    @TestFactory
    List<DynamicTest> outputs() {
        return cases("api/protocol-tests/output/rest-json.json", OTHER_OUTPUTS, RestJsonProtocolCasesTest::encodes);
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
        assertThat(tests).hasSizeGreaterThanOrEqualTo(65);
        return tests;
    }

    private static OperationModel<Map<String, Object>, Map<String, Object>> operation(
            Map<String, Object> suite, Map<String, Object> example) {
        var model = Map.of(
                "metadata",
                asObject(suite.get("metadata")),
                "operations",
                Map.of(),
                "shapes",
                asObject(suite.get("shapes")));
        return new ModelReader(model).operation(asObject(example.get("given")));
    }

    private static void decodes(Map<String, Object> suite, Map<String, Object> example) {
        var operation = operation(suite, example);
        Map<String, Object> sent = asObject(example.get("serialized"));
        String uri = text(sent, "uri");
        int question = uri.indexOf('?');
        List<RestHeader> headers = new ArrayList<>();
        asObject(sent.getOrDefault("headers", Map.of()))
                .forEach((name, value) -> headers.add(new RestHeader(name.toLowerCase(Locale.ROOT), (String) value)));
        var request = new RestRequest(
                text(sent, "method"),
                question < 0 ? uri : uri.substring(0, question),
                question < 0 ? "" : uri.substring(question + 1),
                headers,
                ((String) sent.getOrDefault("body", "")).getBytes(StandardCharsets.UTF_8));
        var route = new RestRoutes(List.of(operation)).find(request).orElseThrow();
        Map<String, Object> decoded =
                RestJsonDecoder.decode(operation.input(), request, route.labels(), ValueEcho.SHOWN);
        assertThat(withoutEmptyMaps(decoded))
                .usingRecursiveComparison()
                .withEqualsForType(Float::equals, Float.class) // NaN equals itself
                .withEqualsForType(Double::equals, Double.class)
                .isEqualTo(withoutEmptyMaps(asObject(expected(operation.input(), asObject(example.get("params"))))));
    }

    /** Of headers nobody can tell whether a map of them is empty or absent. */
    private static Map<String, Object> withoutEmptyMaps(Map<String, Object> members) {
        Map<String, Object> left = new LinkedHashMap<>(members);
        left.values().removeIf(value -> value instanceof Map<?, ?> map && map.isEmpty());
        return left;
    }

    private static void encodes(Map<String, Object> suite, Map<String, Object> example) {
        Map<String, Object> response = asObject(example.get("response"));
        int status = Integer.parseInt(String.valueOf(response.get("status_code")));
        var answer = example.containsKey("errorCode")
                ? RestJsonEncoder.error(status, error(suite, example))
                : answer(suite, example);
        assertThat(answer.status()).isEqualTo(status);
        Map<String, String> headers = new HashMap<>();
        answer.headers().forEach(header -> headers.put(header.name().toLowerCase(Locale.ROOT), header.value()));
        asObject(response.getOrDefault("headers", Map.of())).forEach((name, value) -> {
            if (!name.equals("Content-Length")) { // the listener's
                assertThat(headers).containsEntry(name.toLowerCase(Locale.ROOT), (String) value);
            }
        });
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        String expected = (String) response.getOrDefault("body", "");
        if (expected.startsWith("{")) {
            Map<String, Object> actual = new LinkedHashMap<>(asObject(PublicCases.parse(body)));
            if (!asObject(example.getOrDefault("error", Map.of())).containsKey("Message")) {
                actual.remove("message");
            }
            assertThat(actual).isEqualTo(PublicCases.parse(expected));
        } else if (expected.isEmpty() && !body.isEmpty()) {
            // clients understand a missing body; a server sends one where the model has an output
            assertThat(asObject(PublicCases.parse(body)).keySet()).isSubsetOf("message");
        } else {
            assertThat(body).isEqualTo(expected);
        }
    }

    private static RestAnswer answer(Map<String, Object> suite, Map<String, Object> example) {
        var operation = operation(suite, example);
        Object result = example.getOrDefault("result", Map.of());
        return RestJsonEncoder.answer(operation, asObject(expected(operation.output(), result)));
    }

    private static ErrorAnswer error(Map<String, Object> suite, Map<String, Object> example) {
        Map<String, Object> shapes = asObject(suite.get("shapes"));
        String code = text(example, "errorCode");
        var reader = new ModelReader(
                Map.of("metadata", asObject(suite.get("metadata")), "operations", Map.of(), "shapes", shapes));
        StructureShape<Map<String, Object>> shape = reader.structure(code);
        Map<String, Object> members = asObject(example.get("error"));
        Object message = members.getOrDefault("Message", "");
        return new ErrorAnswer(
                true,
                code,
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
            case Shape.ListShape list ->
                asList(value).stream()
                        .map(element -> expected(list.element(), element))
                        .toList();
            case Shape.MapShape map -> {
                Map<String, Object> entries = new LinkedHashMap<>();
                asObject(value).forEach((key, entry) -> entries.put(key, expected(map.value(), entry)));
                yield entries;
            }
            case Shape.BlobShape _ -> value.toString().getBytes(StandardCharsets.UTF_8);
            case Shape.TimestampShape _ -> Instant.ofEpochSecond(new BigDecimal(value.toString()).longValueExact());
            case Shape.IntegerShape _ -> Integer.valueOf(value.toString());
            case Shape.LongShape _ -> Long.valueOf(value.toString());
            case Shape.FloatShape _ -> Float.valueOf(value.toString());
            case Shape.DoubleShape _ -> Double.valueOf(value.toString());
            case Shape.StringShape _ -> value;
            case Shape.BooleanShape _ -> value;
        };
    }
}
