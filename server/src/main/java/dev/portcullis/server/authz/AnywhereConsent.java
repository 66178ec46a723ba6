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
import dev.portcullis.server.authn.Caller.RequestFacts;
import java.util.List;
import java.util.Map;

/**
 * Whether a role lets Roles Anywhere assume it for the holder of a certificate: its trust policy must allow the service principal to assume it, to
 * tag the session with what the certificate says, and to set the source identity. The tags are principal tags, as AWS has them, and request tags.
 */
public final class AnywhereConsent {
    private static final String PRINCIPAL = "rolesanywhere.amazonaws.com";
    private static final List<String> ACTIONS = List.of("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity");
    private static final Authorizer AUTHORIZER = new Authorizer();

    private AnywhereConsent() {}

    /**
     * Asks the role's trust policy.
     *
     * @param trustAnchorArn {@code aws:SourceArn}
     * @param tags what the certificate says
     * @param facts of the request with which the certificate came
     */
    public static boolean isGiven(
            Account account,
            Role role,
            String trustAnchorArn,
            Map<String, String> tags,
            String sourceIdentity,
            String sessionName,
            RequestFacts facts) {
        var owner = account.id().text();
        var keys = Context.builder();
        ContextKeys.resourceTags(keys, role.tags(), "sts:AssumeRole");
        ContextKeys.time(keys, facts.arrival());
        ContextKeys.service(keys, PRINCIPAL);
        keys.put("aws:SourceIp", facts.sourceAddress().getHostAddress());
        keys.put("aws:SecureTransport", Boolean.toString(facts.isSecure()));
        keys.put("aws:RequestedRegion", facts.region());
        keys.put("aws:SourceArn", trustAnchorArn);
        keys.put("aws:SourceAccount", owner);
        keys.put("aws:ResourceAccount", owner);
        keys.put("sts:RoleSessionName", sessionName);
        keys.put("sts:SourceIdentity", sourceIdentity);
        keys.putAll("aws:TagKeys", List.copyOf(tags.keySet()));
        tags.forEach((key, value) -> {
            keys.put("aws:PrincipalTag/" + key, value);
            keys.put("aws:RequestTag/" + key, value);
        });
        var context = keys.build();
        var policies = PolicySet.builder()
                .gate(Gate.TRUST)
                .resource(role.trust().evaluated().policy())
                .build();
        return ACTIONS.stream()
                .allMatch(action -> AUTHORIZER
                        .decide(
                                new Request(
                                        new Principal.Service(PRINCIPAL),
                                        action,
                                        account.arns().of(role),
                                        owner,
                                        context),
                                policies)
                        .isAllowed());
    }
}
