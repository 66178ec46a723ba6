// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

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
        for (var pattern : patterns) {
            if (pattern.matches(request, shortArns)) {
                return !isNegated;
            }
        }
        return isNegated && (effect == Effect.DENY || isResolved(request.context()));
    }

    /** Rule 6.7: a NotResource fails closed when a variable has no value, wherever in it and whatever the resource. */
    private boolean isResolved(Context context) {
        for (var pattern : patterns) {
            if (!pattern.isResolved(context)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The patterns, if each begins the sixth segment with a literal text: a resource is matched by way of one of those. Empty if
     * some pattern begins otherwise or the element is negated.
     */
    List<ResourcePattern.Full> findable() {
        if (isNegated) {
            return List.of();
        }
        var found = new ArrayList<ResourcePattern.Full>(patterns.length);
        for (var pattern : patterns) {
            if (!(pattern instanceof ResourcePattern.Full full) || full.prefix().isEmpty()) {
                return List.of();
            }
            found.add(full);
        }
        return found;
    }

    void forEachVariable(Consumer<String> action) {
        for (var pattern : patterns) {
            pattern.forEachVariable(action);
        }
    }
}
