// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rolesanywhere;

import dev.portcullis.aws.rolesanywhere.NotificationSetting;
import dev.portcullis.aws.rolesanywhere.NotificationSettingDetail;
import dev.portcullis.server.account.TrustAnchor;
import dev.portcullis.server.account.TrustAnchor.Notification;
import dev.portcullis.server.error.ApiError.ValidationError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Notification settings of a trust anchor. Nobody is notified of anything here, so they can be turned off and are never on: what is answered must
 * not let anybody wait for a warning that does not come.
 */
final class Notifications {
    /** What the model calls all channels. */
    private static final String ALL = "ALL";

    private static final List<String> EVENTS = List.of("CA_CERTIFICATE_EXPIRY", "END_ENTITY_CERTIFICATE_EXPIRY");
    private static final String SERVICE = "rolesanywhere.amazonaws.com";

    private Notifications() {}

    /**
     * The settings with others set over them.
     *
     * @param by the ARN of who sets them
     * @throws dev.portcullis.server.error.ApiException if one is to be on
     */
    static List<Notification> set(List<Notification> present, List<NotificationSetting> requested, String by) {
        var next = new LinkedHashMap<String, Notification>();
        present.forEach(notification -> next.put(notification.event(), notification));
        for (var setting : requested) {
            if (setting.enabled()) {
                throw new ValidationError("Notifications cannot be enabled: this server sends none. It shows when"
                                + " certificates expire, in GetTrustAnchor and GetSubject.")
                        .asException();
            }
            next.put(setting.event(), new Notification(setting.event(), setting.threshold(), by));
        }
        return List.copyOf(next.values());
    }

    /** The settings without those of some events. */
    static List<Notification> reset(List<Notification> present, List<String> events) {
        return present.stream()
                .filter(notification -> !events.contains(notification.event()))
                .toList();
    }

    /** All settings; those that nobody has set are the service's own. */
    static List<NotificationSettingDetail> shown(TrustAnchor anchor) {
        return EVENTS.stream()
                .map(event -> anchor.notifications().stream()
                        .filter(notification -> notification.event().equals(event))
                        .findFirst()
                        .map(Notifications::shown)
                        .orElseGet(() -> shown(new Notification(event, Optional.empty(), SERVICE))))
                .toList();
    }

    private static NotificationSettingDetail shown(Notification notification) {
        return NotificationSettingDetail.builder()
                .event(notification.event())
                .enabled(false)
                .channel(ALL)
                .threshold(notification.threshold())
                .configuredBy(notification.configuredBy())
                .build();
    }
}
