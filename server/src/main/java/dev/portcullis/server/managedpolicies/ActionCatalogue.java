// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.managedpolicies;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The actions of the services that policies most often name. Names and levels follow the AWS Service Authorization
 * Reference, except where a note in the table gives another level with its reason. A service that is not listed is not an
 * error: gateways ask about actions of their own.
 *
 * <p>The table is the files {@code actions/PREFIX.tsv}: the title of the service as a comment, then a line for each action
 * with name, level, {@code data} or {@code secret} (see {@link Disclosure}) and a note. It is immutable once loaded, and
 * loading it takes some milliseconds that the start of the server does not need to spend.
 */
public final class ActionCatalogue {
    private final Map<String, Map<String, ServiceAction>> services;

    private ActionCatalogue(Map<String, Map<String, ServiceAction>> services) {
        this.services = services;
    }

    /** Reads the table from the class path. */
    public static ActionCatalogue load() {
        return new ActionCatalogue(Resources.lines("actions/services.txt").stream()
                .collect(Collectors.toMap(
                        Function.identity(), ActionCatalogue::table, (first, second) -> first, TreeMap::new)));
    }

    /** The prefixes of all services, in order. */
    public SortedSet<String> services() {
        return new TreeSet<>(services.keySet());
    }

    /** The actions of a service in the order of their names; empty if the service is not listed. */
    public List<ServiceAction> actions(String service) {
        return List.copyOf(services.getOrDefault(folded(service), Map.of()).values());
    }

    /** Every action of every service, in order. */
    public Stream<ServiceAction> all() {
        return services.values().stream().flatMap(actions -> actions.values().stream());
    }

    /** The action with that qualified name, such as {@code iam:GetUser}; case does not matter. */
    public Optional<ServiceAction> find(String qualifiedName) {
        int colon = qualifiedName.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        var actions = services.getOrDefault(folded(qualifiedName.substring(0, colon)), Map.of());
        return Optional.ofNullable(actions.get(folded(qualifiedName.substring(colon + 1))));
    }

    private static Map<String, ServiceAction> table(String service) {
        return Resources.lines("actions/" + service + ".tsv").stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> action(service, line.split("\t", -1)))
                .collect(Collectors.toMap(
                        action -> folded(action.name()),
                        Function.identity(),
                        (first, second) -> {
                            throw new IllegalStateException(first.qualifiedName() + " stands twice in the table");
                        },
                        TreeMap::new));
    }

    private static ServiceAction action(String service, String[] cells) {
        if (cells.length < 2 || cells.length > 4) {
            throw new IllegalStateException("The table of " + service + " has a line of " + cells.length + " cells");
        }
        return new ServiceAction(
                service,
                cells[0],
                AccessLevel.of(cells[1]),
                cells.length > 2 ? disclosure(cells[2]) : Disclosure.METADATA,
                cells.length > 3 ? cells[3] : "");
    }

    private static Disclosure disclosure(String cell) {
        return cell.isEmpty() ? Disclosure.METADATA : Disclosure.valueOf(cell.toUpperCase(Locale.ROOT));
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
