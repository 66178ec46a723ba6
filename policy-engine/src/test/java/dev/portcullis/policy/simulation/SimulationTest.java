// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.portcullis.policy.Context;
import dev.portcullis.policy.ConveyedRole;
import dev.portcullis.policy.Layer;
import dev.portcullis.policy.ParseResult;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.Position;
import dev.portcullis.policy.Principal;
import dev.portcullis.policy.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
    private static final String ACCOUNT = "111122223333";
    private static final String OTHER_ACCOUNT = "444455556666";
    private static final Principal ALICE = new Principal.User(ACCOUNT, "arn:aws:iam::" + ACCOUNT + ":user/alice", "");
    private static final Principal DEPLOYER = new Principal.RoleSession(
            ACCOUNT,
            "arn:aws:sts::" + ACCOUNT + ":assumed-role/Deployer/run",
            "arn:aws:iam::" + ACCOUNT + ":role/Deployer",
            "",
            false);
    private static final String CATS = "arn:aws:s3:::photos/cats/1.jpg";
    private static final String DOGS = "arn:aws:s3:::photos/dogs/1.jpg";
    private static final Policy ALL = policy("all", "{'Effect':'Allow','Action':'*','Resource':'*'}");
    private static final Policy CATS_ONLY =
            policy("cats", "{'Effect':'Allow','Action':'s3:GetObject','Resource':'arn:aws:s3:::photos/cats/*'}");
    private static final Policy NO_DOGS = policy(
            "no-dogs",
            "{'Effect':'Allow','Action':'s3:*','Resource':'*'},\n"
                    + " {'Effect':'Deny','Action':'s3:*','Resource':'arn:aws:s3:::photos/dogs/*'}");

    @Test
    void whatNoPolicyAllowsIsImplicitlyDenied() { // 13.3, 13.4
        var outcome = simulation(SimulatedPolicies.of(List.of(CATS_ONLY))).simulate("s3:PutObject", List.of());
        assertThat(outcome.result()).isEqualTo(Result.IMPLICIT_DENY);
        assertThat(outcome.matched()).isEmpty();
        assertThat(outcome.resources()).extracting(SimulatedResource::resource).containsExactly("*");
    }

    @Test
    void theStrictestResourceSpeaksForTheAction() { // 13.3
        var outcome = simulation(SimulatedPolicies.of(List.of(CATS_ONLY, NO_DOGS)))
                .simulate("s3:GetObject", List.of(CATS, DOGS, "arn:aws:s3:::mine/x"));
        assertThat(outcome.resources())
                .extracting(SimulatedResource::result)
                .containsExactly(Result.ALLOWED, Result.EXPLICIT_DENY, Result.ALLOWED);
        assertThat(outcome.result()).isEqualTo(Result.EXPLICIT_DENY);
        assertThat(policyIds(outcome)).containsExactly("no-dogs");
        assertThat(simulation(SimulatedPolicies.of(List.of(CATS_ONLY)))
                        .simulate("s3:GetObject", List.of(CATS, DOGS))
                        .result())
                .isEqualTo(Result.IMPLICIT_DENY);
    }

    @Test
    void ofADenyOnlyTheDenyIsToldWithItsPlace() { // 13.4
        var outcome = simulation(SimulatedPolicies.of(List.of(NO_DOGS))).simulate("s3:GetObject", List.of(DOGS));
        assertThat(outcome.matched()).singleElement().satisfies(match -> {
            assertThat(match.statement().index()).isEqualTo(1);
            assertThat(match.span().start()).isEqualTo(new Position(2, 2));
        });
    }

    @Test
    void ofAnAllowEveryAllowIsToldButNotTheLimits() { // 13.4
        var policies = SimulatedPolicies.of(List.of(ALL, CATS_ONLY))
                .withBoundary(policy("boundary", "{'Effect':'Allow','Action':'*','Resource':'*'}"))
                .withOrganization(List.of(List.of(policy("scp", "{'Effect':'Allow','Action':'*','Resource':'*'}"))));
        var outcome = simulation(policies).simulate("s3:GetObject", List.of(CATS));
        assertThat(policyIds(outcome)).containsExactly("all", "cats");
    }

    @Test
    void keysThatWereNotGivenAreMissing() { // 13.5, 13.9
        var conditioned = policy(
                "conditioned",
                "{'Effect':'Allow','Action':'s3:*','Resource':'arn:aws:s3:::home/${aws:username}/*',"
                        + "'Condition':{'IpAddress':{'aws:SourceIp':'10.0.0.0/8'},'Null':{'AWS:UserName':'false'}}}");
        var simulation = new Simulation(
                ALICE,
                SimulatedPolicies.of(List.of(conditioned)),
                Context.builder().put("AWS:username", "alice").build(),
                Optional.empty());
        var everywhere = simulation.simulate("s3:GetObject", List.of());
        assertThat(everywhere.missingKeys()).containsExactly("aws:SourceIp");
        var home = simulation.simulate("s3:GetObject", List.of("arn:aws:s3:::home/alice/x"));
        assertThat(home.missingKeys()).isEmpty();
        assertThat(home.resources().getFirst().missingKeys()).containsExactly("aws:SourceIp");
        assertThat(SimulatedPolicies.contextKeys(List.of(conditioned, conditioned)))
                .containsExactly("aws:username", "aws:SourceIp");
    }

    @Test
    void aBoundaryIsToldOnlyWhereThereIsOne() { // 13.7
        var bounded = SimulatedPolicies.of(List.of(ALL)).withBoundary(CATS_ONLY);
        var outcome = simulation(bounded).simulate("s3:GetObject", List.of(CATS, DOGS));
        assertThat(outcome.resources())
                .extracting(SimulatedResource::allowedByBoundary)
                .containsExactly(Optional.of(true), Optional.of(false));
        assertThat(outcome.allowedByBoundary()).contains(false);
        assertThat(outcome.result()).isEqualTo(Result.IMPLICIT_DENY);
        assertThat(simulation(SimulatedPolicies.of(List.of(ALL)))
                        .simulate("s3:GetObject", List.of(CATS))
                        .allowedByBoundary())
                .isEmpty();
    }

    @Test
    void everyLevelOfTheOrganizationHasToAllow() { // 13.7
        var levels = List.of(List.of(ALL), List.of(CATS_ONLY));
        var simulation = simulation(SimulatedPolicies.of(List.of(ALL)).withOrganization(levels));
        assertThat(simulation.simulate("s3:GetObject", List.of(CATS)).allowedByOrganization())
                .contains(true);
        var dogs = simulation.simulate("s3:GetObject", List.of(DOGS));
        assertThat(dogs.allowedByOrganization()).contains(false);
        assertThat(dogs.result()).isEqualTo(Result.IMPLICIT_DENY);
    }

    @Test
    void acrossAccountsEachKindOfPolicyIsTold() { // 13.6
        var bucket = policy(
                "bucket", "{'Effect':'Allow','Principal':{'AWS':'" + ACCOUNT + "'},'Action':'s3:*','Resource':'*'}");
        var policies = SimulatedPolicies.of(List.of(CATS_ONLY)).withResource(bucket);
        var theirs = new Simulation(ALICE, policies, Context.empty(), Optional.of(OTHER_ACCOUNT));
        assertThat(theirs.simulate("s3:GetObject", List.of(CATS)).resources())
                .singleElement()
                .satisfies(cats -> {
                    assertThat(cats.result()).isEqualTo(Result.ALLOWED);
                    assertThat(cats.details())
                            .containsExactlyInAnyOrderEntriesOf(
                                    Map.of(Layer.RESOURCE, Result.ALLOWED, Layer.IDENTITY, Result.ALLOWED));
                });
        assertThat(theirs.simulate("s3:GetObject", List.of(DOGS)).resources())
                .singleElement()
                .satisfies(dogs -> {
                    assertThat(dogs.result()).isEqualTo(Result.IMPLICIT_DENY);
                    assertThat(dogs.details()).containsEntry(Layer.IDENTITY, Result.IMPLICIT_DENY);
                });
        assertThat(simulation(policies)
                        .simulate("s3:GetObject", List.of(CATS))
                        .resources()
                        .getFirst()
                        .details())
                .isEmpty();
    }

    @Test
    void theAccountInAnArnOwnsTheResource() { // 13.1
        var queue = "arn:aws:sqs:eu-west-1:" + OTHER_ACCOUNT + ":jobs";
        assertThat(simulation(SimulatedPolicies.of(List.of(ALL)))
                        .simulate("sqs:SendMessage", List.of(queue))
                        .result())
                .isEqualTo(Result.IMPLICIT_DENY);
    }

    @Test
    void aTrustPolicyCountsAsTheGateThatItIs() { // 13.8
        var trust = policy(
                "trust",
                "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::" + ACCOUNT
                        + ":role/Other'},'Action':'sts:AssumeRole'}");
        var role = "arn:aws:iam::" + ACCOUNT + ":role/Target";
        var policies = SimulatedPolicies.of(List.of(ALL)).withResource(trust);
        assertThat(new Simulation(DEPLOYER, policies, Context.empty(), Optional.empty())
                        .simulate("sts:AssumeRole", List.of(role))
                        .result())
                .isEqualTo(Result.IMPLICIT_DENY);
    }

    @Test
    void conveyedRolesCountAndNameTheirWay() { // 16.6
        var conveyed = new ConveyedRole(
                "arn:aws:iam::" + ACCOUNT + ":role/Readers",
                "arn:aws:iam::" + ACCOUNT + ":group/staff",
                List.of(CATS_ONLY),
                Optional.empty());
        var policies =
                new SimulatedPolicies(List.of(), List.of(conveyed), Optional.empty(), Optional.empty(), List.of());
        var outcome = simulation(policies).simulate("s3:GetObject", List.of(CATS));
        assertThat(outcome.result()).isEqualTo(Result.ALLOWED);
        assertThat(outcome.matched())
                .singleElement()
                .satisfies(match -> assertThat(match.way())
                        .hasValueSatisfying(way -> assertThat(way.attachedTo()).endsWith("group/staff")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "s3:*", "s3:Get?bject", "GetObject", "s3:", ":GetObject", "s3:Get Object"})
    void onlyActionsWithAFullNameCanBeTried(String action) { // 13.2
        assertThat(Simulation.isAction(action)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> simulation(SimulatedPolicies.of(List.of(ALL))).simulate(action, List.of()));
    }

    private static Simulation simulation(SimulatedPolicies policies) {
        return new Simulation(ALICE, policies, Context.empty(), Optional.empty());
    }

    private static List<String> policyIds(SimulatedAction outcome) {
        return outcome.matched().stream()
                .map(match -> match.statement().policyId())
                .toList();
    }

    private static Policy policy(String id, String statements) {
        var text = "{'Version':'2012-10-17','Statement':[" + statements + "]}";
        return switch (Policy.read(id, text.replace('\'', '"'))) {
            case ParseResult.Parsed(var policy) -> policy;
            case ParseResult.Rejected(var problems) -> throw new AssertionError(problems.toString());
        };
    }

    @Test
    void everyPolicyThatTakesPartMayMissAKey() { // 13.5
        var role = new ConveyedRole(
                "arn:aws:iam::" + ACCOUNT + ":role/Reader",
                "arn:aws:iam::" + ACCOUNT + ":group/g",
                List.of(needing("of-role")),
                Optional.of(needing("of-role-boundary")));
        var policies = new SimulatedPolicies(
                List.of(needing("of-identity")),
                List.of(role),
                Optional.of(needing("of-boundary")),
                Optional.of(needing("of-resource")),
                List.of(List.of(needing("of-organization"))));
        assertThat(SimulatedPolicies.contextKeys(policies.all()))
                .containsExactly(
                        "of-identity", "of-role", "of-role-boundary", "of-boundary", "of-resource", "of-organization");
    }

    private static Policy needing(String key) {
        return policy(
                key, "{'Effect':'Deny','Action':'*','Resource':'*','Condition':{'StringEquals':{'" + key + "':'x'}}}");
    }

    @Test
    void whatBoundaryAndOrganizationSayIsTheirsAlone() { // 13.7
        var outcome = simulation(SimulatedPolicies.of(List.of())
                        .withBoundary(ALL)
                        .withOrganization(List.of(List.of(ALL), List.of(CATS_ONLY))))
                .simulate("s3:GetObject", List.of(CATS, DOGS));
        assertThat(outcome.resources())
                .extracting(SimulatedResource::allowedByBoundary)
                .containsExactly(Optional.of(true), Optional.of(true));
        assertThat(outcome.resources())
                .extracting(SimulatedResource::allowedByOrganization)
                .containsExactly(Optional.of(true), Optional.of(false));
        assertThat(outcome.result()).isEqualTo(Result.IMPLICIT_DENY);
    }
}
