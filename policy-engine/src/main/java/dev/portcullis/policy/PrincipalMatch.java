// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

/** The {@code Principal} or {@code NotPrincipal} element of a statement, compiled (section 2). */
final class PrincipalMatch {
    private final boolean isNegated;
    private final PrincipalElement[] elements;

    private PrincipalMatch(boolean isNegated, PrincipalElement[] elements) {
        this.isNegated = isNegated;
        this.elements = elements;
    }

    static PrincipalMatch compile(Document.Principals source) {
        var elements = source.entries().stream().map(PrincipalElement::compile).toArray(PrincipalElement[]::new);
        return new PrincipalMatch(source.isNegated(), elements);
    }

    /** How directly the element names the caller; a NotPrincipal names everyone whom it does not list (rule 2.12). */
    MatchLevel level(Caller caller) {
        var best = MatchLevel.NONE;
        for (var element : elements) {
            best = best.orBetter(element.level(caller));
            if (best == MatchLevel.DIRECT) {
                break;
            }
        }
        return !isNegated ? best : best == MatchLevel.NONE ? MatchLevel.DIRECT : MatchLevel.NONE;
    }

    boolean isNegated() {
        return isNegated;
    }
}
