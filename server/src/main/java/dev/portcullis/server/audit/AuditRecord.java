// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One answered request. It says who asked for what and what came of it, and holds no secret and no parameter but the resource.
 *
 * @param time when the request arrived
 * @param account the caller's account; empty if the caller was not authenticated, and then nothing else about the caller is proven
 * @param callerArn empty if the caller was not authenticated, or not known any more
 * @param accessKeyId the key that signed, or that the request claims to be signed with
 * @param sourceAddress the caller's address
 * @param userAgent as the client calls itself, cut to {@value #MOST_USER_AGENT} characters
 * @param service the service's short name, {@code none} when the request found no service
 * @param operation {@code unknown} when the request named none that exists
 * @param status the HTTP status of the answer
 * @param code {@code Success}, or the error code of the answer
 * @param claimed of a refused sign-in the ARN of the principal that somebody wanted to be, if it exists; proven by nothing. Empty of all else
 * @param decisions what was decided, in order: the permission for the operation itself, then what the caller asked to have decided
 */
public record AuditRecord(
        Instant time,
        String requestId,
        Optional<String> account,
        Optional<String> callerArn,
        Optional<String> accessKeyId,
        String sourceAddress,
        Optional<String> userAgent,
        String service,
        String operation,
        int status,
        String code,
        Optional<String> claimed,
        List<Decided> decisions) {
    static final int MOST_USER_AGENT = 256;
    static final int MOST_TEXT = 2_048;

    /** The code of an answer that is no error. */
    public static final String SUCCESS = "Success";

    public AuditRecord {
        userAgent = userAgent.map(agent -> cut(agent, MOST_USER_AGENT));
        decisions = List.copyOf(decisions);
    }

    boolean isAuthenticated() {
        return account.isPresent();
    }

    /** About how many characters it takes up in memory. */
    int weight() {
        int weight = 512;
        for (var decided : decisions) {
            weight += 256 + decided.action().length() + decided.resource().length();
        }
        return weight;
    }

    /**
     * A decision.
     *
     * @param callerArn whose request was decided: of {@code Authorize} not the one who asks
     * @param result {@code allowed}, {@code explicitDeny} or {@code implicitDeny}
     * @param layer the layer that decided
     * @param statement the statement that decided; of a refusal only, for a permission is not explained unless asked
     */
    public record Decided(
            String callerArn,
            String action,
            String resource,
            String result,
            String layer,
            Optional<DecidingStatement> statement) {
        public Decided {
            action = cut(action, MOST_TEXT);
            resource = cut(resource, MOST_TEXT);
        }
    }

    /**
     * A statement by its policy, its place in it from 0, and its {@code Sid}.
     *
     * @param way the role that it came with and what the role is attached to, if it came so
     */
    public record DecidingStatement(String policy, int index, Optional<String> sid, Optional<Way> way) {}

    /** The ARNs of a role and of the group or user that it is attached to. */
    public record Way(String role, String attachedTo) {}

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }
}
