// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SupplementTest {
    private static final Map<String, Object> MODEL = json("""
            {"operations": {"Old": {"name": "Old"}},
             "shapes": {"status": {"type": "string", "enum": ["On", "Off"], "max": 3}}}
            """);

    @Test
    void addsWhatTheModelDoesNotHaveBehindWhatItHas() {
        Map<String, Object> merged = Supplement.merge(MODEL, json("{\"operations\": {\"New\": {\"name\": \"New\"}}}"));

        assertThat(JsonMaps.object(merged, "operations").keySet()).containsExactly("Old", "New");
        assertThat(JsonMaps.object(merged, "shapes")).isEqualTo(MODEL.get("shapes"));
    }

    @Test
    void addsBehindTheOneThatItNames() {
        Map<String, Object> merged = Supplement.merge(
                json("{\"members\": {\"A\": {\"shape\": \"a\"}, \"D\": {\"shape\": \"d\"}}}"),
                json(
                        "{\"members\": {\"B\": {\"shape\": \"b\", \"after\": \"A\"}, \"C\": {\"shape\": \"c\", \"after\": \"B\"}}}"));

        assertThat(JsonMaps.object(merged, "members").keySet()).containsExactly("A", "B", "C", "D");
        assertThat(JsonMaps.object(merged, "members").get("B")).isEqualTo(json("{\"shape\": \"b\"}"));
    }

    @Test
    void refusesToAddBehindWhatIsNotThere() {
        assertThatThrownBy(() -> Supplement.merge(
                        MODEL, json("{\"shapes\": {\"new\": {\"type\": \"string\", \"after\": \"gone\"}}}")))
                .isInstanceOf(ModelException.class)
                .hasMessage("supplement: /shapes/new stands after what is not there");
    }

    @Test
    void correctsFieldsAndReplacesListsWhole() {
        Map<String, Object> merged =
                Supplement.merge(MODEL, json("{\"shapes\": {\"status\": {\"enum\": [\"On\"], \"max\": 9}}}"));

        assertThat(JsonMaps.object(JsonMaps.object(merged, "shapes"), "status"))
                .isEqualTo(json("{\"type\": \"string\", \"enum\": [\"On\"], \"max\": 9}"));
    }

    @Test
    void deletesWithNull() {
        Map<String, Object> merged = Supplement.merge(
                MODEL, json("{\"operations\": {\"Old\": null}, \"shapes\": {\"status\": {\"max\": null}}}"));

        assertThat(JsonMaps.object(merged, "operations")).isEmpty();
        assertThat(JsonMaps.object(JsonMaps.object(merged, "shapes"), "status")).containsOnlyKeys("type", "enum");
    }

    @Test
    void leavesTheModelItselfUnchanged() {
        Map<String, Object> before = json("""
                {"operations": {"Old": {"name": "Old"}},
                 "shapes": {"status": {"type": "string", "enum": ["On", "Off"], "max": 3}}}
                """);

        Supplement.merge(MODEL, json("{\"shapes\": {\"status\": {\"max\": null}}}"));

        assertThat(MODEL).isEqualTo(before);
    }

    @Test
    void refusesToDeleteWhatIsNotThere() {
        assertThatThrownBy(() -> Supplement.merge(MODEL, json("{\"shapes\": {\"status\": {\"min\": null}}}")))
                .isInstanceOf(ModelException.class)
                .hasMessage("supplement: /shapes/status/min deletes what the model does not have");
    }

    @Test
    void refusesACorrectionThatTheModelHasTakenUp() {
        assertThatThrownBy(() -> Supplement.merge(MODEL, json("{\"shapes\": {\"status\": {\"max\": 3}}}")))
                .isInstanceOf(ModelException.class)
                .hasMessage("supplement: /shapes/status/max repeats what the model says");
    }

    @Test
    void refusesADeletionInsideSomethingNew() {
        assertThatThrownBy(() -> Supplement.merge(MODEL, json("{\"shapes\": {\"fresh\": {\"max\": null}}}")))
                .isInstanceOf(ModelException.class)
                .hasMessage("supplement: /shapes/fresh/max deletes what the model does not have");
    }

    @Test
    void refusesWhatIsNotOneJsonObject() {
        assertThatThrownBy(() -> JsonTree.parse("[1]", "iam.json")).hasMessage("iam.json: must hold a JSON object");
        assertThatThrownBy(() -> JsonTree.parse("{} {}", "iam.json"))
                .hasMessageStartingWith("iam.json: has something after");
        assertThatThrownBy(() -> JsonTree.parse("{\"a\": 1, \"a\": 2}", "iam.json"))
                .hasMessageStartingWith("iam.json: is not JSON");
        assertThatThrownBy(() -> JsonTree.parse("{\"a\": ", "iam.json"))
                .hasMessageStartingWith("iam.json: is not JSON");
    }

    private static Map<String, Object> json(String text) {
        return JsonTree.parse(text, "test");
    }
}
