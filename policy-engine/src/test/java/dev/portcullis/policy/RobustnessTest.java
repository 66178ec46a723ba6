// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing that a caller can send makes the engine throw, or keeps it busy for long. */
class RobustnessTest {
    private static final int LARGEST = 131_072;
    /** Far more than any of this takes, also on a slow and busy machine; a step too many of the exponent takes hours. */
    private static final Duration LONG = Duration.ofSeconds(20);

    private static final List<String> SNIPPETS = List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "'",
            "\\",
            "\\u00",
            "\\ud800",
            "null",
            "true",
            "-",
            "1e9",
            "0x",
            "*",
            "?",
            "${",
            "${*}",
            "${a, \\u0027b\\u0027}",
            "arn:",
            "arn:aws:s3:::",
            "\n",
            "\t",
            "\u0000",
            "\u20ac",
            "\"Statement\"",
            "\"Effect\":\"Allow\"",
            "\"Action\"",
            "\"Condition\"",
            "\"StringLike\"",
            "\"Principal\"",
            "\"AWS\"",
            "\"Resource\"",
            "s3:Get*");

    private static void survive(String text) {
        assertThatCode(() -> {
                    for (var kind : PolicyKind.values()) {
                        PolicyValidator.validate(text, kind);
                    }
                    PolicyDocumentPrincipals.spans(text);
                    Policy.sizeWithoutWhiteSpace(text);
                    if (Policy.read("p", text) instanceof ParseResult.Parsed(var policy)) {
                        ask(policy);
                    }
                })
                .doesNotThrowAnyException();
    }

    private static void ask(Policy policy) {
        policy.contextKeys();
        var everywhere = PolicySet.builder()
                .identity(List.of(policy))
                .boundary(policy)
                .session(List.of(policy))
                .resource(policy)
                .endpoint(policy)
                .scp(List.of(List.of(policy)))
                .rcp(List.of(List.of(policy)))
                .build();
        var request = Given.request(
                Given.ALICE, "s3:GetObject", "arn:aws:s3:::" + "a".repeat(1000), Map.of("k", "a".repeat(1000)));
        new Authorizer().explain(request, everywhere);
    }

    @Test
    void mangledDocumentsAreReadOrRejected() {
        var whole = Given.json(
                "{'Version':'2012-10-17','Statement':[{'Sid':'a','Effect':'Allow','Principal':{'AWS':['*']},"
                        + "'Action':['s3:Get*','iam:*'],'Resource':'arn:aws:s3:::b/${aws:username, \\u0027x\\u0027}/*',"
                        + "'Condition':{'ForAnyValue:StringLike':{'k':['a*',1,true]},'DateLessThan':{'t':'2026-01-01'}}}]}");
        for (int seed = 0; seed < Choices.tries(20_000); seed++) {
            var choices = new Choices(seed);
            var text = new StringBuilder(whole);
            for (int edits = 1 + choices.below(4); edits > 0; edits--) {
                int at = choices.below(text.length());
                switch (choices.below(3)) {
                    case 0 -> text.insert(at, choices.oneOf(SNIPPETS));
                    case 1 -> text.delete(at, Math.min(text.length(), at + 1 + choices.below(12)));
                    default -> text.setCharAt(at, (char) choices.below(256));
                }
                if (text.isEmpty()) {
                    text.append('{');
                }
            }
            survive(text.toString());
        }
    }

    @Test
    void soupOfSyntaxIsReadOrRejected() {
        for (int seed = 0; seed < Choices.tries(20_000); seed++) {
            var choices = new Choices(seed);
            var text = new StringBuilder();
            for (int parts = choices.below(40); parts > 0; parts--) {
                text.append(choices.oneOf(SNIPPETS));
            }
            survive(text.toString());
        }
    }

    @Test
    void anyTextIsAPatternAndAnArnAndADate() {
        for (int seed = 0; seed < Choices.tries(20_000); seed++) {
            var choices = new Choices(seed);
            var pattern = soup(choices);
            var text = soup(choices);
            assertThatCode(() -> {
                        Glob.matches(pattern, text);
                        Arn.parse(text);
                        Dates.parse(text);
                        IpBlock.parse(text);
                        Values.number(text);
                        Values.bytes(text);
                        Gate.of(text, pattern);
                        Template.parse(text).isEqual(pattern, true, Context.empty());
                        var request = new Request(
                                new Principal.User(text, pattern, text), pattern, text, text, Context.empty());
                        new Authorizer().explain(request, Given.identity(Given.allow("*", "*")));
                    })
                    .as("seed " + seed)
                    .doesNotThrowAnyException();
        }
    }

    private static String soup(Choices choices) {
        var text = new StringBuilder();
        for (int parts = choices.below(12); parts > 0; parts--) {
            text.append(choices.oneOf(
                    SNIPPETS.get(choices.below(SNIPPETS.size())), ":", "a", "0", "9", "-", ".", "/", "T", "Z"));
        }
        return text.toString();
    }

    static Stream<Arguments> hostileDocuments() {
        var head = "{\"Version\":\"2012-10-17\",\"Statement\":[";
        return Stream.of(
                Arguments.of("open brackets", "[".repeat(LARGEST)),
                Arguments.of("open objects", "{\"a\":".repeat(LARGEST / 5)),
                Arguments.of("open quotation", "\"" + "a".repeat(LARGEST)),
                Arguments.of("backslashes", "\"" + "\\\\".repeat(LARGEST / 2)),
                Arguments.of("digits", "1".repeat(LARGEST)),
                Arguments.of("white space", " ".repeat(LARGEST)),
                Arguments.of("lines", "\n".repeat(LARGEST)),
                Arguments.of("empty statements", fill(head, "{},", "{}]}")),
                Arguments.of("strings for statements", fill(head, "\"\",", "\"\"]}")),
                Arguments.of("bare statements", fill(head, "{\"Effect\":\"Deny\",\"Action\":[]},", "{}]}")),
                Arguments.of("members", fill("{", "\"a\":1,", "\"Statement\":[]}")),
                Arguments.of("distinct members", distinctMembers()),
                Arguments.of("actions", one("\"Action\":[" + list("\"a:*\",", 100_000) + "],\"Resource\":\"*\"")),
                Arguments.of("star actions", one("\"Action\":\"s3:" + "G*".repeat(60_000) + "\",\"Resource\":\"*\"")),
                Arguments.of(
                        "star resource",
                        one("\"Action\":\"*\",\"Resource\":\"arn:aws:s3:::" + "a*".repeat(60_000) + "b\"")),
                Arguments.of(
                        "short star resource",
                        one("\"Action\":\"*\",\"Resource\":\"arn:aws:s3:::" + "a*".repeat(499) + "b\"")),
                Arguments.of(
                        "questions", one("\"Action\":\"*\",\"Resource\":\"arn:aws:s3:::*" + "?".repeat(999) + "b\"")),
                Arguments.of(
                        "resources",
                        one("\"Action\":\"*\",\"Resource\":[" + list("\"arn:*:s3:::*a*b\",", 120_000) + "]")),
                Arguments.of(
                        "open variables",
                        one("\"Action\":\"*\",\"Resource\":\"arn:aws:s3:::" + "${".repeat(60_000) + "}\"")),
                Arguments.of(
                        "comma variables",
                        one("\"Action\":\"*\",\"Resource\":\"arn:aws:s3:::" + "${,".repeat(40_000) + "}\"")),
                Arguments.of(
                        "quote variables",
                        one("\"Action\":\"*\",\"Resource\":\"arn:aws:s3:::" + "${a,'".repeat(24_000) + "}\"")),
                Arguments.of(
                        "variables",
                        one("\"Action\":\"*\",\"Resource\":\"arn:aws:s3:::" + "${k}*".repeat(24_000) + "\"")),
                Arguments.of(
                        "condition glob",
                        one("\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{\"StringLike\":{\"k\":\""
                                + "a*".repeat(490) + "b\"}}")),
                Arguments.of(
                        "condition keys",
                        one("\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{\"ForAllValues:StringLike\":{" + keys()
                                + "},\"Null\":{" + keys() + "}}")),
                Arguments.of(
                        "condition values",
                        one("\"Action\":\"*\",\"Resource\":\"*\",\"Condition\":{\"StringLike\":{\"k\":["
                                + list("\"*a*\",", 110_000) + "]}}")),
                Arguments.of(
                        "principals",
                        one("\"Action\":\"*\",\"Resource\":\"*\",\"Principal\":{\"AWS\":["
                                + list("\"111122223333\",", 110_000) + "]}")),
                Arguments.of("same hash", one("\"Action\":\"*\",\"Condition\":{\"StringLike\":{" + sameHash() + "}}")));
    }

    private static String one(String elements) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\"," + elements + "}}";
    }

    private static String fill(String head, String middle, String tail) {
        return head + middle.repeat((LARGEST - head.length() - tail.length()) / middle.length()) + tail;
    }

    private static String list(String item, int length) {
        var items = item.repeat(length / item.length());
        return items.substring(0, items.length() - 1);
    }

    private static String distinctMembers() {
        var text = new StringBuilder("{");
        for (int i = 0; text.length() < LARGEST - 20; i++) {
            text.append('"').append(i).append("\":1,");
        }
        return text.append("\"Statement\":[]}").toString();
    }

    private static String keys() {
        var text = new StringBuilder();
        for (int i = 0; text.length() < 50_000; i++) {
            text.append(i == 0 ? "" : ",").append('"').append(i).append("\":\"a\"");
        }
        return text.toString();
    }

    /** Member names that all have the same hash code. */
    private static String sameHash() {
        var text = new StringBuilder();
        for (int i = 0; i < 4096; i++) {
            text.append(i == 0 ? "\"" : ",\"");
            for (int bit = 0; bit < 12; bit++) {
                text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            text.append("\":\"\"");
        }
        return text.toString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void hostileDocuments(String name, String text) {
        assertThat(name).isNotEmpty();
        Assertions.assertTimeoutPreemptively(LONG, () -> survive(text));
    }
}
