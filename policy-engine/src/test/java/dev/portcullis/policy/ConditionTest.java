// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import static dev.portcullis.policy.Given.ALICE;
import static dev.portcullis.policy.Given.allow;
import static dev.portcullis.policy.Given.allowIf;
import static dev.portcullis.policy.Given.allows;
import static dev.portcullis.policy.Given.denyIf;
import static dev.portcullis.policy.Given.identity;
import static dev.portcullis.policy.Given.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sections 7 and 8: condition blocks and operators. */
class ConditionTest {
    private static boolean holds(String operator, String policyValues, Object requestValue) {
        return allows(allowIf("{'" + operator + "':{'k':" + policyValues + "}}"), Map.of("K", requestValue));
    }

    private static boolean holdsWithoutKey(String operator) {
        return allows(allowIf("{'" + operator + "':{'k':'1'}}"), Map.of());
    }

    @ParameterizedTest
    @CsvSource({
        "StringEquals, a, a, true",
        "StringEquals, a, A, false",
        "StringEquals, a*, ab, false", // a star is a star
        "StringNotEquals, a, b, true",
        "StringNotEquals, a, a, false",
        "StringEqualsIgnoreCase, aÉ, Aé, true",
        "StringEqualsIgnoreCase, a, b, false",
        "StringEqualsIgnoreCase, xI, Xi, true",
        "StringEqualsIgnoreCase, xi, X\u0131, false",
        "StringEqualsIgnoreCase, xI, X\u0131, false",
        "StringEqualsIgnoreCase, xI, X\u0130, false",
        "StringEqualsIgnoreCase, X\u0131, x\u0131, true",
        "StringEqualsIgnoreCase, X\u0130, i\u0130, false",
        "StringNotEqualsIgnoreCase, a, A, false",
        "StringNotEqualsIgnoreCase, a, b, true",
        "StringLike, a*c, abcc, true",
        "StringLike, a*c, Abcc, false",
        "StringLike, a?c, abc, true",
        "StringLike, '', '', true",
        "StringNotLike, a*, abc, false",
        "StringNotLike, a*, b, true",
        "NumericEquals, 10, 10.0, true",
        "NumericEquals, 10, 11, false",
        "NumericNotEquals, 10, 10.0, false",
        "NumericNotEquals, 10, 11, true",
        "NumericLessThan, 10, 9.9, true", // 8.1: request below policy
        "NumericLessThan, 10, 10, false",
        "NumericLessThanEquals, 10, 10, true",
        "NumericLessThanEquals, 10, 10.1, false",
        "NumericGreaterThan, 10, 10.1, true",
        "NumericGreaterThan, 10, 10, false",
        "NumericGreaterThanEquals, 10, 10, true",
        "NumericGreaterThanEquals, 10, 9, false",
        "NumericEquals, 10, ten, false",
        "DateEquals, 2026-01-01, 2026-01-01T00:00:00Z, true",
        "DateEquals, 2026-01-01T01:00:00+01:00, 1767225600, true", // 14.20: seconds
        "DateEquals, 2026-01-01, 1767225600000, false",
        "DateNotEquals, 2026-01-01, 2026-01-02, true",
        "DateNotEquals, 2026-01-01, 2026-01-01, false",
        "DateLessThan, 2026-01-02, 2026-01-01, true",
        "DateLessThan, 2026-01-01, 2026-01-01, false",
        "DateLessThanEquals, 2026-01-01, 2026-01-01, true",
        "DateLessThanEquals, 2026-01-01, 2026-01-02, false",
        "DateGreaterThan, 2026-01-01, 2026-01-02, true",
        "DateGreaterThan, 2026-01-01, 2026-01-01, false",
        "DateGreaterThanEquals, 2026-01-01, 2026-01-01, true",
        "DateGreaterThanEquals, 2026-01-02, 2026-01-01, false",
        "Bool, true, TRUE, true",
        "Bool, False, false, true",
        "Bool, true, false, false",
        "Bool, true, yes, false",
        "Bool, yes, yes, false",
        "BinaryEquals, AQID, AQID, true",
        "BinaryEquals, AQID, AQIE, false",
        "BinaryEquals, AQI=, AQI, true",
        "BinaryEquals, '**', '**', false",
        "IpAddress, 10.0.0.0/8, 10.1.2.3, true",
        "IpAddress, 10.0.0.0/8, 11.1.2.3, false",
        "IpAddress, 10.0.0.0/8, no address, false",
        "NotIpAddress, 10.0.0.0/8, 11.1.2.3, true",
        "NotIpAddress, 10.0.0.0/8, 10.1.2.3, false",
        "NotIpAddress, 10.0.0.1, ::1, true", // 8.3
        "ArnEquals, arn:aws:s3:::b*, arn:aws:s3:::bucket, true",
        "ArnLike, arn:aws:sns:*:111122223333:x/*, arn:aws:sns:eu-west-1:111122223333:x/y:z, true",
        "ArnLike, arn:aws:sns:*:111122223333:x/*, arn:aws:sns:us-east-2:999999999999:s/a:111122223333:x/d, false", // 8.4
        "StringLike, arn:aws:sns:*:111122223333:x/*, arn:aws:sns:us-east-2:999999999999:s/a:111122223333:x/d, true",
        "ArnLike, ARN:aws:s3:::b, arn:aws:s3:::b, false",
        "ArnLike, arn:aws:s3:::b, no arn, false",
        "ArnLike, *, arn:aws:s3:::b, false",
        "ArnNotLike, arn:aws:s3:::b, no arn, true",
        "ArnNotEquals, arn:aws:s3:::b*, arn:aws:s3:::bucket, false",
        "ArnNotLike, arn:aws:s3:::b*, arn:aws:s3:::c, true"
    })
    void operatorsCompareByTheirType(
            String operator, String policyValue, String requestValue, boolean holds) { // section 8
        assertThat(holds(operator, "'" + policyValue + "'", requestValue)).isEqualTo(holds);
        assertThat(holds(operator.toUpperCase(Locale.ROOT), "['" + policyValue + "']", requestValue))
                .isEqualTo(holds); // section 5
        assertThat(holds(operator + "IfExists", "'" + policyValue + "'", requestValue))
                .isEqualTo(holds);
    }

    @Test
    void positiveValuesOrAndNegatedOnesNor() { // 7.1
        assertThat(holds("StringEquals", "['a','b']", "b")).isTrue();
        assertThat(holds("StringNotEquals", "['a','b']", "b")).isFalse();
        assertThat(holds("StringNotEquals", "['a','b']", "c")).isTrue();
        assertThat(holds("StringEquals", "[]", "b")).isFalse();
        assertThat(holds("StringNotEquals", "[]", "b")).isTrue();
    }

    @Test
    void operatorsAndKeysAndUp() { // 7.1
        var both = allowIf("{'StringEquals':{'a':'1','b':'2'},'Bool':{'c':'true'}}");
        assertThat(allows(both, Map.of("a", "1", "b", "2", "c", "true"))).isTrue();
        assertThat(allows(both, Map.of("a", "1", "b", "3", "c", "true"))).isFalse();
        assertThat(allows(both, Map.of("a", "1", "b", "2", "c", "false"))).isFalse();
        assertThat(allows(allowIf("{}"), Map.of())).isTrue();
        assertThat(allows(allowIf("{'StringEquals':{}}"), Map.of())).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "StringEquals, false",
        "StringNotEquals, true",
        "NumericEquals, false",
        "NumericNotEquals, true",
        "NumericLessThan, false",
        "DateNotEquals, true",
        "NotIpAddress, true",
        "IpAddress, false",
        "ArnNotLike, true",
        "Bool, false",
        "BinaryEquals, false",
        "StringEqualsIfExists, true",
        "StringNotEqualsIfExists, true",
        "ForAnyValue:StringEquals, false",
        "ForAnyValue:StringNotEquals, false",
        "ForAllValues:StringEquals, true",
        "ForAllValues:StringNotEquals, true",
        "ForAnyValue:StringEqualsIfExists, true",
        "foranyvalue:stringequalsifexists, true"
    })
    void anAbsentKeyIsDecidedByTheOperator(String operator, boolean holds) { // 7.3, 14.4
        assertThat(holdsWithoutKey(operator)).isEqualTo(holds);
        var empty = Map.<String, Object>of("k", List.of());
        assertThat(allows(allowIf("{'" + operator + "':{'k':'1'}}"), empty)).isEqualTo(holds);
    }

    @Test
    void quantifiersRangeOverTheRequestsValues() { // 7.3, 7.4
        var several = List.of("a", "x");
        assertThat(holds("ForAnyValue:StringEquals", "['a','b']", several)).isTrue();
        assertThat(holds("ForAllValues:StringEquals", "['a','b']", several)).isFalse();
        assertThat(holds("ForAllValues:StringEquals", "['a','b']", List.of("a", "b")))
                .isTrue();
        assertThat(holds("ForAnyValue:StringNotEquals", "['a','b']", several)).isTrue();
        assertThat(holds("ForAnyValue:StringNotEquals", "['a','x']", several)).isFalse();
        assertThat(holds("ForAllValues:StringNotEquals", "['a','b']", several)).isFalse();
        assertThat(holds("ForAllValues:StringNotEquals", "['b','c']", several)).isTrue();
        assertThat(holds("ForAnyValue:NumericGreaterThan", "'5'", List.of("1", "9")))
                .isTrue();
        assertThat(holds("ForAllValues:DateLessThan", "'2026'", List.of("2025", "2024-05")))
                .isTrue();
        assertThat(holds("ForAnyValue:IpAddress", "'10.0.0.0/8'", List.of("11.0.0.1", "10.0.0.1")))
                .isTrue();
        assertThat(holds("ForAllValues:Bool", "'true'", List.of("true", "no"))).isFalse();
        assertThat(holds("ForAnyValue:ArnLike", "'arn:aws:s3:::*'", List.of("x", "arn:aws:s3:::b")))
                .isTrue();
        assertThat(holds("ForAllValues:StringEquals", "'a'", "a")).isTrue(); // 7.5: a set of one
    }

    @Test
    void severalValuesNeverMatchWithoutAQuantifier() { // 7.5
        var several = List.of("a", "b");
        assertThat(holds("StringEquals", "['a','b']", several)).isFalse();
        assertThat(holds("StringNotEquals", "'c'", several)).isFalse();
        assertThat(holds("StringNotEqualsIfExists", "'c'", several)).isFalse();
        assertThat(holds("StringEquals", "'a'", List.of("a"))).isTrue();
    }

    @Test
    void aDenyOnANegatedOrOptionalOperatorDeniesWithoutTheKey() { // 7.6
        for (var operator : new String[] {"StringNotEquals", "StringNotEqualsIfExists", "StringEqualsIfExists"}) {
            var policies = identity(denyIf("{'" + operator + "':{'k':'v'}}") + "," + allow("*", "*"));
            assertThat(Given.result(Given.get(ALICE), policies)).isEqualTo(Result.EXPLICIT_DENY);
            var spared =
                    identity(denyIf("{'" + operator + "':{'k':'v'},'Null':{'k':'false'}}") + "," + allow("*", "*"));
            assertThat(Given.result(Given.get(ALICE), spared)).isEqualTo(Result.ALLOWED);
        }
    }

    @Test
    void nullAsksForTheKey() { // 7.7
        assertThat(holds("Null", "'true'", "x")).isFalse();
        assertThat(holds("Null", "'False'", "x")).isTrue();
        assertThat(holds("Null", "['true','false']", "x")).isTrue();
        assertThat(holds("Null", "false", List.of("x", "y"))).isTrue();
        assertThat(holds("Null", "'perhaps'", "x")).isFalse();
        assertThat(allows(allowIf("{'Null':{'k':true}}"), Map.of())).isTrue();
        assertThat(allows(allowIf("{'Null':{'k':'false'}}"), Map.of())).isFalse();
        assertThat(allows(allowIf("{'Null':{'k':'true'}}"), Map.of("k", List.of())))
                .isTrue(); // 14.8
        assertThat(allows(allowIf("{'Null':{'k':'true'}}"), Map.of("k", ""))).isFalse();
    }

    @Test
    void unknownOperatorsNeverMatch() { // 7.2, 14.13
        for (var operator : new String[] {
            "NullIfExists", "StringMatches", "ForAnyValue::StringEquals", "ForSomeValue:Bool", "IfExists", "", "Bool "
        }) {
            var condition = "{'" + operator + "':{'k':'v'}}";
            assertThat(allows(allowIf(condition), Map.of("k", "v")))
                    .as(operator)
                    .isFalse();
            assertThat(allows(denyIf(condition) + "," + allow("*", "*"), Map.of("k", "v")))
                    .as(operator)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"NumericNotEquals, ten, 5", "DateNotEquals, someday, 2026", "NotIpAddress, 10.0.0.0/99, 10.0.0.1"})
    void malformedPolicyValuesFailClosedUnderNegation(String operator, String policyValue, String requestValue) { // 8.5
        var condition = "{'" + operator + "':{'k':'" + policyValue + "'}}";
        var context = Map.<String, Object>of("k", requestValue);
        assertThat(allows(allowIf(condition), context)).isFalse();
        assertThat(Given.result(
                        request(ALICE, "s3:Get", "*", context), identity(denyIf(condition) + "," + allow("*", "*"))))
                .isEqualTo(Result.EXPLICIT_DENY);
    }

    @Test
    void aMalformedValueSpoilsNoOther() { // 8.5
        assertThat(holds("NumericEquals", "['ten','5']", "5")).isTrue();
        assertThat(holds("NumericNotEquals", "['ten','5']", "6")).isFalse();
    }

    @Test
    void numbersAndBooleansOfTheDocumentAreText() { // 1.3
        assertThat(holds("StringEquals", "true", "true")).isTrue();
        assertThat(holds("StringEquals", "10", "10")).isTrue();
        assertThat(holds("StringEquals", "1.50", "1.5")).isTrue();
        assertThat(holds("StringEquals", "1e2", "100")).isTrue();
        assertThat(holds("StringEquals", "-0.1e1", "-1")).isTrue();
    }

    @Test
    void aContextSupplierIsAskedOnceAndOnlyWhenNeeded() {
        var asked = new int[2];
        var context = Context.builder()
                .put("a", () -> {
                    asked[0]++;
                    return new Context.Value(List.of("7"), false);
                })
                .put("b", () -> {
                    asked[1]++;
                    return new Context.Value(List.of("7"), false);
                })
                .build();
        var request = new Request(ALICE, "s3:Get", "*", Given.ACCOUNT, context);
        var policies = identity(allowIf("{'NumericLessThan':{'A':'9'},'NumericGreaterThan':{'a':'5'}}"));
        assertThat(new Authorizer().decide(request, policies).isAllowed()).isTrue();
        assertThat(asked).containsExactly(1, 0);
        assertThat(context.keys()).containsExactlyInAnyOrder("a", "b");
        assertThat(context.value("B").map(Context.Value::texts)).contains(List.of("7"));
        assertThat(Context.empty().value("a")).isEmpty();
    }

    @Test
    void whatASupplierThrowsPassesThroughAndNothingIsDecided() { // 10.2
        var answers = new ArrayDeque<>(List.of("red"));
        var context = Context.builder()
                .put("team", () -> {
                    if (answers.size() > 1) {
                        return new Context.Value(List.of(answers.getFirst()), false);
                    }
                    answers.add("next time");
                    throw new IllegalStateException("the directory is down");
                })
                .build();
        var request = new Request(Given.ALICE, "s3:GetObject", Given.OBJECT, Given.ACCOUNT, context);
        var policies = Given.identity(Given.allow("*", "*") + "," + Given.denyIf("{'StringEquals':{'team':'red'}}"));
        assertThatThrownBy(() -> new Authorizer().decide(request, policies)).hasMessage("the directory is down");
        assertThat(new Authorizer().decide(request, policies).result()).isEqualTo(Result.EXPLICIT_DENY);
    }

    @Test
    void anExplanationThrowsWhatASupplierThrowsToo() { // 10.2
        var context = Context.builder()
                .put("team", () -> {
                    throw new IllegalStateException("the directory is down");
                })
                .build();
        var request = new Request(Given.ALICE, "s3:GetObject", Given.OBJECT, Given.ACCOUNT, context);
        var about = Given.identity(Given.denyIf("{'Null':{'team':'true'}}"));
        assertThatThrownBy(() -> new Authorizer().explain(request, about)).hasMessage("the directory is down");
        assertThat(new Authorizer()
                        .explain(request, Given.identity(Given.allow("*", "*")))
                        .decision()
                        .isAllowed())
                .as("a key that no policy refers to")
                .isTrue();
    }
}
