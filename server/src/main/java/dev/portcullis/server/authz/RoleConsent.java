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
 * Whether a role says of itself that it may be attached to groups and users, or handed to instances: its trust policy must let the service principal
 * {@code groups.portcullis} (rule 16.4), or {@code ec2.amazonaws.com}, assume it. Nobody can register as the first.
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
        if (!isGiven(account, role, PRINCIPAL, account.arns().of(carrier), now)) {
            throw new InvalidInput("The role " + role.name() + " cannot be attached: its trust policy does not allow "
                            + PRINCIPAL + " to assume it.")
                    .asException();
        }
    }

    /** Whether the role's trust policy lets EC2 assume it for an instance, whose ARN is {@code aws:SourceArn}. */
    public static boolean isGivenToInstance(Account account, Role role, String instanceArn, Instant now) {
        return isGiven(account, role, "ec2.amazonaws.com", instanceArn, now);
    }

    private static boolean isGiven(Account account, Role role, String principal, String sourceArn, Instant now) {
        var owner = account.id().text();
        var keys = Context.builder();
        ContextKeys.resourceTags(keys, role.tags(), "sts:AssumeRole");
        ContextKeys.time(keys, now);
        ContextKeys.service(keys, principal);
        keys.put("aws:SourceArn", sourceArn);
        keys.put("aws:SourceAccount", owner);
        keys.put("aws:ResourceAccount", owner);
        var request = new Request(
                new Principal.Service(principal),
                "sts:AssumeRole",
                account.arns().of(role),
                owner,
                keys.build());
        var policies = PolicySet.builder()
                .gate(Gate.TRUST)
                .resource(role.trust().evaluated().policy())
                .build();
        return AUTHORIZER.decide(request, policies).isAllowed();
    }
}
