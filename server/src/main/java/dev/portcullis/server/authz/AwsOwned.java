// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import dev.portcullis.policy.Explanation;
import dev.portcullis.policy.Explanation.LayerVerdict;
import dev.portcullis.policy.Explanation.Verdict;
import dev.portcullis.policy.Layer;
import dev.portcullis.policy.Principal;
import dev.portcullis.policy.Request;
import dev.portcullis.policy.Result;
import dev.portcullis.server.error.ApiError;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiError.UnmodifiableEntity;
import java.util.Optional;

/**
 * Refusals for the sake of rule 12.11: what belongs to AWS is changed by nobody. Whoever may not do such a thing anyway is told so as
 * always; whoever might is told whose the thing is, as at AWS (IAM API reference, {@code UnmodifiableEntity}).
 */
final class AwsOwned {
    private AwsOwned() {}

    /** What is answered instead of a denial; empty if the request was refused for another reason, or would be. */
    static Optional<ApiError> error(Request request, Explanation explanation) {
        if (!isRefusedForAws(request, explanation)
                || withholding(request, explanation).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                request.resource().contains(":role/")
                        ? UnmodifiableEntity.role(nameOf(request.resource()))
                        : new AccessDenied("Policy is outside your own account."));
    }

    /** The layer that a denial names: the one that decided or, beside rule 12.11, the first that would have refused as well. */
    static Layer namedLayer(Request request, Explanation explanation) {
        var decided = explanation.decision().layer();
        return isRefusedForAws(request, explanation)
                ? withholding(request, explanation).orElse(decided)
                : decided;
    }

    /** No layer decided: of an action of IAM that is rule 12.11 alone. */
    private static boolean isRefusedForAws(Request request, Explanation explanation) {
        var decision = explanation.decision();
        return decision.result() == Result.IMPLICIT_DENY
                && decision.layer() == Layer.NONE
                && request.action().startsWith("iam:");
    }

    /** The first layer that has to allow and does not. Nothing in IAM that AWS owns has a policy of its own that could. */
    private static Optional<Layer> withholding(Request request, Explanation explanation) {
        if (request.principal() instanceof Principal.Service) {
            return Optional.of(Layer.IDENTITY);
        }
        boolean isRoot = request.principal() instanceof Principal.Root;
        return explanation.verdicts().stream()
                .filter(verdict -> verdict.verdict() != Verdict.ALLOWS)
                .map(LayerVerdict::layer)
                .filter(layer -> layer != Layer.RESOURCE && !(isRoot && layer == Layer.IDENTITY))
                .findFirst();
    }

    private static String nameOf(String arn) {
        return arn.substring(arn.lastIndexOf('/') + 1);
    }
}
