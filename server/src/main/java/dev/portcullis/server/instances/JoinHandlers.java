// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.aws.portcullis.CreateJoinTokenRequest;
import dev.portcullis.aws.portcullis.CreateJoinTokenResponse;
import dev.portcullis.aws.portcullis.JoinInstanceRequest;
import dev.portcullis.aws.portcullis.JoinInstanceResponse;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Instance;
import dev.portcullis.server.account.InstanceRegistry;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.OpenCall;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.error.ApiError.InvalidJoinToken;
import dev.portcullis.server.secrets.JoinTokens;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
        var instance = Instances.requireJoinable(registry, request.instanceId());
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
        return Joins.join(
                new Joins.Claim(account, token.instanceId(), token.agentEpoch()),
                new ByToken(),
                PortcullisModel.JOIN_INSTANCE,
                region,
                call);
    }

    /** That no agent joined since the token was made is all that is left to be judged: of two that show the same token one has joined. */
    private record ByToken() implements Joins.Proof {
        @Override
        public Optional<Instance> used(Account account, Instance instance) {
            return Optional.of(instance);
        }

        @Override
        public String name() {
            return "join token";
        }

        @Override
        public RuntimeException refusal() {
            return refused();
        }
    }

    /** The same for everything that can be wrong with a token: whoever has none that is good learns nothing. */
    private static RuntimeException refused() {
        return new InvalidJoinToken("The join token is not valid, has expired, or was used.").asException();
    }
}
