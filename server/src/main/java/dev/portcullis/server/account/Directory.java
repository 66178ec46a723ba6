// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import dev.portcullis.server.storage.AggregateId;
import dev.portcullis.server.storage.Revision;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Which accounts there are, and what must be unique over all of them: root e-mail addresses and aliases, ignoring case. */
public final class Directory implements Aggregate<Directory> {
    static final AggregateId ID = new AggregateId("directory", "accounts");

    private final Revision revision;
    private final TreeMap<AccountId, Entry> entries;
    private final Vector<Recorded> recorded;

    private Directory(Revision revision, TreeMap<AccountId, Entry> entries, Vector<Recorded> recorded) {
        this.revision = revision;
        this.entries = entries;
        this.recorded = recorded;
    }

    /**
     * One account.
     *
     * @param isManagement whether it is the first account, which manages the others
     */
    public record Entry(
            AccountId account,
            String name,
            String rootEmail,
            Optional<String> alias,
            boolean isManagement,
            Instant createdAt) {
        public Entry withAlias(Optional<String> next) {
            return new Entry(account, name, rootEmail, next, isManagement, createdAt);
        }
    }

    public static Directory empty(Revision revision) {
        return new Directory(revision, TreeMap.empty(), Vector.empty());
    }

    public Optional<Entry> entry(AccountId account) {
        return entries.get(account).toJavaOptional();
    }

    /** In the order of account ids. */
    public Stream<Entry> entries() {
        return entries.values().toJavaStream();
    }

    public Optional<Entry> management() {
        return entries().filter(Entry::isManagement).findFirst();
    }

    public Optional<Entry> byAlias(String alias) {
        return entries()
                .filter(entry -> entry.alias().filter(alias::equalsIgnoreCase).isPresent())
                .findFirst();
    }

    public Optional<Entry> byRootEmail(String email) {
        var folded = email.toLowerCase(Locale.ROOT);
        return entries()
                .filter(entry -> entry.rootEmail().toLowerCase(Locale.ROOT).equals(folded))
                .findFirst();
    }

    public Directory with(Entry entry) {
        return new Directory(
                revision, entries.put(entry.account(), entry), recorded.append(new Recorded.Listed(entry)));
    }

    @Override
    public AggregateId aggregateId() {
        return ID;
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
    public Directory at(Revision next) {
        return new Directory(next, entries, Vector.empty());
    }
}
