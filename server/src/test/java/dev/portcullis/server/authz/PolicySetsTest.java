// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.policy.PolicySet;
import dev.portcullis.server.TestWorld;
import dev.portcullis.server.authn.Caller;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicySetsTest {
    private static final String READ = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:Get*","Resource":"*"}}""";

    private final TestWorld world = new TestWorld();

    @Test
    void aCallerKeepsItsSetUntilItsPoliciesChange() {
        var ann = world.user(TestWorld.HERE, "ann", READ);
        var before = set(ann);
        assertThat(set(ann)).isSameAs(before);

        world.change(TestWorld.HERE, account -> {
            var user = account.user("ann");
            var name = user.policies().inline().keySet().iterator().next();
            return account.with(user.withPolicies(user.policies().remove(name)));
        });
        assertThat(set(ann)).isNotSameAs(before);
    }

    @Test
    void whoHasNothingSharesASetWithNobodyWhoHasSomething() {
        var ann = world.user(TestWorld.HERE, "ann", READ);
        var bob = world.user(TestWorld.HERE, "bob", READ);
        var nobody = world.user(TestWorld.HERE, "nobody");
        assertThat(set(ann)).isNotSameAs(set(bob)).isNotSameAs(set(nobody));
    }

    private PolicySet set(Caller caller) {
        var subject = Subject.of(world.account(TestWorld.HERE), caller, world.awsPolicies());
        return PolicySets.of(subject, Optional.empty());
    }
}
