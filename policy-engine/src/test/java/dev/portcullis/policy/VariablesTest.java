// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import static dev.portcullis.policy.Given.ALICE;
import static dev.portcullis.policy.Given.allow;
import static dev.portcullis.policy.Given.allowIf;
import static dev.portcullis.policy.Given.allows;
import static dev.portcullis.policy.Given.deny;
import static dev.portcullis.policy.Given.identity;
import static dev.portcullis.policy.Given.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section 6: policy variables. */
class VariablesTest {
    private static final Map<String, Object> NONE = Map.of();

    private static boolean mayGet(String pattern, String object, Map<String, Object> context) {
        var request = request(ALICE, "s3:GetObject", "arn:aws:s3:::b/" + object, context);
        return Given.decide(request, identity(allow("*", "arn:aws:s3:::b/" + pattern)))
                .isAllowed();
    }

    @Test
    void variablesAreFilledInTheResourcePart() { // 6.1, 6.3
        assertThat(mayGet("${aws:username}/*", "alice/x", Map.of("aws:username", "alice")))
                .isTrue();
        assertThat(mayGet("${AWS:UserName}/*", "alice/x", Map.of("aws:username", "alice")))
                .isTrue();
        assertThat(mayGet("${aws:username}/*", "bob/x", Map.of("aws:username", "alice")))
                .isFalse();
        assertThat(mayGet("${aws:PrincipalTag/cost center}", "7", Map.of("aws:PrincipalTag/Cost Center", "7")))
                .isTrue();
        var queue = "arn:aws:sqs:*:*:${aws:username}-queue"; // 14.15
        var request = request(ALICE, "sqs:Send", "arn:aws:sqs:r:1:alice-queue", Map.of("aws:username", "alice"));
        assertThat(Given.decide(request, identity(allow("*", queue))).isAllowed())
                .isTrue();
    }

    @Test
    void theFirstSegmentsTakeNoVariables() { // 6.1
        var context = Map.<String, Object>of("aws:r", "eu-west-1");
        var request = request(ALICE, "sqs:Send", "arn:aws:sqs:eu-west-1:1:q", context);
        assertThat(Given.decide(request, identity(allow("*", "arn:aws:sqs:${aws:r}:1:q")))
                        .isAllowed())
                .isFalse();
        var action = identity("{'Effect':'Allow','Action':'sqs:${aws:r}','Resource':'*'}");
        assertThat(Given.decide(request(ALICE, "sqs:eu-west-1", "*", context), action)
                        .isAllowed())
                .isFalse();
    }

    @Test
    void inTheOldVersionVariablesAreText() { // 1.7, 14.12
        for (var version : new String[] {"'Version':'2008-10-17',", ""}) {
            var policy = Given.read("{" + version
                    + "'Statement':{'Effect':'Allow','Action':'*','Resource':'arn:aws:s3:::b/${aws:username}'}}");
            var policies = PolicySet.builder().identity(List.of(policy)).build();
            var context = Map.<String, Object>of("aws:username", "alice");
            assertThat(Given.decide(request(ALICE, "s3:Get", "arn:aws:s3:::b/alice", context), policies)
                            .isAllowed())
                    .isFalse();
            assertThat(Given.decide(request(ALICE, "s3:Get", "arn:aws:s3:::b/${aws:username}", context), policies)
                            .isAllowed())
                    .isTrue();
            var star = Given.read(
                    "{" + version + "'Statement':{'Effect':'Allow','Action':'*','Resource':'arn:aws:s3:::b/${*}'}}");
            assertThat(Given.decide(
                                    request(ALICE, "s3:Get", "arn:aws:s3:::b/${anything}", context),
                                    PolicySet.builder().identity(List.of(star)).build())
                            .isAllowed())
                    .isTrue();
        }
    }

    @Test
    void defaultsStandInForAbsentKeys() { // 6.2, 6.8
        var pattern = "${aws:PrincipalTag/team, \\u0027all\\u0027}/x";
        assertThat(mayGet(pattern, "all/x", NONE)).isTrue();
        assertThat(mayGet(pattern, "blue/x", Map.of("aws:PrincipalTag/team", "blue")))
                .isTrue();
        assertThat(mayGet(pattern, "all/x", Map.of("aws:PrincipalTag/team", "blue")))
                .isFalse();
        assertThat(mayGet(pattern, "/x", Map.of("aws:PrincipalTag/team", ""))).isTrue();
        assertThat(mayGet("a${k,\\u0027\\u0027}b", "ab", NONE)).isTrue();
        assertThat(mayGet("${k,   \\u0027*\\u0027}", "*", NONE)).isTrue();
        assertThat(mayGet("${k, \\u0027*\\u0027}", "x", NONE)).isFalse(); // 6.6: literal
    }

    @Test
    void valuesAreLiteral() { // 6.6
        assertThat(mayGet("${aws:username}/*", "bob/x", Map.of("aws:username", "*")))
                .isFalse();
        assertThat(mayGet("${aws:username}/*", "*/x", Map.of("aws:username", "*")))
                .isTrue();
        assertThat(mayGet("${a}", "bob", Map.of("a", "b?b"))).isFalse();
        assertThat(mayGet("${a}", "bob", Map.of("a", "${b}", "b", "bob"))).isFalse();
        var like = allowIf("{'StringLike':{'k':'${a}'}}");
        assertThat(allows(like, Map.of("k", "anything", "a", "*"))).isFalse();
        assertThat(allows(like, Map.of("k", "*", "a", "*"))).isTrue();
    }

    @Test
    void multivaluedKeysResolveToNothing() { // 6.4
        assertThat(mayGet("${aws:TagKeys}", "x", Map.of("aws:TagKeys", List.of("x"))))
                .isFalse();
        assertThat(mayGet("${aws:TagKeys, \\u0027x\\u0027}", "x", Map.of("aws:TagKeys", List.of("x"))))
                .isFalse();
    }

    @Test
    void specialCharactersAreEscaped() { // 6.5
        assertThat(mayGet("a${*}b", "a*b", NONE)).isTrue();
        assertThat(mayGet("a${*}b", "axb", NONE)).isFalse();
        assertThat(mayGet("a${?}b", "a?b", NONE)).isTrue();
        assertThat(mayGet("a${?}b", "axb", NONE)).isFalse();
        assertThat(mayGet("a${$}{b}", "a${b}", NONE)).isTrue();
        assertThat(allows(allowIf("{'StringEquals':{'k':'${*}'}}"), Map.of("k", "*")))
                .isTrue();
    }

    @Test
    void anUnresolvableVariableMatchesNothing() { // 6.7
        assertThat(mayGet("${aws:username}*", "x", NONE)).isFalse();
        assertThat(allows(allowIf("{'StringEquals':{'k':'${a}'}}"), Map.of("k", "")))
                .isFalse();
        assertThat(allows(allowIf("{'StringEquals':{'k':['${a}','v']}}"), Map.of("k", "v")))
                .isTrue();
        assertThat(allows(allowIf("{'StringNotEquals':{'k':'${a}'}}"), Map.of("k", "v")))
                .isTrue(); // 14.2
        assertThat(allows(allowIf("{'StringNotEquals':{'k':['${a}','v']}}"), Map.of("k", "v")))
                .isFalse();
        assertThat(allows(
                        allowIf("{'ArnNotLike':{'k':'arn:aws:iam::1:user/${a}'}}"),
                        Map.of("k", "arn:aws:iam::1:user/v")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "StringEquals, team-alice, true",
        "StringEquals, team-Alice, false",
        "StringEquals, tram-alice, false",
        "StringEquals, team-alicf, false",
        "StringEqualsIgnoreCase, TEAM-Alice, true",
        "StringEqualsIgnoreCase, TEAM-Alicf, false",
        "StringEqualsIgnoreCase, TRAM-Alice, false"
    })
    void everyCharacterCountsBesideAVariableAndInIt(String operator, String value, boolean isAllowed) {
        var context = Map.<String, Object>of("aws:username", "alice", "k", value);
        assertThat(allows(allowIf("{'" + operator + "':{'k':'team-${aws:username}'}}"), context))
                .isEqualTo(isAllowed);
    }

    @Test
    void aShortNotResourceHasNothingToResolve() { // 4.3
        var elsewhere = identity("{'Effect':'Allow','Action':'*','NotResource':'arn:aws:sqs'}");
        assertThat(Given.result(request(ALICE, "s3:Get", "arn:aws:s3:::b/o"), elsewhere))
                .isEqualTo(Result.ALLOWED);
    }

    @Test
    void anUnresolvableNotResourceFailsClosedWhateverTheResource() { // 6.7
        var elsewhere = "{'Effect':'Allow','Action':'*','NotResource':['arn:aws:s3:::b/known','arn:aws:sqs:*:*:${a}']}";
        var resolved = "{'Effect':'Allow','Action':'*','NotResource':'arn:aws:sqs:*:*:${aws:username}'}";
        for (var resource : new String[] {"arn:aws:s3:::b/other", "*"}) {
            var asked = request(ALICE, "s3:Get", resource);
            assertThat(Given.result(asked, identity(elsewhere))).isEqualTo(Result.IMPLICIT_DENY);
            var known = request(ALICE, "s3:Get", resource, Map.of("aws:username", "alice"));
            assertThat(Given.result(known, identity(resolved))).isEqualTo(Result.ALLOWED);
        }
    }

    @Test
    void anUnresolvableNotResourceFailsClosed() { // 6.7, 14.5
        var notResource = "{'Effect':'%s','Action':'*','NotResource':['arn:aws:s3:::b/${a}','arn:aws:s3:::b/known']}";
        var other = request(ALICE, "s3:Get", "arn:aws:s3:::b/other");
        var known = request(ALICE, "s3:Get", "arn:aws:s3:::b/known");
        assertThat(Given.result(other, identity(notResource.formatted("Allow"))))
                .isEqualTo(Result.IMPLICIT_DENY);
        var denies = identity(notResource.formatted("Deny") + "," + allow("*", "*"));
        assertThat(Given.result(other, denies)).isEqualTo(Result.EXPLICIT_DENY);
        assertThat(Given.result(known, denies)).isEqualTo(Result.ALLOWED);
        var all = identity(deny("*", "arn:aws:s3:::b/${a}") + "," + allow("*", "*"));
        assertThat(Given.result(other, all)).isEqualTo(Result.ALLOWED);
    }

    @Test
    void malformedVariablesAreText() { // 6.9
        assertThat(mayGet("${", "${", NONE)).isTrue();
        assertThat(mayGet("${}", "${}", NONE)).isTrue();
        assertThat(mayGet("a${b", "a${b", NONE)).isTrue();
        assertThat(mayGet("${k, x}", "${k, x}", NONE)).isTrue();
        assertThat(mayGet("${k, \\u0027x}", "${k, 'x}", NONE)).isTrue();
        assertThat(mayGet("${, \\u0027x\\u0027}", "${, 'x'}", NONE)).isTrue();
        assertThat(mayGet("$ {a}${a}", "$ {a}v", Map.of("a", "v"))).isTrue();
        assertThat(Template.hasMalformedVariable("${a}-${")).isTrue();
        assertThat(Template.hasMalformedVariable("${a}-$")).isFalse();
    }

    @Test
    void operatorsOnOtherTypesTakeNoVariables() { // 6.1
        var context =
                Map.<String, Object>of("n", "5", "m", "5", "t", "2026", "ip", "10.0.0.1", "b", "true", "x", "eA==");
        assertThat(allows(allowIf("{'NumericEquals':{'n':'${m}'}}"), context)).isFalse();
        assertThat(allows(allowIf("{'DateEquals':{'t':'${t}'}}"), context)).isFalse();
        assertThat(allows(allowIf("{'IpAddress':{'ip':'${ip}'}}"), context)).isFalse();
        assertThat(allows(allowIf("{'BinaryEquals':{'x':'${x}'}}"), context)).isFalse();
        assertThat(allows(allowIf("{'Bool':{'b':'${b}'}}"), context)).isTrue(); // 14.3
    }

    @Test
    void aWholeArnMayComeFromAVariable() {
        var policy = allowIf("{'ArnEquals':{'aws:SourceArn':'${aws:PrincipalArn}'}}");
        var arn = "arn:aws:iam::1:role/a/*";
        assertThat(allows(policy, Map.of("aws:SourceArn", arn, "aws:PrincipalArn", arn)))
                .isTrue();
        assertThat(allows(policy, Map.of("aws:SourceArn", "arn:aws:iam::1:role/a/b", "aws:PrincipalArn", arn)))
                .isFalse();
    }

    @Test
    void aValueThatGoesOnAfterTheVariableIsNotEqual() {
        var policies = Given.identity(Given.allowIf("{'StringEquals':{'s3:prefix':'${aws:username}'}}"));
        var asked = Given.request(
                Given.ALICE, "s3:ListBucket", "*", Map.of("aws:username", "alice", "s3:prefix", "alicex"));
        assertThat(Given.result(asked, policies)).isEqualTo(Result.IMPLICIT_DENY);
    }

    @Test
    void aDefaultThatIsClosedBehindTheBraceEndsNowhere() { // 6.9
        var context = Context.empty();
        for (var text : List.of("${a, '}'  ", "${a, '} ' ", "${a,}", "${a,", "${a, 'b' ", "${,'b'}")) {
            assertThat(Template.parse(text).isEqual(text, false, context))
                    .as(text)
                    .isTrue();
            assertThat(Template.hasMalformedVariable(text)).as(text).isTrue();
        }
        assertThat(Template.hasMalformedVariable("${}${a}")).isTrue();
        assertThat(Template.hasMalformedVariable("${a}${}")).isTrue();
        assertThat(Template.hasMalformedVariable("${a, 'b'}${*}")).isFalse();
    }

    @Test
    void keysOfOperatorsWithoutVariablesAreNotThoseInTheirValues() { // 6.1, 13.9
        var policy =
                Given.policy(Given.allowIf("{'NumericEquals':{'a':'${b}'},'Bool':{'c':'${d}'},'Null':{'e':'${f}'}}"));
        assertThat(policy.contextKeys()).containsExactlyInAnyOrder("a", "c", "d", "e");
    }
}
