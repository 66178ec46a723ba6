// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.BrowserSession;
import dev.portcullis.server.authn.Authenticator;
import dev.portcullis.server.authn.BrowserSessions;
import dev.portcullis.server.authn.BrowserSessions.Found;
import dev.portcullis.server.authn.Caller.RequestFacts;
import dev.portcullis.server.error.ApiError.NotAuthenticated;
import dev.portcullis.server.error.ApiException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All sessions of whoever is signed in, in this browser, in others and of {@code aws login}, as far as they count. */
final class OwnSessions {
    private final Accounts accounts;
    private final BrowserSessions sessions;
    private final Authenticator authenticator;

    OwnSessions(Accounts accounts, BrowserSessions sessions, Authenticator authenticator) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.authenticator = authenticator;
    }

    /** The sessions of the principal of one, as pages are told of them, oldest first. */
    List<Map<String, Object>> shown(Found own, RequestFacts facts) {
        return accounts.sessions(own.account().id()).of(own.session().principal()).stream()
                .filter(session -> find(own, session.id(), facts).isPresent())
                .map(session -> shown(session, session.id().equals(own.session().id())))
                .toList();
    }

    private Map<String, Object> shown(BrowserSession session, boolean isThis) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("id", session.id());
        fields.put("openedAt", session.createdAt());
        fields.put("usedAt", sessions.lastUse(session));
        fields.put("expiresAt", session.expiresAt());
        fields.put("address", session.address());
        fields.put("agent", session.agent());
        fields.put("current", isThis);
        session.secondFactor().ifPresent(factor -> fields.put("secondFactor", factor.method()));
        return fields;
    }

    /** The session of that id, if it counts and is of the same principal. */
    Optional<Found> find(Found own, String id, RequestFacts facts) {
        return sessions.find(id, facts.arrival())
                .filter(found -> found.account().id().equals(own.account().id()))
                .filter(found -> found.session()
                        .principal()
                        .id()
                        .equals(own.session().principal().id()))
                .filter(found -> stands(found, facts));
    }

    private boolean stands(Found found, RequestFacts facts) {
        try {
            authenticator.holder(found, facts);
            return true;
        } catch (ApiException e) {
            if (e.error() instanceof NotAuthenticated) {
                return false; // ended by what happened to its principal
            }
            throw e;
        }
    }
}
