// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

/**
 * What a request came to, and the layer that decided.
 *
 * <ul>
 *   <li>Of an explicit deny: the first layer, in their order, with a matching {@code Deny}.
 *   <li>Of an implicit deny: the first layer, in their order, that had to allow and did not. Where the resource policy names the
 *       role or user behind the caller's session, identity policies do not have to (rule 10.5); {@link Layer#NONE} for an object
 *       that AWS owns (rule 12.11), which comes before the layers, and for a root user who would assume a role (rule 10.9).
 *   <li>Of an allowed request: {@link Layer#RESOURCE} where the resource policy suffices by itself, {@link Layer#IDENTITY} where
 *       an identity policy was needed, also beside a resource policy as across accounts, {@link Layer#NONE} where no policy was
 *       needed. A root user of another account counts as having every permission: the resource policy grants.
 * </ul>
 */
public record Decision(Result result, Layer layer) {
    private static final Decision[] ALL = all();

    private static Decision[] all() {
        var all = new Decision[Layer.values().length * 4];
        for (var result : Result.values()) {
            for (var layer : Layer.values()) {
                all[index(result, layer)] = new Decision(result, layer);
            }
        }
        return all;
    }

    @SuppressWarnings("EnumOrdinal") // the place in a private table of all pairs
    private static int index(Result result, Layer layer) {
        return layer.ordinal() * 4 + result.ordinal();
    }

    /** The decision, without making another object of it. */
    static Decision of(Result result, Layer layer) {
        return ALL[index(result, layer)];
    }

    /** Whether the request may go ahead. */
    public boolean isAllowed() {
        return result == Result.ALLOWED;
    }
}
