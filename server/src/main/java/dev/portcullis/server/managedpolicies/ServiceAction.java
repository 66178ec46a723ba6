// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.managedpolicies;

/**
 * One action that a policy can name.
 *
 * @param service the prefix, such as {@code iam}
 * @param name the name after the colon, such as {@code GetUser}, in AWS's spelling
 * @param level what it does
 * @param disclosure what its answer discloses
 * @param note why level or disclosure are what they are, where that is not plain; else empty
 */
public record ServiceAction(String service, String name, AccessLevel level, Disclosure disclosure, String note) {
    /** The action as policies write it: {@code iam:GetUser}. */
    public String qualifiedName() {
        return service + ":" + name;
    }
}
