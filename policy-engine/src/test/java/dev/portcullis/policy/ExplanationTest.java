// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import static dev.portcullis.policy.Given.ALICE;
import static dev.portcullis.policy.Given.DEPLOYER;
import static dev.portcullis.policy.Given.allow;
import static dev.portcullis.policy.Given.deny;
import static dev.portcullis.policy.Given.get;
import static dev.portcullis.policy.Given.policy;
import static dev.portcullis.policy.Given.request;
import static dev.portcullis.policy.Given.toPrincipal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.portcullis.policy.Explanation.LayerVerdict;
import dev.portcullis.policy.Explanation.Match;
import dev.portcullis.policy.Explanation.NearMiss;
import dev.portcullis.policy.Explanation.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final Policy ALL = policy(allow("*", "*"));

    private static Explanation explain(Request request, PolicySet policies) {
        return new Authorizer().explain(request, policies);
    }

    @Test
    void everyMatchingStatementIsListedInTheOrderOfLayers() { // 10.3
        var mixed = policy(allow("iam:*", "*") + "," + allow("s3:*", "*") + "," + deny("s3:GetObject", "*"));
        var bucket = policy(toPrincipal("Allow", "'*'", "*"));
        var policies = PolicySet.builder()
                .identity(List.of(ALL, mixed))
                .boundary(ALL)
                .session(List.of(ALL))
                .resource(bucket)
                .scp(List.of(List.of(ALL), List.of(ALL)))
                .rcp(List.of(List.of(policy(toPrincipal("Deny", "'*'", "iam:*")))))
                .endpoint(bucket)
                .build();
        var explanation = explain(get(ALICE), policies);
        assertThat(explanation.matched().stream().map(Match::statement))
                .extracting(ref -> ref.layer() + "/" + ref.level() + "/" + ref.index() + "/" + ref.effect())
                .containsExactly(
                        "SCP/0/0/ALLOW",
                        "SCP/1/0/ALLOW",
                        "ENDPOINT/0/0/ALLOW",
                        "RESOURCE/0/0/ALLOW",
                        "IDENTITY/0/0/ALLOW",
                        "IDENTITY/0/1/ALLOW",
                        "IDENTITY/0/2/DENY",
                        "BOUNDARY/0/0/ALLOW",
                        "SESSION/0/0/ALLOW");
        assertThat(explanation.decision()).isEqualTo(new Decision(Result.EXPLICIT_DENY, Layer.IDENTITY));
        assertThat(explanation.deciding().map(match -> match.statement().index()))
                .contains(2);
        assertThat(explanation.verdicts())
                .containsExactly(
                        new LayerVerdict(Layer.RCP, 0, Verdict.ALLOWS),
                        new LayerVerdict(Layer.SCP, 0, Verdict.ALLOWS),
                        new LayerVerdict(Layer.SCP, 1, Verdict.ALLOWS),
                        new LayerVerdict(Layer.ENDPOINT, 0, Verdict.ALLOWS),
                        new LayerVerdict(Layer.RESOURCE, 0, Verdict.ALLOWS),
                        new LayerVerdict(Layer.IDENTITY, 0, Verdict.DENIES),
                        new LayerVerdict(Layer.BOUNDARY, 0, Verdict.ALLOWS),
                        new LayerVerdict(Layer.SESSION, 0, Verdict.ALLOWS));
    }

    @Test
    void theDecidingStatementIsNamedWithItsPlace() {
        var policy = Given.read(
                "{'Version':'2012-10-17','Statement':[\n  {'Sid':'Read','Effect':'Allow','Action':'s3:Get*','Resource':'*'}]}");
        var deciding = explain(
                        get(ALICE),
                        PolicySet.builder().identity(List.of(policy)).build())
                .deciding();
        assertThat(deciding.flatMap(match -> match.statement().sid())).contains("Read");
        assertThat(deciding.map(match -> match.span().start())).contains(new Position(2, 3));
    }

    @Test
    void ofSeveralGrantsOfTheResourcePolicyTheFirstIsNamed() {
        var bucket = policy(toPrincipal("Allow", "{'AWS':'111122223333'}", "*") + ","
                + toPrincipal("Allow", "{'AWS':'" + DEPLOYER.roleArn() + "'}", "*") + ","
                + toPrincipal("Allow", "{'AWS':'" + DEPLOYER.sessionArn() + "'}", "*"));
        var explanation =
                explain(get(DEPLOYER), PolicySet.builder().resource(bucket).build());
        assertThat(explanation.deciding().map(match -> match.statement().index()))
                .contains(0);
        assertThat(explanation.matched()).hasSize(3);
    }

    @Test
    void anImplicitDenyNamesTheNearestMisses() {
        var policy = policy("{'Sid':'team','Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{"
                + "'StringEquals':{'aws:PrincipalTag/Team':'red'},'StringLike':{'AWS:principaltag/team':'r*'}}},"
                + "{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'Bool':{'aws:SecureTransport':'true'}}},"
                + "{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'Bool':{'a':'true','b':'true'}}},"
                + "{'Effect':'Allow','Action':'iam:*','Resource':'*','Condition':{'Bool':{'a':'true'}}},"
                + "{'Effect':'Deny','Action':'s3:*','Resource':'*','Condition':{'Bool':{'a':'true'}}}");
        var request = request(ALICE, "s3:GetObject", Given.OBJECT, Map.of("aws:PrincipalTag/Team", "blue"));
        var explanation =
                explain(request, PolicySet.builder().identity(List.of(policy)).build());
        assertThat(explanation.deciding()).isEmpty();
        assertThat(explanation.nearestMisses())
                .extracting(miss -> miss.statement().index(), NearMiss::operator, NearMiss::key, NearMiss::isKeyAbsent)
                .containsExactly(
                        tuple(0, "StringEquals", "aws:PrincipalTag/Team", false),
                        tuple(1, "Bool", "aws:SecureTransport", true));
        assertThat(explanation.verdicts()).containsExactly(new LayerVerdict(Layer.IDENTITY, 0, Verdict.SILENT));
    }

    @Test
    void missesOfLayersThatDidNotWithholdAreLeftOut() {
        var conditional = policy("{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'Bool':{'a':'true'}}}");
        var policies = PolicySet.builder()
                .identity(List.of(conditional, ALL))
                .boundary(conditional)
                .build();
        var explanation = explain(get(ALICE), policies);
        assertThat(explanation.decision().layer()).isEqualTo(Layer.BOUNDARY);
        assertThat(explanation.nearestMisses())
                .extracting(miss -> miss.statement().layer())
                .containsExactly(Layer.BOUNDARY);
    }

    @Test
    void whereNoPolicyDecidesNoneIsNamed() { // 10.9, 10.12
        var identity = request(ALICE, "sts:GetCallerIdentity", "*");
        var explanation =
                explain(identity, PolicySet.builder().identity(List.of(ALL)).build());
        assertThat(explanation.matched()).isEmpty();
        assertThat(explanation.deciding()).isEmpty();
        assertThat(explain(get(Given.ROOT), PolicySet.builder().build()).deciding())
                .isEmpty();
    }

    @Test
    void aConveyedRoleMakesTheIdentityLayerAllow() { // 16.2
        var role = new ConveyedRole(
                "arn:aws:iam::111122223333:role/Reader",
                "arn:aws:iam::111122223333:group/g",
                List.of(ALL),
                Optional.empty());
        var explanation =
                explain(get(ALICE), PolicySet.builder().conveyed(List.of(role)).build());
        assertThat(explanation.verdicts()).containsExactly(new LayerVerdict(Layer.IDENTITY, 0, Verdict.ALLOWS));
    }

    @Test
    void whatCannotDenyTheRootUserItsBucketPolicyIsNotListed() { // 10.9
        var bucket = policy(toPrincipal("Allow", "'*'", "*") + "," + toPrincipal("Deny", "'*'", "*"));
        var asked = request(Given.ROOT, "s3:DeleteBucketPolicy", "arn:aws:s3:::photos");
        var saved = explain(asked, PolicySet.builder().resource(bucket).build());
        assertThat(saved.decision().isAllowed()).isTrue();
        assertThat(saved.matched())
                .extracting(match -> match.statement().index())
                .containsExactly(0);
        var guarded = explain(
                asked,
                PolicySet.builder()
                        .resource(bucket)
                        .scp(List.of(List.of(policy(deny("s3:*", "*")))))
                        .build());
        assertThat(guarded.matched())
                .extracting(match -> match.statement().layer())
                .containsExactly(Layer.SCP, Layer.RESOURCE);
        var other = explain(
                request(Given.ROOT, "s3:DeleteBucket", "arn:aws:s3:::photos"),
                PolicySet.builder().resource(bucket).build());
        assertThat(other.matched()).hasSize(2);
    }

    @Test
    void aResourcePolicyThatNearlyGrantedIsANearMissOfTheIdentityLayer() {
        var bucket = policy("{'Effect':'Allow','Principal':{'AWS':'" + ALICE.arn()
                + "'},'Action':'*','Resource':'*','Condition':{'Bool':{'aws:SecureTransport':'true'}}}");
        var explanation =
                explain(get(ALICE), PolicySet.builder().resource(bucket).build());
        assertThat(explanation.decision()).isEqualTo(new Decision(Result.IMPLICIT_DENY, Layer.IDENTITY));
        assertThat(explanation.nearestMisses())
                .extracting(miss -> miss.statement().layer())
                .containsExactly(Layer.RESOURCE);
        var stopped = explain(
                get(ALICE),
                PolicySet.builder()
                        .resource(bucket)
                        .scp(List.of(List.of(policy(allow("ec2:*", "*")))))
                        .build());
        assertThat(stopped.nearestMisses()).isEmpty();
    }

    @Test
    void aDenyForEveryoneButSomeIsNamedToThoseOfThemWhoHaveABoundary() { // 10.8
        var bucket =
                policy("{'Effect':'Deny','NotPrincipal':{'AWS':'" + ALICE.arn() + "'},'Action':'*','Resource':'*'}");
        var bounded =
                PolicySet.builder().identity(List.of(ALL)).resource(bucket).boundary(ALL);
        assertThat(explain(get(ALICE), bounded.build())
                        .deciding()
                        .map(match -> match.statement().layer()))
                .contains(Layer.RESOURCE);
        var free = PolicySet.builder().identity(List.of(ALL)).resource(bucket);
        assertThat(explain(get(ALICE), free.build()).matched())
                .extracting(match -> match.statement().layer())
                .containsExactly(Layer.IDENTITY);
    }

    @Test
    void aDenyForSomebodyElseSparesThoseWhoHaveABoundaryToo() { // 10.8
        var bucket = policy(toPrincipal("Deny", "{'AWS':'arn:aws:iam::111122223333:user/bob'}", "*"));
        var policies = PolicySet.builder()
                .identity(List.of(ALL))
                .resource(bucket)
                .boundary(ALL)
                .build();
        assertThat(explain(get(ALICE), policies).decision()).isEqualTo(new Decision(Result.ALLOWED, Layer.IDENTITY));
    }
}
