// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import dev.portcullis.server.storage.AggregateId;
import dev.portcullis.server.storage.Revision;
import io.vavr.collection.HashMap;
import io.vavr.collection.Vector;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The browser sessions of an account, as one immutable value: apart from the account, because people come and go without changing it. */
public final class SessionBook implements Aggregate<SessionBook> {
    /** The most sessions that one principal has at a time; another one ends the one that was not used for the longest time. */
    public static final int MOST_OF_ONE = 20;

    private final AccountId account;
    private final Revision revision;
    private final HashMap<String, BrowserSession> sessions;
    private final Vector<Recorded> recorded;

    private SessionBook(
            AccountId account, Revision revision, HashMap<String, BrowserSession> sessions, Vector<Recorded> recorded) {
        this.account = account;
        this.revision = revision;
        this.sessions = sessions;
        this.recorded = recorded;
    }

    static SessionBook empty(AccountId account, Revision revision) {
        return new SessionBook(account, revision, HashMap.empty(), Vector.empty());
    }

    public Optional<BrowserSession> get(String id) {
        return sessions.get(id).toJavaOptional();
    }

    /** The sessions of a principal, over or not, oldest first. */
    public List<BrowserSession> of(SessionPrincipal principal) {
        return sessions.values()
                .toJavaStream()
                .filter(session -> session.principal().id().equals(principal.id()))
                .sorted(Comparator.comparing(BrowserSession::createdAt).thenComparing(BrowserSession::id))
                .toList();
    }

    public int size() {
        return sessions.size();
    }

    /** With a session added, or changed if there is one of its id. */
    public SessionBook with(BrowserSession session) {
        return new SessionBook(
                account,
                revision,
                sessions.put(session.id(), session),
                recorded.append(new Recorded.SessionPut(session, !sessions.containsKey(session.id()))));
    }

    /** With a new session, without those that are over and, if its principal has too many, without the longest unused of them. */
    public SessionBook opening(BrowserSession session, Instant now) {
        var next = this;
        for (var old : sessions.values()) {
            next = old.isOver(old.usedAt(), now) ? next.without(old.id()) : next;
        }
        var others = next.of(session.principal());
        int tooMany = Math.max(0, others.size() + 1 - MOST_OF_ONE);
        var leaving = others.stream()
                .sorted(Comparator.comparing(BrowserSession::usedAt))
                .limit(tooMany)
                .toList();
        for (var old : leaving) {
            next = next.without(old.id());
        }
        return next.with(session);
    }

    /** Without one session; the same if it is not there. */
    public SessionBook without(String id) {
        return sessions.containsKey(id)
                ? new SessionBook(
                        account, revision, sessions.remove(id), recorded.append(new Recorded.SessionEnded(id)))
                : this;
    }

    /** Without all sessions of a principal. */
    public SessionBook without(SessionPrincipal principal) {
        var next = this;
        for (var session : of(principal)) {
            next = next.without(session.id());
        }
        return next;
    }

    @Override
    public AggregateId aggregateId() {
        return idFor(account);
    }

    static AggregateId idFor(AccountId account) {
        return new AggregateId("sessions", account.text());
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
    public SessionBook at(Revision next) {
        return new SessionBook(account, next, sessions, Vector.empty());
    }
}
