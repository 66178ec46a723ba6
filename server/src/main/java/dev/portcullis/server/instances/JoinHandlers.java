// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.aws.portcullis.CreateJoinTokenRequest;
import dev.portcullis.aws.portcullis.CreateJoinTokenResponse;
import dev.portcullis.aws.portcullis.Credentials;
import dev.portcullis.aws.portcullis.JoinInstanceRequest;
import dev.portcullis.aws.portcullis.JoinInstanceResponse;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts.Outcome;
import dev.portcullis.server.account.Instance;
import dev.portcullis.server.account.InstanceRegistry;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.OpenCall;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.error.ApiError.InvalidInstanceState;
import dev.portcullis.server.error.ApiError.InvalidJoinToken;
import dev.portcullis.server.secrets.JoinTokens;
import dev.portcullis.server.storage.CommitRecord;
import java.time.Duration;
import java.util.List;

/**
 * How an agent comes to speak for an instance: somebody who is allowed to makes a token, and the agent that shows it first has joined. Whichever
 * agent joined before is shut out by that.
 */
public final class JoinHandlers {
    private static final Duration LIFE_OF_TOKEN = Duration.ofHours(1);

    private final JoinTokens tokens;
    private final String region;

    /** @param region the one region in which this server has instances */
    public JoinHandlers(JoinTokens tokens, String region) {
        this.tokens = tokens;
        this.region = region;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.readInstances(PortcullisModel.CREATE_JOIN_TOKEN, this::createToken),
                Operation.open(PortcullisModel.JOIN_INSTANCE, this::join));
    }

    private CreateJoinTokenResponse createToken(
            Account account, InstanceRegistry registry, CreateJoinTokenRequest request, Call call) {
        var instance = registry.get(request.instanceId())
                .filter(Instances::isOwnHost)
                .orElseThrow(
                        () -> new InvalidInput("The instance " + request.instanceId() + " is not a host of one's own.")
                                .asException());
        if (instance.isTerminated()) {
            throw new InvalidInstanceState("The instance " + instance.id() + " is terminated.").asException();
        }
        var expiration = call.time().plus(LIFE_OF_TOKEN);
        var content = new JoinTokens.Content(
                account.id().text(), registry.region(), instance.id(), instance.agentEpoch(), expiration);
        return CreateJoinTokenResponse.builder()
                .joinToken(tokens.seal(content, call.time()))
                .expiration(expiration)
                .build();
    }

    private JoinInstanceResponse join(JoinInstanceRequest request, OpenCall call) {
        var token = tokens.open(request.joinToken(), call.time())
                .filter(content -> content.region().equals(region))
                .orElseThrow(JoinHandlers::refused);
        var account = call.accounts()
                .find(new AccountId(token.account()))
                .orElseThrow(JoinHandlers::refused)
                .id();
        int epoch = token.agentEpoch() + 1;
        var credentials =
                new AgentSessions(call.issuer(), region).issue(account, token.instanceId(), epoch, call.time());
        join(account, token, credentials, call);
        return JoinInstanceResponse.builder()
                .agentCredentials(credentials)
                .instanceId(token.instanceId())
                .region(region)
                .accountId(account.text())
                .build();
    }

    /** That no agent joined since the token was made is judged as part of the change: of two that show the same token one has joined. */
    private void join(AccountId id, JoinTokens.Content token, Credentials credentials, OpenCall call) {
        var operationId = CommitRecord.newOperationId();
        call.accounts().updateInstances(id, region, (account, registry) -> {
            var instance = registry.get(token.instanceId())
                    .filter(Instances::isOwnHost)
                    .filter(found -> !found.isTerminated() && found.agentEpoch() == token.agentEpoch())
                    .orElseThrow(JoinHandlers::refused);
            var why = call.record(
                    operationId,
                    PortcullisModel.JOIN_INSTANCE,
                    account.arns().instance(region, instance.id()),
                    credentials.accessKeyId(),
                    allowedBy(instance));
            return new Outcome<>(registry.with(Instances.joined(instance, call.time())), instance.id(), why);
        });
        call.committed();
    }

    private static String allowedBy(Instance before) {
        return before.agentEpoch() == 0 ? "join token" : "join token; the agent that joined before is shut out";
    }

    /** The same for everything that can be wrong with a token: whoever has none that is good learns nothing. */
    private static RuntimeException refused() {
        return new InvalidJoinToken("The join token is not valid, has expired, or was used.").asException();
    }
}
