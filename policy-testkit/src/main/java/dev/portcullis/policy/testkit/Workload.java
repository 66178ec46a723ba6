// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import dev.portcullis.policy.Context;
import dev.portcullis.policy.Effect;
import dev.portcullis.policy.Principal;
import dev.portcullis.policy.Request;
import dev.portcullis.policy.Result;
import dev.portcullis.policy.reference.ReferencePolicies;
import dev.portcullis.policy.reference.ReferencePolicies.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Principals with identity policies, and distinct requests whose outcome is known: what decision engines are measured on. Every account is
 * {@link #ACCOUNT}.
 *
 * @param name what a table of results calls it
 */
public record Workload(String name, List<Member> members, List<Question> questions) {
    /** The account of all principals and resources. */
    public static final String ACCOUNT = "111122223333";

    public Workload {
        members = List.copyOf(members);
        questions = List.copyOf(questions);
    }

    /** What an Allow statement asks for besides action and resource: a tag of the principal and the address of its client. */
    public record Guard(String team, String cidr) {
        /** Whether a request comes from there and for that team; the ranges of the workloads have 16 bits. */
        boolean admits(Question question) {
            var network = cidr.substring(0, cidr.indexOf(".0.0/16") + 1);
            return question.team().equals(team) && question.sourceIp().startsWith(network);
        }
    }

    /** One statement, taken apart for engines that do not read policy text. Patterns have wildcards only after the fifth colon or for the region. */
    public record Rule(Effect effect, List<String> actions, List<String> resources, Optional<Guard> guard) {
        public Rule {
            actions = List.copyOf(actions);
            resources = List.copyOf(resources);
        }

        private boolean applies(Question question) {
            return actions.stream().anyMatch(pattern -> matches(pattern, question.action()))
                    && resources.stream().anyMatch(pattern -> matches(pattern, question.resource()))
                    && guard.map(it -> it.admits(question)).orElse(true);
        }

        /** Whether a pattern, in which only stars are special, matches a text. */
        static boolean matches(String pattern, String text) {
            int star = pattern.indexOf('*');
            if (star < 0) {
                return pattern.equals(text);
            }
            if (!text.startsWith(pattern.substring(0, star))) {
                return false;
            }
            var rest = pattern.substring(star + 1);
            return rest.isEmpty()
                    || IntStream.rangeClosed(star, text.length()).anyMatch(from -> matches(rest, text.substring(from)));
        }
    }

    /** A principal and its policies, each a list of statements. */
    public record Member(String userArn, List<List<Rule>> policies) {
        public Member {
            policies = policies.stream().map(List::copyOf).toList();
        }

        /** The policies as AWS would be given them. */
        public List<Text> texts() {
            var texts = new ArrayList<Text>();
            for (var policy : policies) {
                var statements = policy.stream().map(Member::statement).toList();
                var document = new LinkedHashMap<String, Object>();
                document.put("Version", "2012-10-17");
                document.put("Statement", statements);
                texts.add(new Text("policy" + texts.size(), JsonText.write(document)));
            }
            return texts;
        }

        /** All layers of the member's requests: identity policies only. */
        public ReferencePolicies layers() {
            return ReferencePolicies.identityOnly(texts());
        }

        /** What a request comes to, rule by rule. */
        public Result byHand(Question question) {
            var applying = policies.stream()
                    .flatMap(List::stream)
                    .filter(rule -> rule.applies(question))
                    .map(Rule::effect)
                    .toList();
            return applying.contains(Effect.DENY)
                    ? Result.EXPLICIT_DENY
                    : applying.contains(Effect.ALLOW) ? Result.ALLOWED : Result.IMPLICIT_DENY;
        }

        private static Map<String, Object> statement(Rule rule) {
            var statement = new LinkedHashMap<String, Object>();
            statement.put("Effect", rule.effect() == Effect.ALLOW ? "Allow" : "Deny");
            statement.put("Action", rule.actions());
            statement.put("Resource", rule.resources());
            rule.guard().ifPresent(guard -> {
                var condition = new LinkedHashMap<String, Object>();
                condition.put("StringEquals", Map.of("aws:PrincipalTag/team", guard.team()));
                condition.put("IpAddress", Map.of("aws:SourceIp", guard.cidr()));
                statement.put("Condition", condition);
            });
            return statement;
        }
    }

    /** One request in strings, as it comes from outside, and what it comes to. {@code member} is an index into the members. */
    public record Question(int member, String action, String resource, String team, String sourceIp, Result expected) {}

    /** The request in the engine's types. */
    public Request request(Question question) {
        var arn = members.get(question.member()).userArn();
        var context = Context.builder()
                .put("aws:PrincipalArn", arn)
                .put("aws:PrincipalTag/team", question.team())
                .put("aws:SourceIp", question.sourceIp())
                .put("aws:SecureTransport", "true")
                .build();
        return new Request(
                new Principal.User(ACCOUNT, arn, ""), question.action(), question.resource(), ACCOUNT, context);
    }
}
