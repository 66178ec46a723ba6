// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.aws.portcullis.GetOwnInstanceCredentialsRequest;
import dev.portcullis.aws.portcullis.GetOwnInstanceCredentialsResponse;
import dev.portcullis.aws.portcullis.GetOwnInstanceRequest;
import dev.portcullis.aws.portcullis.GetOwnInstanceResponse;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.portcullis.RenewAgentRequest;
import dev.portcullis.aws.portcullis.RenewAgentResponse;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.InstanceRegistry;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.authn.InstanceSessions;
import dev.portcullis.server.error.ApiError.InstanceRoleNotFound;
import dev.portcullis.server.error.ApiError.InvalidInstanceState;
import dev.portcullis.server.instanceidentity.InstanceIdentities;
import java.util.List;

/** What the agent of an instance may ask, which is nothing but what concerns that instance: no request names one. */
public final class AgentHandlers {
    private final InstanceIdentities identities;

    /** @param identities sign who instances are */
    public AgentHandlers(InstanceIdentities identities) {
        this.identities = identities;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.readInstances(PortcullisModel.RENEW_AGENT, AgentHandlers::renew),
                Operation.readInstances(PortcullisModel.GET_OWN_INSTANCE, this::show),
                Operation.readInstances(PortcullisModel.GET_OWN_INSTANCE_CREDENTIALS, AgentHandlers::credentials));
    }

    private static RenewAgentResponse renew(
            Account account, InstanceRegistry registry, RenewAgentRequest request, Call call) {
        var instance = InstanceSessions.own(registry, call.caller());
        return RenewAgentResponse.builder()
                .agentCredentials(new AgentSessions(call.issuer(), registry.region())
                        .issue(account.id(), instance.id(), instance.agentEpoch(), call.time()))
                .build();
    }

    private GetOwnInstanceResponse show(
            Account account, InstanceRegistry registry, GetOwnInstanceRequest request, Call call) {
        var instance = InstanceSessions.own(registry, call.caller());
        var own = new OwnInstance(account, registry.region(), instance, identities);
        var revision = own.revision();
        return request.knownRevision().filter(revision::equals).isPresent()
                ? GetOwnInstanceResponse.builder().revision(revision).build()
                : own.shown(revision);
    }

    private static GetOwnInstanceCredentialsResponse credentials(
            Account account, InstanceRegistry registry, GetOwnInstanceCredentialsRequest request, Call call) {
        var instance = InstanceSessions.own(registry, call.caller());
        var credentials = new InstanceCredentials(account, registry, call.issuer(), call.time());
        return switch (credentials.issue(instance)) {
            case InstanceCredentials.Outcome.Issued issued -> shown(account, issued);
            case InstanceCredentials.Outcome.NotRunning() ->
                throw new InvalidInstanceState("The instance " + instance.id() + " is "
                                + instance.state().wireName() + ", and gets credentials only while it runs.")
                        .asException();
            case InstanceCredentials.Outcome.NoRole() ->
                throw new InstanceRoleNotFound("The instance " + instance.id() + " has no role.").asException();
            case InstanceCredentials.Outcome.NotTrusted(var role, var principal) ->
                throw new InstanceRoleNotFound("The trust policy of the role " + role.name() + " does not allow "
                                + principal + " to assume it for the instance " + instance.id() + ".")
                        .asException();
        };
    }

    private static GetOwnInstanceCredentialsResponse shown(Account account, InstanceCredentials.Outcome.Issued issued) {
        return GetOwnInstanceCredentialsResponse.builder()
                .credentials(AgentSessions.shown(issued.claims(), issued.session()))
                .roleArn(account.arns().of(issued.role()))
                .roleName(issued.role().name())
                .lastUpdated(issued.claims().issuedAt())
                .build();
    }
}
