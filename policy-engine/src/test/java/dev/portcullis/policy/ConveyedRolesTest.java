// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import static dev.portcullis.policy.Given.ALICE;
import static dev.portcullis.policy.Given.allow;
import static dev.portcullis.policy.Given.decide;
import static dev.portcullis.policy.Given.deny;
import static dev.portcullis.policy.Given.get;
import static dev.portcullis.policy.Given.policy;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Section 16: roles attached to groups and users. */
class ConveyedRolesTest {
    private static final Policy READ = policy(allow("s3:GetObject", "*"));
    private static final Policy OTHER = policy(allow("other:Thing", "*"));

    private static ConveyedRole role(String name, Policy policy, Optional<Policy> boundary) {
        return new ConveyedRole(
                "arn:aws:iam::111122223333:role/" + name,
                "arn:aws:iam::111122223333:group/staff",
                List.of(policy),
                boundary);
    }

    private static PolicySet conveying(ConveyedRole... roles) {
        return PolicySet.builder().conveyed(List.of(roles)).build();
    }

    @Test
    void aConveyedRoleGrantsItsPermissions() { // 16.1, 16.2
        assertThat(decide(get(ALICE), conveying(role("reader", READ, Optional.empty())))
                        .isAllowed())
                .isTrue();
        assertThat(decide(get(ALICE), conveying(role("other", OTHER, Optional.empty())))
                        .isAllowed())
                .isFalse();
    }

    @Test
    void itsOwnBoundaryCutsItAlone() { // 16.2
        assertThat(decide(get(ALICE), conveying(role("reader", READ, Optional.of(OTHER))))
                        .isAllowed())
                .isFalse();
        assertThat(decide(get(ALICE), conveying(role("reader", READ, Optional.of(READ))))
                        .isAllowed())
                .isTrue();
        assertThat(decide(
                                get(ALICE),
                                conveying(
                                        role("cut", READ, Optional.of(OTHER)), role("reader", READ, Optional.empty())))
                        .isAllowed())
                .isTrue();
        var own = conveying(role("cut", READ, Optional.of(OTHER))).toBuilder()
                .identity(List.of(READ))
                .build();
        assertThat(decide(get(ALICE), own).isAllowed()).isTrue();
    }

    @Test
    void aDenyInItsPoliciesOrItsBoundaryDenies() { // 16.2
        var denies = policy(deny("s3:*", "*"));
        var own = PolicySet.builder().identity(List.of(READ));
        assertThat(decide(
                        get(ALICE),
                        own.conveyed(List.of(role("no", denies, Optional.empty())))
                                .build()))
                .isEqualTo(new Decision(Result.EXPLICIT_DENY, Layer.IDENTITY));
        assertThat(decide(
                        get(ALICE),
                        own.conveyed(List.of(role("no", OTHER, Optional.of(denies))))
                                .build()))
                .isEqualTo(new Decision(Result.EXPLICIT_DENY, Layer.IDENTITY));
    }

    @Test
    void theMembersOwnLimitsLimitIt() { // 16.2
        var conveyed = conveying(role("reader", READ, Optional.empty()));
        assertThat(decide(get(ALICE), conveyed.toBuilder().boundary(OTHER).build()))
                .isEqualTo(new Decision(Result.IMPLICIT_DENY, Layer.BOUNDARY));
        assertThat(decide(get(ALICE), conveyed.toBuilder().session(List.of()).build()))
                .isEqualTo(new Decision(Result.IMPLICIT_DENY, Layer.SESSION));
    }

    @Test
    void variablesResolveWithTheMember() { // 16.3
        var home = policy(allow("*", "arn:aws:s3:::photos/${aws:username}/*"));
        var request =
                Given.request(ALICE, "s3:GetObject", "arn:aws:s3:::photos/alice/x", Map.of("aws:username", "alice"));
        assertThat(decide(request, conveying(role("home", home, Optional.empty())))
                        .isAllowed())
                .isTrue();
    }

    @Test
    void theExplanationNamesTheWay() { // 16.6
        var policies = conveying(role("cut", READ, Optional.of(OTHER)), role("reader", READ, Optional.empty()));
        var explanation = new Authorizer().explain(get(ALICE), policies);
        assertThat(explanation.deciding().flatMap(Explanation.Match::way))
                .contains(new Explanation.Way(
                        "arn:aws:iam::111122223333:role/reader", "arn:aws:iam::111122223333:group/staff"));
        assertThat(explanation.matched()).hasSize(2);
    }
}
