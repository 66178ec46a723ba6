// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.portcullis.policy.Authorizer;
import dev.portcullis.policy.Context;
import dev.portcullis.policy.ParseResult;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.PolicySet;
import dev.portcullis.policy.PreparedRequest;
import dev.portcullis.policy.Principal;
import dev.portcullis.policy.Request;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a decision allocates, told by the JVM's count, which no other thread disturbs. */
class DecisionCostTest {
    private static final String ACCOUNT = "111122223333";
    private static final Authorizer AUTHORIZER = new Authorizer();
    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** The least that one of some decisions about the same allocates. */
    private static long bytes(PreparedRequest request, PolicySet policies) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 50; i++) {
            long before = THREAD.getCurrentThreadAllocatedBytes();
            AUTHORIZER.decide(request, policies);
            least = Math.min(least, THREAD.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    private static PreparedRequest request(Principal principal, String action, String resource) {
        var context = Context.builder().put("aws:username", "alice").build();
        return PreparedRequest.of(new Request(principal, action, resource, ACCOUNT, context));
    }

    private static Policy policy(String statement) {
        return switch (Policy.read("policy", "{\"Version\":\"2012-10-17\",\"Statement\":" + statement + "}")) {
            case ParseResult.Parsed(var policy) -> policy;
            case ParseResult.Rejected(var problems) -> throw new IllegalArgumentException(problems.toString());
        };
    }

    private static String list(int count, String text) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"" + text + i + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void patternsWithVariablesThatBeginAlikeAreFilledInOnceEach() {
        var alice = new Principal.User(ACCOUNT, "arn:aws:iam::" + ACCOUNT + ":user/alice", "");
        var patterns = list(500, "arn:aws:s3:::b/${aws:username}/");
        var policies = PolicySet.builder()
                .identity(List.of(policy("{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":" + patterns + "}")))
                .build();
        assertThat(bytes(request(alice, "s3:GetObject", "arn:aws:s3:::b/bob"), policies))
                .isBetween(500L * 16, 500L * 1024);
    }

    @Test
    void nothingIsAllocatedWhereNoVariableIsFilledIn() {
        var alice = new Principal.User(ACCOUNT, "arn:aws:iam::" + ACCOUNT + ":user/alice", "");
        var allows = policy("{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":" + list(500, "arn:aws:s3:::b") + "}");
        var policies = PolicySet.builder().identity(List.of(allows)).build();
        assertThat(bytes(request(alice, "s3:GetObject", "arn:aws:s3:::b499"), policies))
                .isZero();
        assertThat(bytes(request(alice, "iam:GetRole", "arn:aws:iam::" + ACCOUNT + ":role/x"), policies))
                .isZero();
    }

    @Test
    void forTheOwnersRootUserThePolicyOfABucketIsNotSearched() {
        var root = new Principal.Root(ACCOUNT, "arn:aws:iam::" + ACCOUNT + ":root");
        var denies = policy("{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":"
                + list(500, "arn:aws:s3:::b/") + "}");
        var policies = PolicySet.builder().resource(denies).build();
        var request = request(root, "s3:GetBucketPolicy", "arn:aws:s3:::b/1");
        assertThat(AUTHORIZER.decide(request, policies).isAllowed()).isTrue();
        assertThat(bytes(request, policies)).isZero();
    }
}
