// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.aws.portcullis.GetInstanceCredentialsRequest;
import dev.portcullis.aws.portcullis.GetInstanceCredentialsResponse;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.InstanceRegistry;
import dev.portcullis.server.account.InstanceRole;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.error.ApiError.InvalidInput;
import java.util.List;

/**
 * The operation that hands out the credentials of simulated hosts, on which no agent can ask for them. Whoever may call it is as good as on
 * the host. Those of a host of one's own are for its agent alone.
 */
public final class InstanceCredentialsHandlers {
    public List<Operation<?, ?>> operations() {
        return List.of(Operation.readInstances(
                PortcullisModel.GET_INSTANCE_CREDENTIALS, InstanceCredentialsHandlers::credentials));
    }

    private static GetInstanceCredentialsResponse credentials(
            Account account, InstanceRegistry registry, GetInstanceCredentialsRequest request, Call call) {
        var instance = registry.get(request.instanceId())
                .filter(found -> HostKind.of(found) == HostKind.SIMULATED)
                .orElseThrow(() -> refused(request, "is not a simulated host"));
        var credentials = new InstanceCredentials(account, registry, call.issuer(), call.time());
        return switch (credentials.issue(instance)) {
            case InstanceCredentials.Outcome.Issued issued -> shown(account, issued);
            case InstanceCredentials.Outcome.NotRunning() -> throw refused(request, "does not run");
            case InstanceCredentials.Outcome.NoRole() -> throw refused(request, "has no role");
            case InstanceCredentials.Outcome.NotTrusted(var role, var principal) ->
                throw refused(
                        request,
                        "gets no credentials of the role " + role.name() + ", whose trust policy does not allow "
                                + principal + " to assume it for the instance");
        };
    }

    private static GetInstanceCredentialsResponse shown(Account account, InstanceCredentials.Outcome.Issued issued) {
        var shown = dev.portcullis.aws.portcullis.InstanceCredentials.builder()
                .roleName(issued.role().name())
                .roleArn(account.arns().of(issued.role()))
                .accessKeyId(issued.claims().accessKeyId())
                .secretAccessKey(issued.session().secretAccessKey().revealText())
                .sessionToken(issued.session().token())
                .lastUpdated(issued.claims().issuedAt())
                .expiration(issued.claims().expiresAt());
        switch (issued.from()) {
            case InstanceRole.OfProfile(var association, var _) ->
                shown.instanceProfileArn(association.profileArn()).associationId(association.id());
            case InstanceRole.OfGroup(var group, var _, var _) ->
                shown.groupArn(account.arns().of(group));
        }
        return GetInstanceCredentialsResponse.builder()
                .credentials(shown.build())
                .build();
    }

    private static RuntimeException refused(GetInstanceCredentialsRequest request, String why) {
        return new InvalidInput("The instance " + request.instanceId() + " " + why + ".").asException();
    }
}
