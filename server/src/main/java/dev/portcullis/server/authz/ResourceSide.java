// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import dev.portcullis.policy.Policy;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Tags;
import java.util.Optional;
import java.util.Set;

/**
 * The side of the resource, where it has a policy of its own: a role and its trust policy (rule 11.1).
 *
 * @param owner the account that owns the resource
 * @param trust the policy that gates it; without one nobody gets in
 * @param tags the resource's tags
 * @param carried actions that have to be allowed although the request does not ask for them: what the calling session hands on needs them
 */
public record ResourceSide(AccountId owner, Optional<Policy> trust, Tags tags, Set<String> carried) {
    public ResourceSide {
        carried = Set.copyOf(carried);
    }

    /** The side of a thing that is not there. */
    public static ResourceSide absent(AccountId owner) {
        return new ResourceSide(owner, Optional.empty(), Tags.none(), Set.of());
    }
}
