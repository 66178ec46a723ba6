// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A store that forgets everything with the process, for the tests of what is built on a store. Thread-safe. */
public final class MemoryObjectStore implements ObjectStore {
    private final ObjectKinds kinds;
    private final InstantSource clock;
    private final Map<AggregateId, TreeMap<ObjectKey, StoredObject>> objects = new TreeMap<>();
    private final Map<AggregateId, List<Commit>> histories = new HashMap<>();
    private final Map<String, CommitResult.Committed> operations = new HashMap<>();
    private final Map<String, AggregateId> accessKeys = new HashMap<>();
    private final TreeMap<SecretKey, SealedBytes> secrets = new TreeMap<>();
    private long lastTime;

    public MemoryObjectStore(ObjectKinds kinds, InstantSource clock) {
        this.kinds = kinds;
        this.clock = clock;
    }

    @Override
    public synchronized Snapshot load(AggregateId id) {
        return new Snapshot(id, head(id), List.copyOf(live(id).values()));
    }

    private Revision head(AggregateId id) {
        return new Revision(histories.getOrDefault(id, List.of()).size());
    }

    private Map<ObjectKey, StoredObject> live(AggregateId id) {
        return objects.getOrDefault(id, new TreeMap<>());
    }

    @Override
    public synchronized void submit(Write write, Receipt<CommitResult> receipt) {
        var ids = write.changes().stream().map(AggregateChange::aggregate).collect(Collectors.toSet());
        if (ids.isEmpty() || ids.size() != write.changes().size()) {
            throw new IllegalArgumentException("A commit changes at least one aggregate, and each once");
        }
        CommitResult result;
        try {
            result = make(write.changes(), ids, write.why());
        } catch (IllegalArgumentException e) {
            receipt.failed(e);
            return;
        }
        receipt.answered(result);
    }

    private CommitResult make(List<AggregateChange> changes, Set<AggregateId> ids, CommitRecord why) {
        var earlier = operations.get(why.operationId());
        if (earlier != null) {
            if (!earlier.revisions().keySet().equals(ids)) {
                throw new IllegalArgumentException("The operation id was used for other aggregates");
            }
            return earlier;
        }
        if (changes.stream().anyMatch(c -> !head(c.aggregate()).equals(c.expectedRevision()))) {
            return new CommitResult.Conflict(heads(ids));
        }
        var claimed = new HashSet<String>();
        for (var change : changes) {
            for (var key : change.accessKeys()) {
                if (key instanceof AccessKeyChange.Claim(var id) && (!claimed.add(id) || accessKeys.containsKey(id))) {
                    return new CommitResult.DuplicateAccessKey(id);
                }
            }
            requireSense(change);
        }
        return apply(changes, why);
    }

    private void requireSense(AggregateChange change) {
        for (var object : change.objects()) {
            switch (object) {
                case ObjectChange.Put put -> kinds.require(put.object());
                case ObjectChange.Delete delete ->
                    require(live(change.aggregate()).containsKey(delete.key()));
            }
        }
        for (var key : change.accessKeys()) {
            if (key instanceof AccessKeyChange.Release(var id)) {
                require(change.aggregate().equals(accessKeys.get(id)));
            }
        }
    }

    private static void require(boolean sense) {
        if (!sense) {
            throw new IllegalArgumentException("The change names something that is not there");
        }
    }

    private CommitResult.Committed apply(List<AggregateChange> changes, CommitRecord why) {
        lastTime = Math.max(lastTime + 1, clock.millis());
        var revisions = new HashMap<AggregateId, Revision>();
        for (var change : changes) {
            var id = change.aggregate();
            var live = objects.computeIfAbsent(id, _ -> new TreeMap<>());
            var revision = head(id).next();
            change.objects().forEach(object -> {
                switch (object) {
                    case ObjectChange.Put put -> live.put(put.key(), put.object());
                    case ObjectChange.Delete delete -> live.remove(delete.key());
                }
            });
            change.secrets().forEach(secret -> {
                switch (secret) {
                    case SecretChange.PutSecret put -> secrets.put(put.key(), put.sealed());
                    case SecretChange.DeleteSecret delete -> secrets.remove(delete.key());
                }
            });
            change.accessKeys().forEach(key -> {
                switch (key) {
                    case AccessKeyChange.Claim claim -> accessKeys.put(claim.accessKeyId(), id);
                    case AccessKeyChange.Release release -> accessKeys.remove(release.accessKeyId());
                }
            });
            var byKey = new ArrayList<>(change.objects());
            byKey.sort(java.util.Comparator.comparing(ObjectChange::key));
            histories
                    .computeIfAbsent(id, _ -> new ArrayList<>())
                    .add(new Commit(id, revision, Instant.ofEpochMilli(lastTime), why, byKey));
            revisions.put(id, revision);
        }
        var committed = new CommitResult.Committed(revisions, Instant.ofEpochMilli(lastTime));
        operations.put(why.operationId(), committed);
        return committed;
    }

    @Override
    public synchronized Optional<CommitResult.Committed> operation(String operationId) {
        return Optional.ofNullable(operations.get(operationId));
    }

    @Override
    public synchronized Map<AggregateId, Revision> heads(Collection<AggregateId> ids) {
        var heads = new HashMap<AggregateId, Revision>();
        ids.forEach(id -> heads.put(id, head(id)));
        return heads;
    }

    @Override
    public synchronized List<AggregateId> aggregates(String type) {
        return objects.keySet().stream().filter(id -> id.type().equals(type)).toList();
    }

    @Override
    public synchronized List<Commit> commitsAfter(AggregateId id, Revision revision, int limit) {
        return histories.getOrDefault(id, List.of()).stream()
                .filter(commit -> commit.revision().compareTo(revision) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Optional<AggregateId> ownerOfAccessKey(String accessKeyId) {
        return Optional.ofNullable(accessKeys.get(accessKeyId));
    }

    @Override
    public synchronized Optional<SealedBytes> secret(SecretKey key) {
        return Optional.ofNullable(secrets.get(key));
    }

    @Override
    public synchronized List<SecretKey> secretKeys(AggregateId id) {
        return secrets.keySet().stream()
                .filter(key -> key.aggregate().equals(id))
                .toList();
    }

    @Override
    public synchronized boolean resealSecret(SecretKey key, SealedBytes expected, SealedBytes resealed) {
        return secrets.replace(key, expected, resealed);
    }

    /** Always refuses: there is nothing that a file could restore. */
    @Override
    public void backupTo(Path file) {
        throw new StoreUnavailable("A store in memory has no backup");
    }

    @Override
    public void close() {}
}
