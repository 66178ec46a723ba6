// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rolesanywhere;

import dev.portcullis.aws.rolesanywhere.AttributeMapping;
import dev.portcullis.aws.rolesanywhere.CrlDetail;
import dev.portcullis.aws.rolesanywhere.MappingRule;
import dev.portcullis.aws.rolesanywhere.ProfileDetail;
import dev.portcullis.aws.rolesanywhere.Source;
import dev.portcullis.aws.rolesanywhere.SourceData;
import dev.portcullis.aws.rolesanywhere.TrustAnchorDetail;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AnywhereProfile;
import dev.portcullis.server.account.RevocationList;
import dev.portcullis.server.account.TrustAnchor;
import java.util.Base64;

/** What belongs to Roles Anywhere, as answers show it. */
final class ShownAnywhere {
    /** The one kind of source that is taken. */
    static final String CERTIFICATE_BUNDLE = "CERTIFICATE_BUNDLE";

    private ShownAnywhere() {}

    static TrustAnchorDetail of(Account account, TrustAnchor anchor) {
        return TrustAnchorDetail.builder()
                .trustAnchorId(anchor.id())
                .trustAnchorArn(account.arns().of(anchor))
                .name(anchor.name())
                .source(Source.builder()
                        .sourceType(CERTIFICATE_BUNDLE)
                        .sourceData(SourceData.builder()
                                .x509CertificateData(anchor.certificates())
                                .build())
                        .build())
                .enabled(anchor.isEnabled())
                .createdAt(anchor.createdAt())
                .updatedAt(anchor.updatedAt())
                .notificationSettings(Notifications.shown(anchor))
                .build();
    }

    static ProfileDetail of(Account account, AnywhereProfile profile) {
        var settings = profile.settings();
        return ProfileDetail.builder()
                .profileId(profile.id())
                .profileArn(account.arns().of(profile))
                .name(profile.name())
                .requireInstanceProperties(profile.requiresInstanceProperties())
                .enabled(profile.isEnabled())
                .createdBy(profile.createdBy())
                .sessionPolicy(settings.sessionPolicy())
                .roleArns(settings.roleArns())
                .managedPolicyArns(settings.managedPolicyArns())
                .createdAt(profile.createdAt())
                .updatedAt(profile.updatedAt())
                .durationSeconds((int) settings.duration().toSeconds())
                .acceptRoleSessionName(settings.acceptsSessionName())
                .attributeMappings(profile.mappings().entrySet().stream()
                        .map(mapping -> AttributeMapping.builder()
                                .certificateField(mapping.getKey())
                                .mappingRules(mapping.getValue().stream()
                                        .map(specifier -> MappingRule.builder()
                                                .specifier(specifier)
                                                .build())
                                        .toList())
                                .build())
                        .toList())
                .build();
    }

    static CrlDetail of(Account account, RevocationList list) {
        return CrlDetail.builder()
                .crlId(list.id())
                .crlArn(account.arns().of(list))
                .name(list.name())
                .enabled(list.isEnabled())
                .crlData(Base64.getDecoder().decode(list.data()))
                .trustAnchorArn(account.arns().anywhere(list.region(), TrustAnchor.TYPE, list.trustAnchorId()))
                .createdAt(list.createdAt())
                .updatedAt(list.updatedAt())
                .build();
    }
}
