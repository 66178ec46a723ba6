// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.inlinepolicies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.GrantedPolicies;
import dev.portcullis.server.account.Group;
import dev.portcullis.server.account.PolicyDocument;
import dev.portcullis.server.account.PolicyHolder;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.account.SampleAccount;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.account.TrustPolicy;
import dev.portcullis.server.account.User;
import dev.portcullis.server.error.ApiError;
import dev.portcullis.server.error.ApiError.LimitExceeded;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.storage.Revision;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class InlinePoliciesTest {
    private final User user = SampleAccount.user("ann");
    private final Group group = SampleAccount.group("team");
    private final Role role = new Role(
            "AROA1",
            "worker",
            "/",
            SampleAccount.NOW,
            new TrustPolicy("{}", java.util.List.of()),
            Optional.empty(),
            Duration.ofHours(1),
            Tags.none(),
            GrantedPolicies.NONE,
            Optional.empty(),
            0);
    private final Account account = Account.empty(SampleAccount.ID, Revision.NONE)
            .with(user)
            .with(group)
            .with(role);

    @Test
    void allInlinePoliciesOfAUserShareTwoThousandFortyEightCharacters() {
        assertQuota(user, 2_048, "Maximum policy size of 2048 bytes exceeded for user ann");
    }

    @Test
    void allInlinePoliciesOfAGroupShareFiveThousandOneHundredTwenty() {
        assertQuota(group, 5_120, "Maximum policy size of 5120 bytes exceeded for group team");
    }

    @Test
    void allInlinePoliciesOfARoleShareTenThousandTwoHundredForty() {
        assertQuota(role, 10_240, "Maximum policy size of 10240 bytes exceeded for role worker");
    }

    private void assertQuota(PolicyHolder holder, int limit, String message) {
        var half = InlinePolicies.put(account, holder, document("half", limit / 2));
        var full = InlinePolicies.put(half, present(half, holder), document("rest", limit - limit / 2));

        assertThat(present(full, holder).policies().inline()).hasSize(2);
        assertRefused(
                () -> InlinePolicies.put(full, present(full, holder), document("more", 1)), new LimitExceeded(message));
        assertRefused(
                () -> InlinePolicies.put(account, holder, document("one", limit + 1)), new LimitExceeded(message));
    }

    @Test
    void whatIsReplacedDoesNotCountAndNeitherDoesWhiteSpace() {
        var full = InlinePolicies.put(account, user, document("p", 2_048));
        var replaced = InlinePolicies.put(full, present(full, user), document("p", 2_047));
        var spaced = InlinePolicies.put(
                replaced, present(replaced, user), new PolicyDocument("q", " \t\r\n".repeat(5_000) + "x"));

        assertThat(present(spaced, user).policies().inline()).containsOnlyKeys("p", "q");
    }

    @Test
    void aPolicyIsFoundByTheExactCaseOfItsName() {
        var with = InlinePolicies.put(account, user, document("Name", 10));

        assertThat(InlinePolicies.get(present(with, user), "Name").size()).isEqualTo(10);
        assertRefused(
                () -> InlinePolicies.get(present(with, user), "name"),
                new NoSuchEntity("The user policy with name name cannot be found."));
    }

    @Test
    void whatIsNotThereCannotBeDeleted() {
        assertRefused(
                () -> InlinePolicies.delete(account, role, "none"),
                new NoSuchEntity("The role policy with name none cannot be found."));
        assertRefused(
                () -> InlinePolicies.delete(account, group, "none"),
                new NoSuchEntity("The group policy with name none cannot be found."));
        var with = InlinePolicies.put(account, user, document("p", 10));
        var without = InlinePolicies.delete(with, present(with, user), "p");
        assertThat(present(without, user).policies().inline()).isEmpty();
    }

    private static PolicyHolder present(Account account, PolicyHolder holder) {
        return switch (holder) {
            case User it -> account.user(it.name());
            case Group it -> account.group(it.name());
            case Role it -> account.role(it.name());
        };
    }

    private static PolicyDocument document(String name, int size) {
        return new PolicyDocument(name, "x".repeat(size));
    }

    private static void assertRefused(ThrowingCallable call, ApiError error) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error()).isEqualTo(error));
    }
}
