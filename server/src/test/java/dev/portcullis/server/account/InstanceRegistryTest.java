// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import static dev.portcullis.server.account.SampleAccount.ID;
import static dev.portcullis.server.account.SampleAccount.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.account.Accounts.Outcome;
import dev.portcullis.server.account.Instance.Launch;
import dev.portcullis.server.account.Instance.State;
import dev.portcullis.server.account.Instance.Status;
import dev.portcullis.server.account.Tags.Tag;
import dev.portcullis.server.storage.MemoryObjectStore;
import dev.portcullis.server.storage.Revision;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InstanceRegistryTest {
    private static final String REGION = "us-east-1";
    private static final Instance PLAIN = instance("i-00000000000000001", 0);
    private static final ProfileAssociation ASSOCIATION = new ProfileAssociation(
            "iip-assoc-00000000000000001", "AIPAEXAMPLE", "arn:aws:iam::123456789012:instance-profile/web", NOW);

    private final MemoryObjectStore store = new MemoryObjectStore(Accounts.objectKinds(), InstantSource.fixed(NOW));
    private final Accounts accounts = new Accounts(store, 10);

    @BeforeEach
    void makeAnAccount() {
        SampleAccount.create(accounts, ID);
    }

    private static Instance instance(String id, int index) {
        return new Instance(
                id,
                new Launch(
                        "r-00000000000000001",
                        index,
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
    }

    private void put(Instance instance) {
        accounts.updateInstances(
                ID, REGION, (account, registry) -> new Outcome<>(registry.with(instance), "", SampleAccount.record()));
    }

    private InstanceRegistry readAgain() {
        return new Accounts(store, 10).instances(ID, REGION);
    }

    @Test
    void everythingOfAnInstanceIsStored() {
        var full = new Instance(
                "i-00000000000000002",
                new Launch(
                        "r-00000000000000002",
                        7,
                        "ami-00000000000000001",
                        "m7i.large",
                        "us-east-1b",
                        NOW,
                        Optional.of("token"),
                        "digest"),
                new Status(State.STOPPED, "Client.UserInitiatedShutdown", NOW),
                Tags.of(List.of(new Tag("Owner", "ann"))),
                Optional.of("IyEvYmluL3No"),
                new MetadataOptions(false, false, 64, true, true),
                Optional.of(ASSOCIATION),
                new Joining(
                        Optional.of(new JoinCertificate(
                                "arn:aws:rolesanywhere:us-east-1:123456789012:trust-anchor/hosts",
                                "host-1.example",
                                Optional.of(NOW))),
                        NOW.plusSeconds(1),
                        3));
        put(PLAIN);
        put(full);
        assertThat(readAgain().get(full.id())).contains(full);
        assertThat(readAgain().get(PLAIN.id())).contains(PLAIN);
        assertThat(readAgain().ofAssociation(ASSOCIATION.id())).contains(full);
        assertThat(new Accounts(store, 10).instances(ID, "eu-west-1").size()).isZero();
    }

    @Test
    void anInstanceStoredInVersion2StillRefusesTheRequestThatWasUsed() {
        var joined = PLAIN.withJoining(
                Joining.NONE.withCertificate("arn", "host-1.example", NOW).usedAt(NOW));
        var version3 = InstanceJson.write(joined);
        var version2 = version3.replace("\"joinsSignedAfter\":\"" + NOW + "\",", "");
        assertThat(version2).isNotEqualTo(version3);
        assertThat(InstanceJson.read(PLAIN.id(), version2)).isEqualTo(joined);
    }

    @Test
    void anAssociationThatWasReplacedIsNobodys() {
        var registry = InstanceRegistry.empty(new InstanceRegistry.Key(ID, REGION), Revision.NONE)
                .with(PLAIN.withProfile(Optional.of(ASSOCIATION)))
                .with(PLAIN);
        assertThat(registry.ofAssociation(ASSOCIATION.id())).isEmpty();
    }

    @Test
    void aTerminatedInstanceIsRememberedForAnHour() {
        var ended = PLAIN.in(new Status(State.TERMINATED, "", NOW));
        var registry = InstanceRegistry.empty(new InstanceRegistry.Key(ID, REGION), Revision.NONE)
                .with(ended);
        var hour = NOW.plus(Duration.ofHours(1));
        assertThat(registry.size()).isZero();
        assertThat(registry.stream(hour.minusSeconds(1))).containsExactly(ended);
        assertThat(registry.forgetting(hour.minusSeconds(1)).get(ended.id())).isPresent();
        assertThat(registry.stream(hour)).isEmpty();
        assertThat(registry.forgetting(hour).get(ended.id())).isEmpty();

        put(ended);
        accounts.updateInstances(
                ID, REGION, (account, present) -> new Outcome<>(present.forgetting(hour), "", SampleAccount.record()));
        assertThat(readAgain().get(ended.id())).isEmpty();
    }

    @Test
    void thoseLaunchedTogetherStandInTheirOrder() {
        var registry = InstanceRegistry.empty(new InstanceRegistry.Key(ID, REGION), Revision.NONE)
                .with(instance("i-0000000000000000a", 10))
                .with(instance("i-0000000000000000b", 9));
        assertThat(registry.stream(NOW))
                .extracting(Instance::id)
                .containsExactly("i-0000000000000000b", "i-0000000000000000a");
    }
}
