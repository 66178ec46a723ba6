// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import dev.portcullis.aws.model.Authorization.ResourceTemplate;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Arns;
import dev.portcullis.server.account.Instance;
import dev.portcullis.server.account.InstanceProfile;
import dev.portcullis.server.account.InstanceRegistry;
import dev.portcullis.server.account.MetadataOptions;
import dev.portcullis.server.account.ProfileAssociation;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.account.Zones;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The resources of checks that are about instances, with the {@code ec2:} keys that tell of them. */
record InstanceResources(Account account, InstanceRegistry instances, Zones zones, Input input) {
    private static final String ANY = "*";

    /** Never empty. */
    List<CheckedResource> of(ResourceTemplate template) {
        var member = template.member();
        return switch (template.kind()) {
            case NEW_INSTANCES -> List.of(newInstances(template.members()));
            case IMAGE -> List.of(image(input.text(member).orElse(ANY)));
            case INSTANCE -> List.of(instance(input.text(member).orElse(ANY)));
            case INSTANCES -> instancesNamed(input.texts(member));
            case INSTANCE_OF_ASSOCIATION ->
                List.of(input.text(member)
                        .flatMap(instances::ofAssociation)
                        .map(this::present)
                        .orElseGet(() -> instance(ANY)));
            default -> throw new IllegalArgumentException(template.kind() + " is not about instances");
        };
    }

    /** The role that comes with an instance profile. */
    static List<CheckedResource> roleOfProfile(Account account, Input input, String member) {
        return profile(account, input, member)
                .flatMap(InstanceProfile::role)
                .flatMap(account.roles()::get)
                .map(role -> new CheckedResource(account.arns().of(role), Optional.of(role)))
                .stream()
                .toList();
    }

    /** The ARN of an instance profile that is given by name or ARN, as it is or would be; empty if none is given. */
    static Optional<String> profileArn(Account account, Input input, String member) {
        return profile(account, input, member)
                .map(account.arns()::of)
                .or(() -> input.text(member + ".Arn"))
                .or(() ->
                        input.text(member + ".Name").map(name -> account.arns().instanceProfile("/", name)));
    }

    private static Optional<InstanceProfile> profile(Account account, Input input, String member) {
        return account.instanceProfile(input.text(member + ".Name"), input.text(member + ".Arn"));
    }

    private List<CheckedResource> instancesNamed(List<String> ids) {
        return ids.isEmpty()
                ? List.of(CheckedResource.notYet(ANY))
                : ids.stream()
                        .distinct()
                        .map(id -> id.startsWith("i-") ? instance(id) : CheckedResource.notYet(ANY))
                        .toList();
    }

    private CheckedResource instance(String id) {
        return instances.get(id).map(this::present).orElseGet(() -> CheckedResource.notYet(arn(id)));
    }

    private CheckedResource present(Instance instance) {
        var keys = keys(
                instance.launch().type(),
                instance.launch().zone(),
                instance.metadata(),
                instance.profile().map(ProfileAssociation::profileArn));
        keys.put("ec2:InstanceID", instance.id());
        return new CheckedResource(arn(instance.id()), Optional.empty(), instance.tags(), keys);
    }

    /** @param members as {@code ResourceKind.NEW_INSTANCES} takes them */
    private CheckedResource newInstances(List<String> members) {
        var options = members.get(3);
        var metadata = MetadataOptions.STANDARD.with(
                input.text(options + ".HttpTokens"),
                input.text(options + ".HttpEndpoint"),
                input.text(options + ".HttpPutResponseHopLimit")
                        .map(Integer::valueOf)
                        .filter(MetadataOptions::isHopLimit),
                input.text(options + ".InstanceMetadataTags"),
                input.text(options + ".HttpProtocolIpv6"));
        var keys = keys(
                input.text(members.get(0)).orElse(Instance.STANDARD_TYPE),
                input.text(members.get(1) + ".AvailabilityZone").orElseGet(zones::standard),
                metadata,
                profileArn(account, input, members.get(2)));
        return new CheckedResource(arn(ANY), Optional.empty(), Tags.none(), keys);
    }

    private static Map<String, String> keys(
            String type, String zone, MetadataOptions metadata, Optional<String> profileArn) {
        var keys = new LinkedHashMap<String, String>();
        keys.put("ec2:InstanceType", type);
        keys.put("ec2:AvailabilityZone", zone);
        keys.put("ec2:Tenancy", "default");
        keys.put("ec2:MetadataHttpTokens", metadata.httpTokens());
        keys.put("ec2:MetadataHttpEndpoint", metadata.httpEndpoint());
        keys.put("ec2:MetadataHttpPutResponseHopLimit", Integer.toString(metadata.hopLimit()));
        keys.put("ec2:InstanceMetadataTags", metadata.instanceMetadataTags());
        profileArn.ifPresent(arn -> keys.put("ec2:InstanceProfile", arn));
        return keys;
    }

    private CheckedResource image(String id) {
        return new CheckedResource(
                Arns.image(instances.region(), id),
                Optional.empty(),
                Tags.none(),
                Map.of("ec2:ImageID", id, "ec2:ImageType", "machine", "ec2:Public", "true"));
    }

    private String arn(String id) {
        return account.arns().instance(instances.region(), id);
    }
}
