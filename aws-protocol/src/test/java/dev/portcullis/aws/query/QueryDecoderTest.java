// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import dev.portcullis.aws.cases.PublicCases;
import dev.portcullis.aws.model.ModelReader;
import dev.portcullis.aws.model.StructureShape;
import dev.portcullis.aws.wire.InvalidRequestException;
import dev.portcullis.aws.wire.InvalidRequestException.Reason;
import dev.portcullis.aws.wire.ValueEcho;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryDecoderTest {
    static final ModelReader MODEL = new ModelReader(PublicCases.asObject(PublicCases.parse("""
            {"metadata": {"protocol": "query", "apiVersion": "2010-05-08", "endpointPrefix": "iam",
                          "xmlNamespace": "https://iam.amazonaws.com/doc/2010-05-08/"},
             "operations": {},
             "shapes": {
               "Input": {"type": "structure", "required": ["UserName"], "members": {
                 "UserName": {"shape": "Name"}, "Path": {"shape": "Path"}, "MaxItems": {"shape": "MaxItems"},
                 "Status": {"shape": "Status"}, "Tags": {"shape": "Tags"}, "Password": {"shape": "Password"},
                 "TagKeys": {"shape": "Keys"}, "Values": {"shape": "Values"}, "Since": {"shape": "Time"},
                 "Force": {"shape": "Flag"}, "Data": {"shape": "Data"}, "Size": {"shape": "Long"}, "Inner": {"shape": "Inner"}}},
               "Name": {"type": "string", "min": 1, "max": 64, "pattern": "[\\\\w+=,.@-]+"},
               "Path": {"type": "string", "min": 1, "max": 512, "pattern": "((/[A-Za-z0-9\\\\.,\\\\+@=_-]+)*)/"},
               "MaxItems": {"type": "integer", "min": 1, "max": 1000},
               "Status": {"type": "string", "enum": ["Active", "Inactive"]},
               "Tags": {"type": "list", "member": {"shape": "Tag"}, "max": 3},
               "Tag": {"type": "structure", "required": ["Key", "Value"], "members": {
                 "Key": {"shape": "Key"}, "Value": {"shape": "Text"}}},
               "Key": {"type": "string", "min": 1, "max": 8},
               "Keys": {"type": "list", "member": {"shape": "Key"}},
               "Text": {"type": "string", "max": 16},
               "Password": {"type": "string", "min": 4, "sensitive": true},
               "Values": {"type": "map", "key": {"shape": "Key"}, "value": {"shape": "Text"}},
               "Time": {"type": "timestamp"}, "Flag": {"type": "boolean"},
               "Data": {"type": "blob", "max": 4}, "Long": {"type": "long"},
               "Inner": {"type": "structure", "members": {"Name": {"shape": "Name"}, "Inner": {"shape": "Inner"}}}}}
            """)));

    private static final StructureShape<Map<String, Object>> INPUT = MODEL.structure("Input");

    private static Map<String, Object> decode(String form) {
        return decode(form, ValueEcho.SHOWN);
    }

    private static Map<String, Object> decode(String form, ValueEcho echo) {
        return QueryDecoder.decode(INPUT, parameters("", form), echo);
    }

    private static QueryParameters parameters(String query, String form) {
        return QueryParameters.parse(query, form.getBytes(StandardCharsets.UTF_8), QueryLimits.DEFAULT);
    }

    private static void assertRefused(String form, Reason reason, String message) {
        assertRefused(form, ValueEcho.SHOWN, reason, message);
    }

    private static void assertRefused(String form, ValueEcho echo, Reason reason, String message) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> decode(form, echo))
                .withMessage(message)
                .extracting(InvalidRequestException::reason)
                .isEqualTo(reason);
    }

    @Test
    void namesAndValuesAreDecodedAsForms() {
        assertThat(decode("User%4Eame=a%2Bb&Tags.member.1.Key=k+1&Tags.member.1.Value=%C3%A9%20%E1%88%B4"))
                .isEqualTo(Map.of("UserName", "a+b", "Tags", List.of(Map.of("Key", "k 1", "Value", "é ሴ"))));
    }

    @Test
    void queryStringAndBodyMakeOneForm() {
        QueryParameters parameters = parameters("Action=GetUser&Version=2010-05-08", "UserName=dora");
        assertThat(parameters.action()).contains("GetUser");
        assertThat(parameters.version()).contains("2010-05-08");
        assertThat(QueryDecoder.decode(INPUT, parameters, ValueEcho.SHOWN)).isEqualTo(Map.of("UserName", "dora"));
    }

    @Test
    void unknownParametersAreIgnored() {
        assertThat(decode("UserName=a&X-Amz-Algorithm=x&Foo.member.1=b&Inner.Foo=c"))
                .isEqualTo(Map.of("UserName", "a", "Inner", Map.of()));
    }

    @Test
    void elementsComeInTheOrderOfTheirNumbersAndMayLeaveGaps() {
        assertThat(decode("UserName=a&TagKeys.member.10=c&TagKeys.member.2=b&TagKeys.member.1=a"))
                .containsEntry("TagKeys", List.of("a", "b", "c"));
    }

    @Test
    void aNameWithoutValueIsAnEmptyList() {
        assertThat(decode("UserName=a&TagKeys=&Tags"))
                .containsEntry("TagKeys", List.of())
                .containsEntry("Tags", List.of());
        assertThat(decode("UserName=a&Values=")).containsEntry("Values", Map.of());
    }

    @Test
    void mapsAndNestedStructuresAreDecoded() {
        assertThat(decode("UserName=a&Values.entry.1.key=k&Values.entry.1.value=v&Inner.Inner.Name=n"))
                .containsEntry("Values", Map.of("k", "v"))
                .containsEntry("Inner", Map.of("Inner", Map.of("Name", "n")));
    }

    @Test
    void scalarsAreDecoded() {
        assertThat(decode("UserName=a&MaxItems=7&Force=true&Since=2026-11-21T23:33:00Z&Size=-9223372036854775808"))
                .containsEntry("MaxItems", 7)
                .containsEntry("Force", true)
                .containsEntry("Since", Instant.parse("2026-11-21T23:33:00Z"))
                .containsEntry("Size", Long.MIN_VALUE);
        assertThat((byte[]) decode("UserName=a&Data=AAEC").get("Data")).containsExactly(0, 1, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T23%3A33%3A00Z, 2026-11-21T23:33:00Z",
        "2026-11-21T23:33:00.250Z, 2026-11-21T23:33:00.250Z",
        "2026-11-22T00:33:00%2B01:00, 2026-11-21T23:33:00Z",
        "1795303980, 2026-11-21T23:33:00Z",
        "1795303980.5, 2026-11-21T23:33:00.500Z",
        "0, 1970-01-01T00:00:00Z",
        "-1.5, 1969-12-31T23:59:58.500Z"
    })
    void momentsAreIsoOrEpochSeconds(String text, Instant moment) {
        assertThat(decode("UserName=a&Since=" + text)).containsEntry("Since", moment);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "yesterday", "2026-11-21", "20261121T233300Z", "1e9", "1.", "-", "2026-13-01T00:00:00Z"})
    void otherMomentsAreMalformed(String text) {
        assertRefused("UserName=a&Since=" + text, Reason.MALFORMED, "timestamp must follow ISO8601: 'since'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MaxItems=",
                "MaxItems=ten",
                "MaxItems=1.0",
                "MaxItems=0x1",
                "MaxItems=%2B1",
                "MaxItems=+1",
                "MaxItems=-"
            })
    void otherNumbersAreMalformed(String parameter) {
        assertRefused("UserName=a&" + parameter, Reason.MALFORMED, "integer must be a decimal number: 'maxItems'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MaxItems=2147483648",
                "Size=9223372036854775808",
                "Force=yes",
                "Force=TRUE",
                "Data=a",
                "Data=a-b_",
                "UserName.x=1",
                "UserName=a&UserName=a",
                "Us%65rName=b&UserName=a",
                "TagKeys=a",
                "TagKeys.1=a",
                "TagKeys.member.0=a",
                "TagKeys.member.01=a",
                "TagKeys.member.x=a",
                "TagKeys.member.1.x=a",
                "TagKeys.member=a",
                "Values.entry.1.key=a",
                "Values.entry.1.value=a",
                "Values.entry.1.key=a&Values.entry.1.value=b&Values.entry.2.key=a&Values.entry.2.value=c",
                "Inner=text",
                "Path=%",
                "Path=%4",
                "Path=%zz",
                "Path=%C3",
                "Path=%C0%80",
                "Path=%ED%A0%80",
                "Path=%F5%80%80%80"
            })
    void malformedParametersAreRefused(String parameters) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> decode(parameters.contains("UserName") ? parameters : "UserName=a&" + parameters))
                .extracting(InvalidRequestException::reason)
                .isEqualTo(Reason.MALFORMED);
    }

    @Test
    void theSameNameInQueryStringAndBodyIsMalformed() {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> parameters("Action=GetUser", "Action=DeleteUser"))
                .withMessage("The parameter 'Action' is given more than once");
    }

    @Test
    void limitsHold() {
        var limits = new QueryLimits(3, 10, 3);
        for (String form : List.of("a&b&c&d", "abcdefghijk=1", "a.b.c.d=1", "%61%61%61%61%61%61%61%61%61%61%61=1")) {
            assertThatExceptionOfType(InvalidRequestException.class)
                    .isThrownBy(() -> QueryParameters.parse("", form.getBytes(StandardCharsets.UTF_8), limits))
                    .extracting(InvalidRequestException::reason)
                    .isEqualTo(Reason.MALFORMED);
        }
        assertThat(QueryParameters.parse("a", "b.b.b=%20&abcdefghij".getBytes(StandardCharsets.UTF_8), limits)
                        .byName())
                .containsOnlyKeys("a", "b.b.b", "abcdefghij");
    }

    @Test
    void aMissingValueIsToldAsAws() {
        assertRefused(
                "Path=/",
                Reason.MISSING,
                "1 validation error detected: Value null at 'userName' failed to satisfy constraint: Member must not be null");
    }

    @Test
    void allBrokenConstraintsAreToldAtOnce() {
        assertRefused(
                "UserName=a:b&MaxItems=1001&Status=active&Tags.member.1.Key=&Tags.member.1.Value=v&Tags.member.2.Key=k",
                Reason.CONSTRAINTS,
                "5 validation errors detected: "
                        + "Value 'a:b' at 'userName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+; "
                        + "Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000; "
                        + "Value 'active' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]; "
                        + "Value '' at 'tags.1.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1; "
                        + "Value null at 'tags.2.member.value' failed to satisfy constraint: Member must not be null");
    }

    @Test
    void whereAwsHidesValuesOnlyNumbersAreShown() {
        assertRefused(
                "UserName=a:b&MaxItems=0&Status=active",
                ValueEcho.HIDDEN,
                Reason.CONSTRAINTS,
                "3 validation errors detected: "
                        + "Value at 'userName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+; "
                        + "Value '0' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1; "
                        + "Value at 'status' failed to satisfy constraint: Member must satisfy enum value set");
    }

    @Test
    void secretsAreNeverRepeated() {
        assertRefused(
                "UserName=a&Password=xyz",
                Reason.CONSTRAINTS,
                "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must have length greater than or equal to 4");
    }

    @Test
    void sizesOfListsAndBlobsAreChecked() {
        assertRefused(
                "UserName=a&Data=AAAAAAA%3D&Tags="
                        + IntStream.rangeClosed(1, 4)
                                .mapToObj(i -> "&Tags.member.%d.Key=k&Tags.member.%d.Value=v".formatted(i, i))
                                .collect(Collectors.joining()),
                Reason.CONSTRAINTS,
                "2 validation errors detected: "
                        + "Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 3; "
                        + "Value at 'data' failed to satisfy constraint: Member must have length less than or equal to 4");
    }

    @Test
    void lengthCountsCodePoints() {
        String eight = "%F0%9F%98%80".repeat(8);
        assertThat(decode("UserName=a&TagKeys.member.1=" + eight)).containsEntry("TagKeys", List.of("😀".repeat(8)));
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> decode("UserName=a&TagKeys.member.1=x" + eight))
                .withMessageContaining("tagKeys.1.member")
                .withMessageContaining("less than or equal to 8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "a%0Bb", "%1F", "%EF%BF%BE", "%EF%BF%BF"})
    void textThatNoAnswerCanCarryIsRefused(String text) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> decode("UserName=a&TagKeys.member.1=" + text))
                .withMessageContaining(
                        "at 'tagKeys.1.member' failed to satisfy constraint: Member must satisfy regular expression pattern: ")
                .extracting(InvalidRequestException::reason)
                .isEqualTo(Reason.CONSTRAINTS);
    }

    @Test
    void aPatternIsMatchedInBoundedTime() {
        String slashes = "/a".repeat(2_000_000);
        long start = System.nanoTime();
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> decode("UserName=a&Path=" + slashes))
                .withMessageEndingWith(
                        "...' at 'path' failed to satisfy constraint: Member must have length less than or equal to 512")
                .withMessageStartingWith("1 validation error detected");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void randomFormsAreDecodedOrRefused() {
        Random random = new Random(20_261_121L);
        List<String> names = List.of(
                "UserName",
                "Path",
                "MaxItems",
                "Status",
                "Tags",
                "Password",
                "TagKeys",
                "Values",
                "Since",
                "Force",
                "Data",
                "Size",
                "Inner",
                "member",
                "entry",
                "1",
                "2",
                "01",
                "key",
                "value",
                "Key",
                "Value",
                "Name",
                "",
                "%",
                "%zz",
                "%C3",
                "%2E");
        List<String> values = List.of(
                "",
                "a",
                "1",
                "-1",
                "99999999999",
                "true",
                "/",
                "/a/",
                "%00",
                "%ED%A0%80",
                "+",
                "%20",
                "2026-11-21T23:33:00Z",
                "AA==",
                "=",
                "é",
                "Active");
        int decoded = 0;
        for (int round = 0; round < 60_000; round++) {
            StringBuilder form = new StringBuilder(random.nextInt(4) == 0 ? "" : "UserName=a");
            for (int i = random.nextInt(4); i > 0; i--) {
                form.append('&').append(names.get(random.nextInt(names.size())));
                for (int j = random.nextInt(5); j > 0; j--) {
                    form.append('.').append(names.get(random.nextInt(names.size())));
                }
                form.append('=').append(values.get(random.nextInt(values.size())));
            }
            try {
                decode(form.toString(), random.nextBoolean() ? ValueEcho.SHOWN : ValueEcho.HIDDEN);
                decoded++;
            } catch (InvalidRequestException e) {
                assertThat(e.getMessage()).isNotEmpty();
            } catch (RuntimeException e) {
                fail("round %d: %s".formatted(round, form), e);
            }
        }
        assertThat(decoded).isGreaterThan(1_000);
    }
}
