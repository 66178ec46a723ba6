// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import static dev.portcullis.policy.Given.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 1: what a document may look like to be evaluated at all. */
class DocumentTest {
    private static List<Problem> problems(String text) {
        return switch (Policy.read("p", json(text))) {
            case ParseResult.Parsed _ -> List.of();
            case ParseResult.Rejected(var problems) -> problems;
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Statement':{'Effect':'Allow','Action':'*','Resource':'*'}}", // 1.2: one is a list of one
                "{'Version':'2008-10-17','Id':'any text','Statement':[{'Effect':'Deny','NotAction':['a:b'],'NotResource':'*'}]}",
                "{'Statement':[]}",
                "{'Statement':{'Sid':'','Effect':'Allow','Action':[],'Condition':{}}}",
                "{'Statement':{'Effect':'Allow','Action':'nothing is called this','Resource':'arn:aws'}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Condition':{'Bogus':{'k':[1,true,'x',-2.50e1]}}}}",
                "{'Statement':{'Effect':'Allow','Principal':'*','Action':'*'}}",
                "{'Statement':{'Effect':'Allow','Principal':{'AWS':['*'],'Service':'a.b','Federated':'c','CanonicalUser':'d'},'Action':'*'}}"
            })
    void structurallySoundDocumentsAreAccepted(String text) {
        assertThat(problems(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "'text'",
                "{}",
                "{'Statement':{'Effect':'Allow','Action':'*'}} x",
                "{'Statement':{'Effect':'Allow','Action':'*'},}",
                "{'Statement':'x'}",
                "{'Statement':['x']}",
                "{'statement':{'Effect':'Allow','Action':'*'}}", // 1.4: exact case
                "{'Version':'2013-10-17','Statement':{'Effect':'Allow','Action':'*'}}", // 1.7
                "{'Version':2012,'Statement':{'Effect':'Allow','Action':'*'}}",
                "{'Extra':1,'Statement':{'Effect':'Allow','Action':'*'}}", // 1.1
                "{'Id':'a','Id':'a','Statement':{'Effect':'Allow','Action':'*'}}", // 1.1: repeated
                "{'Statement':{'Effect':'Allow','Action':'*','Action':'*'}}",
                "{'Statement':{'Effect':'allow','Action':'*'}}", // 1.10
                "{'Statement':{'Action':'*'}}",
                "{'Statement':{'Effect':'Allow'}}", // 1.5: exactly one of the pair
                "{'Statement':{'Effect':'Allow','Action':'*','NotAction':'*'}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Resource':'*','NotResource':'*'}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Principal':'*','NotPrincipal':'*'}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Principal':{}}}", // 2.1
                "{'Statement':{'Effect':'Allow','Action':'*','Principal':{'AWS':[]}}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Principal':{'Group':'x'}}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Principal':'arn:aws:iam::111122223333:root'}}",
                "{'Statement':{'Effect':'Allow','Action':5}}",
                "{'Statement':{'Effect':'Allow','Action':['*',null]}}", // 1.3: never null
                "{'Statement':{'Effect':'Allow','Action':'*','Condition':[]}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Condition':{'Bool':'x'}}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Condition':{'Bool':{'k':null}}}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Condition':{'Bool':{'k':[['x']]}}}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Condition':{'Bool':{'k':1e999999}}}}",
                "{'Statement':{'Effect':'Allow','Action':'*','Sid':7}}"
            })
    void malformedDocumentsAreRejectedWithAPlace(String text) {
        assertThat(problems(text)).isNotEmpty().allSatisfy(problem -> {
            assertThat(problem.message()).isNotBlank();
            assertThat(problem.position().line()).isPositive();
            assertThat(problem.position().column()).isPositive();
        });
    }

    @Test
    void everyProblemIsReportedWhereItStands() {
        var text = """
                {
                  'Version': '2012-10-17',
                  'Extra': 1,
                  'Statement': [
                    {'Effect': 'Allow', 'Action': '*', 'Color': 'red'},
                    {'Effect': 'Perhaps', 'Action': '*'}
                  ]
                }""";
        assertThat(problems(text))
                .containsExactly(
                        new Problem("Unknown field Extra", new Position(3, 3)),
                        new Problem("Unknown field Color", new Position(5, 40)),
                        new Problem("Effect must be Allow or Deny", new Position(6, 16)));
    }

    @Test
    void statementsKnowTheirPlacesAndSids() {
        var policy = Given.read("""
                {'Statement': [
                  {'Effect': 'Allow', 'Action': '*'},
                  {'Sid': 'second',
                   'Effect': 'Deny', 'Action': '*'}]}""");
        assertThat(policy.size()).isEqualTo(2);
        assertThat(policy.span(0)).isEqualTo(new SourceSpan(new Position(2, 3), new Position(2, 37)));
        assertThat(policy.span(1)).isEqualTo(new SourceSpan(new Position(3, 3), new Position(4, 36)));
        assertThat(policy.sid(0)).isEmpty();
        assertThat(policy.sid(1)).contains("second");
        assertThat(policy.id()).isEqualTo("p");
    }

    @Test
    void linesEndAtLineFeedsAndCarriageReturns() {
        var lines = new LineIndex("a\nb\r\nc\rd");
        assertThat(lines.at(0)).isEqualTo(new Position(1, 1));
        assertThat(lines.at(2)).isEqualTo(new Position(2, 1));
        assertThat(lines.at(5)).isEqualTo(new Position(3, 1));
        assertThat(lines.at(7)).isEqualTo(new Position(4, 1));
        assertThat(lines.at(8)).isEqualTo(new Position(4, 2));
    }

    @Test
    void sizeLeavesWhiteSpaceOut() {
        assertThat(Policy.sizeWithoutWhiteSpace("{ \"a b\":\t1\r\n}")).isEqualTo(8);
    }

    @Test
    void theKeysOfConditionsAndVariablesAreKnownInTheirFirstSpelling() { // 13.9
        var policy = Given.policy("{'Effect':'Allow','Action':'*','Resource':'arn:aws:s3:::b/${aws:username}',"
                + "'Condition':{'StringEquals':{'AWS:UserName':'${aws:PrincipalTag/Team, 'x'}','s3:prefix':'a'}}}"
                        .replace("'x'", "\\u0027x\\u0027"));
        assertThat(policy.contextKeys()).containsExactly("aws:username", "aws:PrincipalTag/Team", "s3:prefix");
    }

    @Test
    void principalsAreFoundWhereTheyCanBeReplaced() { // 2.5
        var text = json(
                "{'Statement':[{'Effect':'Allow','Action':'*','Principal':{'Service':'a.b','AWS':['111122223333',"
                        + "'arn:aws:iam::111122223333:user\\/bob']}},{'Effect':'Deny','Action':'*','NotPrincipal':'*'}]}");
        var spans = PolicyDocumentPrincipals.spans(text);
        assertThat(spans)
                .extracting(PolicyDocumentPrincipals.Span::value)
                .containsExactly("111122223333", "arn:aws:iam::111122223333:user/bob", "*");
        var bob = spans.get(1);
        assertThat(text.substring(bob.start(), bob.end())).isEqualTo("\"arn:aws:iam::111122223333:user\\/bob\"");
        assertThat(PolicyDocumentPrincipals.spans("not json")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " \n{'Statement':[]}",
                "{'Statement':[]}\r\n ",
                "{ 'Statement':[]}",
                "{'Statement' :[]}",
                "{'Statement': []}",
                "{'Statement':[] }",
                "{'Statement':[ ]}",
                "{'Statement':[],\t'Version':'2012-10-17'}",
                "{'Statement':[{'Effect':'Deny','Action':[ 'a:b' , 'a:c' ],'Resource':'*','Condition':{ }}]}"
            })
    void whiteSpaceMayStandBetweenAnything(String text) {
        assertThat(Policy.read("p", Given.json(text))).isInstanceOf(ParseResult.Parsed.class);
    }

    @ParameterizedTest
    @CsvSource({
        "1e400, true",
        "1e401, false",
        "1e-400, true",
        "1e-401, false",
        "1e999999999999, false",
        "109.90, true",
        "-0, true",
        "01, false",
        "1., false",
        "-, false"
    })
    void numbersHaveTheirForm(String number, boolean isRead) { // 1.3
        var text = Given.json("{'Statement':{'Effect':'Deny','Action':'*','Resource':'*',"
                + "'Condition':{'StringEquals':{'k':" + number + "}}}}");
        assertThat(Policy.read("p", text) instanceof ParseResult.Parsed).isEqualTo(isRead);
    }

    @Test
    void aNumberMayHaveSixtyFourCharacters() { // 1.3
        for (int length : new int[] {64, 65}) {
            var text = Given.json(
                    "{'Statement':{'Effect':'Deny','Action':'*','Resource':'*','Condition':{'StringEquals':{'k':"
                            + "9".repeat(length) + "}}}}");
            assertThat(Policy.read("p", text) instanceof ParseResult.Parsed).isEqualTo(length == 64);
        }
    }

    @Test
    void halfASurrogatePairIsNoCharacter() { // 1.1
        for (var half :
                List.of("\\ud83d", "\\ude00", "\\ud83dx", "\\ude00\\ud83d", "\ud83d", "\\ud83d\\ud83d\\ude00")) {
            var rejected = Policy.read("p", Given.json("{'Id':'" + half + "','Statement':[]}"));
            assertThat(rejected).as(half).isInstanceOf(ParseResult.Rejected.class);
        }
        assertThat(Policy.read("p", Given.json("{'Id':'x\\ud83d\\ude00y','Statement':[]}")))
                .isInstanceOf(ParseResult.Parsed.class);
    }

    @Test
    void anUnknownEscapeIsReportedWhereItStands() {
        if (Policy.read("p", Given.json("{'Id':'a\\x','Statement':[]}"))
                instanceof ParseResult.Rejected(var problems)) {
            assertThat(problems).extracting(Problem::position).containsExactly(new Position(1, 10));
        }
    }

    @Test
    void longNamesAreAbbreviatedAfterSixtyFourCharacters() {
        assertThat(DocumentReader.abbreviated("a".repeat(64))).isEqualTo("a".repeat(64));
        assertThat(DocumentReader.abbreviated("a".repeat(65))).isEqualTo("a".repeat(64) + "…");
    }

    @Test
    void aPolicyIsShownByItsNameAndSize() {
        assertThat(Given.policy(Given.allow("*", "*"))).hasToString("Policy[p, 1 statements]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "[[]]", "['a',null]", "['a',{}]", "[['a']]"})
    void otherThingsAreNoConditionValues(String value) { // 1.3
        var text =
                Given.json("{'Statement':{'Effect':'Deny','Action':'*','Resource':'*','Condition':{'StringEquals':{'k':"
                        + value + "}}}}");
        assertThat(Policy.read("p", text)).isInstanceOf(ParseResult.Rejected.class);
    }

    @Test
    void sixteenLevelsMayBeNested() {
        assertThat(problem("[".repeat(16) + "]".repeat(16))).doesNotContain("nested");
        assertThat(problem("[".repeat(17) + "]".repeat(17))).contains("nested");
    }

    private static String problem(String text) {
        return Policy.read("p", text) instanceof ParseResult.Rejected(var problems)
                ? problems.getFirst().message()
                : "";
    }
}
