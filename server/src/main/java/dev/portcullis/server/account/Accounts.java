// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.server.storage.AggregateChange;
import dev.portcullis.server.storage.CommitOutcomeUnknown;
import dev.portcullis.server.storage.CommitRecord;
import dev.portcullis.server.storage.CommitResult;
import dev.portcullis.server.storage.ObjectKinds;
import dev.portcullis.server.storage.ObjectStore;
import dev.portcullis.server.storage.Revision;
import dev.portcullis.server.storage.SealedBytes;
import dev.portcullis.server.storage.SecretKey;
import dev.portcullis.server.storage.StoreUnavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The accounts, in memory and in the store. A read is a reference to the present value. Writes to an account queue up: they are
 * applied one after another to the value in memory and committed together, and neither their answers nor the new value are
 * seen before they are durable. Thread-safe.
 */
public final class Accounts {
    /** How many answers to whose a key is are remembered. */
    static final int KEY_CACHE_SIZE = 20_000;

    private final ObjectStore store;
    private final Head<Directory> directory;
    private final Heads<AccountId, Account> heads;
    private final Heads<AccountId, SessionBook> books;
    private final Heads<InstanceRegistry.Key, InstanceRegistry> registries;
    private final Cache<String, Optional<AccountId>> keyOwners =
            Caffeine.newBuilder().maximumSize(KEY_CACHE_SIZE).build();

    /** @param maxLoaded how many accounts may be in memory at one time; the longest unused leave first */
    public Accounts(ObjectStore store, int maxLoaded) {
        this.store = store;
        this.directory = new Head<>(store, Directory.ID, Snapshots::directory, this::forgetKeys);
        this.heads = new Heads<>(
                maxLoaded, id -> new Head<>(store, Account.aggregateIdOf(id), Snapshots::account, this::forgetKeys));
        this.books = new Heads<>(
                maxLoaded, id -> new Head<>(store, SessionBook.idFor(id), Snapshots::sessions, change -> {}));
        this.registries =
                new Heads<>(maxLoaded, key -> new Head<>(store, key.aggregateId(), Snapshots::instances, change -> {}));
    }

    /** What an update makes of a value, what it answers once that is durable, and who did it. */
    public record Outcome<A, R>(A value, R answer, CommitRecord why) {}

    /**
     * A change as a function on the present value. It may be applied more than once, must then draw nothing new, and must not
     * read or write anything else.
     */
    @FunctionalInterface
    public interface Update<A, R> {
        Outcome<A, R> apply(A value);
    }

    /** A change of an account's instances, as {@link Update} of an account, by what the account is at that moment. */
    @FunctionalInterface
    public interface UpdateInstances<R> {
        Outcome<InstanceRegistry, R> apply(Account account, InstanceRegistry registry);
    }

    /** A change of an account that needs what is unique over all accounts. */
    @FunctionalInterface
    public interface UpdateWithDirectory<R> {
        Outcome<WithDirectory, R> apply(WithDirectory values);
    }

    /** An account and the directory, of one moment. */
    public record WithDirectory(Account account, Directory directory) {
        /** These values as the next of an operation that answers so. */
        public <R> ChangeWithDirectory<R> answering(R answer) {
            return new ChangeWithDirectory<>(this, answer);
        }
    }

    /** A change of an account and of its instances in a region. */
    @FunctionalInterface
    public interface UpdateWithInstances<R> {
        Outcome<WithInstances, R> apply(WithInstances values);
    }

    /** An account and its instances in a region, of one moment. */
    public record WithInstances(Account account, InstanceRegistry instances) {
        /** These values as the next of an operation that answers so. */
        public <R> ChangeWithInstances<R> answering(R answer) {
            return new ChangeWithInstances<>(this, answer);
        }
    }

    /** What an operation makes of an account and its instances, and what it answers once that is durable. */
    public record ChangeWithInstances<R>(WithInstances values, R answer) {}

    /** What an operation makes of an account and the directory, and what it answers once that is durable. */
    public record ChangeWithDirectory<R>(WithDirectory values, R answer) {}

    public Directory directory() {
        return directory.value();
    }

    /** The present value of an account; empty if there is no such account. */
    public Optional<Account> find(AccountId id) {
        return directory().entry(id).isPresent() ? Optional.of(valueOf(id)) : Optional.empty();
    }

    /** The present value of an account that exists. */
    public Account read(AccountId id) {
        return find(id).orElseThrow(() -> new IllegalStateException("There is no account " + id));
    }

    /** The account that an access key belongs to. Costs one bounded look-up for a key that nobody has. */
    public Optional<AccountId> ownerOf(String accessKeyId) {
        return keyOwners.get(accessKeyId, id -> store.ownerOfAccessKey(id).map(owner -> new AccountId(owner.id())));
    }

    /** A sealed secret of an entity. */
    public Optional<SealedBytes> secret(AccountId account, Kind kind, String entityId) {
        return store.secret(new SecretKey(Account.aggregateIdOf(account), kind.storedAs(), entityId));
    }

    /**
     * Changes an account. Returns when the change is durable and visible to every read that starts after.
     *
     * @throws StoreUnavailable if it was not written, for sure
     */
    public <R> R update(AccountId id, Update<Account, R> update) {
        while (true) {
            var answer = head(id).update(update);
            if (answer.isPresent()) {
                return answer.get().value();
            }
        }
    }

    /** The browser sessions of an account that exists. */
    public SessionBook sessions(AccountId id) {
        return books.of(id).value();
    }

    /** Changes the browser sessions of an account, as {@link #update} does the account. */
    public <R> R updateSessions(AccountId id, Update<SessionBook, R> update) {
        while (true) {
            var answer = books.of(id).update(update);
            if (answer.isPresent()) {
                return answer.get().value();
            }
        }
    }

    /** The instances that an account, which exists, has in a region. */
    public InstanceRegistry instances(AccountId id, String region) {
        return registries.of(new InstanceRegistry.Key(id, region)).value();
    }

    /** An account that exists, and its instances in a region, which are never older than that value of the account. */
    public WithInstances withInstances(AccountId id, String region) {
        var account = read(id);
        return new WithInstances(account, instances(id, region));
    }

    /**
     * Changes the instances of an account in a region, as {@link #update} does the account, which stands still meanwhile: the update may
     * read it, and what it read is still so when the change is durable.
     */
    public <R> R updateInstances(AccountId id, String region, UpdateInstances<R> update) {
        var key = new InstanceRegistry.Key(id, region);
        while (true) {
            var answer = whileSteady(
                            head(id), () -> registries.of(key).update(registry -> update.apply(valueOf(id), registry)))
                    .flatMap(Function.identity());
            if (answer.isPresent()) {
                return answer.get().value();
            }
        }
    }

    /** Changes an account and its instances in a region in one commit. */
    public <R> R updateWithInstances(AccountId id, String region, UpdateWithInstances<R> update) {
        var key = new InstanceRegistry.Key(id, region);
        while (true) {
            var answer = whileSteady(head(id), () -> {
                        var registry = registries.of(key);
                        return whileSteady(registry, () -> updateBoth(head(id), registry, update));
                    })
                    .flatMap(Function.identity());
            if (answer.isPresent()) {
                return answer.get().value();
            }
        }
    }

    private <R> Head.Answer<R> updateBoth(
            Head<Account> head, Head<InstanceRegistry> registry, UpdateWithInstances<R> update) {
        var outcome = update.apply(new WithInstances(head.value(), registry.value()));
        var after = outcome.value();
        commit(head, after.account(), registry, after.instances(), outcome.why());
        return new Head.Answer<>(outcome.answer());
    }

    /** Changes an account and the directory in one commit; the account may be a new one. */
    public <R> R updateWithDirectory(AccountId id, UpdateWithDirectory<R> update) {
        while (true) {
            var answer = directory.standingStill(() -> head(id).standingStill(() -> updateBoth(head(id), update)));
            if (answer.isPresent()) {
                return answer.get();
            }
        }
    }

    /**
     * As {@link #updateWithDirectory(AccountId, UpdateWithDirectory)}, while another account stands still, which the update may therefore
     * read: the caller's, when it makes an account that is not its own.
     */
    public <R> R updateWithDirectory(AccountId id, AccountId steady, UpdateWithDirectory<R> update) {
        while (true) {
            var answer =
                    directory.standingStill(() -> whileSteady(head(steady), () -> updateWithDirectory(id, update)));
            if (answer.isPresent()) {
                return answer.get();
            }
        }
    }

    private static <A extends Aggregate<A>, R> Optional<R> whileSteady(Head<A> head, Supplier<R> action) {
        return head.standingStill(() -> head.isRetired() ? Optional.<R>empty() : Optional.of(action.get()));
    }

    private <R> Optional<R> updateBoth(Head<Account> head, UpdateWithDirectory<R> update) {
        if (head.isRetired()) {
            return Optional.empty();
        }
        var before = new WithDirectory(head.value(), directory.value());
        var outcome = update.apply(before);
        var after = outcome.value();
        commit(directory, after.directory(), head, after.account(), outcome.why());
        return Optional.of(outcome.answer());
    }

    /**
     * Makes both values durable in one commit and then the present ones, as far as anything was changed. Both heads stand still. The second
     * value is there first: whoever reads the first and then the second never finds the first newer.
     */
    private <A extends Aggregate<A>, B extends Aggregate<B>> void commit(
            Head<A> firstHead, A first, Head<B> secondHead, B second, CommitRecord why) {
        var changes = new ArrayList<AggregateChange>();
        if (!first.recorded().isEmpty()) {
            changes.add(Snapshots.change(first));
        }
        if (!second.recorded().isEmpty()) {
            changes.add(Snapshots.change(second));
        }
        if (!changes.isEmpty()) {
            var committed = commit(firstHead, secondHead, changes, why);
            publish(secondHead, second, committed);
            publish(firstHead, first, committed);
        }
    }

    /** Unless nothing was written for sure, both values are read again before anything more is answered from them. */
    private CommitResult.Committed commit(
            Head<?> first, Head<?> second, List<AggregateChange> changes, CommitRecord why) {
        try {
            var result = store.commit(changes, why);
            if (!(result instanceof CommitResult.Committed)) {
                drop(first, second);
            }
            return Head.require(result);
        } catch (CommitOutcomeUnknown e) {
            drop(first, second);
            throw e;
        } finally { // also when the outcome is unknown
            changes.forEach(this::forgetKeys);
        }
    }

    private static void drop(Head<?> first, Head<?> second) {
        second.drop();
        first.drop();
    }

    private static <A extends Aggregate<A>> void publish(Head<A> head, A value, CommitResult.Committed committed) {
        Revision revision = committed.revisions().get(value.aggregateId());
        if (revision != null) {
            head.publish(value.at(revision));
        }
    }

    /** How many answers to whose a key is are in memory. */
    long rememberedKeys() {
        keyOwners.cleanUp();
        return keyOwners.estimatedSize();
    }

    /** How many writes wait behind the one under way; for tests and metrics. */
    public int waitingWrites(AccountId id) {
        return head(id).waiting();
    }

    /** How many accounts are in memory. */
    public int loaded() {
        return heads.size();
    }

    private Account valueOf(AccountId id) {
        return head(id).value();
    }

    private Head<Account> head(AccountId id) {
        return heads.of(id);
    }

    private void forgetKeys(AggregateChange change) {
        change.accessKeys().forEach(key -> keyOwners.invalidate(key.accessKeyId()));
    }

    /** The kinds of objects in the store, for its opening. */
    public static ObjectKinds objectKinds() {
        return Snapshots.objectKinds();
    }

    /** All accounts that were ever made. */
    public List<Directory.Entry> all() {
        return directory().entries().toList();
    }
}
