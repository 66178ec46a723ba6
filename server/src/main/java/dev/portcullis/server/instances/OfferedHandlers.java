// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.aws.ec2.AvailabilityZone;
import dev.portcullis.aws.ec2.DescribeAvailabilityZonesRequest;
import dev.portcullis.aws.ec2.DescribeAvailabilityZonesResult;
import dev.portcullis.aws.ec2.DescribeImagesRequest;
import dev.portcullis.aws.ec2.DescribeImagesResult;
import dev.portcullis.aws.ec2.DescribeInstanceTypesRequest;
import dev.portcullis.aws.ec2.DescribeInstanceTypesResult;
import dev.portcullis.aws.ec2.DescribeRegionsRequest;
import dev.portcullis.aws.ec2.DescribeRegionsResult;
import dev.portcullis.aws.ec2.Ec2Model;
import dev.portcullis.aws.ec2.Image;
import dev.portcullis.aws.ec2.InstanceTypeInfo;
import dev.portcullis.aws.ec2.Region;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Instance;
import dev.portcullis.server.account.InstanceRegistry;
import dev.portcullis.server.account.Zones;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.error.ApiError.InstanceProblem;
import dev.portcullis.server.error.ApiError.InstanceProblem.Fault;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The operations that tell what there is to choose from at a launch: images, types, regions and zones. */
public final class OfferedHandlers {
    private static final Filters<HostKind> IMAGE_FILTERS = Filters.of(Map.of(
            "image-id", kind -> List.of(kind.imageId()),
            "name", kind -> List.of(kind.imageName()),
            "description", kind -> List.of(kind.description()),
            "image-type", kind -> List.of("machine"),
            "is-public", kind -> List.of("true"),
            "state", kind -> List.of("available")));
    private static final Filters<String> TYPE_FILTERS = Filters.of(Map.of("instance-type", List::of));
    private static final Filters<String> REGION_FILTERS =
            Filters.of(Map.of("region-name", List::of, "opt-in-status", name -> List.of("opt-in-not-required")));

    private final Zones zones;

    /** @param zones of the one region that there is */
    public OfferedHandlers(Zones zones) {
        this.zones = zones;
    }

    /** @throws dev.portcullis.server.error.ApiException if there is no such zone */
    static void require(Zones zones, String zone) {
        if (!zones.names().contains(zone)) {
            throw InstanceProblem.badValue("Invalid availability zone: [" + zone + "]")
                    .asException();
        }
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.readInstances(Ec2Model.DESCRIBE_IMAGES, OfferedHandlers::images),
                Operation.readInstances(Ec2Model.DESCRIBE_INSTANCE_TYPES, OfferedHandlers::types),
                Operation.readInstances(Ec2Model.DESCRIBE_REGIONS, this::regions),
                Operation.readInstances(Ec2Model.DESCRIBE_AVAILABILITY_ZONES, this::zones));
    }

    private static DescribeImagesResult images(
            Account account, InstanceRegistry registry, DescribeImagesRequest request, Call call) {
        for (var id : request.imageIds()) {
            if (HostKind.ofImage(id).isEmpty()) {
                throw new InstanceProblem(Fault.NO_SUCH_IMAGE, "The image id '[" + id + "]' does not exist")
                        .asException();
            }
        }
        return DescribeImagesResult.builder()
                .images(Arrays.stream(HostKind.values())
                        .filter(kind -> request.imageIds().isEmpty()
                                || request.imageIds().contains(kind.imageId()))
                        .filter(kind ->
                                request.owners().isEmpty() || request.owners().contains("amazon"))
                        .filter(IMAGE_FILTERS.of(request.filters()))
                        .map(OfferedHandlers::image)
                        .toList())
                .build();
    }

    private static Image image(HostKind kind) {
        return Image.builder()
                .imageId(kind.imageId())
                .name(kind.imageName())
                .description(kind.description())
                .imageOwnerAlias("amazon")
                .imageType("machine")
                .publicValue(true)
                .state("available")
                .imdsSupport("v2.0")
                .build();
    }

    /** Every name is a type; of none is known what the host has. */
    private static DescribeInstanceTypesResult types(
            Account account, InstanceRegistry registry, DescribeInstanceTypesRequest request, Call call) {
        var names = request.instanceTypes().isEmpty() ? List.of(Instance.STANDARD_TYPE) : request.instanceTypes();
        return DescribeInstanceTypesResult.builder()
                .instanceTypes(names.stream()
                        .distinct()
                        .filter(TYPE_FILTERS.of(request.filters()))
                        .map(name -> InstanceTypeInfo.builder()
                                .instanceType(name)
                                .currentGeneration(true)
                                .freeTierEligible(false)
                                .bareMetal(false)
                                .hibernationSupported(false)
                                .burstablePerformanceSupported(false)
                                .dedicatedHostsSupported(false)
                                .autoRecoverySupported(false)
                                .build())
                        .toList())
                .build();
    }

    private DescribeRegionsResult regions(
            Account account, InstanceRegistry registry, DescribeRegionsRequest request, Call call) {
        for (var name : request.regionNames()) {
            if (!name.equals(zones.region())) {
                throw InstanceProblem.badValue("Invalid region provided: " + name)
                        .asException();
            }
        }
        return DescribeRegionsResult.builder()
                .regions(List.of(zones.region()).stream()
                        .filter(REGION_FILTERS.of(request.filters()))
                        .map(name -> Region.builder()
                                .regionName(name)
                                .optInStatus("opt-in-not-required")
                                .build())
                        .toList())
                .build();
    }

    private DescribeAvailabilityZonesResult zones(
            Account account, InstanceRegistry registry, DescribeAvailabilityZonesRequest request, Call call) {
        request.zoneNames().forEach(zone -> require(zones, zone));
        var filters = Filters.<String>of(Map.of(
                "zone-name", List::of,
                "zone-id", zone -> List.of(zones.idOf(zone)),
                "zone-type", zone -> List.of("availability-zone"),
                "region-name", zone -> List.of(zones.region()),
                "state", zone -> List.of("available"),
                "opt-in-status", zone -> List.of("opt-in-not-required")));
        return DescribeAvailabilityZonesResult.builder()
                .availabilityZones(zones.names().stream()
                        .filter(zone -> request.zoneNames().isEmpty()
                                || request.zoneNames().contains(zone))
                        .filter(zone ->
                                request.zoneIds().isEmpty() || request.zoneIds().contains(zones.idOf(zone)))
                        .filter(filters.of(request.filters()))
                        .map(this::zone)
                        .toList())
                .build();
    }

    private AvailabilityZone zone(String name) {
        return AvailabilityZone.builder()
                .zoneName(name)
                .zoneId(zones.idOf(name))
                .regionName(zones.region())
                .groupName(zones.region() + "-zg-1")
                .networkBorderGroup(zones.region())
                .zoneType("availability-zone")
                .state("available")
                .optInStatus("opt-in-not-required")
                .build();
    }
}
