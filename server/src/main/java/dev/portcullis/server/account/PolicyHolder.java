// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

/** A user, group or role: what policies can be given to. */
public sealed interface PolicyHolder extends Named permits RoleCarrier, Role {
    GrantedPolicies policies();

    PolicyHolder withPolicies(GrantedPolicies next);
}
