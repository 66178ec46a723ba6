// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.modelled;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.services.iam.IamClient;

/** Which errors of the model can be answered, and how; and why the others cannot. */
final class ErrorTable {
    private final Map<Pair, Function<Stage, Runnable>> provocations = new HashMap<>();
    private final Map<Pair, String> reasons = new HashMap<>();

    /** An error that the model lists for an operation. */
    record Pair(String operation, String code) {}

    static ErrorTable filled() {
        var table = new ErrorTable();
        CredentialOperations.areas().forEach(area -> area.errors(table));
        return table;
    }

    /** @param provocation prepares, and gives the call that fails */
    void reached(String operation, String code, Function<Stage, Runnable> provocation) {
        if (provocations.put(new Pair(operation, code), provocation) != null) {
            throw new IllegalStateException("twice: " + operation + " " + code);
        }
    }

    /** By a call of root that needs nothing beforehand. */
    void reachedBy(String operation, String code, Consumer<IamClient> call) {
        reached(operation, code, stage -> () -> call.accept(stage.root()));
    }

    void impossible(String code, String reason, String... operations) {
        for (var operation : operations) {
            if (reasons.put(new Pair(operation, code), reason) != null) {
                throw new IllegalStateException("twice: " + operation + " " + code);
            }
        }
    }

    Optional<Function<Stage, Runnable>> provocation(Pair pair) {
        return Optional.ofNullable(provocations.get(pair));
    }

    Optional<String> reason(Pair pair) {
        return Optional.ofNullable(reasons.get(pair));
    }

    Set<Pair> pairs() {
        var all = new HashSet<>(provocations.keySet());
        all.addAll(reasons.keySet());
        return all;
    }

    /** Those that are said to be both. */
    List<Pair> contradictions() {
        return provocations.keySet().stream().filter(reasons::containsKey).toList();
    }
}
