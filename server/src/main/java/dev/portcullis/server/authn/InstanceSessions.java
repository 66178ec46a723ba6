// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authn;

import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Instance;
import dev.portcullis.server.account.InstanceRegistry;
import dev.portcullis.server.secrets.SessionOrigin;
import dev.portcullis.server.secrets.SessionOrigin.Through;

/**
 * Whether the credentials of an instance still count: they end with the association between the instance and its instance profile, be it
 * replaced, taken away, or ended by the instance's end. Those that it has by a group end with what makes them up, of which {@link Standing}
 * knows. Asked when the signature has been verified, and again while a write is applied.
 */
public final class InstanceSessions {
    private InstanceSessions() {}

    /** @throws dev.portcullis.server.error.ApiException in AWS's words for credentials that do not count */
    public static void require(Accounts accounts, Caller caller) {
        var origin = caller.session().map(session -> session.origin());
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
}
