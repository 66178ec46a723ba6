// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sts;

import static dev.portcullis.server.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.sts.Tag;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.error.ApiError.InvalidParameterValue;
import dev.portcullis.server.secrets.SessionTags;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PassedTagsTest {
    private static final SessionTags CALLING = new SessionTags(Map.of("Team", "blue", "Build", "7"), List.of("team"));

    @Test
    void onlyTransitiveTagsOfTheCallingSessionGoOn() {
        var tags = PassedTags.of(List.of(tag("build", "8")), List.of("BUILD"), CALLING);

        assertThat(tags.values()).isEqualTo(Map.of("Team", "blue", "build", "8"));
        assertThat(tags.transitiveKeys()).containsExactly("Team", "build");
    }

    @Test
    void aTransitiveTagOfTheCallingSessionIsNeverOverridden() {
        var conflict =
                new InvalidParameterValue("One of the specified transitive tag keys can't be set because it conflicts"
                        + " with a transitive tag key from the calling session.");

        assertRefused(() -> PassedTags.of(List.of(tag("TEAM", "red")), List.of(), CALLING), conflict);
        assertRefused(() -> PassedTags.of(List.of(), List.of("Team"), CALLING), conflict);
    }

    @Test
    void keysAreDifferentIgnoringCase() {
        assertRefused(
                () -> PassedTags.of(List.of(tag("A", "1"), tag("a", "2")), List.of(), SessionTags.NONE),
                new InvalidParameterValue("Duplicate tag keys found. Please note that Tag keys are case insensitive."));
    }

    @Test
    void aTransitiveKeyHasToBeThatOfATag() {
        assertRefused(
                () -> PassedTags.of(List.of(tag("A", "1")), List.of("B"), SessionTags.NONE),
                new InvalidParameterValue("The specified transitive tag key must be included in the requested tags."));
    }

    @Test
    void systemTagsAreNotForCallers() {
        assertRefused(
                () -> PassedTags.of(List.of(tag("AWS:team", "1")), List.of(), SessionTags.NONE),
                new InvalidParameterValue("Caller is an end user and not allowed to mutate system tags."));
    }

    @Test
    void aSessionHasFiftyTagsInAll() {
        var fifty = IntStream.range(0, 50).mapToObj(i -> tag("key" + i, "")).toList();

        assertThat(PassedTags.of(fifty, List.of(), SessionTags.NONE).values()).hasSize(50);
        assertRefused(
                () -> PassedTags.of(fifty, List.of(), CALLING),
                new InvalidParameterValue(
                        "A session has at most 50 tags, those that go on from the calling session included."));
    }

    @Test
    void aTrustPolicySeesTransitiveTagsInThePlaceOfTheRolesOwn() {
        var own = Tags.of(List.of(new Tags.Tag("team", "red"), new Tags.Tag("build", "1")));

        var seen = PassedTags.seenBy(CALLING, own);

        assertThat(seen.get("team")).hasValue("blue");
        assertThat(seen.get("build")).hasValue("1");
        assertThat(PassedTags.seenBy(CALLING, Tags.none()).size()).isZero();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
