// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sts;

import dev.portcullis.aws.sts.Tag;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.error.ApiError.InvalidParameterValue;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.secrets.SessionTags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/** Session tags (rule 12.6; IAM User Guide, "Pass session tags in AWS STS"). Keys match ignoring case. */
final class PassedTags {
    private PassedTags() {}

    /**
     * The tags of a new session.
     *
     * @param calling the tags of the session that asks for it; of those the transitive ones go on, and nothing overrides them
     */
    static SessionTags of(List<Tag> requested, List<String> transitiveKeys, SessionTags calling) {
        var inherited = transitive(calling);
        var own = byFoldedKey(requested);
        if (own.keySet().stream().anyMatch(inherited::containsKey)
                || transitiveKeys.stream().map(PassedTags::fold).anyMatch(inherited::containsKey)) {
            throw refused(
                    "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag"
                            + " key from the calling session.");
        }
        var goingOn = new ArrayList<String>();
        inherited.values().forEach(tag -> goingOn.add(tag.key()));
        for (var key : transitiveKeys.stream().map(PassedTags::fold).distinct().toList()) {
            var tag = own.get(key);
            if (tag == null) {
                throw refused("The specified transitive tag key must be included in the requested tags.");
            }
            goingOn.add(tag.key());
        }
        if (inherited.size() + own.size() > Quota.TAGS.limit()) {
            throw refused("A session has at most " + Quota.TAGS.limit()
                    + " tags, those that go on from the calling session included.");
        }
        var values = new LinkedHashMap<String, String>();
        inherited.values().forEach(tag -> values.put(tag.key(), tag.value()));
        own.values().forEach(tag -> values.put(tag.key(), tag.value()));
        return new SessionTags(values, goingOn);
    }

    /** A role's tags as its trust policy sees them: the calling session's transitive tags replace those of the same key. */
    static Tags seenBy(SessionTags calling, Tags ofRole) {
        return ofRole.with(transitive(calling).values().stream()
                .filter(tag -> ofRole.get(tag.key()).isPresent())
                .toList());
    }

    private static SequencedMap<String, Tags.Tag> transitive(SessionTags calling) {
        var keys = calling.transitiveKeys().stream().map(PassedTags::fold).toList();
        var tags = new LinkedHashMap<String, Tags.Tag>();
        calling.values().forEach((key, value) -> {
            if (keys.contains(fold(key))) {
                tags.put(fold(key), new Tags.Tag(key, value));
            }
        });
        return tags;
    }

    private static SequencedMap<String, Tags.Tag> byFoldedKey(List<Tag> requested) {
        var tags = new LinkedHashMap<String, Tags.Tag>();
        for (var tag : requested) {
            if (fold(tag.key()).startsWith("aws:")) {
                throw refused("Caller is an end user and not allowed to mutate system tags.");
            }
            if (tags.put(fold(tag.key()), new Tags.Tag(tag.key(), tag.value())) != null) {
                throw refused("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }
        }
        return tags;
    }

    private static ApiException refused(String message) {
        return new InvalidParameterValue(message).asException();
    }

    private static String fold(String key) {
        return key.toLowerCase(Locale.ROOT);
    }
}
