// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import dev.portcullis.server.account.AnywhereProfile.Settings;
import dev.portcullis.server.account.AnywhereResource.Base;
import dev.portcullis.server.account.TrustAnchor.Notification;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;

/** What belongs to Roles Anywhere as stored documents, and back; {@link EntityJson} asks for it. */
final class AnywhereJson {
    private AnywhereJson() {}

    static String write(AnywhereResource resource) {
        var json = EntityJson.tags(new JsonText(), resource.tags())
                .put("region", resource.region())
                .put("name", resource.name())
                .put("enabled", resource.isEnabled())
                .put("createdAt", resource.createdAt())
                .put("updatedAt", resource.updatedAt());
        return switch (resource) {
            case TrustAnchor anchor -> write(json, anchor).toString();
            case AnywhereProfile profile -> write(json, profile).toString();
            case RevocationList list ->
                json.put("data", list.data())
                        .put("trustAnchor", list.trustAnchorId())
                        .toString();
        };
    }

    private static JsonText write(JsonText json, TrustAnchor anchor) {
        return json.put("certificates", anchor.certificates())
                .putObjects("notifications", anchor.notifications(), (object, notification) -> {
                    object.put("event", notification.event()).put("configuredBy", notification.configuredBy());
                    notification.threshold().ifPresent(days -> object.put("threshold", days));
                });
    }

    private static JsonText write(JsonText json, AnywhereProfile profile) {
        var settings = profile.settings();
        return json.putTexts("roles", settings.roleArns())
                .put("sessionPolicy", settings.sessionPolicy())
                .putTexts("managedPolicies", settings.managedPolicyArns())
                .put("seconds", settings.duration().toSeconds())
                .put("acceptsSessionName", settings.acceptsSessionName())
                .put("requiresInstanceProperties", profile.requiresInstanceProperties())
                .put("createdBy", profile.createdBy())
                .putObjects(
                        "mappings",
                        profile.mappings().entrySet(),
                        (object, mapping) ->
                                object.put("field", mapping.getKey()).putTexts("specifiers", mapping.getValue()));
    }

    private static Base readBase(String id, Json json) {
        return new Base(
                id,
                json.text("region"),
                json.flag("enabled"),
                EntityJson.readTags(json),
                json.instant("createdAt"),
                json.instant("updatedAt"));
    }

    static TrustAnchor readTrustAnchor(String id, Json json) {
        return new TrustAnchor(
                readBase(id, json),
                json.text("name"),
                json.text("certificates"),
                json.objects("notifications").stream()
                        .map(object -> new Notification(
                                object.text("event"), object.optionalNumber("threshold"), object.text("configuredBy")))
                        .toList());
    }

    static AnywhereProfile readProfile(String id, Json json) {
        var mappings = new LinkedHashMap<String, List<String>>();
        json.objects("mappings").forEach(object -> mappings.put(object.text("field"), object.texts("specifiers")));
        return new AnywhereProfile(
                readBase(id, json),
                new Settings(
                        json.text("name"),
                        json.texts("roles"),
                        json.optionalText("sessionPolicy"),
                        json.texts("managedPolicies"),
                        Duration.ofSeconds(json.number("seconds")),
                        json.flag("acceptsSessionName")),
                json.flag("requiresInstanceProperties"),
                json.text("createdBy"),
                mappings);
    }

    static RevocationList readRevocationList(String id, Json json) {
        return new RevocationList(readBase(id, json), json.text("name"), json.text("data"), json.text("trustAnchor"));
    }
}
