// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import com.googlecode.aviator.runtime.function.FunctionUtils;
import com.googlecode.aviator.runtime.type.AviatorBoolean;
import com.googlecode.aviator.runtime.type.AviatorObject;
import dev.portcullis.policy.Effect;
import dev.portcullis.policy.Glob;
import dev.portcullis.policy.testkit.Workload;
import dev.portcullis.policy.testkit.Workload.Guard;
import dev.portcullis.policy.testkit.Workload.Member;
import dev.portcullis.policy.testkit.Workload.Question;
import dev.portcullis.policy.testkit.Workload.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.casbin.jcasbin.main.Enforcer;
import org.casbin.jcasbin.model.Model;
import org.casbin.jcasbin.util.function.CustomFunction;

/**
 * jCasbin in two ways, an enforcer for each principal in both. As kindly as it can be asked: a line for each action and resource, wildcards of actions
 * resolved beforehand, and functions of our own, compiled patterns and all. And as it comes: a line for each pattern of an action and a resource, and
 * its own functions, which know wildcards as regular expressions.
 */
final class CasbinPeer {
    private static final String MODEL = """
            [request_definition]
            r = act, obj, team, ip
            [policy_definition]
            p = act, obj, team, cidr, eft
            [policy_effect]
            e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
            [matchers]
            m =\s""";
    private static final String OUR_MATCHER =
            "r.act == p.act && isLike(r.obj, p.obj) && isFrom(r.team, r.ip, p.team, p.cidr)";
    private static final String ITS_MATCHER = "regexMatch(r.act, p.act) && regexMatch(r.obj, p.obj)"
            + " && (p.team == '' || (r.team == p.team && ipMatch(r.ip, p.cidr)))";

    private final List<Enforcer> enforcers;
    private final Object[][] requests;
    private final int[] members;

    private CasbinPeer(Workload workload, Function<Member, Enforcer> enforcer) {
        this.enforcers = workload.members().stream().map(enforcer).toList();
        this.requests = workload.questions().stream()
                .map(q -> new Object[] {q.action(), q.resource(), q.team(), q.sourceIp()})
                .toArray(Object[][]::new);
        this.members = workload.questions().stream().mapToInt(Question::member).toArray();
    }

    static CasbinPeer withOurFunctions(Workload workload) {
        var actions =
                workload.questions().stream().map(Question::action).collect(Collectors.toCollection(TreeSet::new));
        return new CasbinPeer(workload, member -> {
            var enforcer = enforcer(OUR_MATCHER);
            enforcer.addFunction("isLike", new IsLike());
            enforcer.addFunction("isFrom", new IsFrom());
            rules(member).forEach(rule -> add(enforcer.getModel(), rule, known(rule, actions), rule.resources()));
            return enforcer;
        });
    }

    static CasbinPeer withItsFunctions(Workload workload) {
        return new CasbinPeer(workload, member -> {
            var enforcer = enforcer(ITS_MATCHER);
            rules(member)
                    .forEach(
                            rule -> add(enforcer.getModel(), rule, regexes(rule.actions()), regexes(rule.resources())));
            return enforcer;
        });
    }

    /** Whether the request is allowed. */
    boolean allows(int request) {
        return enforcers.get(members[request]).enforce(requests[request]);
    }

    private static Enforcer enforcer(String matcher) {
        var model = new Model();
        model.loadModelFromText(MODEL + matcher);
        var enforcer = new Enforcer(model);
        enforcer.enableLog(false);
        return enforcer;
    }

    private static List<Rule> rules(Member member) {
        return member.policies().stream().flatMap(List::stream).toList();
    }

    /** The actions that a rule's patterns match. */
    private static List<String> known(Rule rule, Set<String> actions) {
        return actions.stream()
                .filter(action -> rule.actions().stream().anyMatch(pattern -> EngineFloor.matches(pattern, action)))
                .toList();
    }

    private static List<String> regexes(List<String> patterns) {
        return patterns.stream()
                .map(pattern -> "^" + pattern.replace(".", "\\.").replace("*", ".*") + "$")
                .toList();
    }

    private static void add(Model model, Rule rule, List<String> actions, List<String> resources) {
        var guard = rule.guard().orElse(new Guard("", ""));
        var effect = rule.effect() == Effect.ALLOW ? "allow" : "deny";
        for (var action : actions) {
            for (var resource : resources) {
                model.addPolicy("p", "p", List.of(action, resource, guard.team(), guard.cidr(), effect));
            }
        }
    }

    /** Whether a resource matches a pattern. */
    private static final class IsLike extends CustomFunction {
        private static final long serialVersionUID = 1;
        private final transient Map<String, Glob> globs = new HashMap<>();

        @Override
        public String getName() {
            return "isLike";
        }

        @Override
        public AviatorObject call(Map<String, Object> env, AviatorObject resource, AviatorObject pattern) {
            var glob = globs.computeIfAbsent(FunctionUtils.getStringValue(pattern, env), Glob::compile);
            return AviatorBoolean.valueOf(glob.matches(FunctionUtils.getStringValue(resource, env)));
        }
    }

    /** Whether a request comes from an address range and for a team; no range asks for nothing. */
    private static final class IsFrom extends CustomFunction {
        private static final long serialVersionUID = 1;

        private record Range(int network, int mask) {
            static Range of(String cidr) {
                int slash = cidr.indexOf('/');
                int mask = -1 << (32 - Integer.parseInt(cidr.substring(slash + 1)));
                return new Range(EngineFloor.address(cidr.substring(0, slash)) & mask, mask);
            }
        }

        private final transient Map<String, Range> ranges = new HashMap<>();

        @Override
        public String getName() {
            return "isFrom";
        }

        @Override
        public AviatorObject call(
                Map<String, Object> env,
                AviatorObject team,
                AviatorObject ip,
                AviatorObject wantedTeam,
                AviatorObject cidr) {
            var wanted = FunctionUtils.getStringValue(wantedTeam, env);
            if (wanted.isEmpty()) {
                return AviatorBoolean.TRUE;
            }
            var range = ranges.computeIfAbsent(FunctionUtils.getStringValue(cidr, env), Range::of);
            int address = EngineFloor.address(FunctionUtils.getStringValue(ip, env));
            return AviatorBoolean.valueOf(
                    (address & range.mask) == range.network && wanted.equals(FunctionUtils.getStringValue(team, env)));
        }
    }
}
