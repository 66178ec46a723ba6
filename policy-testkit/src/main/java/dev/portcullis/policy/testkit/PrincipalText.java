// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import dev.portcullis.policy.Principal;
import java.util.List;

/** Reads the callers that case files name in one string. */
final class PrincipalText {
    private PrincipalText() {}

    /**
     * An ARN, {@code anonymous}, or a service id. A session's ARN does not tell the path of its role: {@code knownRoles} are the role ARNs that
     * exist in the case, of which the one with the session's account and role name, ignoring case, is taken (rule 2.8).
     */
    static Principal read(String text, List<String> knownRoles) {
        if (text.equals("anonymous")) {
            return new Principal.Anonymous();
        }
        if (!text.startsWith("arn:")) {
            return new Principal.Service(text);
        }
        var parts = text.split(":", 6);
        var account = parts[4];
        var resource = parts[5];
        var iam = "arn:" + parts[1] + ":iam::" + account + ":";
        return switch (resource.split("/", 2)[0]) {
            case "root" -> new Principal.Root(account, text);
            case "user" -> new Principal.User(account, text, "");
            case "role" -> new Principal.RoleSession(account, "", text, "", isServiceLinked(text));
            case "federated-user" ->
                new Principal.FederatedUser(account, text, iam + "user/" + resource.split("/", 2)[1], "");
            case "assumed-role" -> {
                var role = role(iam, resource.split("/", 3)[1], knownRoles);
                yield new Principal.RoleSession(account, text, role, "", isServiceLinked(role));
            }
            case "oidc-provider", "saml-provider" -> new Principal.Federated(text);
            default -> throw new IllegalArgumentException("no principal: " + text);
        };
    }

    /** Rule 12.10: a service-linked role stands under the path of its service. */
    private static boolean isServiceLinked(String roleArn) {
        return roleArn.contains(":role/aws-service-role/");
    }

    private static String role(String iam, String name, List<String> knownRoles) {
        return knownRoles.stream()
                .filter(arn -> arn.startsWith(iam + "role/"))
                .filter(arn -> arn.substring(arn.lastIndexOf('/') + 1).equalsIgnoreCase(name))
                .findFirst()
                .orElse(iam + "role/" + name);
    }
}
