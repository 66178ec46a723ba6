// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.query;

import org.jspecify.annotations.Nullable;

/** Where a value stands in a request, as validation errors name it: {@code tags.1.member.key}. */
final class MemberPath {
    static final MemberPath ROOT = new MemberPath(null, "");

    private final @Nullable MemberPath parent;
    private final String part;

    private MemberPath(@Nullable MemberPath parent, String part) {
        this.parent = parent;
        this.part = part;
    }

    MemberPath member(String name) {
        return new MemberPath(this, Character.toLowerCase(name.charAt(0)) + name.substring(1));
    }

    MemberPath element(int index) {
        return new MemberPath(this, index + ".member");
    }

    MemberPath entry(String key) {
        return new MemberPath(this, key + ".member");
    }

    MemberPath key() {
        return new MemberPath(this, "key");
    }

    @Override
    public String toString() {
        return parent == null || parent == ROOT ? part : parent + "." + part;
    }
}
