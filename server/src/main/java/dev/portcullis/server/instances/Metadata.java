// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.server.account.MetadataOptions;
import dev.portcullis.server.error.ApiError.InstanceProblem;
import java.util.Optional;

/** Changes of metadata options as requests ask for them. */
final class Metadata {
    private Metadata() {}

    /** @throws dev.portcullis.server.error.ApiException if the hop limit is none */
    static MetadataOptions changed(
            MetadataOptions before,
            Optional<String> tokens,
            Optional<String> endpoint,
            Optional<Integer> hops,
            Optional<String> tags,
            Optional<String> ipv6) {
        hops.filter(number -> !MetadataOptions.isHopLimit(number)).ifPresent(number -> {
            throw InstanceProblem.badValue(
                            "HttpPutResponseHopLimit is 1 to " + MetadataOptions.MOST_HOPS + ", not " + number + ".")
                    .asException();
        });
        return before.with(tokens, endpoint, hops, tags, ipv6);
    }
}
