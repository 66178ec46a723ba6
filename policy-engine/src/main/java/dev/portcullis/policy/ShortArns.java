// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

/** What a layer makes of an ARN pattern with fewer than six segments (rule 4.3): when the missing ones count as {@code *}. */
enum ShortArns {
    PAD,
    PAD_IF_WILDCARD,
    PAD_IF_TRAILING_STAR,
    NEVER_MATCH
}
