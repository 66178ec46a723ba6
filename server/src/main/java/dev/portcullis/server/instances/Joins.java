// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.aws.portcullis.JoinInstanceResponse;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts.Outcome;
import dev.portcullis.server.account.Instance;
import dev.portcullis.server.api.OpenCall;
import dev.portcullis.server.storage.CommitRecord;
import java.util.Optional;

/** How an agent becomes the one that speaks for an instance, by whatever proof. Whichever agent joined before is shut out by that. */
final class Joins {
    private Joins() {}

    /**
     * What an agent shows to join as an instance.
     *
     * @param agentEpoch of the instance when the proof was judged: once another agent has joined it counts no more
     */
    record Claim(AccountId account, String instanceId, int agentEpoch) {}

    /** Judges a proof as part of the change that it leads to. */
    interface Proof {
        /** The instance as it is once the proof has been used; empty if it counts no more. */
        Optional<Instance> used(Account account, Instance instance);

        /** How the history names it. */
        String name();

        /** What whoever is refused is told: the same for everything that can be wrong. */
        RuntimeException refusal();
    }

    /** Makes the caller the agent of the instance. */
    static JoinInstanceResponse join(
            Claim claim, Proof proof, OperationModel<?, ?> operation, String region, OpenCall call) {
        var credentials = new AgentSessions(call.issuer(), region)
                .issue(claim.account(), claim.instanceId(), claim.agentEpoch() + 1, call.time());
        var operationId = CommitRecord.newOperationId();
        call.accounts().updateInstances(claim.account(), region, (account, registry) -> {
            var instance = registry.get(claim.instanceId())
                    .filter(Instances::isOwnHost)
                    .filter(found -> !found.isTerminated() && found.agentEpoch() == claim.agentEpoch())
                    .orElseThrow(proof::refusal);
            var used = proof.used(account, instance).orElseThrow(proof::refusal);
            var why = call.record(
                    operationId,
                    operation,
                    account.arns().instance(region, instance.id()),
                    credentials.accessKeyId(),
                    allowedBy(proof, instance));
            return new Outcome<>(registry.with(Instances.joined(used, call.time())), instance.id(), why);
        });
        call.committed();
        return JoinInstanceResponse.builder()
                .agentCredentials(credentials)
                .instanceId(claim.instanceId())
                .region(region)
                .accountId(claim.account().text())
                .build();
    }

    private static String allowedBy(Proof proof, Instance before) {
        return before.agentEpoch() == 0 ? proof.name() : proof.name() + "; the agent that joined before is shut out";
    }
}
