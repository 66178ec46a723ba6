// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.aws.ec2.InstanceMetadataOptionsRequest;
import dev.portcullis.aws.ec2.Placement;
import dev.portcullis.aws.ec2.RunInstancesRequest;
import dev.portcullis.aws.ec2.TagSpecification;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Instance;
import dev.portcullis.server.account.Instance.Status;
import dev.portcullis.server.account.InstanceProfile;
import dev.portcullis.server.account.InstanceRegistry;
import dev.portcullis.server.account.InstanceRegistry.Changed;
import dev.portcullis.server.account.Joining;
import dev.portcullis.server.account.MetadataOptions;
import dev.portcullis.server.account.ProfileAssociation;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.account.Zones;
import dev.portcullis.server.api.Issuer;
import dev.portcullis.server.error.ApiError.InstanceProblem;
import dev.portcullis.server.error.ApiError.InstanceProblem.Fault;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A launch that is well formed, with all ids drawn: what there is left to ask depends on the account and its instances.
 *
 * @param ids of as many instances as may be launched
 * @param digest of all that was asked for
 */
record Launch(
        RunInstancesRequest request,
        HostKind kind,
        String zone,
        MetadataOptions metadata,
        Tags tags,
        String reservationId,
        List<Ids> ids,
        String digest,
        Instant now) {
    private static final Pattern TYPE = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");
    private static final Pattern CLIENT_TOKEN = Pattern.compile("[!-~]{1,64}");
    private static final int MOST_AT_ONCE = 1_000;

    /** The ids of one instance, and of its association with a profile, should it have one. */
    record Ids(String instance, String association) {}

    /** @throws dev.portcullis.server.error.ApiException if the request asks for what no instance here can be */
    static Launch of(RunInstancesRequest request, Zones zones, Issuer issuer, Instant now) {
        requireCounts(request.minCount(), request.maxCount());
        requireOnlyWhatThereIs(request);
        requireForm(request);
        var imageId = request.imageId()
                .orElseThrow(
                        () -> new InstanceProblem(Fault.MISSING_VALUE, "The request must contain the parameter ImageId")
                                .asException());
        var kind = HostKind.ofImage(imageId)
                .orElseThrow(() -> new InstanceProblem(
                                Fault.NO_SUCH_IMAGE, "The image id '[" + imageId + "]' does not exist")
                        .asException());
        var metadata = metadata(request.metadataOptions());
        var tags = InstanceTags.set(
                Tags.none(),
                request.tagSpecifications().stream()
                        .map(TagSpecification::tags)
                        .flatMap(List::stream)
                        .toList());
        var ids = IntStream.range(0, request.maxCount())
                .mapToObj(i -> new Ids(issuer.newResourceId("i-"), issuer.newResourceId("iip-assoc-")))
                .toList();
        var zone = zone(request, zones);
        var digest = digest(request, metadata, tags);
        return new Launch(request, kind, zone, metadata, tags, issuer.newResourceId("r-"), ids, digest, now);
    }

    /** Launches as many as there is room for; again with a token that was used, answers those of the first time. */
    Changed<List<Instance>> into(Account account, InstanceRegistry before) {
        var registry = before.forgetting(now);
        var launched = withSameToken(registry);
        if (!launched.isEmpty()) {
            requireSameRequest(launched.getFirst());
            return registry.answering(launched);
        }
        var profile = request.iamInstanceProfile()
                .map(given -> Profiles.requireWithRole(account, Profiles.require(account, given)));
        long room = Quota.INSTANCES.limit() - registry.size();
        if (room < request.minCount()) {
            throw new InstanceProblem(
                            Fault.TOO_MANY_INSTANCES,
                            "You have requested more instances than your current limit of " + Quota.INSTANCES.limit()
                                    + " allows.")
                    .asException();
        }
        var made = new ArrayList<Instance>();
        for (int i = 0; i < Math.min(room, ids.size()); i++) {
            var instance = instance(account, i, profile);
            registry = registry.with(instance);
            made.add(instance);
        }
        return registry.answering(List.copyOf(made));
    }

    private List<Instance> withSameToken(InstanceRegistry registry) {
        return request.clientToken()
                .map(token -> registry.stream(now)
                        .filter(instance -> instance.launch()
                                .clientToken()
                                .filter(token::equals)
                                .isPresent())
                        .toList())
                .orElse(List.of());
    }

    private void requireSameRequest(Instance launched) {
        if (!launched.launch().digest().equals(digest)) {
            throw new InstanceProblem(
                            Fault.OTHER_REQUEST_WITH_TOKEN,
                            "Arguments on this idempotent request are inconsistent with arguments used in previous request(s).")
                    .asException();
        }
    }

    private static String zone(RunInstancesRequest request, Zones zones) {
        var wanted = request.placement().flatMap(Placement::availabilityZone);
        wanted.ifPresent(zone -> OfferedHandlers.require(zones, zone));
        return wanted.orElseGet(zones::standard);
    }

    private Instance instance(Account account, int index, Optional<InstanceProfile> profile) {
        var own = ids.get(index);
        var launch = new Instance.Launch(
                reservationId,
                index,
                kind.imageId(),
                request.instanceType().orElse(Instance.STANDARD_TYPE),
                zone,
                now,
                request.clientToken(),
                digest);
        return new Instance(
                own.instance(),
                launch,
                new Status(kind.started(), "", now),
                tags,
                request.userData(),
                metadata,
                profile.map(found -> new ProfileAssociation(
                        own.association(), found.id(), account.arns().of(found), now)),
                Joining.NONE);
    }

    private static MetadataOptions metadata(Optional<InstanceMetadataOptionsRequest> wanted) {
        return wanted.map(options -> Metadata.changed(
                        MetadataOptions.STANDARD,
                        options.httpTokens(),
                        options.httpEndpoint(),
                        options.httpPutResponseHopLimit(),
                        options.instanceMetadataTags(),
                        options.httpProtocolIpv6()))
                .orElse(MetadataOptions.STANDARD);
    }

    private static void requireCounts(int min, int max) {
        if (min < 1 || max < min || max > MOST_AT_ONCE) {
            throw InstanceProblem.badValue("MinCount and MaxCount are 1 to " + MOST_AT_ONCE
                            + ", and MinCount is not the greater of them.")
                    .asException();
        }
    }

    private static void requireForm(RunInstancesRequest request) {
        request.instanceType().filter(type -> !TYPE.matcher(type).matches()).ifPresent(type -> {
            throw InstanceProblem.badValue("Invalid value '" + type + "' for InstanceType.")
                    .asException();
        });
        request.clientToken()
                .filter(token -> !CLIENT_TOKEN.matcher(token).matches())
                .ifPresent(token -> {
                    throw InstanceProblem.badValue("A ClientToken is 1 to 64 ASCII characters.")
                            .asException();
                });
        request.userData().ifPresent(UserData::require);
        request.tagSpecifications().stream()
                .map(specification -> specification.resourceType().orElse(""))
                .filter(type -> !type.equals("instance"))
                .findFirst()
                .ifPresent(type -> {
                    throw InstanceProblem.badValue(
                                    "'" + type
                                            + "' is not a valid taggable resource type for this operation: only instances are made here.")
                            .asException();
                });
    }

    /** What names a thing that is not here, or asks for a protection that nothing here gives, is refused rather than passed over. */
    private static void requireOnlyWhatThereIs(RunInstancesRequest request) {
        refuse("SubnetId", request.subnetId().isPresent());
        refuse("SecurityGroupId", !request.securityGroupIds().isEmpty());
        refuse("SecurityGroup", !request.securityGroups().isEmpty());
        refuse("KeyName", request.keyName().isPresent());
        refuse("NetworkInterface", !request.networkInterfaces().isEmpty());
        refuse("LaunchTemplate", request.launchTemplate().isPresent());
        refuse("BlockDeviceMapping", !request.blockDeviceMappings().isEmpty());
        refuse("KernelId", request.kernelId().isPresent());
        refuse("RamdiskId", request.ramdiskId().isPresent());
        refuse("PrivateIpAddress", request.privateIpAddress().isPresent());
        refuse("Ipv6Address", !request.ipv6Addresses().isEmpty());
        refuse(
                "Ipv6AddressCount",
                request.ipv6AddressCount().filter(count -> count > 0).isPresent());
        refuse("InstanceMarketOptions", request.instanceMarketOptions().isPresent());
        refuse("LicenseSpecification", !request.licenseSpecifications().isEmpty());
        refuse("ElasticGpuSpecification", !request.elasticGpuSpecification().isEmpty());
        refuse(
                "ElasticInferenceAccelerator",
                !request.elasticInferenceAccelerators().isEmpty());
        refuse("DisableApiTermination", request.disableApiTermination().orElse(false));
        refuse("DisableApiStop", request.disableApiStop().orElse(false));
        request.placement().ifPresent(Launch::requireOnlyWhatThereIs);
    }

    private static void requireOnlyWhatThereIs(Placement placement) {
        refuse(
                "Placement.Tenancy",
                placement
                        .tenancy()
                        .filter(tenancy -> !tenancy.equals("default"))
                        .isPresent());
        refuse(
                "Placement.GroupName",
                placement.groupName().filter(name -> !name.isEmpty()).isPresent());
        refuse("Placement.GroupId", placement.groupId().isPresent());
        refuse("Placement.HostId", placement.hostId().isPresent());
        refuse(
                "Placement.HostResourceGroupArn",
                placement.hostResourceGroupArn().isPresent());
    }

    private static void refuse(String parameter, boolean isGiven) {
        if (isGiven) {
            throw InstanceProblem.badValue("The parameter " + parameter
                            + " is not supported: an instance here is a host that exists already.")
                    .asException();
        }
    }

    private static String digest(RunInstancesRequest request, MetadataOptions metadata, Tags tags) {
        var parts = new ArrayList<String>();
        parts.add(request.imageId().orElse(""));
        parts.add(request.instanceType().toString());
        parts.add(request.minCount() + "-" + request.maxCount());
        parts.add(request.userData().toString());
        parts.add(request.placement().flatMap(Placement::availabilityZone).toString());
        parts.add(request.iamInstanceProfile().toString());
        parts.add(metadata.toString());
        tags.list().forEach(tag -> {
            parts.add(tag.key());
            parts.add(tag.value());
        });
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : parts) {
                digest.update((part.length() + ":" + part).getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
