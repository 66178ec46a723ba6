// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rolesanywhere;

import dev.portcullis.aws.rolesanywhere.Tag;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.error.ApiError.TooManyTags;
import dev.portcullis.server.error.ApiError.ValidationError;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/** Tags as requests to Roles Anywhere carry and answers show them. */
final class AnywhereTags {
    private AnywhereTags() {}

    /** @throws dev.portcullis.server.error.ApiException if one is there twice or reserved, or they are too many */
    static Tags set(Tags present, List<Tag> requested) {
        var keys = new HashSet<String>();
        for (var tag : requested) {
            if (!keys.add(tag.key().toLowerCase(Locale.ROOT))) {
                throw new ValidationError("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
                        .asException();
            }
            requireOwn(tag.key());
        }
        var next = present.with(requested.stream()
                .map(tag -> new Tags.Tag(tag.key(), tag.value()))
                .toList());
        if (next.size() > Quota.TAGS.limit()) {
            throw new TooManyTags("A resource has at most " + Quota.TAGS.limit() + " tags.").asException();
        }
        return next;
    }

    static Tags removed(Tags present, List<String> keys) {
        keys.forEach(AnywhereTags::requireOwn);
        return present.without(keys);
    }

    static List<Tag> shown(Tags tags) {
        return tags.list().stream()
                .map(tag -> Tag.builder().key(tag.key()).value(tag.value()).build())
                .toList();
    }

    private static void requireOwn(String key) {
        if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
            throw new ValidationError("Tag keys that start with aws: are reserved.").asException();
        }
    }
}
