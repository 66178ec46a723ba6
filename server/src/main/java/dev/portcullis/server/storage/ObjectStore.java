// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Durable, revisioned objects per aggregate. Every implementation passes {@code ObjectStoreContract}.
 *
 * <p>Thread-safe. Every method may throw {@link StoreUnavailable}; a write may also leave its outcome open with
 * {@link CommitOutcomeUnknown}. A read that starts after a commit was answered sees it.
 */
public interface ObjectStore extends AutoCloseable {
    /** All live objects and the revision they stand at. */
    Snapshot load(AggregateId id);

    /** What a commit changes, all or none of it, and who made it. Of several changes each is of another aggregate. */
    record Write(List<AggregateChange> changes, CommitRecord why) {
        public Write {
            changes = List.copyOf(changes);
        }
    }

    /**
     * Hands in a commit, whose receipt is told how it ended. Commits are made in the order in which they are handed in, also when
     * they share a wait for the disk; so one may expect the revision that another, still under way, will make. If that one fails, this
     * one ends with a {@link CommitResult.Conflict}. Repeating a committed operation id changes nothing and answers what was answered
     * first.
     *
     * <p>The receipt is told {@link IllegalArgumentException}, when nothing was written, for a change that makes no sense at the expected
     * revision: an unknown kind, the deletion of an object that is not there, the release of a key that another aggregate owns, or an
     * operation id that was committed for other aggregates.
     *
     * @throws StoreUnavailable if it could not be handed in, when the receipt is told nothing
     * @throws IllegalArgumentException if nothing is changed, or an aggregate twice, when the receipt is told nothing
     */
    void submit(Write write, Receipt<CommitResult> receipt);

    /**
     * Commits and waits; what it answers is durable on return.
     *
     * @param changes at least one, each of another aggregate
     * @throws StoreUnavailable when nothing was and nothing will be written
     * @throws CommitOutcomeUnknown when that cannot be told yet: see {@link #operation}
     * @throws IllegalArgumentException for a change that makes no sense, as {@link #submit} says. Nothing was written.
     */
    default CommitResult commit(List<AggregateChange> changes, CommitRecord why) {
        var receipt = new AwaitedReceipt<CommitResult>();
        submit(new Write(changes, why), receipt);
        return receipt.await();
    }

    /**
     * Settles an outcome that {@link #commit} left unknown.
     *
     * @return what was committed under this operation id; empty when it was not committed, or longer ago than the
     *     retention time
     * @throws StoreUnavailable while it cannot be told
     */
    Optional<CommitResult.Committed> operation(String operationId);

    /** Where these stand now, {@link Revision#NONE} for one that was never written; all from the same moment. */
    Map<AggregateId, Revision> heads(Collection<AggregateId> ids);

    /** All aggregates of a type that were ever written, by id. */
    List<AggregateId> aggregates(String type);

    /**
     * The commits of an aggregate that follow a revision, oldest first, without a gap.
     *
     * @param limit at most so many
     * @throws HistoryPruned when the first of them is gone already
     */
    List<Commit> commitsAfter(AggregateId id, Revision revision, int limit);

    /** The aggregate that owns an access key id; any text may be asked for. */
    Optional<AggregateId> ownerOfAccessKey(String accessKeyId);

    Optional<SealedBytes> secret(SecretKey key);

    /** The keys of all secrets of an aggregate, in order. */
    List<SecretKey> secretKeys(AggregateId id);

    /**
     * Replaces a secret's value by the same secret sealed anew, without a revision.
     *
     * @return false, and nothing changed, when the present value is not {@code expected}
     */
    boolean resealSecret(SecretKey key, SealedBytes expected, SealedBytes resealed);

    /**
     * Writes a consistent copy of everything to a new file, readable by the owner only, while work goes on. The file is
     * complete and durable on return, and is not there at all after a failure.
     *
     * @throws StoreUnavailable when the file is there already or cannot be written
     */
    void backupTo(Path file);

    /** Finishes the writes that wait, and releases everything. */
    @Override
    void close();
}
