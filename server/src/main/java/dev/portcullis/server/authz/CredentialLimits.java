// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiError.NotAuthenticated;
import dev.portcullis.server.secrets.SessionClaims;
import java.util.Locale;
import java.util.Set;

/** What a kind of credentials can never be used for, whatever policies say (rule 10.13; STS API reference, "Comparing STS operations"). */
final class CredentialLimits {
    private static final Set<String> OF_USER_SESSIONS = Set.of("assumerole", "getcalleridentity");
    private static final Set<String> OF_FEDERATED_USERS = Set.of("getcalleridentity");
    private static final Set<String> NOT_OF_ROLE_SESSIONS = Set.of("getsessiontoken", "getfederationtoken");

    private static final Set<String> OF_CREDENTIALS = Set.of(
            "setrootpassword",
            "enablerootmfadevice",
            "resyncrootmfadevice",
            "importhardwaremfadevice",
            "deletehardwaremfadevice",
            "handoutcredentials",
            "sendsignininstructions",
            "beginpasskeyregistration",
            "finishpasskeyregistration");

    private CredentialLimits() {}

    /** @param operation in any case, as actions are compared */
    static void require(Caller caller, String service, String operation) {
        if (caller.identity() instanceof Identity.Agent) {
            throw new AccessDenied("The agent of an instance cannot call " + operation + ".").asException();
        }
        boolean assumesRole = service.equals("sts") && operation.equals("AssumeRole");
        if (assumesRole && caller.identity() instanceof Identity.Root) {
            throw new AccessDenied("Roles may not be assumed by root accounts.").asException(); // rule 10.9
        }
        if (caller.browser().isPresent()) {
            requireForBrowserSession(caller, service, operation);
            return;
        }
        if (caller.session().isEmpty()) {
            return;
        }
        var session = caller.session().get();
        switch (caller.identity()) {
            case Identity.User(var _) -> requireForUserSession(session, service, operation);
            case Identity.Root() -> requireForUserSession(session, service, operation);
            case Identity.FederatedUser(var _, var _) -> requireForFederatedUser(service, operation);
            case Identity.Role(var _, var _) -> requireForRoleSession(service, operation);
            case Identity.Service(var _), Identity.Agent(var _) -> refuse();
        }
    }

    /** Credentials that outlive the session are not for it to make; everything else is, of every principal. */
    private static void requireForBrowserSession(Caller caller, String service, String operation) {
        switch (caller.identity()) {
            case Identity.User _, Identity.Root _ ->
                caller.session().ifPresent(session -> requireForUserSession(session, service, operation));
            case Identity.FederatedUser _ -> {
                if (service.equals("sts")) {
                    requireForFederatedUser(service, operation);
                }
            }
            case Identity.Role _ -> {}
            case Identity.Service _, Identity.Agent _ -> refuse();
        }
        requireForRoleSession(service, operation);
    }

    private static void requireForUserSession(SessionClaims session, String service, String operation) {
        boolean hasMfa = session.origin().mfaAt().isPresent();
        if (changesCredentials(service, operation) && !hasMfa) {
            refuse();
        }
        if (service.equals("sts") && !OF_USER_SESSIONS.contains(operation.toLowerCase(Locale.ROOT))) {
            throw new AccessDenied("Cannot call " + operation + " with session credentials").asException();
        }
    }

    /** Our own operations that make or change what somebody signs in with are to a session what IAM's are. */
    private static boolean changesCredentials(String service, String operation) {
        return service.equals("iam")
                || (service.equals("portcullis") && OF_CREDENTIALS.contains(operation.toLowerCase(Locale.ROOT)));
    }

    private static void requireForFederatedUser(String service, String operation) {
        if (changesCredentials(service, operation)) {
            refuse();
        }
        if (service.equals("sts") && !OF_FEDERATED_USERS.contains(operation.toLowerCase(Locale.ROOT))) {
            throw new AccessDenied("Cannot call " + operation + " with federation token credentials").asException();
        }
    }

    private static void requireForRoleSession(String service, String operation) {
        if (service.equals("sts") && NOT_OF_ROLE_SESSIONS.contains(operation.toLowerCase(Locale.ROOT))) {
            throw new AccessDenied("Cannot call " + operation + " with session credentials").asException();
        }
    }

    private static void refuse() {
        throw new NotAuthenticated(
                        NotAuthenticated.Reason.INVALID_TOKEN_ID,
                        "The security token included in the request is invalid")
                .asException();
    }
}
