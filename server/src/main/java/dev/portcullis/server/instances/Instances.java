// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.aws.ec2.InstanceStateChange;
import dev.portcullis.server.account.Instance;
import dev.portcullis.server.account.Instance.State;
import dev.portcullis.server.account.Instance.Status;
import dev.portcullis.server.account.InstanceRegistry;
import dev.portcullis.server.account.InstanceRegistry.Changed;
import dev.portcullis.server.error.ApiError.InstanceProblem;
import dev.portcullis.server.error.ApiError.InstanceProblem.Fault;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.error.ApiError.InvalidInstanceState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** What can be done to instances: functions from one registry to the next. */
final class Instances {
    static final String BY_USER = "Client.UserInitiatedShutdown";

    private static final Pattern ID = Pattern.compile("i-([0-9a-f]{8}|[0-9a-f]{17})");

    private Instances() {}

    /** The instance of that id. @throws dev.portcullis.server.error.ApiException if there is none, or it is long terminated */
    static Instance require(InstanceRegistry registry, String id, Instant now) {
        if (!ID.matcher(id).matches()) {
            throw new InstanceProblem(Fault.MALFORMED_INSTANCE_ID, "Invalid id: \"" + id + "\"").asException();
        }
        return registry.get(id)
                .filter(instance -> !InstanceRegistry.isForgotten(instance, now))
                .orElseThrow(() -> InstanceProblem.noSuchInstance(id).asException());
    }

    /** The instance of that id, for a change. @throws dev.portcullis.server.error.ApiException if there is none, or it is terminated */
    static Instance requireLiving(InstanceRegistry registry, String id, Instant now) {
        var instance = require(registry, id, now);
        if (instance.isTerminated()) {
            throw wrongState(instance, "modified");
        }
        return instance;
    }

    static Changed<List<InstanceStateChange>> start(InstanceRegistry registry, List<String> ids, Instant now) {
        return each(registry, ids, now, instance -> switch (instance.state()) {
            case PENDING, RUNNING -> instance;
            case STOPPED -> instance.in(new Status(started(instance), "", now));
            case TERMINATED -> throw wrongState(instance, "started");
        });
    }

    /** One that an agent has joined runs at once: the agent asks, and is told. */
    private static State started(Instance instance) {
        return instance.agentEpoch() > 0 ? State.RUNNING : HostKind.of(instance).started();
    }

    /** Whether agents join it. */
    static boolean isOwnHost(Instance instance) {
        return HostKind.of(instance) == HostKind.OWN;
    }

    /**
     * A host of one's own, which an agent may join as.
     *
     * @throws dev.portcullis.server.error.ApiException if it is none, or terminated
     */
    static Instance requireJoinable(InstanceRegistry registry, String id) {
        var instance = registry.get(id)
                .filter(Instances::isOwnHost)
                .orElseThrow(
                        () -> new InvalidInput("The instance " + id + " is not a host of one's own.").asException());
        if (instance.isTerminated()) {
            throw new InvalidInstanceState("The instance " + id + " is terminated.").asException();
        }
        return instance;
    }

    /** After an agent joined, which shuts out the one before. One that is stopped stays so. */
    static Instance joined(Instance instance, Instant now) {
        var next = instance.withNextAgentEpoch();
        return switch (instance.state()) {
            case PENDING -> next.in(new Status(State.RUNNING, "", now));
            case RUNNING, STOPPED -> next;
            case TERMINATED -> throw new IllegalArgumentException("It is terminated: " + instance.id());
        };
    }

    static Changed<List<InstanceStateChange>> stop(InstanceRegistry registry, List<String> ids, Instant now) {
        return each(registry, ids, now, instance -> switch (instance.state()) {
            case PENDING, RUNNING -> instance.in(new Status(State.STOPPED, BY_USER, now));
            case STOPPED -> instance;
            case TERMINATED -> throw wrongState(instance, "stopped");
        });
    }

    /** Nothing becomes of it here but that whoever may not, or names what does not run, is told so. */
    static Changed<List<InstanceStateChange>> reboot(InstanceRegistry registry, List<String> ids, Instant now) {
        return each(registry, ids, now, instance -> switch (instance.state()) {
            case PENDING, RUNNING -> instance;
            case STOPPED, TERMINATED -> throw wrongState(instance, "rebooted");
        });
    }

    /** Ends its association with an instance profile, and with that its sessions by it, and shuts out its agent. */
    static Changed<List<InstanceStateChange>> terminate(InstanceRegistry registry, List<String> ids, Instant now) {
        return each(
                registry.forgetting(now),
                ids,
                now,
                instance -> instance.isTerminated()
                        ? instance
                        : instance.in(new Status(State.TERMINATED, BY_USER, now))
                                .withProfile(Optional.empty())
                                .withNextAgentEpoch());
    }

    private static Changed<List<InstanceStateChange>> each(
            InstanceRegistry before, List<String> ids, Instant now, UnaryOperator<Instance> change) {
        var registry = before;
        var changes = new ArrayList<InstanceStateChange>();
        for (var id : ids.stream().distinct().toList()) {
            var instance = require(before, id, now);
            var next = change.apply(instance);
            registry = next.equals(instance) ? registry : registry.with(next);
            changes.add(InstanceStateChange.builder()
                    .instanceId(id)
                    .previousState(ShownInstance.state(instance.state()))
                    .currentState(ShownInstance.state(next.state()))
                    .build());
        }
        return registry.answering(List.copyOf(changes));
    }

    private static RuntimeException wrongState(Instance instance, String participle) {
        return new InstanceProblem(
                        Fault.WRONG_STATE_OF_INSTANCE,
                        "The instance '" + instance.id() + "' is not in a state from which it can be " + participle
                                + ".")
                .asException();
    }
}
