// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.server.error.ApiError.InstanceProblem;
import java.util.List;

/** The availability zones of a region: names to tell hosts apart by, of which each region has three. */
final class Zones {
    private static final List<String> SUFFIXES = List.of("a", "b", "c");

    private Zones() {}

    static List<String> of(String region) {
        return SUFFIXES.stream().map(region::concat).toList();
    }

    /** What AWS calls a zone whatever an account calls it; here they are the same. */
    static String idOf(String region, String zone) {
        return region + "-az" + (of(region).indexOf(zone) + 1);
    }

    /** @throws dev.portcullis.server.error.ApiException if it is none of the region */
    static void require(String region, String zone) {
        if (!of(region).contains(zone)) {
            throw InstanceProblem.badValue("Invalid availability zone: [" + zone + "]")
                    .asException();
        }
    }
}
