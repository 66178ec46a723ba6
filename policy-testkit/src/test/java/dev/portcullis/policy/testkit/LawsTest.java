// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.policy.Authorizer;
import dev.portcullis.policy.Layer;
import dev.portcullis.policy.PreparedRequest;
import dev.portcullis.policy.Request;
import dev.portcullis.policy.Result;
import dev.portcullis.policy.reference.ReferencePolicies;
import dev.portcullis.policy.reference.ReferencePolicies.Conveyed;
import dev.portcullis.policy.reference.ReferencePolicies.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What holds for any policies and any request (section 10), on both evaluators. */
class LawsTest {
    private static final int SCENARIOS = 2_000;
    private static final Text DENY_ALL = new Text(
            "deny all",
            "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"}}");

    @Test
    void aDenyOfEverythingWins() {
        Seeds.forEach(SCENARIOS, Scenarios::draw, scenario -> {
            var denied = scenario.with(Layer.IDENTITY, List.of(DENY_ALL));
            var expected = isAlwaysAllowed(scenario) ? Result.ALLOWED : Result.EXPLICIT_DENY;
            assertResult(denied, expected);
        });
    }

    @Test
    void addingADenyNeverGrants() {
        Seeds.forEachDraw(SCENARIOS, choices -> {
            var scenario = Scenarios.draw(choices);
            var layer = choices.oneOf(Layer.IDENTITY, Layer.RCP);
            var deny = withEffect(Scenarios.document(choices, scenario, layer, "added"), "Deny");
            var more = scenario.with(layer, List.of(deny));
            if (Verdict.ofReference(scenario).result() != Result.ALLOWED) {
                assertThat(Verdict.ofReference(more).result()).isNotEqualTo(Result.ALLOWED);
                assertThat(Verdict.decisionOfEngine(more).result()).isNotEqualTo(Result.ALLOWED);
            }
        });
    }

    @Test
    void addingAnAllowToAPoolNeverDenies() {
        Seeds.forEachDraw(SCENARIOS, choices -> {
            var scenario = Scenarios.draw(choices);
            var layer = scenario.policies().session().isPresent() ? Layer.SESSION : Layer.IDENTITY;
            var allow = withEffect(Scenarios.document(choices, scenario, layer, "added"), "Allow");
            var more = scenario.with(layer, List.of(allow));
            if (Verdict.ofReference(scenario).result() == Result.ALLOWED) {
                assertResult(more, Result.ALLOWED);
            }
        });
    }

    @Test
    void theOrderOfPoliciesAndStatementsIsIrrelevant() {
        Seeds.forEachDraw(SCENARIOS, choices -> {
            var scenario = Scenarios.draw(choices);
            var shuffled = new Scenario(scenario.request(), shuffled(choices, scenario.policies()));
            assertThat(Verdict.ofReference(shuffled).decision())
                    .isEqualTo(Verdict.ofReference(scenario).decision());
            assertThat(Verdict.decisionOfEngine(shuffled)).isEqualTo(Verdict.decisionOfEngine(scenario));
        });
    }

    @Test
    void theLetterCaseOfTheActionIsIrrelevant() {
        Seeds.forEach(SCENARIOS, Scenarios::draw, scenario -> {
            var asked = scenario.request();
            var louder = new Request(
                    asked.principal(),
                    asked.action().toUpperCase(Locale.ROOT),
                    asked.resource(),
                    asked.resourceAccount(),
                    asked.context());
            var same = new Scenario(louder, scenario.policies());
            assertThat(Verdict.ofReference(same)).isEqualTo(Verdict.ofReference(scenario));
            assertThat(Verdict.ofEngine(same)).isEqualTo(Verdict.ofEngine(scenario));
        });
    }

    @Test
    void askingAgainAndPreparingChangesNothing() {
        Seeds.forEach(SCENARIOS, Scenarios::draw, scenario -> {
            var engine = new Authorizer();
            var policies = EnginePolicies.of(scenario.policies()).orElseThrow();
            var prepared = PreparedRequest.of(scenario.request());
            var once = engine.decide(scenario.request(), policies);
            assertThat(engine.decide(prepared, policies)).isEqualTo(once);
            assertThat(engine.decide(prepared, policies)).isEqualTo(once);
            assertThat(engine.decide(prepared, policies.toBuilder().build())).isEqualTo(once);
            assertThat(engine.explain(prepared, policies).decision()).isEqualTo(once);
        });
    }

    private static boolean isAlwaysAllowed(Scenario scenario) {
        var verdict = Verdict.ofReference(
                scenario.with(Layer.SCP, List.of(DENY_ALL)).with(Layer.IDENTITY, List.of(DENY_ALL)));
        return verdict.result() == Result.ALLOWED && verdict.matched().isEmpty();
    }

    private static void assertResult(Scenario scenario, Result expected) {
        assertThat(Verdict.ofReference(scenario).result()).as("reference").isEqualTo(expected);
        assertThat(Verdict.decisionOfEngine(scenario).result()).as("engine").isEqualTo(expected);
    }

    private static Text withEffect(Text document, String effect) {
        return new Text(document.id(), document.json().replaceAll("\"(Allow|Deny)\"", "\"" + effect + "\""));
    }

    private static ReferencePolicies shuffled(Choices choices, ReferencePolicies p) {
        return new ReferencePolicies(
                shuffled(choices, p.identity()),
                choices.shuffled(p.conveyed()).stream()
                        .map(role -> new Conveyed(shuffled(choices, role.policies()), role.boundary()))
                        .toList(),
                p.boundary().map(text -> statementsShuffled(choices, text)),
                p.session().map(pool -> shuffled(choices, pool)),
                p.resource().map(text -> statementsShuffled(choices, text)),
                p.gate(),
                p.scp().stream().map(pool -> shuffled(choices, pool)).toList(),
                p.rcp().stream().map(pool -> shuffled(choices, pool)).toList(),
                p.endpoint().map(text -> statementsShuffled(choices, text)));
    }

    private static List<Text> shuffled(Choices choices, List<Text> pool) {
        return choices.shuffled(pool).stream()
                .map(text -> statementsShuffled(choices, text))
                .toList();
    }

    private static Text statementsShuffled(Choices choices, Text text) {
        var document = new LinkedHashMap<Object, Object>((Map<?, ?>) JsonText.read(text.json()));
        if (document.get("Statement") instanceof List<?> statements) {
            document.put("Statement", choices.shuffled(statements));
        }
        return new Text(text.id(), JsonText.write(document));
    }
}
