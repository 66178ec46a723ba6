// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Instance;
import dev.portcullis.server.account.Instance.State;
import dev.portcullis.server.account.InstanceRegistry;
import dev.portcullis.server.account.InstanceRole;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.api.Issuer;
import dev.portcullis.server.authz.RoleConsent;
import dev.portcullis.server.secrets.IssuedSession;
import dev.portcullis.server.secrets.SessionClaims;
import dev.portcullis.server.secrets.SessionOrigin;
import dev.portcullis.server.secrets.SessionOrigin.Through;
import dev.portcullis.server.secrets.SessionPolicies;
import dev.portcullis.server.secrets.SessionSubject;
import dev.portcullis.server.secrets.SessionTags;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The credentials of an instance: a session of the role that it has, with the instance's id as its name, which ends with what the instance has the
 * role by: the association with its instance profile, or its membership in a group that carries the role.
 *
 * @param registry of the account and region that the instance is in
 * @param now from when they count, in whole seconds
 */
record InstanceCredentials(Account account, InstanceRegistry registry, Issuer issuer, Instant now) {
    /** How long they last, as in EC2; whoever uses them asks again long before. */
    static final Duration LIFE = Duration.ofHours(6);

    /** Whether there are credentials, and if not, why. */
    sealed interface Outcome {
        record Issued(InstanceRole from, SessionClaims claims, IssuedSession.Issued session) implements Outcome {
            public Role role() {
                return from.role();
            }
        }

        /** The instance does not run: a host of one's own whose agent has not joined, or one that was stopped or terminated. */
        record NotRunning() implements Outcome {}

        /** It has an instance profile that is gone or holds no role; or none, and is in no group that carries a role. */
        record NoRole() implements Outcome {}

        /** The role does not trust that service principal to assume it for the instance. */
        record NotTrusted(Role role, String principal) implements Outcome {}
    }

    Outcome issue(Instance instance) {
        if (instance.state() != State.RUNNING) {
            return new Outcome.NotRunning();
        }
        return InstanceRole.of(account, instance)
                .map(from -> issue(instance, from))
                .orElseGet(Outcome.NoRole::new);
    }

    private Outcome issue(Instance instance, InstanceRole from) {
        var role = from.role();
        var arn = account.arns().instance(registry.region(), instance.id());
        return switch (from) {
            case InstanceRole.OfProfile(var association, var _) ->
                RoleConsent.isGivenToInstance(account, role, arn, now)
                        ? issued(instance, arn, from, new Through.Association(association.id()))
                        : new Outcome.NotTrusted(role, RoleConsent.EC2);
            case InstanceRole.OfGroup(var group, var joining, var _) ->
                RoleConsent.isGivenToInstance(account, role, group, arn, now)
                        ? issued(instance, arn, from, new Through.Membership(group.id(), joining, group.fleetEpoch()))
                        : new Outcome.NotTrusted(role, RoleConsent.GROUPS);
        };
    }

    private Outcome issued(Instance instance, String arn, InstanceRole from, Through through) {
        var role = from.role();
        var claims = new SessionClaims(
                new SessionSubject.Role(role.id(), instance.id()),
                issuer.newTemporaryKeyId(account.id()),
                issuer.sessionTokens().newSessionId(),
                role.epoch(),
                now,
                now.plus(LIFE),
                SessionPolicies.NONE,
                SessionTags.NONE,
                SessionOrigin.of(registry.region(), "ec2")
                        .withInstance(new SessionOrigin.Instance(instance.id(), through)),
                Map.of("ec2:SourceInstanceArn", List.of(arn), "ec2:RoleDelivery", List.of("2.0")));
        return switch (issuer.sessionTokens().issue(claims)) {
            case IssuedSession.Issued issued -> new Outcome.Issued(from, claims, issued);
            case IssuedSession.PackedPolicyTooLarge(int percent) ->
                throw new IllegalStateException("A session without policies and tags takes " + percent + "%");
        };
    }
}
