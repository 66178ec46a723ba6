// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.reference;

import dev.portcullis.policy.Effect;
import dev.portcullis.policy.Layer;
import dev.portcullis.policy.Request;
import java.util.List;
import java.util.Optional;

/** Section 4: resources. */
final class ResourceRules {
    private ResourceRules() {}

    private enum Outcome {
        MATCHES,
        DIFFERS,
        /** A variable has no value (rule 6.7). */
        UNRESOLVED
    }

    /**
     * Rules 4.8 and 6.7. A statement of a resource's own policy may leave both elements out: it speaks of that resource (rule 11.1). Elsewhere
     * (rule 1.5 wants one of them) such a statement allows nothing and denies everything.
     */
    static boolean matches(Document.Statement statement, boolean hasVariables, Layer layer, Request request) {
        if (statement.resource().isPresent()) {
            return outcomes(statement.resource().get(), hasVariables, layer, request)
                    .contains(Outcome.MATCHES);
        }
        if (statement.notResource().isPresent()) {
            var outcomes = outcomes(statement.notResource().get(), hasVariables, layer, request);
            return !outcomes.contains(Outcome.MATCHES)
                    && (!outcomes.contains(Outcome.UNRESOLVED) || statement.effect() == Effect.DENY);
        }
        return layer == Layer.RESOURCE || statement.effect() == Effect.DENY;
    }

    private static List<Outcome> outcomes(List<String> values, boolean hasVariables, Layer layer, Request request) {
        return values.stream()
                .map(value -> outcome(value, hasVariables, layer, request))
                .toList();
    }

    /** Rules 4.1 to 4.6 for one value. */
    private static Outcome outcome(String value, boolean hasVariables, Layer layer, Request request) {
        if (!value.isEmpty()
                && value.chars()
                        .allMatch(
                                c -> c == '*')) { // 4.6: what matches everything also matches no resource in particular
            return Outcome.MATCHES;
        }
        var wanted = value.split(":", 6);
        var last = wanted.length == 6 && hasVariables
                ? Variables.expand(wanted[5], true, request.context())
                : Optional.of(Pattern.of(wanted.length == 6 ? wanted[5] : "*"));
        if (last.isEmpty()) {
            return Outcome.UNRESOLVED;
        }
        var actual = requested(request).split(":", 6);
        boolean matches = actual.length == 6
                && (wanted.length == 6 || isPadded(value, layer))
                && last.get().matches(actual[5]);
        for (int i = 0; matches && i < Math.min(5, wanted.length); i++) {
            matches = Pattern.of(wanted[i]).matches(actual[i]);
        }
        return matches ? Outcome.MATCHES : Outcome.DIFFERS;
    }

    /** Rule 4.3: whether the segments that a short pattern lacks count as {@code *}. */
    private static boolean isPadded(String value, Layer layer) {
        return switch (layer) {
            case IDENTITY, SESSION, BOUNDARY -> true;
            case RESOURCE, ENDPOINT -> value.contains("*");
            case SCP -> value.endsWith("*");
            case RCP, NONE -> false;
        };
    }

    /** Rule 14.9: listing all buckets asks about all of S3. */
    private static String requested(Request request) {
        return request.action().equalsIgnoreCase("s3:ListAllMyBuckets")
                        && request.resource().equals("*")
                ? "arn:aws:s3:::*"
                : request.resource();
    }
}
