// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import dev.portcullis.policy.Decision;
import dev.portcullis.policy.Explanation;
import dev.portcullis.policy.Request;

/** Is told of every decision, for metrics and logs. Must not throw and must not wait. */
public interface DecisionLog {
    void allowed(Subject subject, Request request, Decision decision);

    void denied(Subject subject, Request request, Explanation explanation);
}
