// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Instance;
import dev.portcullis.server.account.Instance.State;
import dev.portcullis.server.account.InstanceRegistry;
import dev.portcullis.server.account.ProfileAssociation;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.api.Issuer;
import dev.portcullis.server.authz.RoleConsent;
import dev.portcullis.server.secrets.IssuedSession;
import dev.portcullis.server.secrets.SessionClaims;
import dev.portcullis.server.secrets.SessionOrigin;
import dev.portcullis.server.secrets.SessionPolicies;
import dev.portcullis.server.secrets.SessionSubject;
import dev.portcullis.server.secrets.SessionTags;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The credentials of an instance: a session of the role in its instance profile, with the instance's id as its name, which ends with the
 * association between the two.
 *
 * @param registry of the account and region that the instance is in
 * @param now from when they count, in whole seconds
 */
record InstanceCredentials(Account account, InstanceRegistry registry, Issuer issuer, Instant now) {
    /** How long they last, as in EC2; whoever uses them asks again long before. */
    static final Duration LIFE = Duration.ofHours(6);

    /** Whether there are credentials, and if not, why. */
    sealed interface Outcome {
        record Issued(Role role, ProfileAssociation association, SessionClaims claims, IssuedSession.Issued session)
                implements Outcome {}

        /** The instance does not run: a host of one's own whose agent has not joined, or one that was stopped or terminated. */
        record NotRunning() implements Outcome {}

        /** It has no instance profile, or one that is gone or holds no role. */
        record NoRole() implements Outcome {}

        /** The role does not trust EC2 to assume it. */
        record NotTrusted(Role role) implements Outcome {}
    }

    Outcome issue(Instance instance) {
        if (instance.state() != State.RUNNING) {
            return new Outcome.NotRunning();
        }
        return instance.profile()
                .flatMap(association -> account.instanceProfiles()
                        .get(association.profileId())
                        .flatMap(profile -> profile.role())
                        .flatMap(account.roles()::get)
                        .map(role -> issue(instance, association, role)))
                .orElseGet(Outcome.NoRole::new);
    }

    private Outcome issue(Instance instance, ProfileAssociation association, Role role) {
        var arn = account.arns().instance(registry.region(), instance.id());
        if (!RoleConsent.isGivenToInstance(account, role, arn, now)) {
            return new Outcome.NotTrusted(role);
        }
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
                        .withInstance(new SessionOrigin.Instance(instance.id(), association.id())),
                Map.of("ec2:SourceInstanceArn", List.of(arn), "ec2:RoleDelivery", List.of("2.0")));
        return switch (issuer.sessionTokens().issue(claims)) {
            case IssuedSession.Issued issued -> new Outcome.Issued(role, association, claims, issued);
            case IssuedSession.PackedPolicyTooLarge(int percent) ->
                throw new IllegalStateException("A session without policies and tags takes " + percent + "%");
        };
    }
}
