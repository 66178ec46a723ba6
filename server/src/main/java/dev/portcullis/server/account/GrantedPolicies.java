// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The policies of a user, group or role: managed ones attached, by ARN, and inline ones, by name.
 *
 * @param attached in the order of their ARNs
 * @param inline in the order of their names; a name is unique in its exact case
 */
public record GrantedPolicies(SortedSet<String> attached, SortedMap<String, PolicyDocument> inline) {
    public static final GrantedPolicies NONE = new GrantedPolicies(new TreeSet<>(), new TreeMap<>());

    public GrantedPolicies {
        attached = attached.isEmpty()
                ? Collections.emptySortedSet()
                : Collections.unmodifiableSortedSet(new TreeSet<>(attached));
        inline = inline.isEmpty()
                ? Collections.emptySortedMap()
                : Collections.unmodifiableSortedMap(new TreeMap<>(inline));
    }

    public GrantedPolicies attach(String policyArn) {
        var next = new TreeSet<>(attached);
        next.add(policyArn);
        return new GrantedPolicies(next, inline);
    }

    public GrantedPolicies detach(String policyArn) {
        var next = new TreeSet<>(attached);
        next.removeAll(Set.of(policyArn));
        return new GrantedPolicies(next, inline);
    }

    public GrantedPolicies put(String name, PolicyDocument document) {
        var next = new TreeMap<>(inline);
        next.put(name, document);
        return new GrantedPolicies(attached, next);
    }

    public GrantedPolicies remove(String name) {
        var next = new TreeMap<>(inline);
        next.remove(name);
        return new GrantedPolicies(attached, next);
    }

    Stream<Reference> references() {
        return attached.stream().map(Reference::attached);
    }
}
