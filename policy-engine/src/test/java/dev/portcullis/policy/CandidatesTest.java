// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements are found by the beginnings of their resources, and only those that apply. */
class CandidatesTest {
    private static final String BUCKETS = "arn:aws:s3:::";

    private static Result ask(PolicySet policies, String resource) {
        return ask(policies, resource, "alice");
    }

    /** The answer before and after the statements that speak of the action are indexed. */
    private static Result ask(PolicySet policies, String resource, String name) {
        var request = Given.request(Given.ALICE, "s3:GetObject", resource, Map.of("aws:username", name));
        var first = Given.result(request, policies);
        for (int i = 0; i < 2; i++) {
            assertThat(Given.result(request, policies)).isEqualTo(first);
        }
        return first;
    }

    @ParameterizedTest
    @CsvSource({"Aa, ALLOWED", "BB, EXPLICIT_DENY", "AaAa, IMPLICIT_DENY", "BBAa, ALLOWED", "AaBB, EXPLICIT_DENY"})
    void beginningsOfOneHashAreToldApart(String bucket, Result result) { // "Aa" and "BB" have the same hash code
        var policies = Given.identity(Given.allow("s3:*", BUCKETS + "Aa/*") + "," + Given.deny("s3:*", BUCKETS + "BB/*")
                + "," + Given.allow("s3:*", BUCKETS + "BBAa/*") + "," + Given.deny("s3:*", BUCKETS + "AaBB/*")
                + "," + Given.allow("s3:*", BUCKETS + "AaBB/*"));
        assertThat(ask(policies, BUCKETS + bucket + "/x")).isEqualTo(result);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 9, 200})
    void eachOfManyStatementsIsFound(int count) {
        var policies = Given.identity(IntStream.range(0, count)
                .mapToObj(i -> Given.allow("s3:Get*", BUCKETS + "b" + i + "/*/in-?"))
                .collect(Collectors.joining(",")));
        for (int i = 0; i < count; i++) {
            assertThat(ask(policies, BUCKETS + "b" + i + "/a/b/in-1")).isEqualTo(Result.ALLOWED);
            assertThat(ask(policies, BUCKETS + "b" + i + "/a/b/in-12")).isEqualTo(Result.IMPLICIT_DENY);
        }
        assertThat(ask(policies, BUCKETS + "b" + count + "/a/b/in-1")).isEqualTo(Result.IMPLICIT_DENY);
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:s3:::a/x, ALLOWED",
        "arn:aws:s3:::a/y/x, ALLOWED",
        "arn:aws:s3:::a, IMPLICIT_DENY",
        "arn:aws:s3:::ab/x, ALLOWED",
        "arn:aws-cn:s3:::b/x, ALLOWED",
        "arn:aws:s3:::c, IMPLICIT_DENY",
        "arn:aws:s3:eu-west-1::c, ALLOWED",
        "arn:aws:s3, IMPLICIT_DENY",
        "arn:aws:s3:::d/x, ALLOWED",
        "arn:aws:s33:::d/x, IMPLICIT_DENY",
        "arn:aws:s3:::e, ALLOWED",
        "arn:aws:s3:::f, ALLOWED",
        "arrn:aws:s3:::f, IMPLICIT_DENY"
    })
    void severalPatternsOfOneStatementAreEachFound(String resource, Result result) {
        var policies =
                Given.identity("{'Effect':'Allow','Action':'s3:*','Resource':['arn:aws:s3:::a/x','arn:aws:s3:::a/*',"
                        + "'arn:aws:s3:::a?/x','arn:*:s3:::b/*','arn:aws:s3:?*::c','arn:aws:s?:::d/x',"
                        + "'*:aws:s3:::e','?rn:aws:s3:::f']}");
        assertThat(ask(policies, resource)).isEqualTo(result);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 15, 16, 17, 40})
    void beginningsOfBeginningsAreEachFound(int count) {
        var policies = Given.identity(IntStream.rangeClosed(1, count)
                .mapToObj(i -> Given.allow("s3:Get*", BUCKETS + "a".repeat(i))
                        + ","
                        + Given.allow("s3:Get*", BUCKETS + "a".repeat(i) + "/b"))
                .collect(Collectors.joining(",")));
        for (int i = 1; i <= count; i++) {
            assertThat(ask(policies, BUCKETS + "a".repeat(i))).isEqualTo(Result.ALLOWED);
            assertThat(ask(policies, BUCKETS + "a".repeat(i) + "/b")).isEqualTo(Result.ALLOWED);
            assertThat(ask(policies, BUCKETS + "a".repeat(i) + "/")).isEqualTo(Result.IMPLICIT_DENY);
            assertThat(ask(policies, BUCKETS + "a".repeat(i) + "/bc")).isEqualTo(Result.IMPLICIT_DENY);
        }
        assertThat(ask(policies, BUCKETS + "a".repeat(count + 1))).isEqualTo(Result.IMPLICIT_DENY);
        assertThat(ask(policies, BUCKETS)).isEqualTo(Result.IMPLICIT_DENY);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 300})
    void statementsThatAreAlikeInTheirResourcesAreToldApartByWhatElseTheyAsk(int count) {
        var policies = Given.identity(IntStream.range(0, count)
                .mapToObj(i -> "{'Effect':'Allow','Action':'s3:*','Resource':'" + BUCKETS
                        + "a/*','Condition':{'StringEquals':{'aws:username':'user-" + i + "'}}}")
                .collect(Collectors.joining(",")));
        for (int i = 0; i <= count; i++) {
            assertThat(ask(policies, BUCKETS + "a/b", "user-" + i))
                    .isEqualTo(i < count ? Result.ALLOWED : Result.IMPLICIT_DENY);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:s3:::a-x/1, ALLOWED",
        "arn:aws:s3:eu-west-1::a-x/1, IMPLICIT_DENY",
        "arn:aws:s3:eu-west-1::b-x/1, ALLOWED",
        "arn:aws:s3:us-east-1::b-x/1, EXPLICIT_DENY",
        "arn:aws:s3::1:b-x/1, IMPLICIT_DENY",
        "arn:aws:s3:eu-west-1:b-x/1, IMPLICIT_DENY",
        "a:b:c:d:e:b-x/1, IMPLICIT_DENY",
        "b-x/1, IMPLICIT_DENY"
    })
    void theFirstFiveSegmentsCountToo(String resource, Result result) {
        var policies = Given.identity(Given.allow("s3:*", "arn:aws:s3:::a-*/1") + ","
                + Given.allow("s3:*", "arn:*:s3:*-*-?::b-*/1") + "," + Given.deny("s3:*", "arn:aws:s3:us-*::b-*"));
        assertThat(ask(policies, resource)).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource({
        "home/alice/a, ALLOWED",
        "home/bob/a, EXPLICIT_DENY",
        "home/alice, IMPLICIT_DENY",
        "home/, EXPLICIT_DENY"
    })
    void aPatternWithVariablesIsFoundByWhatComesBeforeThem(String name, Result result) {
        var policies = Given.identity(Given.allow("s3:*", BUCKETS + "home/${aws:username}/*") + ","
                + Given.deny("s3:*", BUCKETS + "home/b*") + "," + Given.deny("s3:*", BUCKETS + "home/"));
        assertThat(ask(policies, BUCKETS + name)).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws-cn:s3:::alice, ALLOWED",
        "arn:aws-cn:s3:::bob/1, ALLOWED",
        "arn:aws-cn:s3:::bob, IMPLICIT_DENY",
        "alice, IMPLICIT_DENY",
        "bob/1, IMPLICIT_DENY",
        "*, IMPLICIT_DENY"
    })
    void whatIsNoArnIsCoveredByNoPatternOfArns(String resource, Result result) {
        var policies = Given.identity(
                Given.allow("s3:*", "arn:*:s3:::${aws:username}") + "," + Given.allow("s3:*", "arn:*:s3:::*/1"));
        assertThat(ask(policies, resource)).isEqualTo(result);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 70})
    void beginningsOfManyLengthsLeaveTheOthersFound(int lengths) {
        var shorter = IntStream.rangeClosed(1, lengths).mapToObj(i -> Given.allow("s3:*", BUCKETS + "x".repeat(i)));
        var longer =
                IntStream.range(0, 100).mapToObj(i -> Given.allow("s3:*", BUCKETS + "x".repeat(80) + "/t" + i + "/*"));
        var policies = Given.identity(Stream.concat(shorter, longer).collect(Collectors.joining(",")));
        assertThat(ask(policies, BUCKETS + "x".repeat(lengths))).isEqualTo(Result.ALLOWED);
        assertThat(ask(policies, BUCKETS + "x".repeat(80) + "/t99/a")).isEqualTo(Result.ALLOWED);
        assertThat(ask(policies, BUCKETS + "x".repeat(80) + "/t100/a")).isEqualTo(Result.IMPLICIT_DENY);
    }

    @Test
    void conditionsOfStatementsAboutOthersAreNotAskedFor() {
        var other = "'Principal':{'AWS':'arn:aws:iam::111122223333:user/other'},'Action':'s3:*','Resource':'" + BUCKETS
                + "b/*'";
        var statements = "{'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'" + BUCKETS + "b/*'},"
                + "{'Effect':'Deny'," + other + ",'Condition':{'StringEquals':{'k':'v'}}}";
        var policies = PolicySet.builder().resource(Given.policy(statements)).build();
        Supplier<Context.Value> broken = () -> {
            throw new IllegalStateException("nobody may ask");
        };
        var context = Context.builder().put("k", broken).build();
        var request = new Request(Given.ALICE, "s3:GetObject", BUCKETS + "b/x", Given.ACCOUNT, context);
        for (int i = 0; i < 3; i++) {
            assertThat(Given.result(request, policies)).isEqualTo(Result.ALLOWED);
        }
    }

    @Test
    void aDenyWithoutABeginningIsFoundBesideOthers() {
        var policies = Given.identity(Given.allow("s3:*", BUCKETS + "a/*")
                + ",{'Effect':'Deny','Action':'s3:*','NotResource':'" + BUCKETS + "a/b'}");
        assertThat(ask(policies, BUCKETS + "a/b")).isEqualTo(Result.ALLOWED);
        assertThat(ask(policies, BUCKETS + "a/c")).isEqualTo(Result.EXPLICIT_DENY);
    }

    @Test
    void actionsBeyondThoseKeptAreDecidedAlike() {
        var policies = Given.identity(Given.allow("s3:Get*", "*"));
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 1200; i++) {
                assertThat(Given.result(Given.request(Given.ALICE, "s3:Get" + i, "*"), policies))
                        .isEqualTo(Result.ALLOWED);
                assertThat(Given.result(Given.request(Given.ALICE, "s3:Put" + i, "*"), policies))
                        .isEqualTo(Result.IMPLICIT_DENY);
            }
        }
    }
}
