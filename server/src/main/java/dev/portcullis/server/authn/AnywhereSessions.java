// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authn;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AnywhereProfile;
import dev.portcullis.server.account.TrustAnchor;
import dev.portcullis.server.secrets.SessionClaims;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sessions that were had with a certificate. Each says in the context of its requests through which trust anchor and profile it came, and
 * counts only while both are there and enabled, and the profile has its role.
 */
public final class AnywhereSessions {
    private static final String TRUST_ANCHOR = "rolesanywhere:TrustAnchorArn";
    private static final String PROFILE = "rolesanywhere:ProfileArn";

    private AnywhereSessions() {}

    /** What the requests of such a session carry. */
    public static Map<String, List<String>> context(String trustAnchorArn, String profileArn) {
        return Map.of(TRUST_ANCHOR, List.of(trustAnchorArn), PROFILE, List.of(profileArn));
    }

    static boolean stands(Account account, SessionClaims session) {
        var anchor = value(session, TRUST_ANCHOR);
        var profile = value(session, PROFILE);
        if (anchor.isEmpty() && profile.isEmpty()) {
            return true;
        }
        return anchor.flatMap(account::anywhereByArn)
                        .filter(found -> found instanceof TrustAnchor && found.isEnabled())
                        .isPresent()
                && profile.flatMap(account::anywhereByArn)
                        .filter(found -> found.isEnabled() && hasRole(account, found, session))
                        .isPresent();
    }

    private static boolean hasRole(Account account, Object found, SessionClaims session) {
        return found instanceof AnywhereProfile profile
                && account.roles()
                        .get(session.subject().principalId())
                        .map(account.arns()::of)
                        .filter(profile.settings().roleArns()::contains)
                        .isPresent();
    }

    private static Optional<String> value(SessionClaims session, String key) {
        return Optional.ofNullable(session.context().get(key)).map(List::getFirst);
    }
}
