// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Explanation;
import dev.portcullis.policy.Request;

/** Is told of what is decided for one request. Must not throw and must not wait. */
public interface DecisionLog {
    /** The checks of a request begin, perhaps again on another value of the account: what was decided on older ones counts no more. */
    void checking(Subject subject);

    void allowed(Subject subject, Request request, Decision decision);

    void denied(Subject subject, Request request, Explanation explanation);
}
