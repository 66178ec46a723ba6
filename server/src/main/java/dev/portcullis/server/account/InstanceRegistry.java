// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import dev.portcullis.server.account.Instance.State;
import dev.portcullis.server.storage.AggregateId;
import dev.portcullis.server.storage.Revision;
import io.vavr.collection.HashMap;
import io.vavr.collection.Vector;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The instances of an account in one region, as one immutable value, apart from the account: fleets come and go without changing it. */
public final class InstanceRegistry implements Aggregate<InstanceRegistry> {
    /** How long a terminated instance is still shown, and its client token remembered, as in EC2. */
    public static final Duration REMEMBERED = Duration.ofHours(1);

    private static final String TYPE = "instances";
    private static final char SEPARATOR = '/';

    private static final Comparator<Instance> ORDER = Comparator.comparing(
                    (Instance instance) -> instance.launch().at())
            .thenComparing(instance -> instance.launch().reservationId())
            .thenComparingInt(instance -> instance.launch().index());

    private final AccountId account;
    private final String region;
    private final Revision revision;
    private final HashMap<String, Instance> instances;
    private final HashMap<String, String> byAssociation;
    private final Vector<Recorded> recorded;

    private InstanceRegistry(
            AccountId account,
            String region,
            Revision revision,
            HashMap<String, Instance> instances,
            HashMap<String, String> byAssociation,
            Vector<Recorded> recorded) {
        this.account = account;
        this.region = region;
        this.revision = revision;
        this.instances = instances;
        this.byAssociation = byAssociation;
        this.recorded = recorded;
    }

    /** Names a registry: an account and a region. */
    record Key(AccountId account, String region) {
        AggregateId aggregateId() {
            return new AggregateId(TYPE, account.text() + SEPARATOR + region);
        }

        static Key of(AggregateId id) {
            int end = id.id().indexOf(SEPARATOR);
            return new Key(new AccountId(id.id().substring(0, end)), id.id().substring(end + 1));
        }
    }

    static InstanceRegistry empty(Key key, Revision revision) {
        return new InstanceRegistry(
                key.account(), key.region(), revision, HashMap.empty(), HashMap.empty(), Vector.empty());
    }

    public AccountId account() {
        return account;
    }

    public String region() {
        return region;
    }

    public Optional<Instance> get(String id) {
        return instances.get(id).toJavaOptional();
    }

    /** The instance that has that association now. */
    public Optional<Instance> ofAssociation(String associationId) {
        return byAssociation.get(associationId).flatMap(instances::get).toJavaOptional();
    }

    /** All that is still remembered at that time, in the order of launch. */
    public Stream<Instance> stream(Instant now) {
        return instances
                .values()
                .toJavaStream()
                .filter(instance -> !isForgotten(instance, now))
                .sorted(ORDER);
    }

    /** How many are not terminated. */
    public long size() {
        return instances
                .values()
                .toJavaStream()
                .filter(instance -> instance.state() != State.TERMINATED)
                .count();
    }

    /** With an instance added, or changed if there is one of its id. */
    public InstanceRegistry with(Instance instance) {
        var before = get(instance.id());
        var associations = before.flatMap(Instance::profile)
                .map(old -> byAssociation.remove(old.id()))
                .orElse(byAssociation);
        return new InstanceRegistry(
                account,
                region,
                revision,
                instances.put(instance.id(), instance),
                instance.profile()
                        .map(profile -> associations.put(profile.id(), instance.id()))
                        .orElse(associations),
                recorded.append(new Recorded.InstancePut(instance, before.isEmpty())));
    }

    /** Without those that were terminated long ago. */
    public InstanceRegistry forgetting(Instant now) {
        var next = this;
        for (var instance : instances.values()) {
            next = isForgotten(instance, now) ? next.without(instance) : next;
        }
        return next;
    }

    /** Whether it was terminated so long ago that it is no more. */
    public static boolean isForgotten(Instance instance, Instant now) {
        return instance.state() == State.TERMINATED
                && !instance.status().since().plus(REMEMBERED).isAfter(now);
    }

    private InstanceRegistry without(Instance instance) {
        return new InstanceRegistry(
                account,
                region,
                revision,
                instances.remove(instance.id()),
                instance.profile().map(old -> byAssociation.remove(old.id())).orElse(byAssociation),
                recorded.append(new Recorded.InstanceForgotten(instance.id())));
    }

    /** This value as the next of an operation that answers so. */
    public <R> Changed<R> answering(R answer) {
        return new Changed<>(this, answer);
    }

    /** What an operation makes of a registry, and what it answers once that is durable. */
    public record Changed<R>(InstanceRegistry registry, R answer) {}

    @Override
    public AggregateId aggregateId() {
        return new Key(account, region).aggregateId();
    }

    @Override
    public Revision revision() {
        return revision;
    }

    @Override
    public List<Recorded> recorded() {
        return recorded.asJava();
    }

    @Override
    public InstanceRegistry at(Revision next) {
        return new InstanceRegistry(account, region, next, instances, byAssociation, Vector.empty());
    }
}
