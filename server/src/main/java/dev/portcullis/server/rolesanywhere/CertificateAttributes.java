// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rolesanywhere;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import javax.security.auth.x500.X500Principal;

/** The attributes of a certificate that a profile maps, as session tags: {@code x509Subject/CN} and its like. */
final class CertificateAttributes {
    private static final int DNS_NAME = 2;
    private static final int DIRECTORY_NAME = 4;
    private static final int URI_NAME = 6;

    private CertificateAttributes() {}

    /** @param mappings specifiers by field */
    static SequencedMap<String, String> tags(X509Certificate certificate, Map<String, List<String>> mappings) {
        var tags = new LinkedHashMap<String, String>();
        var subject = DistinguishedName.attributes(certificate.getSubjectX500Principal());
        var issuer = DistinguishedName.attributes(certificate.getIssuerX500Principal());
        addMapped(subject, mappings, Mappings.SUBJECT, "", tags);
        addMapped(issuer, mappings, Mappings.ISSUER, "", tags);
        addAlternativeNames(certificate, mappings, tags);
        return tags;
    }

    private static void addMapped(
            Map<String, String> attributes,
            Map<String, List<String>> mappings,
            String field,
            String prefix,
            Map<String, String> tags) {
        var specifiers = mappings.getOrDefault(field, List.of());
        attributes.forEach((name, value) -> {
            if (specifiers.contains(prefix + name) || specifiers.contains(prefix + Mappings.ALL)) {
                tags.put(field + "/" + prefix + name, value);
            }
        });
    }

    /** Of each kind of alternative name the first counts. */
    private static void addAlternativeNames(
            X509Certificate certificate, Map<String, List<String>> mappings, Map<String, String> tags) {
        var names = names(certificate);
        var specifiers = mappings.getOrDefault(Mappings.SAN, List.of());
        if (specifiers.contains(Mappings.DNS)) {
            first(names, DNS_NAME).ifPresent(name -> tags.put(Mappings.SAN + "/" + Mappings.DNS, name));
        }
        if (specifiers.contains(Mappings.URI)) {
            first(names, URI_NAME).ifPresent(name -> tags.put(Mappings.SAN + "/" + Mappings.URI, name));
        }
        first(names, DIRECTORY_NAME)
                .map(name -> DistinguishedName.attributes(new X500Principal(name)))
                .ifPresent(attributes -> addMapped(attributes, mappings, Mappings.SAN, Mappings.NAME, tags));
    }

    private static Optional<String> first(Collection<List<?>> names, int kind) {
        return names.stream()
                .filter(name -> name.getFirst().equals(kind) && name.get(1) instanceof String)
                .map(name -> name.get(1).toString())
                .findFirst();
    }

    private static Collection<List<?>> names(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            return List.of(); // what cannot be read proves nothing
        }
    }
}
