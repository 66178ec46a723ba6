// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request taken apart once, for callers who ask about it more than once or before it counts: deciding a prepared request
 * allocates nothing. Immutable.
 */
public final class PreparedRequest {
    private final Request request;
    private final String action;
    private final String service;
    private final String actionName;
    private final String resource;
    private final @Nullable Segments segments;
    /** Made when a policy that names principals is first looked at; threads may race to make equal ones. */
    private @Nullable Caller caller;

    private PreparedRequest(Request request) {
        this.request = request;
        this.action = request.action().toLowerCase(Locale.ROOT);
        int colon = action.indexOf(':');
        this.service = colon < 0 ? "" : action.substring(0, colon);
        this.actionName = action.substring(colon + 1);
        // rule 14.9: listing all buckets is asked about as every bucket
        boolean listsBuckets =
                action.equals("s3:listallmybuckets") && request.resource().equals("*");
        this.resource = listsBuckets ? "arn:aws:s3:::*" : request.resource();
        this.segments = Segments.of(resource);
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

    /** The action in lower case. */
    String action() {
        return action;
    }

    String service() {
        return service;
    }

    String actionName() {
        return actionName;
    }

    String resource() {
        return resource;
    }

    /** Where the resource's segments lie; null if it is not an ARN. */
    @Nullable
    Segments segments() {
        return segments;
    }

    Context context() {
        return request.context();
    }

    boolean isSameAccount() {
        var account = request.principal().account();
        return !account.isEmpty() && account.equals(request.resourceAccount());
    }
}
