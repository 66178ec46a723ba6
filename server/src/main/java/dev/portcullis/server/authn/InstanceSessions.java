// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authn;

import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Instance;
import dev.portcullis.server.account.InstanceRegistry;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.secrets.SessionClaims;
import dev.portcullis.server.secrets.SessionOrigin;
import dev.portcullis.server.secrets.SessionOrigin.Through;

/**
 * Whether what belongs to an instance still counts. Its credentials end with the association between the instance and its instance profile,
 * be it replaced, taken away, or ended by the instance's end. Those that it has by a group end with what makes them up, of which {@link Standing}
 * knows. Its agent is shut out when another one joins, and by the instance's end. Asked when the signature has been verified, and again while
 * a write is applied.
 */
public final class InstanceSessions {
    private InstanceSessions() {}

    /** @throws dev.portcullis.server.error.ApiException in AWS's words for credentials that do not count */
    public static void require(Accounts accounts, Caller caller) {
        if (caller.identity() instanceof Identity.Agent) {
            var region = caller.session()
                    .orElseThrow(Standing::invalidToken)
                    .origin()
                    .region();
            var _ = own(accounts.instances(caller.account(), region), caller);
        }
        var origin = caller.session().map(SessionClaims::origin);
        origin.flatMap(SessionOrigin::instance)
                .filter(delivered -> !stands(
                        accounts.instances(
                                caller.account(), origin.orElseThrow().region()),
                        delivered))
                .ifPresent(delivered -> {
                    throw Standing.invalidToken();
                });
    }

    private static boolean stands(InstanceRegistry instances, SessionOrigin.Instance delivered) {
        return switch (delivered.through()) {
            case Through.Association(var id) ->
                instances
                        .ofAssociation(id)
                        .map(Instance::id)
                        .filter(delivered.instanceId()::equals)
                        .isPresent();
            case Through.Membership _ -> true; // it is part of the account, and judged with it
        };
    }

    /**
     * The instance that a caller is the agent of.
     *
     * @param registry of the caller's account and of the region in which it calls
     * @throws dev.portcullis.server.error.ApiException in AWS's words if it is not, or not any more, the agent of an instance there
     */
    public static Instance own(InstanceRegistry registry, Caller caller) {
        if (!(caller.identity() instanceof Identity.Agent(var instanceId))) {
            throw Standing.invalidToken();
        }
        return caller.session()
                .filter(session -> session.origin().region().equals(registry.region()))
                .flatMap(session -> registry.get(instanceId).filter(instance -> isSpokenForBy(instance, session)))
                .orElseThrow(Standing::invalidToken);
    }

    private static boolean isSpokenForBy(Instance instance, SessionClaims session) {
        return !instance.isTerminated() && instance.agentEpoch() == session.sessionEpoch();
    }
}
