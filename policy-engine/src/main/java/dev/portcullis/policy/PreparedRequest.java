// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import org.jspecify.annotations.Nullable;

/**
 * A request taken apart once, for callers who ask about it more than once or before it counts: deciding about it again
 * allocates nothing unless policy variables have to be filled in. Immutable.
 */
public final class PreparedRequest {
    private final Request request;
    private final ActionName action;
    private final String resource;
    private final Context context;
    private final boolean isSameAccount;
    /** Where the resource's last segment begins; negative if it has fewer than six. */
    private final int lastSegment;
    /** Worked out when a pattern that divides resources is first looked at; threads may race to make equal ones. */
    private @Nullable Segments segments;
    /** Made when a policy that names principals is first looked at; threads may race to make equal ones. */
    private @Nullable Caller caller;

    private PreparedRequest(Request request) {
        this.request = request;
        this.action = ActionName.of(request.action());
        // rule 14.9: listing all buckets is asked about as every bucket
        boolean listsBuckets = request.resource().equals("*") && action.text().equals("s3:listallmybuckets");
        this.resource = listsBuckets ? "arn:aws:s3:::*" : request.resource();
        this.lastSegment = Segments.startOfLast(resource);
        this.context = request.context();
        var account = request.principal().account();
        this.isSameAccount = !account.isEmpty() && account.equals(request.resourceAccount());
    }

    /** Takes a request apart. */
    public static PreparedRequest of(Request request) {
        return new PreparedRequest(request);
    }

    /** The request as it was asked. */
    public Request request() {
        return request;
    }

    Caller caller() {
        var known = caller;
        if (known == null) {
            known = Caller.of(request.principal());
            caller = known;
        }
        return known;
    }

    Principal principal() {
        return request.principal();
    }

    ActionName action() {
        return action;
    }

    String resource() {
        return resource;
    }

    /** Where the resource's sixth segment begins, which is its name within account and region; negative if it has fewer than six. */
    int lastSegment() {
        return lastSegment;
    }

    /** Where the resource's segments lie; null if it is not an ARN. */
    @Nullable
    Segments segments() {
        var known = segments;
        if (known == null) {
            var found = Segments.of(resource);
            known = found == null ? Segments.NONE : found;
            segments = known;
        }
        return known.equals(Segments.NONE) ? null : known;
    }

    Context context() {
        return context;
    }

    boolean isSameAccount() {
        return isSameAccount;
    }
}
