// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import dev.portcullis.policy.ConveyedRole;
import dev.portcullis.policy.Gate;
import dev.portcullis.policy.ParseResult;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.PolicySet;
import dev.portcullis.policy.reference.ReferencePolicies;
import dev.portcullis.policy.reference.ReferencePolicies.Text;
import java.util.List;
import java.util.Optional;

/** Hands policy texts to the engine. */
public final class EnginePolicies {
    private EnginePolicies() {}

    /** The texts, read by the engine; empty if it rejects one of them, as a server then refuses the request (rule 10.2). */
    public static Optional<PolicySet> of(ReferencePolicies texts) {
        try {
            return Optional.of(read(texts));
        } catch (Rejection rejected) {
            return Optional.empty();
        }
    }

    /** One text read by the engine; throws if it is rejected. */
    public static Policy policy(Text text) {
        return switch (Policy.read(text.id(), text.json())) {
            case ParseResult.Parsed(var policy) -> policy;
            case ParseResult.Rejected rejected -> throw new Rejection(text.id() + ": " + rejected.problems());
        };
    }

    private static PolicySet read(ReferencePolicies texts) {
        var builder = PolicySet.builder()
                .identity(policies(texts.identity()))
                .conveyed(texts.conveyed().stream().map(EnginePolicies::role).toList())
                .gate(Gate.valueOf(texts.gate().name()))
                .scp(texts.scp().stream().map(EnginePolicies::policies).toList())
                .rcp(texts.rcp().stream().map(EnginePolicies::policies).toList());
        texts.boundary().ifPresent(text -> builder.boundary(policy(text)));
        texts.session().ifPresent(pool -> builder.session(policies(pool)));
        texts.resource().ifPresent(text -> builder.resource(policy(text)));
        texts.endpoint().ifPresent(text -> builder.endpoint(policy(text)));
        return builder.build();
    }

    private static ConveyedRole role(ReferencePolicies.Conveyed role) {
        return new ConveyedRole(
                World.role(World.HERE, "Conveyed"),
                "arn:aws:iam::" + World.HERE + ":group/members",
                policies(role.policies()),
                role.boundary().map(EnginePolicies::policy));
    }

    private static List<Policy> policies(List<Text> texts) {
        return texts.stream().map(EnginePolicies::policy).toList();
    }

    private static final class Rejection extends RuntimeException {
        private static final long serialVersionUID = 1;

        Rejection(String why) {
            super(why);
        }
    }
}
