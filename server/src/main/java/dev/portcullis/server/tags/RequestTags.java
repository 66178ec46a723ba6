// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.tags;

import dev.portcullis.aws.iam.Tag;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.error.ApiError.LimitExceeded;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** Tags as requests carry and answers show them (IAM User Guide, "Rules for tagging in IAM and AWS STS"). */
public final class RequestTags {
    private RequestTags() {}

    /** The tags of a new entity. */
    public static Tags of(List<Tag> requested) {
        return set(Tags.none(), requested);
    }

    /** The tags of a new entity in a request to our own service. */
    public static Tags ofOwn(List<dev.portcullis.aws.portcullis.Tag> requested) {
        return of(requested.stream()
                .map(tag -> Tag.builder().key(tag.key()).value(tag.value()).build())
                .toList());
    }

    /** An entity's tags with the requested ones set over them. */
    public static Tags set(Tags present, List<Tag> requested) {
        var keys = new HashSet<String>();
        for (var tag : requested) {
            if (!keys.add(tag.key().toLowerCase(Locale.ROOT))) {
                throw new InvalidInput("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
                        .asException();
            }
            requireOwnKey(tag.key());
        }
        var next = present.with(requested.stream()
                .map(tag -> new Tags.Tag(tag.key(), tag.value()))
                .toList());
        if (next.size() > Quota.TAGS.limit()) {
            throw new LimitExceeded("The number of tags has reached the maximum limit.").asException();
        }
        return next;
    }

    /** An entity's tags without the requested ones; keys that are not there are passed over. */
    public static Tags removed(Tags present, List<String> keys) {
        keys.forEach(RequestTags::requireOwnKey);
        return present.without(keys);
    }

    /** As our own service shows them. */
    public static List<dev.portcullis.aws.portcullis.Tag> shownAsOwn(Tags tags) {
        return tags.list().stream()
                .map(tag -> dev.portcullis.aws.portcullis.Tag.builder()
                        .key(tag.key())
                        .value(tag.value())
                        .build())
                .toList();
    }

    public static List<Tag> shown(Tags tags) {
        return tags.list().stream()
                .map(tag -> Tag.builder().key(tag.key()).value(tag.value()).build())
                .toList();
    }

    private static void requireOwnKey(String key) {
        if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
            throw new InvalidInput("Caller is an end user and not allowed to mutate system tags.").asException();
        }
    }
}
