// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.aws.portcullis.GetOwnInstanceResponse;
import dev.portcullis.aws.portcullis.InstanceMetadataOptions;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.portcullis.Tag;
import dev.portcullis.aws.query.XmlEncoder;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Instance;
import dev.portcullis.server.account.InstanceRole;
import dev.portcullis.server.account.MetadataOptions;
import dev.portcullis.server.account.ProfileAssociation;
import dev.portcullis.server.instanceidentity.InstanceIdentities;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * An instance as its own agent is told of it: all that the metadata service on the host tells.
 *
 * @param identities sign who it is
 */
record OwnInstance(Account account, String region, Instance instance, InstanceIdentities identities) {
    /**
     * Differs whenever anything that is shown does, and whenever credentials that the role has given count no more: the digest of the answer
     * as it goes over the wire, but for what follows from the rest, and of what such credentials hang on.
     */
    String revision() {
        var wire = XmlEncoder.answer(
                PortcullisModel.GET_OWN_INSTANCE,
                unsigned().revision(standing()).build(),
                "-");
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(wire);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The Java runtime has no SHA-256", e);
        }
    }

    private String standing() {
        return InstanceRole.of(account, instance)
                .map(from -> from.role().id() + "/" + from.role().epoch() + "/"
                        + switch (from) {
                            case InstanceRole.OfProfile(var association, var _) -> association.id();
                            case InstanceRole.OfGroup(var group, var joining, var _) ->
                                group.id() + "/" + joining + "/" + group.fleetEpoch();
                        })
                .orElse("-");
    }

    /** Everything. */
    GetOwnInstanceResponse shown(String revision) {
        var signed = identities.sign(identities.document(account.id(), instance));
        return unsigned()
                .revision(revision)
                .identitySignature(signed.signature())
                .identityPkcs7(signed.pkcs7())
                .build();
    }

    private GetOwnInstanceResponse.Builder unsigned() {
        var launch = instance.launch();
        return GetOwnInstanceResponse.builder()
                .instanceId(instance.id())
                .imageId(launch.imageId())
                .instanceType(launch.type())
                .accountId(account.id().text())
                .region(region)
                .availabilityZone(launch.zone())
                .state(instance.state().wireName())
                .launchTime(launch.at())
                .reservationId(launch.reservationId())
                .launchIndex(launch.index())
                .tags(tags())
                .userData(instance.userData())
                .metadataOptions(metadata(instance.metadata()))
                .instanceProfileArn(instance.profile().map(ProfileAssociation::profileArn))
                .instanceProfileId(instance.profile().map(ProfileAssociation::profileId))
                .roleName(InstanceRole.of(account, instance)
                        .map(from -> from.role().name()))
                .identityDocument(identities.document(account.id(), instance))
                .identityCertificate(identities.certificate());
    }

    private List<Tag> tags() {
        return instance.tags().list().stream()
                .map(tag -> Tag.builder().key(tag.key()).value(tag.value()).build())
                .toList();
    }

    private static InstanceMetadataOptions metadata(MetadataOptions options) {
        return InstanceMetadataOptions.builder()
                .httpTokens(options.httpTokens())
                .httpEndpoint(options.httpEndpoint())
                .httpPutResponseHopLimit(options.hopLimit())
                .instanceMetadataTags(options.instanceMetadataTags())
                .build();
    }
}
