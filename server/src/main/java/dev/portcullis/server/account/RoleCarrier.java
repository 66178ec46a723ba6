// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** A user or group: what roles can be attached to, whose permission policies then count for it or its members (section 16). */
public sealed interface RoleCarrier extends PolicyHolder permits User, Group {
    /** The unique ids of the roles. */
    SortedSet<String> roles();

    RoleCarrier withRoles(SortedSet<String> next);

    default RoleCarrier carrying(Role role) {
        var next = new TreeSet<>(roles());
        next.add(role.id());
        return withRoles(next);
    }

    default RoleCarrier notCarrying(Role role) {
        var next = new TreeSet<>(roles());
        next.removeAll(Set.of(role.id()));
        return withRoles(next);
    }
}
