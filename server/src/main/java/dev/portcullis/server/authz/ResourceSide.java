// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import dev.portcullis.policy.Policy;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Tags;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The side of the resource, where it has a policy of its own: a role and its trust policy (rule 11.1).
 *
 * @param owner the account that owns the resource
 * @param trust the policy that gates it; without one nobody gets in
 * @param tags the resource's tags
 * @param carried actions that have to be allowed although the request does not ask for them: what the calling session hands on needs them
 * @param secondFactorAt when the caller proved a second factor in this very request, if it did
 */
public record ResourceSide(
        AccountId owner, Optional<Policy> trust, Tags tags, Set<String> carried, Optional<Instant> secondFactorAt) {
    public ResourceSide {
        carried = Set.copyOf(carried);
    }

    /** The side of a thing that is not there. */
    public static ResourceSide absent(AccountId owner) {
        return new ResourceSide(owner, Optional.empty(), Tags.none(), Set.of(), Optional.empty());
    }

    /** The same, to a caller who proved a second factor in this very request, or did not. */
    public ResourceSide provenAt(Optional<Instant> time) {
        return new ResourceSide(owner, trust, tags, carried, time);
    }
}
