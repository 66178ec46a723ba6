// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.secrets;

import java.util.List;
import java.util.Optional;

/**
 * The policies passed when a session was made: the inline one as the caller wrote it, and managed ones by ARN, read as they
 * stand at each request.
 */
public record SessionPolicies(Optional<String> inline, List<String> managedArns) {
    /** No policy was passed. For a role that means no limit, for a federated user no permission (rule 10.7). */
    public static final SessionPolicies NONE = new SessionPolicies(Optional.empty(), List.of());

    public SessionPolicies {
        managedArns = List.copyOf(managedArns);
    }

    public boolean isEmpty() {
        return inline.isEmpty() && managedArns.isEmpty();
    }
}
