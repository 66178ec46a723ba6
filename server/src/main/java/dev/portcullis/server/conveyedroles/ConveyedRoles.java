// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.conveyedroles;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Group;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.RoleCarrier;
import dev.portcullis.server.account.User;
import dev.portcullis.server.authz.RoleConsent;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.fleets.Fleets;
import java.time.Instant;

/** What can be done to the roles of groups and users: functions from one account to the next. */
final class ConveyedRoles {
    private ConveyedRoles() {}

    /**
     * Attaches a role that consents to it, unless an instance in the group had two roles then. Attaching it again changes nothing, but the
     * role must still consent.
     */
    static Account attach(Account account, RoleCarrier carrier, String roleName, Instant now) {
        var role = account.modifiableRole(roleName);
        RoleConsent.require(account, role, carrier, now);
        if (carrier.roles().contains(role.id())) {
            return account;
        }
        Account.requireRoom(quota(carrier), carrier.roles().size());
        var next = account.with(carrier.carrying(role));
        if (carrier instanceof Group group) {
            Fleets.requireOneRole(next, group);
        }
        return next;
    }

    static Account detach(Account account, RoleCarrier carrier, String roleName) {
        var role = account.role(roleName);
        if (!carrier.roles().contains(role.id())) {
            throw new NoSuchEntity("The role with name " + role.name() + " is not attached to " + carrier.name() + ".")
                    .asException();
        }
        return account.with(carrier.notCarrying(role));
    }

    private static Quota quota(RoleCarrier carrier) {
        return switch (carrier) {
            case User _ -> Quota.ROLES_PER_USER;
            case Group _ -> Quota.ROLES_PER_GROUP;
        };
    }
}
