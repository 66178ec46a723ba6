// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.aws.ec2.Tag;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.error.ApiError.InstanceProblem;
import dev.portcullis.server.error.ApiError.InstanceProblem.Fault;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/**
 * Tags of instances as requests carry and answers show them (EC2 User Guide, "Tag your Amazon EC2 resources"). Unlike EC2, keys that differ in
 * case alone are one key, as for everything else here: a policy cannot tell them apart.
 */
final class InstanceTags {
    private static final int MOST_OF_KEY = 128;
    private static final int MOST_OF_VALUE = 256;

    private InstanceTags() {}

    /** @throws dev.portcullis.server.error.ApiException if a tag is none, or there would be too many */
    static Tags set(Tags present, List<Tag> requested) {
        var keys = new HashSet<String>();
        for (var tag : requested) {
            requireForm(tag);
            if (!keys.add(key(tag).toLowerCase(Locale.ROOT))) {
                throw InstanceProblem.badValue("Duplicate tag key '" + key(tag) + "' specified.")
                        .asException();
            }
        }
        var next = present.with(requested.stream()
                .map(tag -> new Tags.Tag(key(tag), tag.value().orElse("")))
                .toList());
        if (next.size() > Quota.TAGS.limit()) {
            throw new InstanceProblem(
                            Fault.TOO_MANY_TAGS,
                            "You have reached the maximum number of tags on a resource: " + Quota.TAGS.limit())
                    .asException();
        }
        return next;
    }

    /** Without the requested ones, each whatever its value unless the request gives one; without any if it names none. */
    static Tags removed(Tags present, List<Tag> requested) {
        if (requested.isEmpty()) {
            return Tags.none();
        }
        requested.forEach(InstanceTags::requireForm);
        return present.without(requested.stream()
                .filter(tag -> tag.value()
                        .map(value ->
                                present.get(key(tag)).filter(value::equals).isPresent())
                        .orElse(true))
                .map(InstanceTags::key)
                .toList());
    }

    static List<Tag> shown(Tags tags) {
        return tags.list().stream()
                .map(tag -> Tag.builder().key(tag.key()).value(tag.value()).build())
                .toList();
    }

    private static void requireForm(Tag tag) {
        var key = key(tag);
        if (key.isEmpty() || length(key) > MOST_OF_KEY || length(tag.value().orElse("")) > MOST_OF_VALUE) {
            throw InstanceProblem.badValue("A tag has a key of 1 to " + MOST_OF_KEY
                            + " characters and a value of at most " + MOST_OF_VALUE + ".")
                    .asException();
        }
        if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
            throw InstanceProblem.badValue("Tag keys starting with 'aws:' are reserved for internal use")
                    .asException();
        }
    }

    private static String key(Tag tag) {
        return tag.key().orElse("");
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
