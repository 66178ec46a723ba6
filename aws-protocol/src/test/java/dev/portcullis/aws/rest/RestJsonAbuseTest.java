// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.aws.rolesanywhere.CreateProfileRequest;
import dev.portcullis.aws.rolesanywhere.RolesanywhereModel;
import dev.portcullis.aws.rolesanywhere.UpdateProfileRequest;
import dev.portcullis.aws.wire.InvalidRequestException;
import dev.portcullis.aws.wire.ValueEcho;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are no requests, and paths that are somebody else's. */
class RestJsonAbuseTest {
    private static final RestRoutes ROUTES =
            new RestRoutes(RolesanywhereModel.SERVICE.operations().values());
    private static final String ID = "01234567-89ab-cdef-0123-456789abcdef";

    private static RestRequest request(String method, String path, String query, String body) {
        return new RestRequest(method, path, query, List.of(), body.getBytes(UTF_8));
    }

    private static CreateProfileRequest decode(byte[] body) {
        return RestJsonDecoder.decode(
                CreateProfileRequest.SHAPE,
                new RestRequest("POST", "/profiles", "", List.of(), body),
                Map.of(),
                ValueEcho.SHOWN);
    }

    private static String route(String method, String path) {
        return ROUTES.find(request(method, path, "", ""))
                .map(route -> route.operation().name())
                .orElse("none");
    }

    @Test
    void methodAndPathTellTheOperation() {
        assertThat(route("GET", "/profile/" + ID)).isEqualTo("GetProfile");
        assertThat(route("PATCH", "/profile/" + ID)).isEqualTo("UpdateProfile");
        assertThat(route("POST", "/profile/" + ID + "/enable")).isEqualTo("EnableProfile");
        assertThat(route("GET", "/profiles")).isEqualTo("ListProfiles");
        assertThat(route("POST", "/sessions")).isEqualTo("CreateSession");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "profiles",
                "/profile",
                "/profile/",
                "/profile//enable",
                "/profile/../enable",
                "/profile/./enable",
                "/profile/" + ID + "/",
                "/profile/" + ID + "/enable/",
                "//profiles",
                "/PROFILES",
                "/profiles/x/y/z"
            })
    void anotherPathIsNobodys(String path) {
        assertThat(route("GET", path)).isEqualTo("none");
        assertThat(route("POST", path)).isEqualTo("none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/profile/%", "/profile/%2", "/profile/%zz", "/profile/%ff", "/profile/%c0%80"})
    void escapesAreReadStrictly(String path) {
        assertThatThrownBy(() -> route("GET", path)).isInstanceOf(InvalidRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "null",
                "{} {}",
                "{\"name\":\"a\",\"name\":\"b\",\"roleArns\":[]}",
                "{\"name\":1,\"roleArns\":[]}",
                "{\"name\":\"a\",\"roleArns\":{}}",
                "{\"name\":\"a\",\"roleArns\":[null]}",
                "{\"name\":\"a\",\"roleArns\":[],\"enabled\":\"true\"}",
                "{\"name\":\"a\",\"roleArns\":[],\"durationSeconds\":900.5}",
                "{\"name\":\"a\",\"roleArns\":[],\"durationSeconds\":99999999999999999999}",
                "{'name':'a'}",
                "{\"name\":\"a\",\"roleArns\":[],}"
            })
    void whatIsNoJsonOfTheModelIsRefused(String body) {
        assertThatThrownBy(() -> decode(body.getBytes(UTF_8))).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void whatIsNoUtf8IsRefused() {
        assertThatThrownBy(() -> decode("{\"name\":\"\u00ff\",\"roleArns\":[]}".getBytes(ISO_8859_1)))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void depthAndLengthAreBounded() {
        assertThatThrownBy(() -> decode(("{\"x\":" + "[".repeat(100_000)).getBytes(UTF_8)))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> decode(("{\"x\":[" + "0,".repeat(300_000) + "0]}").getBytes(UTF_8)))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> decode(("{\"x\":" + "9".repeat(100_000) + "}").getBytes(UTF_8)))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void anEmptyListIsNotAnAbsentOneWhereTheOverlaySaysSo() {
        var labels = Map.of("profileId", ID);
        var empty = RestJsonDecoder.decode(
                UpdateProfileRequest.SHAPE,
                request("PATCH", "/profile/" + ID, "", "{\"roleArns\":[]}"),
                labels,
                ValueEcho.SHOWN);
        assertThat(empty.roleArns()).hasValue(List.of());
        assertThat(empty.managedPolicyArns()).isEmpty();
    }

    @Test
    void anyBytesAreDecodedOrRefused() {
        var random = new Random(11);
        var good =
                "{\"name\":\"a\",\"roleArns\":[\"arn:aws:iam::1:role/a\"],\"tags\":[{\"key\":\"k\",\"value\":\"v\"}]}"
                        .getBytes(UTF_8);
        for (int round = 0; round < 20_000; round++) {
            var body = good.clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(decode(body).name()).isNotNull();
            } catch (InvalidRequestException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }
}
