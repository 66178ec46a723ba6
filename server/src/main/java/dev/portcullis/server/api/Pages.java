// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.api;

import dev.portcullis.aws.iam.Tag;
import dev.portcullis.server.account.Table;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.error.ApiError.ValidationError;
import dev.portcullis.server.secrets.PageMarkers;
import dev.portcullis.server.secrets.PageScope;
import dev.portcullis.server.tags.RequestTags;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Cuts sorted lists into pages. A marker names the last item of a page, so that pages hold while things come and go. */
public final class Pages {
    private static final int DEFAULT_SIZE = 100;

    private final PageMarkers markers;

    public Pages(PageMarkers markers) {
        this.markers = markers;
    }

    /**
     * A part of a list.
     *
     * @param marker what the next page is asked for with; empty on the last page
     */
    public record Page<T>(List<T> items, Optional<String> marker) {
        public Page {
            items = List.copyOf(items);
        }

        public boolean isTruncated() {
            return marker.isPresent();
        }

        public <S> List<S> map(Function<T, S> f) {
            return items.stream().map(f).toList();
        }
    }

    /** What a request says about the page it wants. */
    public record Wanted(Optional<String> marker, Optional<Integer> maxItems) {}

    /**
     * The wanted page.
     *
     * @param sorted the whole list, in ascending order of its keys
     * @param key an item's sort key: unique in the list
     * @param scope the list's identity: operation, account, and everything that selects its items
     */
    public <T> Page<T> page(Stream<T> sorted, Function<T, String> key, Wanted wanted, PageScope scope, Instant now) {
        int size = wanted.maxItems().orElse(DEFAULT_SIZE);
        Iterator<T> rest = wanted.marker()
                .map(marker -> after(sorted, key, open(scope, marker, now)))
                .orElse(sorted)
                .iterator();
        var items = new ArrayList<T>();
        while (rest.hasNext() && items.size() < size) {
            items.add(rest.next());
        }
        return new Page<>(
                items,
                rest.hasNext() ? Optional.of(markers.seal(scope, key.apply(items.getLast()), now)) : Optional.empty());
    }

    /** The wanted page of an entity's tags, by key. */
    public Page<Tag> tags(Tags tags, Wanted wanted, PageScope scope, Instant now) {
        return page(
                RequestTags.shown(tags).stream().sorted(Comparator.comparing(Pages::tagKey)),
                Pages::tagKey,
                wanted,
                scope,
                now);
    }

    /** The sort key of an entity by name: entities are listed in the order of their names, ignoring case. */
    public static String nameKey(String name) {
        return Table.fold(name);
    }

    private static String tagKey(Tag tag) {
        return PageMarkers.sortKey(Table.fold(tag.key()));
    }

    private String open(PageScope scope, String marker, Instant now) {
        return markers.open(scope, marker, now).orElseThrow(() -> new ValidationError("Invalid Marker.").asException());
    }

    private static <T> Stream<T> after(Stream<T> sorted, Function<T, String> key, String last) {
        return sorted.dropWhile(item -> key.apply(item).compareTo(last) <= 0);
    }
}
