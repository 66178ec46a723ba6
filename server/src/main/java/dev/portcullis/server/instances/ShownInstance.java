// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.aws.ec2.IamInstanceProfile;
import dev.portcullis.aws.ec2.InstanceMetadataOptionsResponse;
import dev.portcullis.aws.ec2.InstanceState;
import dev.portcullis.aws.ec2.Monitoring;
import dev.portcullis.aws.ec2.Placement;
import dev.portcullis.aws.ec2.Reservation;
import dev.portcullis.aws.ec2.StateReason;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Instance;
import dev.portcullis.server.account.Instance.State;
import dev.portcullis.server.account.MetadataOptions;
import dev.portcullis.server.account.ProfileAssociation;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** Instances as answers show them. What a host looks like beyond its registration is not known, and not made up. */
final class ShownInstance {
    private static final DateTimeFormatter TRANSITION = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private ShownInstance() {}

    /** Instances in the reservations that they were launched in, in order. */
    static List<Reservation> inReservations(AccountId owner, List<Instance> instances) {
        var byReservation = new LinkedHashMap<String, List<Instance>>();
        for (var instance : instances) {
            byReservation
                    .computeIfAbsent(instance.launch().reservationId(), id -> new ArrayList<>())
                    .add(instance);
        }
        return byReservation.entrySet().stream()
                .map(entry -> reservation(owner, entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Instances that were launched together. */
    static Reservation reservation(AccountId owner, String reservationId, List<Instance> instances) {
        return Reservation.builder()
                .reservationId(reservationId)
                .ownerId(owner.text())
                .instances(instances.stream().map(ShownInstance::of).toList())
                .build();
    }

    static dev.portcullis.aws.ec2.Instance of(Instance instance) {
        var launch = instance.launch();
        var shown = dev.portcullis.aws.ec2.Instance.builder()
                .instanceId(instance.id())
                .imageId(launch.imageId())
                .amiLaunchIndex(launch.index())
                .instanceType(launch.type())
                .launchTime(launch.at())
                .clientToken(launch.clientToken())
                .placement(Placement.builder()
                        .availabilityZone(launch.zone())
                        .tenancy("default")
                        .groupName("")
                        .build())
                .monitoring(Monitoring.builder().state("disabled").build())
                .state(state(instance.state()))
                .stateTransitionReason("")
                .privateDnsName("")
                .publicDnsName("")
                .ebsOptimized(false)
                .tags(InstanceTags.shown(instance.tags()))
                .metadataOptions(metadata(instance.metadata()))
                .iamInstanceProfile(instance.profile().map(ShownInstance::profile));
        if (!instance.status().reason().isEmpty()) {
            shown.stateTransitionReason("User initiated ("
                            + TRANSITION.format(instance.status().since()) + ")")
                    .stateReason(StateReason.builder()
                            .code(instance.status().reason())
                            .message(instance.status().reason() + ": User initiated shutdown")
                            .build());
        }
        return shown.build();
    }

    static InstanceState state(State state) {
        return InstanceState.builder().code(state.code()).name(state.wireName()).build();
    }

    static InstanceMetadataOptionsResponse metadata(MetadataOptions options) {
        return InstanceMetadataOptionsResponse.builder()
                .state("applied")
                .httpTokens(options.httpTokens())
                .httpEndpoint(options.httpEndpoint())
                .httpPutResponseHopLimit(options.hopLimit())
                .httpProtocolIpv6(options.httpProtocolIpv6())
                .instanceMetadataTags(options.instanceMetadataTags())
                .build();
    }

    static IamInstanceProfile profile(ProfileAssociation association) {
        return IamInstanceProfile.builder()
                .arn(association.profileArn())
                .id(association.profileId())
                .build();
    }
}
