// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sts;

import dev.portcullis.aws.sts.AssumeRoleRequest;
import dev.portcullis.aws.sts.AssumeRoleResponse;
import dev.portcullis.aws.sts.AssumedRoleUser;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation.Plan;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.authz.ResourceSide;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiError.NotImplemented;
import dev.portcullis.server.error.ApiError.ValidationError;
import dev.portcullis.server.secrets.SessionClaims;
import dev.portcullis.server.secrets.SessionOrigin;
import dev.portcullis.server.secrets.SessionSubject;
import dev.portcullis.server.secrets.SessionTags;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * AssumeRole, of a role in any account. The role is looked up once: the one whose trust policy the checks are made against is the one
 * that the session is issued for. One that is not there is refused as one that trusts nobody.
 */
final class AssumeRole {
    private static final Duration DEFAULT_LIFE = Duration.ofHours(1);
    private static final Duration LONGEST_CHAINED_LIFE = Duration.ofHours(1);

    private final PassedPolicies passedPolicies;
    private final SecondFactor secondFactor;

    AssumeRole(PassedPolicies passedPolicies, SecondFactor secondFactor) {
        this.secondFactor = secondFactor;
        this.passedPolicies = passedPolicies;
    }

    private record Found(Account owner, Role role) {}

    Plan<AssumeRoleResponse> plan(AssumeRoleRequest request, Call call) {
        var arn = RoleArn.parse(request.roleArn());
        var found = call.accounts()
                .find(arn.account())
                .flatMap(owner -> arn.in(owner).map(role -> new Found(owner, role)));
        var caller = call.accounts().read(call.caller().account());
        var provenAt = secondFactor.provenBy(caller, call, request.serialNumber(), request.tokenCode());
        var side = found.map(it -> side(it, call.caller()))
                .orElseGet(() -> ResourceSide.absent(arn.account()))
                .provenAt(provenAt);
        return new Plan<>(
                Optional.of(side),
                () -> assume(
                        found.orElseThrow(() -> new IllegalStateException("A role that is not there was allowed")),
                        request,
                        call));
    }

    private static ResourceSide side(Found found, Caller caller) {
        var role = found.role();
        return new ResourceSide(
                found.owner().id(),
                Optional.of(role.trust().evaluated().policy()),
                PassedTags.seenBy(callingTags(caller), role.tags()),
                carried(caller),
                Optional.empty());
    }

    /** What goes on from session to session has to be allowed at every hop (rules 12.6, 12.7). */
    private static Set<String> carried(Caller caller) {
        var carried = new HashSet<String>();
        if (!callingTags(caller).transitiveKeys().isEmpty()) {
            carried.add("sts:TagSession");
        }
        if (callingSourceIdentity(caller).isPresent()) {
            carried.add("sts:SetSourceIdentity");
        }
        return carried;
    }

    private AssumeRoleResponse assume(Found found, AssumeRoleRequest request, Call call) {
        if (!request.providedContexts().isEmpty()) {
            throw new NotImplemented("AssumeRole with ProvidedContexts").asException();
        }
        var role = found.role();
        var origin = origin(request, call);
        var session = new NewSession(
                found.owner().id(),
                new SessionSubject.Role(role.id(), request.roleSessionName()),
                role.epoch(),
                life(request, role, origin.chained()),
                passedPolicies.of(found.owner(), request.policy(), request.policyArns()),
                PassedTags.of(request.tags(), request.transitiveTagKeys(), callingTags(call.caller())),
                origin);
        return answer(found, request, origin, session.issue(call, request.minimumSessionTokenSize()));
    }

    private static AssumeRoleResponse answer(
            Found found, AssumeRoleRequest request, SessionOrigin origin, ShownCredentials issued) {
        var user = AssumedRoleUser.builder()
                .assumedRoleId(found.role().id() + ":" + request.roleSessionName())
                .arn(found.owner().arns().assumedRole(found.role().name(), request.roleSessionName()))
                .build();
        return AssumeRoleResponse.builder()
                .credentials(issued.credentials())
                .assumedRoleUser(user)
                .packedPolicySize(issued.packedPolicyPercent())
                .sourceIdentity(origin.sourceIdentity())
                .sessionTokenUtilization(issued.tokenPercent())
                .sessionTokenSize(issued.tokenSize())
                .build();
    }

    /** Rule 12.4. */
    private static Duration life(AssumeRoleRequest request, Role role, boolean isChained) {
        var life = request.durationSeconds().map(Duration::ofSeconds).orElse(DEFAULT_LIFE);
        if (isChained && life.compareTo(LONGEST_CHAINED_LIFE) > 0) {
            throw new ValidationError(
                            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role"
                                    + " chaining")
                    .asException();
        }
        if (life.compareTo(role.maxSession()) > 0) {
            throw new ValidationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
                    .asException();
        }
        return life;
    }

    private static SessionOrigin origin(AssumeRoleRequest request, Call call) {
        var origin = NewSession.originOf(call).withChained(isChaining(call.caller()));
        return sourceIdentity(request, call.caller())
                .map(origin::withSourceIdentity)
                .orElse(origin);
    }

    /** Rule 12.5: a role session that assumes a role, unless an instance got it from its instance profile. */
    private static boolean isChaining(Caller caller) {
        return caller.identity() instanceof Identity.Role
                && caller.session()
                        .flatMap(session -> session.origin().instance())
                        .isEmpty();
    }

    /** Rule 12.7: once set it stays. */
    private static Optional<String> sourceIdentity(AssumeRoleRequest request, Caller caller) {
        var calling = callingSourceIdentity(caller);
        if (calling.isPresent()
                && request.sourceIdentity()
                        .filter(wanted -> !calling.get().equals(wanted))
                        .isPresent()) {
            throw new AccessDenied("The source identity of the calling session cannot be changed.").asException();
        }
        return calling.or(request::sourceIdentity);
    }

    private static Optional<String> callingSourceIdentity(Caller caller) {
        return caller.session().flatMap(session -> session.origin().sourceIdentity());
    }

    private static SessionTags callingTags(Caller caller) {
        return caller.session().map(SessionClaims::tags).orElse(SessionTags.NONE);
    }
}
