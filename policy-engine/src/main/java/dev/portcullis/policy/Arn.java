// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.Optional;

/**
 * An Amazon Resource Name, {@code arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE}: split on the first five colons, so that
 * the resource may itself contain colons (rule 4.1). Segments may be empty; nothing is said about whether the thing exists.
 */
public record Arn(String partition, String service, String region, String account, String resource) {
    /** The ARN that the text spells; empty if it has fewer than six segments or does not begin with {@code arn:}. */
    public static Optional<Arn> parse(String text) {
        if (!text.startsWith("arn:")) {
            return Optional.empty();
        }
        var segments = text.split(":", 6);
        return segments.length == 6
                ? Optional.of(new Arn(segments[1], segments[2], segments[3], segments[4], segments[5]))
                : Optional.empty();
    }

    /** The resource's first word, as in {@code user} of {@code user/division/bob}; empty if the resource is one word only. */
    public String resourceType() {
        int end = firstSeparator();
        return end < 0 ? "" : resource.substring(0, end);
    }

    /** The last component of the resource's path, as in {@code bob} of {@code user/division/bob}. */
    public String resourceName() {
        return resource.substring(Math.max(resource.lastIndexOf('/'), resource.lastIndexOf(':')) + 1);
    }

    private int firstSeparator() {
        for (int i = 0; i < resource.length(); i++) {
            if (resource.charAt(i) == '/' || resource.charAt(i) == ':') {
                return i;
            }
        }
        return -1;
    }

    /** The ARN's text. */
    @Override
    public String toString() {
        return "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource;
    }
}
