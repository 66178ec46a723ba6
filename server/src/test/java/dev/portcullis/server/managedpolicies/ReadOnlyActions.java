// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.managedpolicies;

import static java.util.stream.Collectors.groupingBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Picks actions from the catalogue that change nothing and disclose no more than wanted, and writes them shortly.
 *
 * <p>{@code List*}, {@code Describe*} and the like stand for their actions only where every listed action that they cover
 * may be in; so a service in which one {@code Describe} action returns a key has its actions named one by one. {@code Get}
 * is the verb under which services hand out credentials: it becomes {@code Get*} only in a service of which no listed
 * action discloses more than wanted.
 */
final class ReadOnlyActions {
    private static final Pattern VERB = Pattern.compile("(BatchGet|BatchDescribe|Get|List|Describe|Search)[A-Z].*");

    private final ActionCatalogue catalogue;
    private final Set<Disclosure> allowed;
    private final Predicate<ServiceAction> wanted;

    private ReadOnlyActions(ActionCatalogue catalogue, Set<Disclosure> allowed, Predicate<ServiceAction> wanted) {
        this.catalogue = catalogue;
        this.allowed = allowed;
        this.wanted =
                action -> action.level().isReadOnly() && allowed.contains(action.disclosure()) && wanted.test(action);
    }

    /** All that may be read but secrets. */
    static ReadOnlyActions withData(ActionCatalogue catalogue) {
        return new ReadOnlyActions(catalogue, EnumSet.of(Disclosure.METADATA, Disclosure.DATA), action -> true);
    }

    /** How things are named and set up, without what customers keep in them. */
    static ReadOnlyActions metadata(ActionCatalogue catalogue) {
        return new ReadOnlyActions(catalogue, EnumSet.of(Disclosure.METADATA), action -> true);
    }

    ReadOnlyActions matching(Predicate<ServiceAction> also) {
        return new ReadOnlyActions(catalogue, allowed, action -> wanted.test(action) && also.test(action));
    }

    Stream<String> ofAllServices() {
        return catalogue.services().stream().flatMap(this::of);
    }

    Stream<String> of(String service) {
        var byVerb = catalogue.actions(service).stream()
                .filter(wanted)
                .collect(groupingBy(action -> verb(action.name()), TreeMap::new, java.util.stream.Collectors.toList()));
        return byVerb.entrySet().stream().flatMap(entry -> patterns(service, entry.getKey(), entry.getValue()));
    }

    private Stream<String> patterns(String service, String verb, List<ServiceAction> actions) {
        if (!verb.isEmpty() && actions.size() > 2 && isSafe(service, verb)) {
            return Stream.of(service + ":" + verb + "*");
        }
        return actions.stream().map(ServiceAction::qualifiedName);
    }

    private boolean isSafe(String service, String verb) {
        var all = catalogue.actions(service);
        boolean coversOnlyWanted = all.stream()
                .filter(action -> action.name().toLowerCase(Locale.ROOT).startsWith(verb.toLowerCase(Locale.ROOT)))
                .allMatch(wanted);
        boolean discloses = all.stream().anyMatch(action -> !allowed.contains(action.disclosure()));
        return coversOnlyWanted && !(discloses && verb.endsWith("Get"));
    }

    private static String verb(String name) {
        var matcher = VERB.matcher(name);
        return matcher.matches() ? matcher.group(1) : "";
    }
}
