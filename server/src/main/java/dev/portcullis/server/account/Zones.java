// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.util.List;
import java.util.stream.Stream;

/**
 * The region that a server is in, and its availability zones: names to tell by where hosts are.
 *
 * @param names at least one, none twice
 */
public record Zones(String region, List<String> names) {
    public Zones {
        names = List.copyOf(names);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("A region has a zone at least");
        }
    }

    /** Those of a configuration; where it names none there are three, called as AWS calls them. */
    public static Zones of(String region, List<String> configured) {
        return new Zones(
                region,
                configured.isEmpty()
                        ? Stream.of("a", "b", "c").map(region::concat).toList()
                        : configured.stream().distinct().toList());
    }

    /** Where an instance is for which nobody chose a zone: the first. */
    public String standard() {
        return names.getFirst();
    }

    /** What AWS calls a zone whatever an account calls it. */
    public String idOf(String zone) {
        return region + "-az" + (names.indexOf(zone) + 1);
    }
}
