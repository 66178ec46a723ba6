// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sts;

import static dev.portcullis.server.Documents.ALLOW_ALL;
import static dev.portcullis.server.Documents.trusting;
import static dev.portcullis.server.Refusals.assertDenied;
import static dev.portcullis.server.Refusals.refusal;
import static dev.portcullis.server.TestWorld.HERE;
import static dev.portcullis.server.TestWorld.THERE;
import static dev.portcullis.server.TestWorld.assuming;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.aws.sts.GetCallerIdentityRequest;
import dev.portcullis.aws.sts.StsModel;
import dev.portcullis.server.TestWorld;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.error.ApiError.NotAuthenticated;
import dev.portcullis.server.managedpolicies.AwsPolicies;
import dev.portcullis.server.managedpolicies.ManagedPolicyCatalogue;
import dev.portcullis.server.policies.PolicyArns;
import org.junit.jupiter.api.Test;

class AbuseCase29OneTrustGateTest {
    private final TestWorld world = new TestWorld();

    @Test
    void nobodyGetsASessionOfARoleThatIsNotThere() {
        var admin = world.user(HERE, "admin", ALLOW_ALL);

        assertDenied(() -> world.assume(admin, assuming(HERE, "Absent")), "sts:AssumeRole");
        assertDenied(() -> world.assume(admin, assuming(THERE, "Absent")), "sts:AssumeRole");
        assertDenied(() -> world.assume(admin, assuming(new AccountId("999999999999"), "Absent")), "sts:AssumeRole");
    }

    @Test
    void everyPermissionDoesNotReplaceTrust() {
        var admin = world.user(HERE, "admin", ALLOW_ALL);
        world.role(HERE, "Theirs", trusting(THERE.text()));

        assertDenied(() -> world.assume(admin, assuming(HERE, "Theirs")), "sts:AssumeRole");
    }

    /** What the gate let through is a session of the role that it judged, not of one that took its name in between. */
    @Test
    void aRoleThatTakesTheNameWhileItIsAssumedIsNotAssumed() {
        var ann = world.user(HERE, "ann");
        world.role(HERE, "Worker", trusting("arn:aws:iam::" + HERE + ":user/ann"));
        var assumeRole = assumeRole();
        var plan = assumeRole.plan(assuming(HERE, "Worker").build(), world.calling(ann));

        world.change(HERE, account -> account.without(account.role("Worker")));
        var mighty = world.role(HERE, "Worker", trusting(THERE.text()));
        var credentials = plan.work().get().credentials().orElseThrow();

        assertThat(world.claims(credentials).subject().principalId()).isNotEqualTo(mighty.id());
        assertThat(refusal(() -> world.call(
                        world.session(credentials), StsModel.GET_CALLER_IDENTITY, new GetCallerIdentityRequest())))
                .isInstanceOf(NotAuthenticated.class);
    }

    private AssumeRole assumeRole() {
        return new AssumeRole(
                new PassedPolicies(new PolicyArns(new AwsPolicies(ManagedPolicyCatalogue.load()))),
                new SecondFactor(world.oneTimePasswords()));
    }

    @Test
    void workThatTheGateNeverAllowsFails() {
        var assumeRole = assumeRole();
        var plan = assumeRole.plan(assuming(HERE, "Absent").build(), world.calling(world.user(HERE, "ann")));

        assertThatThrownBy(() -> plan.work().get()).isInstanceOf(IllegalStateException.class);
    }
}
