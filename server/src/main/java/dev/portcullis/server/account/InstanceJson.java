// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import dev.portcullis.server.account.Instance.Launch;
import dev.portcullis.server.account.Instance.State;
import dev.portcullis.server.account.Instance.Status;
import java.time.Instant;
import java.util.Optional;

/** Instances as stored documents and back. */
final class InstanceJson {
    /** 2: with the certificate by which agents join; 3: with the time after which a request by it must be signed. */
    static final int SCHEMA_VERSION = 3;

    private InstanceJson() {}

    static String write(Instance instance) {
        var json = new JsonText()
                .putObject("launch", Optional.of(write(instance.launch())))
                .putObject("status", Optional.of(write(instance.status())));
        return EntityJson.tags(json, instance.tags())
                .put("userData", instance.userData())
                .putObject("metadata", Optional.of(write(instance.metadata())))
                .putObject("profile", instance.profile().map(InstanceJson::write))
                .putObject("joinCertificate", instance.joining().certificate().map(InstanceJson::write))
                .put("joinsSignedAfter", instance.joining().signedAfter())
                .put("agentEpoch", instance.agentEpoch())
                .toString();
    }

    private static JsonText write(Launch launch) {
        return new JsonText()
                .put("reservation", launch.reservationId())
                .put("index", launch.index())
                .put("image", launch.imageId())
                .put("type", launch.type())
                .put("zone", launch.zone())
                .put("at", launch.at())
                .put("clientToken", launch.clientToken())
                .put("digest", launch.digest());
    }

    private static JsonText write(Status status) {
        return new JsonText()
                .put("state", status.state().wireName())
                .put("reason", status.reason())
                .put("since", status.since());
    }

    private static JsonText write(MetadataOptions options) {
        return new JsonText()
                .put("tokensRequired", options.tokensRequired())
                .put("endpointEnabled", options.endpointEnabled())
                .put("hopLimit", options.hopLimit())
                .put("tagsShown", options.tagsShown())
                .put("ipv6", options.ipv6());
    }

    private static JsonText write(ProfileAssociation association) {
        return new JsonText()
                .put("id", association.id())
                .put("profileId", association.profileId())
                .put("profileArn", association.profileArn())
                .put("since", association.since());
    }

    private static JsonText write(JoinCertificate certificate) {
        return new JsonText()
                .put("trustAnchorArn", certificate.trustAnchorArn())
                .put("commonName", certificate.commonName())
                .put("lastSignedAt", certificate.lastSignedAt().map(Instant::toString));
    }

    static Instance read(String id, String document) {
        var json = Json.parse(document);
        return new Instance(
                id,
                readLaunch(json.optionalObject("launch").orElseThrow()),
                readStatus(json.optionalObject("status").orElseThrow()),
                EntityJson.readTags(json),
                json.optionalText("userData"),
                readMetadata(json.optionalObject("metadata").orElseThrow()),
                json.optionalObject("profile").map(InstanceJson::readProfile),
                readJoining(json));
    }

    private static Joining readJoining(Json json) {
        var certificate = json.optionalObject("joinCertificate").map(InstanceJson::readJoinCertificate);
        var signedAfter = json.optionalText("joinsSignedAfter")
                .map(Instant::parse)
                .or(() -> certificate.flatMap(JoinCertificate::lastSignedAt)) // version 2
                .orElse(Instant.EPOCH);
        return new Joining(certificate, signedAfter, json.number("agentEpoch"));
    }

    private static JoinCertificate readJoinCertificate(Json json) {
        return new JoinCertificate(
                json.text("trustAnchorArn"),
                json.text("commonName"),
                json.optionalText("lastSignedAt").map(Instant::parse));
    }

    private static Launch readLaunch(Json json) {
        return new Launch(
                json.text("reservation"),
                json.number("index"),
                json.text("image"),
                json.text("type"),
                json.text("zone"),
                json.instant("at"),
                json.optionalText("clientToken"),
                json.text("digest"));
    }

    private static Status readStatus(Json json) {
        return new Status(State.named(json.text("state")), json.text("reason"), json.instant("since"));
    }

    private static MetadataOptions readMetadata(Json json) {
        return new MetadataOptions(
                json.flag("tokensRequired"),
                json.flag("endpointEnabled"),
                json.number("hopLimit"),
                json.flag("tagsShown"),
                json.flag("ipv6"));
    }

    private static ProfileAssociation readProfile(Json json) {
        return new ProfileAssociation(
                json.text("id"), json.text("profileId"), json.text("profileArn"), json.instant("since"));
    }
}
