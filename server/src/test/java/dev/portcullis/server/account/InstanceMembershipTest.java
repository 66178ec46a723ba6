// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import static dev.portcullis.server.Documents.trustingService;
import static dev.portcullis.server.account.SampleAccount.ID;
import static dev.portcullis.server.account.SampleAccount.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.account.Accounts.Outcome;
import dev.portcullis.server.account.Accounts.WithInstances;
import dev.portcullis.server.account.Instance.Launch;
import dev.portcullis.server.account.Instance.State;
import dev.portcullis.server.account.Instance.Status;
import dev.portcullis.server.account.TroubledStore.Trouble;
import dev.portcullis.server.storage.CommitOutcomeUnknown;
import dev.portcullis.server.storage.MemoryObjectStore;
import dev.portcullis.server.storage.StoreUnavailable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an account knows of its instances in groups, and how it changes together with them. */
class InstanceMembershipTest {
    private static final String REGION = "us-east-1";
    private static final Group WEB = SampleAccount.group("web");
    private static final Group ALL = SampleAccount.group("all");
    private static final Instance INSTANCE = new Instance(
            "i-00000000000000001",
            new Launch(
                    "r-00000000000000001",
                    0,
                    "ami-00000000000000000",
                    Instance.STANDARD_TYPE,
                    "us-east-1a",
                    NOW,
                    Optional.empty(),
                    "digest"),
            new Status(State.RUNNING, "", NOW),
            Tags.none(),
            Optional.empty(),
            MetadataOptions.STANDARD,
            Optional.empty(),
            Joining.NONE);
    private static final InstanceMembership NONE = InstanceMembership.none(INSTANCE.id(), REGION);

    private final TroubledStore store =
            new TroubledStore(new MemoryObjectStore(Accounts.objectKinds(), InstantSource.fixed(NOW)));
    private final Accounts accounts = new Accounts(store, 10);

    @BeforeEach
    void launchIntoAGroup() {
        SampleAccount.create(accounts, ID);
        change(
                accounts,
                values -> new WithInstances(
                        values.account().with(WEB).with(ALL).with(NONE.joining(WEB)),
                        values.instances().with(INSTANCE)));
    }

    private static void change(Accounts accounts, UnaryOperator<WithInstances> change) {
        accounts.updateWithInstances(
                ID, REGION, values -> new Outcome<>(change.apply(values), "", SampleAccount.record()));
    }

    private static WithInstances terminated(WithInstances values) {
        return new WithInstances(
                values.account().without(membership(values.account())),
                values.instances().with(INSTANCE.in(new Status(State.TERMINATED, "", NOW))));
    }

    private static InstanceMembership membership(Account account) {
        return account.instanceMemberships().get(INSTANCE.id()).orElseThrow();
    }

    private static void assertRuns(Accounts accounts) {
        var values = accounts.withInstances(ID, REGION);
        assertThat(values.account().instancesIn(WEB)).containsExactly(NONE.joining(WEB));
        assertThat(values.instances().get(INSTANCE.id())).contains(INSTANCE);
    }

    private static void assertIsTerminated(Accounts accounts) {
        var values = accounts.withInstances(ID, REGION);
        assertThat(values.account().instancesIn(WEB)).isEmpty();
        assertThat(values.instances().get(INSTANCE.id()).orElseThrow().isTerminated())
                .isTrue();
    }

    @Test
    void whatChangesBothIsThereAtOnceAndAfterReadingAgain() {
        assertRuns(accounts);
        assertRuns(new Accounts(store, 10));
        change(accounts, InstanceMembershipTest::terminated);
        assertIsTerminated(accounts);
        assertIsTerminated(new Accounts(store, 10));
    }

    @Test
    void whatIsNotWrittenChangesNeither() {
        store.befall(Trouble.REFUSED);
        assertThatThrownBy(() -> change(accounts, InstanceMembershipTest::terminated))
                .isInstanceOf(StoreUnavailable.class);
        assertRuns(accounts);
    }

    @Test
    void afterAnUnknownOutcomeBothAreReadAgain() {
        store.befall(Trouble.UNKNOWN_AND_LOST);
        assertThatThrownBy(() -> change(accounts, InstanceMembershipTest::terminated))
                .isInstanceOf(CommitOutcomeUnknown.class);
        assertRuns(accounts);
        store.befall(Trouble.UNKNOWN_BUT_WRITTEN);
        assertThatThrownBy(() -> change(accounts, InstanceMembershipTest::terminated))
                .isInstanceOf(CommitOutcomeUnknown.class);
        assertIsTerminated(accounts);
    }

    @Test
    void noNumberOfAJoiningIsGivenTwice() {
        var first = NONE.joining(WEB);
        assertThat(first.joiningOf(WEB.id())).contains(1);
        var again = first.leaving(WEB).joining(ALL).joining(WEB);
        assertThat(again.joiningOf(WEB.id())).contains(3);
        var anew = again.rejoined();
        assertThat(anew.groups().keySet()).isEqualTo(again.groups().keySet());
        assertThat(anew.groups().values()).doesNotContain(1, 2, 3).doesNotHaveDuplicates();
        assertThat(anew.leaving(WEB).joiningOf(WEB.id())).isEmpty();
    }

    @Test
    void detachingARoleMakesAnotherEpochOfTheFleet() {
        var role = new Role(
                "AROAONE",
                "One",
                "/",
                NOW,
                new TrustPolicy(trustingService("groups.portcullis"), List.of()),
                Optional.empty(),
                Duration.ofHours(1),
                Tags.none(),
                GrantedPolicies.NONE,
                Optional.empty(),
                0);
        var carrying = WEB.withRoles(new TreeSet<>(List.of(role.id())));
        assertThat(carrying.fleetEpoch()).isEqualTo(WEB.fleetEpoch());
        assertThat(carrying.notCarrying(role).fleetEpoch()).isEqualTo(WEB.fleetEpoch() + 1);
        assertThat(carrying.notCarrying(role).roles()).isEmpty();
    }
}
