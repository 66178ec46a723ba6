// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import dev.portcullis.policy.Principal;

/** Reads the callers that case files name in one string. */
final class PrincipalText {
    private PrincipalText() {}

    /**
     * An ARN, {@code anonymous}, or a service id. Of a session's ARN the role's path cannot be told, so it is left open (rule 2.8); a federated
     * user is taken to be issued by the user of the same name. An account's number is its root user; an ARN of anything else is a user's.
     */
    static Principal read(String text) {
        if (text.equals("anonymous") || text.equals("*")) {
            return new Principal.Anonymous();
        }
        if (text.matches("[0-9]{12}")) {
            return new Principal.Root(text, "arn:aws:iam::" + text + ":root");
        }
        var parts = text.split(":", 6);
        if (parts.length < 6 || !parts[0].equals("arn")) {
            return new Principal.Service(text);
        }
        var account = parts[4];
        var resource = parts[5];
        var iam = "arn:" + parts[1] + ":iam::" + account + ":";
        return switch (resource.split("/", 2)[0]) {
            case "root" -> new Principal.Root(account, text);
            case "role" -> new Principal.RoleSession(account, "", text, "", isServiceLinked(text));
            case "federated-user" ->
                new Principal.FederatedUser(account, text, iam + "user/" + resource.split("/", 2)[1], "");
            case "assumed-role" -> new Principal.RoleSession(account, text, "", "", isServiceLinked(text));
            case "oidc-provider", "saml-provider" -> new Principal.Federated(text);
            default -> new Principal.User(account, text, "");
        };
    }

    /** Rule 12.10: a service-linked role stands under the path of its service; of a session only the usual name tells. */
    private static boolean isServiceLinked(String arn) {
        return arn.contains(":role/aws-service-role/") || arn.contains(":assumed-role/AWSServiceRoleFor");
    }
}
