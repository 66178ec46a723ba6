// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import dev.portcullis.server.storage.AggregateChange;
import dev.portcullis.server.storage.ObjectKey;
import dev.portcullis.server.storage.ObjectKinds;
import dev.portcullis.server.storage.Snapshot;
import dev.portcullis.server.storage.StoredObject;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Aggregates to and from the store's objects. */
final class Snapshots {
    /** The directory's objects. */
    private static final String LISTED = "account";

    private static final String BROWSER_SESSION = "browser-session";

    private static final String INSTANCE = "instance";

    private static final Map<String, Kind> KINDS =
            Arrays.stream(Kind.values()).collect(Collectors.toUnmodifiableMap(Kind::storedAs, Function.identity()));

    private Snapshots() {}

    static ObjectKinds objectKinds() {
        var versions = new HashMap<String, Integer>();
        KINDS.forEach((name, kind) -> versions.put(name, EntityJson.schemaVersion(kind)));
        versions.put(LISTED, 1);
        versions.put(BROWSER_SESSION, BrowserSessionJson.SCHEMA_VERSION);
        versions.put(INSTANCE, InstanceJson.SCHEMA_VERSION);
        return new ObjectKinds(versions);
    }

    static Account account(Snapshot snapshot) {
        var account = Account.empty(new AccountId(snapshot.aggregate().id()), snapshot.revision());
        for (var object : snapshot.objects()) {
            account = account.put(entity(object, account.arns()));
        }
        return account.at(snapshot.revision());
    }

    private static Entity entity(StoredObject object, Arns arns) {
        var kind = KINDS.get(object.key().kind());
        if (kind == null) {
            throw new IllegalStateException("Unknown kind of object: " + object.key());
        }
        return EntityJson.read(kind, object.key().id(), object.json(), arns);
    }

    static SessionBook sessions(Snapshot snapshot) {
        var book = SessionBook.empty(new AccountId(snapshot.aggregate().id()), snapshot.revision());
        for (var object : snapshot.objects()) {
            book = book.with(BrowserSessionJson.read(object.key().id(), object.json()));
        }
        return book.at(snapshot.revision());
    }

    static InstanceRegistry instances(Snapshot snapshot) {
        var registry = InstanceRegistry.empty(InstanceRegistry.Key.of(snapshot.aggregate()), snapshot.revision());
        for (var object : snapshot.objects()) {
            registry = registry.with(InstanceJson.read(object.key().id(), object.json()));
        }
        return registry.at(snapshot.revision());
    }

    static Directory directory(Snapshot snapshot) {
        var directory = Directory.empty(snapshot.revision());
        for (var object : snapshot.objects()) {
            directory = directory.with(entry(object));
        }
        return directory.at(snapshot.revision());
    }

    private static Directory.Entry entry(StoredObject object) {
        var json = Json.parse(object.json());
        return new Directory.Entry(
                new AccountId(object.key().id()),
                json.text("name"),
                json.text("rootEmail"),
                json.optionalText("alias"),
                json.flag("management"),
                json.instant("createdAt"));
    }

    /** What the store has to do to make a changed aggregate durable. Of several changes of an entity the last one counts. */
    static AggregateChange change(Aggregate<?> aggregate) {
        var change = AggregateChange.at(aggregate.aggregateId(), aggregate.revision());
        var all = aggregate.recorded();
        if (all.size() == 1 && all.getFirst() instanceof Recorded.Put put) { // as most changes are
            add(change, key(put.entity()), put, put.isNew());
            return change.build();
        }
        var last = new LinkedHashMap<ObjectKey, Recorded>();
        var isNew = new HashMap<ObjectKey, Boolean>();
        for (var recorded : all) {
            switch (recorded) {
                case Recorded.Put put -> {
                    isNew.putIfAbsent(key(put.entity()), put.isNew());
                    last.put(key(put.entity()), put);
                }
                case Recorded.Removed removed -> {
                    isNew.putIfAbsent(key(removed.entity()), false);
                    last.put(key(removed.entity()), removed);
                }
                case Recorded.Listed listed ->
                    last.put(new ObjectKey(LISTED, listed.entry().account().text()), listed);
                case Recorded.SessionPut put -> {
                    var key = new ObjectKey(BROWSER_SESSION, put.session().id());
                    isNew.putIfAbsent(key, put.isNew());
                    last.put(key, put);
                }
                case Recorded.SessionEnded ended -> {
                    var key = new ObjectKey(BROWSER_SESSION, ended.id());
                    isNew.putIfAbsent(key, false);
                    last.put(key, ended);
                }
                case Recorded.InstancePut put -> {
                    var key = new ObjectKey(INSTANCE, put.instance().id());
                    isNew.putIfAbsent(key, put.isNew());
                    last.put(key, put);
                }
                case Recorded.InstanceForgotten forgotten -> {
                    var key = new ObjectKey(INSTANCE, forgotten.id());
                    isNew.putIfAbsent(key, false);
                    last.put(key, forgotten);
                }
                case Recorded.Secret(var kind, var id, var sealed) -> change.putSecret(kind.storedAs(), id, sealed);
            }
        }
        last.forEach((key, recorded) -> add(change, key, recorded, isNew.getOrDefault(key, false)));
        return change.build();
    }

    private static void add(AggregateChange.Builder change, ObjectKey key, Recorded recorded, boolean isNew) {
        switch (recorded) {
            case Recorded.Put(var entity, var _) -> {
                change.put(new StoredObject(key, EntityJson.schemaVersion(entity.kind()), EntityJson.write(entity)));
                if (isNew && entity instanceof AccessKey) {
                    change.claimAccessKey(entity.id());
                }
            }
            case Recorded.Removed(var entity) -> remove(change, key, entity, isNew);
            case Recorded.Listed(var entry) -> change.put(new StoredObject(key, 1, write(entry)));
            case Recorded.SessionPut(var session, var _) ->
                change.put(new StoredObject(key, BrowserSessionJson.SCHEMA_VERSION, BrowserSessionJson.write(session)));
            case Recorded.InstancePut(var instance, var _) ->
                change.put(new StoredObject(key, InstanceJson.SCHEMA_VERSION, InstanceJson.write(instance)));
            case Recorded.SessionEnded(var _) -> delete(change, key, isNew);
            case Recorded.InstanceForgotten(var _) -> delete(change, key, isNew);
            case Recorded.Secret secret -> throw new IllegalStateException("Not an object: " + secret);
        }
    }

    private static void delete(AggregateChange.Builder change, ObjectKey key, boolean isNew) {
        if (!isNew) {
            change.delete(key);
        }
    }

    private static void remove(AggregateChange.Builder change, ObjectKey key, Entity entity, boolean isNew) {
        if (isNew) {
            return; // made and removed in one and the same change
        }
        change.delete(key);
        if (entity instanceof AccessKey) {
            change.releaseAccessKey(entity.id());
        }
        if (entity.kind().hasSecret()) {
            change.deleteSecret(entity.kind().storedAs(), entity.id());
        }
    }

    private static String write(Directory.Entry entry) {
        return new JsonText()
                .put("name", entry.name())
                .put("rootEmail", entry.rootEmail())
                .put("alias", entry.alias())
                .put("management", entry.isManagement())
                .put("createdAt", entry.createdAt())
                .toString();
    }

    private static ObjectKey key(Entity entity) {
        return new ObjectKey(entity.kind().storedAs(), entity.id());
    }
}
