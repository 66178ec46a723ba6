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
import java.util.Map;

/**
 * Whether a role says of itself that it may be attached to groups and users, or handed to instances: its trust policy must let the service principal
 * {@code groups.portcullis} (rules 16.4 and 16.5), or {@code ec2.amazonaws.com}, assume it. Nobody can register as the first.
 */
public final class RoleConsent {
    /** Assumes the roles that groups and users carry. */
    public static final String GROUPS = "groups.portcullis";

    /** Assumes the roles in instance profiles. */
    public static final String EC2 = "ec2.amazonaws.com";

    private static final Authorizer AUTHORIZER = new Authorizer();

    private RoleConsent() {}

    /**
     * Asks the role's trust policy. {@code aws:SourceArn} is the group or user and {@code aws:SourceAccount} its account, so that a role can
     * name those that it is meant for.
     *
     * @throws dev.portcullis.server.error.ApiException if it does not consent
     */
    public static void require(Account account, Role role, RoleCarrier carrier, Instant now) {
        if (!isGiven(account, role, GROUPS, account.arns().of(carrier), Map.of(), now)) {
            throw new InvalidInput("The role " + role.name() + " cannot be attached: its trust policy does not allow "
                            + GROUPS + " to assume it.")
                    .asException();
        }
    }

    /** Whether the role's trust policy lets EC2 assume it for an instance, whose ARN is {@code aws:SourceArn}. */
    public static boolean isGivenToInstance(Account account, Role role, String instanceArn, Instant now) {
        return isGiven(account, role, EC2, instanceArn, Map.of(), now);
    }

    /**
     * Whether the role's trust policy lets groups assume it for an instance in one of them: {@code aws:SourceArn} is the group, and
     * {@code ec2:SourceInstanceArn} the instance, so that a role can keep itself to users.
     */
    public static boolean isGivenToInstance(
            Account account, Role role, RoleCarrier group, String instanceArn, Instant now) {
        var keys = Map.of("ec2:SourceInstanceArn", instanceArn);
        return isGiven(account, role, GROUPS, account.arns().of(group), keys, now);
    }

    private static boolean isGiven(
            Account account, Role role, String principal, String sourceArn, Map<String, String> more, Instant now) {
        var owner = account.id().text();
        var keys = Context.builder();
        ContextKeys.resourceTags(keys, role.tags(), "sts:AssumeRole");
        ContextKeys.time(keys, now);
        ContextKeys.service(keys, principal);
        more.forEach(keys::put);
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
