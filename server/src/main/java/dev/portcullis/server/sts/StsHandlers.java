// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sts;

import dev.portcullis.aws.sts.FederatedUser;
import dev.portcullis.aws.sts.GetAccessKeyInfoRequest;
import dev.portcullis.aws.sts.GetAccessKeyInfoResponse;
import dev.portcullis.aws.sts.GetCallerIdentityRequest;
import dev.portcullis.aws.sts.GetCallerIdentityResponse;
import dev.portcullis.aws.sts.GetFederationTokenRequest;
import dev.portcullis.aws.sts.GetFederationTokenResponse;
import dev.portcullis.aws.sts.GetSessionTokenRequest;
import dev.portcullis.aws.sts.GetSessionTokenResponse;
import dev.portcullis.aws.sts.StsModel;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.authz.Subject;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiError.ValidationError;
import dev.portcullis.server.managedpolicies.AwsPolicies;
import dev.portcullis.server.mfa.OneTimePasswords;
import dev.portcullis.server.policies.PolicyArns;
import dev.portcullis.server.secrets.AccessKeyIds;
import dev.portcullis.server.secrets.SessionSubject;
import dev.portcullis.server.secrets.SessionTags;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The operations of the security token service. */
public final class StsHandlers {
    private static final Duration DEFAULT_LIFE = Duration.ofHours(12);
    private static final Duration LONGEST_LIFE_FOR_ROOT = Duration.ofHours(1);

    private final AwsPolicies awsPolicies;
    private final PassedPolicies passedPolicies;
    private final SecondFactor secondFactor;

    public StsHandlers(AwsPolicies awsPolicies, PolicyArns policyArns, OneTimePasswords oneTimePasswords) {
        this.secondFactor = new SecondFactor(oneTimePasswords);
        this.awsPolicies = awsPolicies;
        this.passedPolicies = new PassedPolicies(policyArns);
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.planned(StsModel.ASSUME_ROLE, new AssumeRole(passedPolicies, secondFactor)::plan),
                Operation.read(StsModel.GET_CALLER_IDENTITY, this::callerIdentity),
                Operation.read(StsModel.GET_SESSION_TOKEN, this::sessionToken),
                Operation.read(StsModel.GET_FEDERATION_TOKEN, this::federationToken),
                Operation.read(StsModel.GET_ACCESS_KEY_INFO, StsHandlers::accessKeyInfo));
    }

    private GetCallerIdentityResponse callerIdentity(Account account, GetCallerIdentityRequest request, Call call) {
        var subject = Subject.of(account, call.caller(), awsPolicies);
        return GetCallerIdentityResponse.builder()
                .userId(subject.userId())
                .account(account.id().text())
                .arn(subject.arn())
                .build();
    }

    private GetSessionTokenResponse sessionToken(Account account, GetSessionTokenRequest request, Call call) {
        var principal = longTermPrincipal(account, call, "GetSessionToken");
        var provenAt = secondFactor.provenBy(account, call, request.serialNumber(), request.tokenCode());
        var issued = NewSession.plain(
                        account.id(),
                        principal.itself(),
                        principal.epoch(),
                        principal.life(request.durationSeconds()),
                        call)
                .proving(provenAt)
                .issue(call, request.minimumSessionTokenSize());
        return GetSessionTokenResponse.builder()
                .credentials(issued.credentials())
                .sessionTokenUtilization(issued.tokenPercent())
                .sessionTokenSize(issued.tokenSize())
                .build();
    }

    private GetFederationTokenResponse federationToken(Account account, GetFederationTokenRequest request, Call call) {
        var principal = longTermPrincipal(account, call, "GetFederationToken");
        var issued = NewSession.plain(
                        account.id(),
                        new SessionSubject.FederatedUser(principal.itself().principalId(), request.name()),
                        principal.epoch(),
                        principal.life(request.durationSeconds()),
                        call)
                .carrying(
                        passedPolicies.of(account, request.policy(), request.policyArns()),
                        PassedTags.of(request.tags(), List.of(), SessionTags.NONE))
                .issue(call, request.minimumSessionTokenSize());
        var user = FederatedUser.builder()
                .federatedUserId(account.id() + ":" + request.name())
                .arn(account.arns().federatedUser(request.name()))
                .build();
        return GetFederationTokenResponse.builder()
                .credentials(issued.credentials())
                .federatedUser(user)
                .packedPolicySize(issued.packedPolicyPercent())
                .sessionTokenUtilization(issued.tokenPercent())
                .sessionTokenSize(issued.tokenSize())
                .build();
    }

    /** A user or the root user: who may ask for a session without assuming a role. */
    private record LongTermPrincipal(SessionSubject itself, long epoch, boolean isRoot) {
        /** How long its session lives: of root an hour at most, whatever it asks for (rule 12.4). */
        Duration life(Optional<Integer> requestedSeconds) {
            var life = requestedSeconds.map(Duration::ofSeconds).orElse(DEFAULT_LIFE);
            return isRoot && life.compareTo(LONGEST_LIFE_FOR_ROOT) > 0 ? LONGEST_LIFE_FOR_ROOT : life;
        }
    }

    private static LongTermPrincipal longTermPrincipal(Account account, Call call, String operation) {
        return switch (call.caller().identity()) {
            case Identity.Root() ->
                new LongTermPrincipal(
                        new SessionSubject.Root(account.id().text()),
                        account.settings().rootEpoch(),
                        true);
            case Identity.User(var userId) ->
                new LongTermPrincipal(
                        new SessionSubject.User(userId),
                        account.users().get(userId).orElseThrow().epoch(),
                        false);
            case Identity.Role(var _, var _) -> throw notForSessions(operation);
            case Identity.FederatedUser(var _, var _) -> throw notForSessions(operation);
            case Identity.Agent(var _) -> throw notForSessions(operation);
            case Identity.Service(var _) ->
                throw new AccessDenied("Cannot call " + operation + " with service credentials").asException();
        };
    }

    private static RuntimeException notForSessions(String operation) {
        return new AccessDenied("Cannot call " + operation + " with session credentials").asException();
    }

    /** By the index first: ids may be chosen ones, which name no account. */
    private static GetAccessKeyInfoResponse accessKeyInfo(Account account, GetAccessKeyInfoRequest request, Call call) {
        var owner = call.accounts()
                .ownerOf(request.accessKeyId())
                .map(AccountId::text)
                .or(() -> AccessKeyIds.accountOf(request.accessKeyId()))
                .orElseThrow(() -> new ValidationError("Invalid access key ID.").asException());
        return GetAccessKeyInfoResponse.builder().account(owner).build();
    }
}
