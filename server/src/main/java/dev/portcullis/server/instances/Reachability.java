// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.aws.ec2.InstanceStatusDetails;
import dev.portcullis.aws.ec2.InstanceStatusSummary;
import dev.portcullis.server.account.Instance;
import dev.portcullis.server.account.Instance.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether instances are there, as far as their agents' calls tell: a host of one's own is reached as long as its agent asks. Nothing is decided
 * by it.
 *
 * @param lastCalls when the agent of an instance, by its id, last called
 */
record Reachability(Function<String, Optional<Instant>> lastCalls) {
    /** How long an agent may be silent: many times as long as it usually is. */
    static final Duration SILENCE = Duration.ofMinutes(5);

    private static final String NAME = "reachability";

    InstanceStatusSummary of(Instance instance, Instant now) {
        if (instance.state() != State.RUNNING) {
            return InstanceStatusSummary.builder().status("not-applicable").build();
        }
        if (!Instances.isOwnHost(instance)) {
            return summary("ok", "passed", Optional.empty());
        }
        var since = instance.status().since();
        var heard = lastCalls.apply(instance.id()).filter(call -> !call.isBefore(since));
        var silentFrom = heard.orElse(since).plus(SILENCE);
        if (silentFrom.isBefore(now)) {
            return summary("impaired", "failed", Optional.of(silentFrom));
        }
        return heard.isPresent()
                ? summary("ok", "passed", Optional.empty())
                : summary("initializing", "initializing", Optional.empty());
    }

    private static InstanceStatusSummary summary(String status, String check, Optional<Instant> impairedSince) {
        return InstanceStatusSummary.builder()
                .status(status)
                .details(List.of(InstanceStatusDetails.builder()
                        .name(NAME)
                        .status(check)
                        .impairedSince(impairedSince)
                        .build()))
                .build();
    }
}
