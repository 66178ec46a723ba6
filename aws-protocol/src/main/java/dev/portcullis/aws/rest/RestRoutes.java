// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.rest;

import dev.portcullis.aws.model.OperationModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The requests of a service's operations, by method and path. Immutable. */
public final class RestRoutes {
    private final List<Entry> entries = new ArrayList<>();

    private record Entry(PathTemplate template, OperationModel<?, ?> operation) {}

    /**
     * A request that is an operation's.
     *
     * @param labels the labels of its path, decoded, by name
     */
    public record Route(OperationModel<?, ?> operation, Map<String, String> labels) {}

    public RestRoutes(Collection<OperationModel<?, ?>> operations) {
        for (OperationModel<?, ?> operation : operations) {
            entries.add(new Entry(new PathTemplate(operation.http().uri()), operation));
        }
        entries.sort(Comparator.comparing(Entry::template));
    }

    /**
     * The operation of a request; of several that it could be, the one whose path says more.
     *
     * @throws dev.portcullis.aws.wire.InvalidRequestException if path or query string are malformed
     */
    public Optional<Route> find(RestRequest request) {
        QueryString query = QueryString.parse(request.rawQuery());
        for (Entry entry : entries) {
            if (entry.operation().http().method().equals(request.method())) {
                Optional<Map<String, String>> labels = entry.template().match(request.rawPath(), query);
                if (labels.isPresent()) {
                    return Optional.of(new Route(entry.operation(), labels.get()));
                }
            }
        }
        return Optional.empty();
    }
}
