// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

import java.util.List;

/**
 * What a caller must be allowed to do for an operation: the operation's entry in the authorization overlay.
 *
 * @param access who may call at all
 * @param writes true if the operation can change state
 * @param checks what policies must allow, all of it; the first check names the operation in denials. Empty exactly when {@code access}
 *     is not {@link Access#CHECKED}
 */
public record Authorization(Access access, boolean writes, List<Check> checks) {

    public Authorization {
        checks = List.copyOf(checks);
        if ((access == Access.CHECKED) == checks.isEmpty()) {
            throw new IllegalArgumentException(access + " with " + checks.size() + " checks");
        }
        if (!checks.isEmpty() && checks.getFirst().resource().kind().isPlural()) {
            throw new IllegalArgumentException("The first check may not be on resources that need not be there");
        }
    }

    /**
     * One question to the policies.
     *
     * @param action as in policies, such as {@code iam:CreateUser}
     * @param resource how the resource ARN comes about
     * @param context the condition keys that the operation itself supplies, besides the global ones
     * @param onlyIfAny names of input members: the check applies only when at least one of them is present (a list or map: not empty).
     *     Empty when it always applies
     */
    public record Check(
            String action, ResourceTemplate resource, List<ContextTemplate> context, List<String> onlyIfAny) {
        public Check {
            context = List.copyOf(context);
            onlyIfAny = List.copyOf(onlyIfAny);
        }
    }

    /**
     * How the resource of a check is made.
     *
     * @param members names of input members, as many as the kind takes
     */
    public record ResourceTemplate(ResourceKind kind, List<String> members) {
        public ResourceTemplate {
            members = List.copyOf(members);
            if (members.size() != kind.memberCount()) {
                throw new IllegalArgumentException(kind + " takes " + kind.memberCount() + " members, not " + members);
            }
        }

        /** The name of the only, or the first, member. */
        public String member() {
            return members.getFirst();
        }
    }

    /**
     * A condition key, or a family of them, that the operation supplies.
     *
     * @param key the key as in policies, such as {@code iam:PolicyARN}; for a family the part before the {@code /}, such as
     *     {@code aws:RequestTag}
     * @param source where its value comes from
     * @param member the path of the input member for sources of input: its name, or names joined with dots that lead through
     *     structures and the elements of lists, such as {@code Requests.Action}; else empty
     * @param constant the value where {@code source} is {@link ContextSource#CONSTANT}; else empty
     */
    public record ContextTemplate(String key, ContextSource source, String member, String constant) {
        public ContextTemplate {
            if (source.isOfInput() == member.isEmpty() || (source == ContextSource.CONSTANT) == constant.isEmpty()) {
                throw new IllegalArgumentException(
                        "%s from %s with member '%s' and constant '%s'".formatted(key, source, member, constant));
            }
        }
    }
}
