// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.query;

/**
 * What a form may hold at most. The length of values is bounded by that of the body.
 *
 * @param parameters how many parameters, those of the query string and the body together
 * @param nameLength how many characters a name may have
 * @param depth how many parts, between dots, a name may have
 */
public record QueryLimits(int parameters, int nameLength, int depth) {
    /** Far above what any operation of IAM or STS can use. */
    public static final QueryLimits DEFAULT = new QueryLimits(20_000, 1_024, 32);

    /** Refuses limits that let nothing pass. */
    public QueryLimits {
        if (parameters < 1 || nameLength < 1 || depth < 1) {
            throw new IllegalArgumentException("limits below 1");
        }
    }
}
