// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.fail;

import dev.portcullis.aws.cases.PublicCases;
import dev.portcullis.aws.model.Access;
import dev.portcullis.aws.model.Authentication;
import dev.portcullis.aws.model.Authorization;
import dev.portcullis.aws.model.Bounds;
import dev.portcullis.aws.model.HttpBinding;
import dev.portcullis.aws.model.Member;
import dev.portcullis.aws.model.ModelReader;
import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.aws.model.Protocol;
import dev.portcullis.aws.model.ServiceMetadata;
import dev.portcullis.aws.model.Shape.StringShape;
import dev.portcullis.aws.model.StructureShape;
import dev.portcullis.aws.wire.ErrorAnswer;
import dev.portcullis.aws.wire.XmlText;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers, byte for byte, against the files in {@code golden}. */
class XmlEncoderTest {
    private static final String REQUEST_ID = "c0a80164-0000-4000-8000-000000000001";
    private static final String IAM = "https://iam.amazonaws.com/doc/2010-05-08/";

    private static final ModelReader MODEL = new ModelReader(PublicCases.asObject(PublicCases.parse("""
            {"metadata": {"protocol": "query", "apiVersion": "2010-05-08", "endpointPrefix": "iam",
                          "xmlNamespace": "https://iam.amazonaws.com/doc/2010-05-08/"},
             "operations": {
               "ListUsers": {"name": "ListUsers", "output": {"shape": "ListUsersResponse", "resultWrapper": "ListUsersResult"}},
               "DeleteUser": {"name": "DeleteUser"},
               "Ping": {"name": "Ping", "output": {"shape": "Empty", "resultWrapper": "PingResult"}},
               "Report": {"name": "Report", "output": {"shape": "ReportResponse", "resultWrapper": "ReportResult"}}},
             "shapes": {
               "Empty": {"type": "structure", "members": {}},
               "ListUsersResponse": {"type": "structure", "required": ["Users"], "members": {
                 "Users": {"shape": "Users"}, "IsTruncated": {"shape": "Flag"}, "Marker": {"shape": "Text"}}},
               "Users": {"type": "list", "member": {"shape": "User"}},
               "User": {"type": "structure", "required": ["UserName", "Groups"], "members": {
                 "Path": {"shape": "Text"}, "UserName": {"shape": "Text"}, "CreateDate": {"shape": "Time"},
                 "Tags": {"shape": "Tags"}, "Groups": {"shape": "Groups"}}},
               "Tags": {"type": "list", "member": {"shape": "Tag"}},
               "Tag": {"type": "structure", "members": {"Key": {"shape": "Text"}, "Value": {"shape": "Text"}}},
               "Groups": {"type": "list", "member": {"shape": "Text"}},
               "ReportResponse": {"type": "structure", "members": {
                 "Content": {"shape": "Blob"}, "SummaryMap": {"shape": "Summary"}, "Notes": {"shape": "Groups"}}},
               "Summary": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Number"}},
               "Number": {"type": "integer"}, "Blob": {"type": "blob"},
               "Text": {"type": "string"}, "Time": {"type": "timestamp"}, "Flag": {"type": "boolean"}}}
            """)));

    private static String answer(String operation, Map<String, Object> output) {
        return new String(XmlEncoder.answer(MODEL.operation(operation), output, REQUEST_ID), UTF_8);
    }

    private static String golden(String name) {
        try (InputStream file = XmlEncoderTest.class.getResourceAsStream("golden/" + name + ".xml")) {
            String text = new String(Objects.requireNonNull(file, name).readAllBytes(), UTF_8);
            return text.replaceAll(">\\s+<", "><").strip(); // the files are indented for reading
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Object> user(String name, List<Object> tags) {
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("Path", "/a&b/");
        user.put("UserName", name);
        user.put("CreateDate", Instant.parse("2026-11-21T23:33:00.999Z"));
        user.put("Tags", tags);
        user.put("Groups", List.of());
        return user;
    }

    @Test
    void anAnswerHasItsMembersInModelOrder() {
        Map<String, Object> output = new LinkedHashMap<>();
        output.put("Marker", "next");
        output.put("IsTruncated", true);
        output.put(
                "Users",
                List.of(
                        user("dora", List.of()),
                        user("<é>", List.of(Map.of("Key", "a \"b\"", "Value", "tab\tline\nreturn\r😀")))));
        assertThat(answer("ListUsers", output)).isEqualTo(golden("list-users"));
    }

    @Test
    void emptyListsOfTheOutputAreSent() {
        assertThat(answer("ListUsers", Map.of("Users", List.of(), "IsTruncated", false)))
                .isEqualTo(golden("list-users-empty"));
    }

    @Test
    void anOperationWithoutOutputHasNoResult() {
        assertThat(answer("DeleteUser", Map.of())).isEqualTo(golden("delete-user"));
    }

    @Test
    void anEmptyOutputHasAnEmptyResult() {
        assertThat(answer("Ping", Map.of())).isEqualTo(golden("ping"));
    }

    @Test
    void mapsAndBlobsAreEncoded() {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("Users", 3);
        summary.put("Groups", 0);
        Map<String, Object> output = new LinkedHashMap<>();
        output.put("Content", "a,b\n".getBytes(UTF_8));
        output.put("SummaryMap", summary);
        output.put("Notes", List.of("one", ""));
        assertThat(answer("Report", output)).isEqualTo(golden("report"));
    }

    @Test
    void anErrorHasTypeCodeAndMessage() {
        var error = ErrorAnswer.of(true, "NoSuchEntity", "The user with name <x> & \u0000\ud800 cannot be found.");
        assertThat(new String(XmlEncoder.error(IAM, error, REQUEST_ID), UTF_8)).isEqualTo(golden("error-sender"));
        var failure = ErrorAnswer.of(false, "ServiceFailure", "");
        assertThat(new String(XmlEncoder.error(IAM, failure, REQUEST_ID), UTF_8))
                .isEqualTo(golden("error-receiver"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "a\u000bb", "\uffff", "\ud800", "\udc00\ud800", "x\ud83d"})
    void textThatXmlCannotCarryIsNotSentSilently(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> answer("ListUsers", Map.of("Users", List.of(), "Marker", text)));
    }

    @Test
    void policiesArePercentEncoded() {
        var document = new StringShape("policyDocumentType", Bounds.NONE, Optional.empty(), List.of(), false, true);
        StructureShape<Map<String, Object>> output = StructureShape.ofMap(
                "GetRolePolicyResponse", List.of(Member.of("PolicyDocument", document, true)), Optional.empty());
        var operation = new OperationModel<>(
                new ServiceMetadata("iam", "2010-05-08", "iam", IAM, Protocol.QUERY),
                "GetRolePolicy",
                HttpBinding.ROOT,
                output,
                output,
                Optional.of("GetRolePolicyResult"),
                List.of(),
                Authentication.SIGV4,
                new Authorization(Access.ANY_AUTHENTICATED, false, List.of()));
        String policy = "{\"Action\": \"s3:*\", \"é\": [\"~a-b_c.d\", \"x+y z\", \"\u0000\"]}\r\n";
        String xml = new String(XmlEncoder.answer(operation, Map.of("PolicyDocument", policy), REQUEST_ID), UTF_8);
        assertThat(xml).isEqualTo(golden("policy"));
        String encoded = XmlTree.parse(xml)
                .child("GetRolePolicyResult")
                .child("PolicyDocument")
                .text();
        assertThat(URLDecoder.decode(encoded, UTF_8)).isEqualTo(policy);
    }

    @Test
    void whateverIsAcceptedReadsBackTheSame() {
        Random random = new Random(20_261_121L);
        int accepted = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder("v");
            for (int i = random.nextInt(6); i > 0; i--) {
                int point = random.nextInt(3) == 0 ? random.nextInt(0x110000) : random.nextInt(0x100);
                text.appendCodePoint(point);
            }
            String value = text.append('v').toString();
            try {
                String xml = answer("ListUsers", Map.of("Users", List.of(), "Marker", value));
                accepted++;
                assertThat(XmlTree.parse(xml)
                                .child("ListUsersResult")
                                .child("Marker")
                                .text())
                        .isEqualTo(value);
            } catch (IllegalArgumentException e) {
                if (XmlText.canCarry(value)) {
                    fail("round %d: refused %s".formatted(round, value), e);
                }
            }
        }
        assertThat(accepted).isGreaterThan(5_000);
    }
}
