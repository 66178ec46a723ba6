// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A service: the operations that may be served, which are exactly those with an entry in the authorization overlay, and the names of
 * all that its model knows.
 *
 * @param operations the operations with an overlay entry, by name
 * @param knownOperations the names of all operations in the model, served or not: what is known but not served is
 *     {@code NotImplemented}, what is unknown is {@code InvalidAction}
 */
public record ServiceModel(
        ServiceMetadata metadata, Map<String, OperationModel<?, ?>> operations, Set<String> knownOperations) {

    public ServiceModel {
        operations = Map.copyOf(operations);
        knownOperations = Set.copyOf(knownOperations);
        if (!knownOperations.containsAll(operations.keySet())) {
            throw new IllegalArgumentException(metadata.id() + " serves operations that it does not know");
        }
    }

    public static ServiceModel of(
            ServiceMetadata metadata, Collection<OperationModel<?, ?>> operations, Set<String> knownOperations) {
        Map<String, OperationModel<?, ?>> byName = HashMap.newHashMap(operations.size());
        for (OperationModel<?, ?> operation : operations) {
            byName.put(operation.name(), operation);
        }
        return new ServiceModel(metadata, byName, knownOperations);
    }

    public Optional<OperationModel<?, ?>> operation(String name) {
        return Optional.ofNullable(operations.get(name));
    }

    /** True for every operation in the model, whether or not it is served. */
    public boolean knows(String operationName) {
        return knownOperations.contains(operationName);
    }
}
