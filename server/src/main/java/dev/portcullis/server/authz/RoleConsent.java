// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import dev.portcullis.policy.Authorizer;
import dev.portcullis.policy.Context;
import dev.portcullis.policy.Gate;
import dev.portcullis.policy.PolicySet;
import dev.portcullis.policy.Principal;
import dev.portcullis.policy.Request;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.account.RoleCarrier;
import dev.portcullis.server.error.ApiError.InvalidInput;
import java.time.Instant;

/**
 * Whether a role says of itself that it may be attached to groups and users: its trust policy must let the service principal
 * {@code groups.portcullis} assume it (rule 16.4). Nobody can register as that principal.
 */
public final class RoleConsent {
    private static final String PRINCIPAL = "groups.portcullis";
    private static final Authorizer AUTHORIZER = new Authorizer();

    private RoleConsent() {}

    /**
     * Asks the role's trust policy. {@code aws:SourceArn} is the group or user and {@code aws:SourceAccount} its account, so that a role can
     * name those that it is meant for.
     *
     * @throws dev.portcullis.server.error.ApiException if it does not consent
     */
    public static void require(Account account, Role role, RoleCarrier carrier, Instant now) {
        var owner = account.id().text();
        var keys = Context.builder();
        ContextKeys.resourceTags(keys, role.tags(), "sts:AssumeRole");
        ContextKeys.time(keys, now);
        ContextKeys.service(keys, PRINCIPAL);
        keys.put("aws:SourceArn", account.arns().of(carrier));
        keys.put("aws:SourceAccount", owner);
        keys.put("aws:ResourceAccount", owner);
        var request = new Request(
                new Principal.Service(PRINCIPAL),
                "sts:AssumeRole",
                account.arns().of(role),
                owner,
                keys.build());
        var policies = PolicySet.builder()
                .gate(Gate.TRUST)
                .resource(role.trust().evaluated().policy())
                .build();
        if (!AUTHORIZER.decide(request, policies).isAllowed()) {
            throw new InvalidInput("The role " + role.name() + " cannot be attached: its trust policy does not allow "
                            + PRINCIPAL + " to assume it.")
                    .asException();
        }
    }
}
