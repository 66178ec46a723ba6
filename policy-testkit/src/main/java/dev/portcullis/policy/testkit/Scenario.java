// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import dev.portcullis.policy.Layer;
import dev.portcullis.policy.Request;
import dev.portcullis.policy.reference.ReferencePolicies;
import dev.portcullis.policy.reference.ReferencePolicies.Text;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A request and the texts of the policies it meets: everything that a decision depends on. */
public record Scenario(Request request, ReferencePolicies policies) {
    /** The same request with texts added to a layer; a boundary, resource policy or endpoint policy is replaced by the last. */
    public Scenario with(Layer layer, List<Text> added) {
        var p = policies;
        return new Scenario(
                request,
                new ReferencePolicies(
                        layer == Layer.IDENTITY ? joined(p.identity(), added) : p.identity(),
                        p.conveyed(),
                        layer == Layer.BOUNDARY ? Optional.of(added.getLast()) : p.boundary(),
                        layer == Layer.SESSION
                                ? Optional.of(joined(p.session().orElse(List.of()), added))
                                : p.session(),
                        layer == Layer.RESOURCE ? Optional.of(added.getLast()) : p.resource(),
                        p.gate(),
                        layer == Layer.SCP ? joined(p.scp(), List.of(added)) : p.scp(),
                        layer == Layer.RCP ? joined(p.rcp(), List.of(added)) : p.rcp(),
                        layer == Layer.ENDPOINT ? Optional.of(added.getLast()) : p.endpoint()));
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    @Override
    public String toString() {
        var context = new StringBuilder();
        for (var key : request.context().keys()) {
            context.append(key).append('=').append(request.context().value(key)).append(' ');
        }
        return "principal %s%naction %s%nresource %s of %s%ncontext %s%n%s"
                .formatted(
                        request.principal(),
                        request.action(),
                        request.resource(),
                        request.resourceAccount(),
                        context,
                        policies.toString().replace("Text[", "\n  Text["));
    }
}
