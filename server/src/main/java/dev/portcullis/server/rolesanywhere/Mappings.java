// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rolesanywhere;

import dev.portcullis.aws.rolesanywhere.MappingRule;
import dev.portcullis.server.error.ApiError.ValidationError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which attributes of a certificate become session tags (IAM Roles Anywhere User Guide, "Certificate attribute mapping"). */
final class Mappings {
    static final String SUBJECT = "x509Subject";
    static final String ISSUER = "x509Issuer";
    static final String SAN = "x509SAN";

    /** All that a specifier may name. */
    static final String ALL = "*";

    /** What the specifiers of directory names in the alternative names start with. */
    static final String NAME = "Name/";

    static final String DNS = "DNS";
    static final String URI = "URI";

    private static final int MOST_RULES = 50; // as many as a session has tags
    private static final Set<String> OF_ALTERNATIVE_NAMES = Set.of(DNS, URI);

    private Mappings() {}

    /** What a new profile maps: everything that there is. */
    static Map<String, List<String>> initial() {
        var initial = new LinkedHashMap<String, List<String>>();
        initial.put(ISSUER, List.of(ALL));
        initial.put(SAN, List.of(DNS, URI, NAME + ALL));
        initial.put(SUBJECT, List.of(ALL));
        return initial;
    }

    /** With the rules of a field replaced. @throws dev.portcullis.server.error.ApiException if one is none */
    static Map<String, List<String>> put(Map<String, List<String>> present, String field, List<MappingRule> rules) {
        var specifiers = rules.stream().map(MappingRule::specifier).distinct().toList();
        if (specifiers.isEmpty() || specifiers.size() > MOST_RULES) {
            throw new ValidationError("A field has 1 to " + MOST_RULES + " mapping rules.").asException();
        }
        specifiers.forEach(specifier -> requireKnown(field, specifier));
        var next = new LinkedHashMap<>(present);
        next.put(field, specifiers);
        return next;
    }

    /** Without some rules of a field, or without all of them where none are named. */
    static Map<String, List<String>> removed(Map<String, List<String>> present, String field, List<String> specifiers) {
        var next = new LinkedHashMap<>(present);
        var left = new ArrayList<>(present.getOrDefault(field, List.of()));
        if (specifiers.isEmpty()) {
            left.clear();
        }
        left.removeAll(specifiers);
        if (left.isEmpty()) {
            next.remove(field);
        } else {
            next.put(field, left);
        }
        return next;
    }

    private static void requireKnown(String field, String specifier) {
        boolean isKnown = field.equals(SAN)
                ? OF_ALTERNATIVE_NAMES.contains(specifier)
                        || (specifier.startsWith(NAME) && isOfName(specifier.substring(NAME.length())))
                : isOfName(specifier);
        if (!isKnown) {
            throw new ValidationError("The specifier " + specifier + " is not one of " + field + ".").asException();
        }
    }

    private static boolean isOfName(String specifier) {
        return specifier.equals(ALL) || DistinguishedName.isKnown(specifier);
    }
}
