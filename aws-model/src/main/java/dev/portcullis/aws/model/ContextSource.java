// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

/** Where the value of a condition key comes from. An absent member, or an entity that does not exist, leaves the key absent. */
public enum ContextSource {
    /** The member's value as text; a list gives a multivalued key. */
    INPUT(1),
    /** The {@code Arn} (or {@code arn}) of each structure in a list: a multivalued key. */
    INPUT_ARNS(1),
    /** A list of tags: {@code key/TAGKEY} for each tag, with its value. */
    TAG_VALUES(1),
    /** A list of tags: the tag keys, as a multivalued key. */
    TAG_KEYS(1),
    /** The tags of the resource that is named by the check: {@code key/TAGKEY} for each, with its value. */
    RESOURCE_TAGS(0),
    /** The ARN of the policy that is the resource's permissions boundary now. */
    RESOURCE_BOUNDARY(0),
    /** A fixed value. */
    CONSTANT(0);

    private final int memberCount;

    ContextSource(int memberCount) {
        this.memberCount = memberCount;
    }

    /** How many input members a template with this source names. */
    public int memberCount() {
        return memberCount;
    }
}
