// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.reference;

import dev.portcullis.policy.Principal;
import java.util.List;

/** Section 2: how directly a list of principals names the caller. */
final class PrincipalRules {
    private PrincipalRules() {}

    /** Rule 2.6, from the weakest to the strongest. */
    enum Level {
        NONE,
        ACCOUNT,
        ENTITY,
        DIRECT
    }

    /** The best level over everything listed. */
    static Level level(Document.Principals listed, Principal caller) {
        var best = Level.NONE;
        for (var kind : listed.byKind().entrySet()) {
            for (var value : kind.getValue()) {
                var level = level(kind.getKey(), value, caller);
                best = level.compareTo(best) > 0 ? level : best;
            }
        }
        return best;
    }

    private static Level level(String kind, String value, Principal caller) {
        return switch (kind) {
            case "AWS" -> value.equals("*") ? Level.DIRECT : awsLevel(value, caller);
            case "Service" -> directIf(caller instanceof Principal.Service(var id) && id.equals(value));
            case "Federated" -> directIf(caller instanceof Principal.Federated(var provider) && provider.equals(value));
            case "CanonicalUser" -> Level.NONE; // no caller here has a canonical id
            default -> throw new Malformed("unknown kind of principal");
        };
    }

    /** Rules 2.2 and 2.6 to 2.9. */
    private static Level awsLevel(String value, Principal caller) {
        return switch (caller) {
            case Principal.Root root -> directIf(isAccount(value, root.account(), root.arn()));
            case Principal.User user ->
                user.arn().equals(value) || isId(value, user.userId())
                        ? Level.DIRECT
                        : accountIf(isAccount(value, user.account(), user.arn()));
            case Principal.RoleSession session -> roleLevel(value, session);
            case Principal.FederatedUser user -> {
                if (user.arn().equals(value)) {
                    yield Level.DIRECT;
                }
                yield user.userArn().equals(value) || isId(value, user.userId())
                        ? Level.ENTITY
                        : accountIf(isAccount(value, user.account(), user.arn()));
            }
            case Principal.Service _, Principal.Federated _, Principal.Anonymous _ -> Level.NONE;
        };
    }

    /** Rules 2.8 and 2.8a. The role's name is compared ignoring case, everything else is not. */
    private static Level roleLevel(String value, Principal.RoleSession session) {
        if (sameSession(value, session.sessionArn())) {
            return Level.DIRECT;
        }
        boolean isRole = session.roleArn().isEmpty()
                ? roleOfSession(value, session.sessionArn())
                : sameRole(value, session.roleArn());
        if (isRole || isId(value, session.roleId())) {
            return Level.ENTITY;
        }
        var anArn = session.roleArn().isEmpty() ? session.sessionArn() : session.roleArn();
        return accountIf(isAccount(value, session.account(), anArn));
    }

    private static boolean sameRole(String value, String roleArn) {
        int name = roleArn.lastIndexOf('/') + 1;
        return name > 0
                && value.startsWith(roleArn.substring(0, name))
                && value.substring(name).equalsIgnoreCase(roleArn.substring(name));
    }

    /** A session of which no more is known than its ARN could be of that role, whatever the role's path. */
    private static boolean roleOfSession(String value, String sessionArn) {
        var session = sessionArn.split(":", 6);
        var prefix = "arn:" + session[1] + ":iam::" + session[4] + ":role/";
        return value.startsWith(prefix)
                && value.substring(value.lastIndexOf('/') + 1)
                        .equalsIgnoreCase(session[5].split("/", 3)[1]);
    }

    private static boolean sameSession(String value, String sessionArn) {
        var listed = List.of(value.split("/", 3));
        var own = List.of(sessionArn.split("/", 3));
        return listed.size() == 3
                && own.size() == 3
                && listed.get(0).equals(own.get(0))
                && listed.get(1).equalsIgnoreCase(own.get(1))
                && listed.get(2).equals(own.get(2));
    }

    /** Rule 2.2: the account's number and its root ARN are synonyms. */
    private static boolean isAccount(String value, String account, String anArnInIt) {
        var partition = anArnInIt.split(":", 3)[1];
        return value.equals(account) || value.equals("arn:" + partition + ":iam::" + account + ":root");
    }

    private static boolean isId(String value, String id) {
        return !id.isEmpty() && value.equals(id);
    }

    private static Level directIf(boolean holds) {
        return holds ? Level.DIRECT : Level.NONE;
    }

    private static Level accountIf(boolean holds) {
        return holds ? Level.ACCOUNT : Level.NONE;
    }
}
