// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

/** Where the value of a condition key comes from. An absent member, or an entity that does not exist, leaves the key absent. */
public enum ContextSource {
    /** The member's value as text; a list gives a multivalued key. */
    INPUT(true),
    /** A list of tags: {@code key/TAGKEY} for each tag, with its value. */
    TAG_VALUES(true),
    /** A list of tags: the tag keys, as a multivalued key. */
    TAG_KEYS(true),
    /** A list of tags to be removed: their keys, or where there are none the keys of all tags that the resource has, as a multivalued key. */
    REMOVED_TAG_KEYS(true),
    /** An instance profile given by name or ARN: its ARN. */
    INSTANCE_PROFILE_ARN(true),
    /** The ARN of the policy that is the permissions boundary of the check's resource now. */
    RESOURCE_BOUNDARY(false),
    /** A fixed value. */
    CONSTANT(false);

    private final boolean ofInput;

    ContextSource(boolean ofInput) {
        this.ofInput = ofInput;
    }

    /** True where a template with this source names an input member. */
    public boolean isOfInput() {
        return ofInput;
    }
}
