// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authn;

import dev.portcullis.server.account.AccessKey;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.BrowserSession;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.account.ServiceCredential;
import dev.portcullis.server.account.SessionPrincipal;
import dev.portcullis.server.account.SigningCertificate;
import dev.portcullis.server.account.SshPublicKey;
import dev.portcullis.server.account.User;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.error.ApiError.NotAuthenticated;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.secrets.SessionClaims;
import dev.portcullis.server.secrets.SessionOrigin.Through;
import java.util.Optional;

/**
 * Whether a caller's credentials still count in a value of their account: the key is there and active, the principal is there, the
 * session is not revoked. Asked when the signature has been verified, and again on the very value that a write is applied to. What belongs
 * to an instance stands with the instance too, which is not part of the account: {@link InstanceSessions}.
 */
public final class Standing {
    private Standing() {}

    /** @throws ApiException in AWS's words for credentials that do not count */
    public static void require(Account account, Caller caller) {
        boolean stands = caller.session()
                        .map(session -> sessionStands(account, caller.identity(), session))
                        .orElseGet(() -> caller.browser().isPresent() || keyStands(account, caller))
                && caller.browser()
                        .map(session -> browserSessionStands(account, session))
                        .orElse(true);
        if (!stands) {
            throw invalidToken();
        }
    }

    /**
     * What became of an account, in which the browser session that changed what its own principal signs in with goes on, while the others end.
     *
     * @param before the value that the change was applied to
     */
    public static Account keepingOwnSession(Account before, Account after, Caller caller) {
        return caller.browser()
                .filter(session -> browserSessionStands(before, session) && !browserSessionStands(after, session))
                .filter(session -> epoch(before, session.principal()).equals(epoch(after, session.principal())))
                .map(session -> after.keepingSession(session.principal().id(), session.id()))
                .orElse(after);
    }

    private static boolean browserSessionStands(Account account, BrowserSession session) {
        if (account.settings().revokedSessions().containsKey(session.id())) {
            return false;
        }
        return switch (session.principal()) {
            case SessionPrincipal.Temporary _ -> true; // its credentials are judged by themselves
            case SessionPrincipal.Root _, SessionPrincipal.User _ ->
                epoch(account, session.principal())
                                .filter(epoch -> epoch == session.epoch())
                                .isPresent()
                        && account.signInState(session.principal().id()).admits(session.id(), session.generation());
        };
    }

    private static Optional<Long> epoch(Account account, SessionPrincipal principal) {
        return switch (principal) {
            case SessionPrincipal.Root _ ->
                Optional.of((long) account.settings().rootEpoch());
            case SessionPrincipal.User(var userId) -> userEpoch(account, userId);
            case SessionPrincipal.Temporary _ -> Optional.empty();
        };
    }

    static ApiException invalidToken() {
        return new NotAuthenticated(
                        NotAuthenticated.Reason.INVALID_TOKEN_ID,
                        "The security token included in the request is invalid.")
                .asException();
    }

    private static boolean keyStands(Account account, Caller caller) {
        var credentialId = caller.accessKeyId();
        return account.accessKeys()
                .get(credentialId)
                .filter(AccessKey::isActive)
                .map(AccessKey::owner)
                .or(() -> account.sshPublicKeys()
                        .get(credentialId)
                        .filter(SshPublicKey::isActive)
                        .map(SshPublicKey::user))
                .or(() -> account.serviceCredentials()
                        .get(credentialId)
                        .filter(ServiceCredential::isActive)
                        .map(ServiceCredential::user))
                .or(() -> account.signingCertificates()
                        .get(credentialId)
                        .filter(SigningCertificate::isActive)
                        .map(SigningCertificate::owner))
                .filter(ownerId(account, caller.identity())::equals)
                .isPresent();
    }

    private static String ownerId(Account account, Identity identity) {
        return switch (identity) {
            case Identity.Root() -> account.id().text();
            case Identity.User(var userId) -> userId;
            case Identity.Service(var serviceId) -> serviceId;
            case Identity.Role(var roleId, var _) -> roleId;
            case Identity.FederatedUser(var issuerId, var _) -> issuerId;
            case Identity.Agent(var instanceId) -> instanceId;
        };
    }

    private static boolean sessionStands(Account account, Identity identity, SessionClaims session) {
        return !account.settings().revokedSessions().containsKey(session.accessKeyId())
                && (identity instanceof Identity.Agent || hasEpoch(account, identity, session))
                && membershipStands(account, identity, session)
                && AnywhereSessions.stands(account, session);
    }

    private static boolean hasEpoch(Account account, Identity identity, SessionClaims session) {
        return epoch(account, identity)
                .filter(epoch -> epoch == session.sessionEpoch())
                .isPresent();
    }

    /** Whether a session that an instance has by a group is still backed: the instance is in the group as it was then, and the group carries the role. */
    private static boolean membershipStands(Account account, Identity identity, SessionClaims session) {
        return session.origin()
                .instance()
                .filter(delivered ->
                        delivered.through() instanceof Through.Membership(var group, var joining, var epoch)
                                && !(isIn(account, delivered.instanceId(), group, joining)
                                        && carries(account, group, epoch, identity)))
                .isEmpty();
    }

    private static boolean isIn(Account account, String instanceId, String groupId, int joining) {
        return account.instanceMemberships()
                .get(instanceId)
                .flatMap(membership -> membership.joiningOf(groupId))
                .filter(present -> present == joining)
                .isPresent();
    }

    private static boolean carries(Account account, String groupId, int fleetEpoch, Identity identity) {
        return identity instanceof Identity.Role(var roleId, var _)
                && account.groups()
                        .get(groupId)
                        .filter(group -> group.fleetEpoch() == fleetEpoch
                                && group.roles().contains(roleId))
                        .isPresent();
    }

    /** The session epoch of a principal now; empty if it is gone. */
    private static Optional<Long> epoch(Account account, Identity identity) {
        return switch (identity) {
            case Identity.Root() -> Optional.of((long) account.settings().rootEpoch());
            case Identity.User(var userId) -> userEpoch(account, userId);
            case Identity.Role(var roleId, var _) ->
                account.roles().get(roleId).map(Role::epoch).map(Integer::longValue);
            case Identity.FederatedUser(var issuerId, var _) ->
                issuerId.equals(account.id().text())
                        ? Optional.of((long) account.settings().rootEpoch())
                        : userEpoch(account, issuerId);
            case Identity.Service(var _) -> Optional.empty();
            case Identity.Agent(var _) -> Optional.empty(); // counted by its instance
        };
    }

    private static Optional<Long> userEpoch(Account account, String userId) {
        return account.users().get(userId).map(User::epoch).map(Integer::longValue);
    }
}
