// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

/**
 * What principal elements are compared with, taken out of a {@link Principal} once. Empty texts stand for what the caller
 * has not got, and equal no element.
 *
 * @param account the caller's account
 * @param partition the partition of the caller's ARN
 * @param ownArn the ARN that names the caller itself
 * @param ownId the unique id that names the caller itself
 * @param entityArn the ARN of the role or user behind the caller's session
 * @param entityId the unique id of the role or user behind the caller's session
 * @param roleName the role's name, of a role session of which the role's ARN is not known
 * @param isRoot whether the caller is its account's root user
 * @param isRole whether the entity behind the session is a role
 * @param service the caller's id as a service principal
 * @param provider the identity provider of a caller who assumes a role with an external identity
 */
record Caller(
        String account,
        String partition,
        String ownArn,
        String ownId,
        String entityArn,
        String entityId,
        String roleName,
        boolean isRoot,
        boolean isRole,
        String service,
        String provider) {
    private static final Caller ANONYMOUS = new Caller("", "", "", "", "", "", "", false, false, "", "");

    static Caller of(Principal principal) {
        return switch (principal) {
            case Principal.Root it ->
                new Caller(it.account(), partition(it.arn()), it.arn(), "", "", "", "", true, false, "", "");
            case Principal.User it ->
                new Caller(it.account(), partition(it.arn()), it.arn(), it.userId(), "", "", "", false, false, "", "");
            case Principal.RoleSession it -> roleSession(it);
            case Principal.FederatedUser it ->
                new Caller(
                        it.account(),
                        partition(it.arn()),
                        it.arn(),
                        "",
                        it.userArn(),
                        it.userId(),
                        "",
                        false,
                        false,
                        "",
                        "");
            case Principal.Service it -> new Caller("", "", "", "", "", "", "", false, false, it.id(), "");
            case Principal.Federated it -> new Caller("", "", "", "", "", "", "", false, false, "", it.provider());
            case Principal.Anonymous _ -> ANONYMOUS;
        };
    }

    private static Caller roleSession(Principal.RoleSession it) {
        var arn = it.sessionArn().isEmpty() ? it.roleArn() : it.sessionArn();
        var name = it.roleArn().isEmpty() ? sessionRoleName(it.sessionArn()) : "";
        return new Caller(
                it.account(),
                partition(arn),
                it.sessionArn(),
                "",
                it.roleArn(),
                it.roleId(),
                name,
                false,
                true,
                "",
                "");
    }

    private static String partition(String arn) {
        return Arn.parse(arn).map(Arn::partition).orElse("");
    }

    private static String sessionRoleName(String sessionArn) {
        var resource = Arn.parse(sessionArn).map(Arn::resource).orElse("").split("/", 3);
        return resource.length == 3 && resource[0].equals("assumed-role") ? resource[1] : "";
    }
}
