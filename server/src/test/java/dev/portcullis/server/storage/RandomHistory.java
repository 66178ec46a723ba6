// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.storage.CommitResult.Committed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** Random commits, right and wrong ones, against a store and against the simplest model: the list of what was accepted. */
final class RandomHistory {
    private static final List<AggregateId> AGGREGATES = List.of(
            new AggregateId("account", "1"), new AggregateId("account", "2"), new AggregateId("directory", "d"));

    private record Accepted(AggregateChange change, CommitRecord why, Committed answer) {}

    private final long seed;
    private final Random random;
    private final ObjectStore store;
    private final List<Accepted> accepted = new ArrayList<>();
    private int operations;

    RandomHistory(long seed, ObjectStore store) {
        this.seed = seed;
        this.random = new Random(seed);
        this.store = store;
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
            var id = AGGREGATES.get(random.nextInt(AGGREGATES.size()));
            assertThat(store.load(id)).as("seed %d, step %d", seed, i).isEqualTo(snapshot(id));
            requireSameHistory(id, i);
        }
        for (var id : AGGREGATES) {
            assertThat(store.commitsAfter(id, Revision.NONE, Integer.MAX_VALUE))
                    .as("seed %d", seed)
                    .hasSize((int) head(id));
        }
        assertThat(accepted).as("seed %d: some must have been accepted", seed).hasSizeGreaterThan(steps / 4);
    }

    private void step() {
        var changes = new ArrayList<AggregateChange>();
        boolean stale = random.nextInt(10) == 0;
        for (var id : AGGREGATES) {
            if (random.nextInt(2) == 0) {
                changes.add(change(id, stale));
            }
        }
        if (changes.isEmpty()) {
            return;
        }
        var why = Samples.record("op-" + operations++);
        var expected = expected(changes, stale);
        var result = store.commit(changes, why);
        assertThat(result.getClass()).as("seed %d, %s", seed, why.operationId()).isEqualTo(expected);
        if (result instanceof Committed committed) {
            changes.forEach(change -> accepted.add(new Accepted(change, why, committed)));
            assertThat(store.commit(changes, why)).as("seed %d: repeated", seed).isEqualTo(committed);
        }
        assertThat(store.operation(why.operationId()).isPresent()).isEqualTo(result instanceof Committed);
    }

    private Class<?> expected(List<AggregateChange> changes, boolean stale) {
        if (stale) {
            return CommitResult.Conflict.class;
        }
        var owners = owners();
        var claimed = new ArrayList<String>();
        for (var change : changes) {
            for (var key : change.accessKeys()) {
                if (key instanceof AccessKeyChange.Claim(var id)) {
                    if (owners.containsKey(id) || claimed.contains(id)) {
                        return CommitResult.DuplicateAccessKey.class;
                    }
                    claimed.add(id);
                }
            }
        }
        return Committed.class;
    }

    private AggregateChange change(AggregateId id, boolean stale) {
        var change = AggregateChange.at(id, new Revision(head(id) + (stale ? 1 + random.nextInt(2) : 0)));
        var live = objects(id);
        for (int i = 0; i < 4; i++) {
            var key = new ObjectKey(i % 2 == 0 ? "user" : "group", "o" + i);
            switch (random.nextInt(3)) {
                case 0 -> change.put(new StoredObject(key, 1, "{\"v\":%d}".formatted(random.nextInt())));
                case 1 -> {
                    if (live.containsKey(key)) {
                        change.delete(key);
                    }
                }
                default -> {}
            }
        }
        var secret = "s" + random.nextInt(3);
        switch (random.nextInt(3)) {
            case 0 -> change.putSecret("key", secret, Samples.sealed("sealed" + random.nextInt()));
            case 1 -> change.deleteSecret("key", secret);
            default -> {}
        }
        var accessKey = "AKIA" + random.nextInt(5);
        if (id.equals(owners().get(accessKey))) {
            change.releaseAccessKey(accessKey);
        } else if (random.nextInt(4) == 0) {
            change.claimAccessKey(accessKey);
        }
        return change.build();
    }

    private List<Accepted> of(AggregateId id) {
        return accepted.stream().filter(a -> a.change().aggregate().equals(id)).toList();
    }

    private long head(AggregateId id) {
        return of(id).size();
    }

    private Map<ObjectKey, StoredObject> objects(AggregateId id) {
        var live = new TreeMap<ObjectKey, StoredObject>();
        of(id).forEach(a -> a.change().objects().forEach(change -> {
            switch (change) {
                case ObjectChange.Put(var object) -> live.put(object.key(), object);
                case ObjectChange.Delete(var key) -> live.remove(key);
            }
        }));
        return live;
    }

    private Snapshot snapshot(AggregateId id) {
        return new Snapshot(id, new Revision(head(id)), List.copyOf(objects(id).values()));
    }

    private Map<String, AggregateId> owners() {
        var owners = new HashMap<String, AggregateId>();
        accepted.forEach(a -> a.change().accessKeys().forEach(change -> {
            switch (change) {
                case AccessKeyChange.Claim(var id) -> owners.put(id, a.change().aggregate());
                case AccessKeyChange.Release(var id) -> owners.remove(id);
            }
        }));
        return owners;
    }

    private void requireSameHistory(AggregateId id, int step) {
        var all = of(id);
        int from = random.nextInt(all.size() + 1);
        var history = store.commitsAfter(id, new Revision(from), 5);
        assertThat(history).as("seed %d, step %d", seed, step).hasSize(Math.min(5, all.size() - from));
        for (int i = 0; i < history.size(); i++) {
            var expected = all.get(from + i);
            assertThat(history.get(i).revision()).isEqualTo(new Revision(from + i + 1));
            assertThat(history.get(i).record()).isEqualTo(expected.why());
            assertThat(history.get(i).time()).isEqualTo(expected.answer().time());
            assertThat(history.get(i).changes())
                    .containsExactlyInAnyOrderElementsOf(expected.change().objects());
        }
        for (int i = 0; i < 5; i++) {
            var key = "AKIA" + i;
            assertThat(store.ownerOfAccessKey(key)).isEqualTo(Optional.ofNullable(owners().get(key)));
        }
        var secrets = new TreeMap<SecretKey, SealedBytes>();
        all.forEach(a -> a.change().secrets().forEach(change -> {
            switch (change) {
                case SecretChange.PutSecret(var key, var value) -> secrets.put(key, value);
                case SecretChange.DeleteSecret(var key) -> secrets.remove(key);
            }
        }));
        assertThat(store.secretKeys(id)).containsExactlyElementsOf(secrets.keySet());
        secrets.forEach((key, value) -> assertThat(store.secret(key)).contains(value));
    }
}
