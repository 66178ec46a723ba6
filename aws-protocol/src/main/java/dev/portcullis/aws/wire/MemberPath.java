// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.wire;

import org.jspecify.annotations.Nullable;

/** Where a value stands in a request, as validation errors name it: {@code tags.1.member.key}. */
public final class MemberPath {
    public static final MemberPath ROOT = new MemberPath(null, "");

    private final @Nullable MemberPath parent;
    private final String part;

    private MemberPath(@Nullable MemberPath parent, String part) {
        this.parent = parent;
        this.part = part;
    }

    public MemberPath member(String name) {
        return new MemberPath(this, Character.toLowerCase(name.charAt(0)) + name.substring(1));
    }

    public MemberPath element(int index) {
        return new MemberPath(this, index + ".member");
    }

    public MemberPath entry(String key) {
        return new MemberPath(this, key + ".member");
    }

    public MemberPath key() {
        return new MemberPath(this, "key");
    }

    @Override
    public String toString() {
        return parent == null || parent == ROOT ? part : parent + "." + part;
    }
}
