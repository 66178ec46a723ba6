// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import dev.portcullis.policy.Request;
import dev.portcullis.policy.reference.ReferencePolicies;

/** A request and the texts of the policies it meets: everything that a decision depends on. */
public record Scenario(Request request, ReferencePolicies policies) {
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
