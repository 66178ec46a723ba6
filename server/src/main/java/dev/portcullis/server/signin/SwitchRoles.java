// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.aws.sts.AssumeRoleRequest;
import dev.portcullis.aws.sts.StsModel;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Arns;
import dev.portcullis.server.account.BrowserSession.ActingRole;
import dev.portcullis.server.account.Directory;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.api.ApiRouter;
import dev.portcullis.server.authn.Authenticator;
import dev.portcullis.server.authn.BrowserRequest;
import dev.portcullis.server.authn.BrowserSessions;
import dev.portcullis.server.authn.BrowserSessions.Found;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.authn.Caller.RequestFacts;
import dev.portcullis.server.authz.Subject;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.http.HttpCall;
import dev.portcullis.server.managedpolicies.AwsPolicies;
import dev.portcullis.server.signin.SignInEvents.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Acting as a role within a session. The role is assumed by STS's own operation, called as the session's principal: the same checks, the
 * same limits, the same audit. The credentials stay here; the tab gets their key id, which counts only together with both halves of the
 * session that the role was assumed in.
 */
final class SwitchRoles {
    /** For every refusal: strangers are not told which accounts, aliases and roles there are. */
    static final String REFUSED = "You may not switch to that role, or there is no such role.";

    private static final Duration SHORTEST = Duration.ofMinutes(15);
    private static final Duration LONGEST_CHAINED = Duration.ofHours(1);
    private static final int SHORTEST_SESSION_NAME = 2;
    private static final int LONGEST_ACCOUNT = 63;
    private static final int LONGEST_ROLE = 576;

    private final Accounts accounts;
    private final ApiRouter router;
    private final BrowserSessions sessions;
    private final Authenticator authenticator;
    private final AwsPolicies awsPolicies;
    private final SignInEvents events;

    SwitchRoles(
            Accounts accounts,
            ApiRouter router,
            BrowserSessions sessions,
            Authenticator authenticator,
            AwsPolicies awsPolicies,
            SignInEvents events) {
        this.accounts = accounts;
        this.router = router;
        this.sessions = sessions;
        this.authenticator = authenticator;
        this.awsPolicies = awsPolicies;
        this.events = events;
    }

    /**
     * A role that a tab acts as.
     *
     * @param id what the tab names it by
     */
    record Acting(String id, String arn, String account, Optional<String> alias, String role, Instant expiresAt) {}

    /**
     * Assumes a role for a tab.
     *
     * @param account its number or alias
     * @param roleName with its path, if it has one
     * @throws ApiException if there is no session, or its principal may not
     */
    Acting begin(String account, String roleName, HttpCall call) {
        var facts = RequestFacts.of(call);
        var found = sessions.find(call);
        var own = authenticator.holder(found, facts);
        sessions.used(found, facts);
        var target = target(account, roleName);
        if (target.isEmpty()) {
            throw refused(found, own, call);
        }
        var request = AssumeRoleRequest.builder()
                .roleArn(target.get())
                .roleSessionName(sessionName(found.account(), own))
                .durationSeconds(Optional.of(life(target.get(), found, own)))
                .build();
        var issued = router.run(StsModel.ASSUME_ROLE, request, own, call)
                .credentials()
                .orElseThrow();
        var role = new ActingRole(issued.accessKeyId(), issued.sessionToken(), issued.expiration());
        var arn = arn(found.account(), own);
        sessions.act(found, role, arn, facts);
        events.done(call, Event.SWITCH_ROLE, found.account(), arn, Optional.of(role.id()));
        var acting = new Found(found.account(), found.session().acting(role, facts.arrival()));
        return shown(role, authenticator.acting(acting, role.id(), facts));
    }

    private ApiException refused(Found found, Caller own, HttpCall call) {
        var claimant = new SignInEvents.Claimant(arn(found.account(), own));
        events.refused(call, Event.SWITCH_ROLE, 403, "NoSuchAccount", Optional.of(claimant));
        return new AccessDenied(REFUSED).asException();
    }

    /** The role that a request names. */
    Acting present(HttpCall call) {
        var facts = RequestFacts.of(call);
        var found = sessions.find(call);
        var _ = authenticator.holder(found, facts);
        var id = call.header(BrowserRequest.ACTING).orElse("");
        var caller = authenticator.acting(found, id, facts);
        return shown(found.session().role(id).orElseThrow(), caller);
    }

    /** Ends the role that a request names; whether it still counted does not matter. */
    void end(HttpCall call) {
        var facts = RequestFacts.of(call);
        var found = sessions.find(call);
        var own = authenticator.holder(found, facts);
        var arn = arn(found.account(), own);
        for (var id : call.headers(BrowserRequest.ACTING)) {
            if (found.session().role(id).isPresent()) {
                sessions.leave(found, id, arn, facts);
                events.done(call, Event.EXIT_ROLE, found.account(), arn, Optional.of(id));
            }
        }
    }

    private Acting shown(ActingRole role, Caller caller) {
        var account = accounts.read(caller.account());
        var name = caller.identity() instanceof Identity.Role(var roleId, var _)
                ? account.roles().get(roleId).map(Role::name).orElseThrow()
                : "";
        return new Acting(
                role.id(),
                arn(account, caller),
                account.id().text(),
                account.settings().alias(),
                name,
                role.expiresAt());
    }

    private String arn(Account account, Caller caller) {
        return Subject.of(account, caller, awsPolicies).arn();
    }

    /** The ARN of the role that is meant; empty if there is no account of that number or alias. */
    private Optional<String> target(String account, String roleName) {
        var named = account.strip().toLowerCase(Locale.ROOT);
        var role = roleName.strip();
        if (named.length() > LONGEST_ACCOUNT || role.isEmpty() || role.length() > LONGEST_ROLE) {
            return Optional.empty();
        }
        var id = AccountId.isWellFormed(named)
                ? Optional.of(new AccountId(named))
                : accounts.directory().byAlias(named).map(Directory.Entry::account);
        return id.map(found -> new Arns(found).role("/", role));
    }

    private static AccountId accountOf(String roleArn) {
        return new AccountId(roleArn.split(":", -1)[4]);
    }

    private static Optional<Role> role(Account owner, String arn) {
        return owner.roles()
                .named(arn.substring(arn.lastIndexOf('/') + 1))
                .filter(role -> owner.arns().of(role).equals(arn));
    }

    /** As long as the role allows, as the session itself goes on, and an hour at most where one role assumes another. */
    private int life(String roleArn, Found found, Caller own) {
        var longest = accounts.find(accountOf(roleArn))
                .flatMap(owner -> role(owner, roleArn))
                .map(Role::maxSession)
                .orElse(LONGEST_CHAINED);
        var left = Duration.between(own.facts().arrival(), found.session().expiresAt());
        var life = shorter(longest, left);
        if (own.identity() instanceof Identity.Role) {
            life = shorter(life, LONGEST_CHAINED);
        }
        return (int) (life.compareTo(SHORTEST) < 0 ? SHORTEST : life).toSeconds();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /** By which the role session tells who it is: the user's name, or the name of the session that assumes. */
    private static String sessionName(Account account, Caller own) {
        var name = switch (own.identity()) {
            case Identity.Root _ -> "root";
            case Identity.User(var userId) ->
                account.users().get(userId).orElseThrow().name();
            case Identity.Role(var _, var sessionName) -> sessionName;
            case Identity.FederatedUser(var _, var federatedName) -> federatedName;
            case Identity.Service(var serviceId) -> serviceId;
            case Identity.Agent(var instanceId) -> instanceId;
        };
        return name.length() < SHORTEST_SESSION_NAME ? name + "@" + account.id().text() : name;
    }
}
