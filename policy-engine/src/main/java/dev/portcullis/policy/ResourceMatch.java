// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The {@code Resource} or {@code NotResource} element of a statement, compiled (section 4). */
final class ResourceMatch {
    private final boolean isNegated;
    private final Effect effect;
    private final ResourcePattern[] patterns;

    private ResourceMatch(boolean isNegated, Effect effect, ResourcePattern[] patterns) {
        this.isNegated = isNegated;
        this.effect = effect;
        this.patterns = patterns;
    }

    static ResourceMatch compile(Document.Strings element, boolean hasVariables, Effect effect) {
        var patterns = element.values().stream()
                .map(value -> ResourcePattern.compile(value.text(), hasVariables))
                .toArray(ResourcePattern[]::new);
        return new ResourceMatch(element.isNegated(), effect, patterns);
    }

    boolean matches(PreparedRequest request, ShortArns shortArns) {
        boolean hasUnresolved = false;
        for (var pattern : patterns) {
            switch (pattern.matches(request, shortArns)) {
                case MATCH -> {
                    return !isNegated;
                }
                case UNRESOLVED -> hasUnresolved = true;
                case NO_MATCH -> {}
            }
        }
        // rule 6.7: an unresolvable NotResource fails closed
        return isNegated && (!hasUnresolved || effect == Effect.DENY);
    }

    /**
     * The patterns by the literal texts that their sixth segments begin with: that of a matching resource begins with one of
     * those. Empty if such texts do not tell, since the element is negated.
     */
    Map<String, List<ResourcePattern>> byPrefix() {
        if (isNegated) {
            return Map.of();
        }
        return patterns.length == 1
                ? Map.of(patterns[0].prefix(), List.of(patterns))
                : Arrays.stream(patterns).collect(Collectors.groupingBy(ResourcePattern::prefix));
    }

    void forEachVariable(Consumer<String> action) {
        for (var pattern : patterns) {
            pattern.forEachVariable(action);
        }
    }
}
