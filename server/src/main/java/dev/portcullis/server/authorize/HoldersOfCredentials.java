// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authorize;

import dev.portcullis.aws.portcullis.ContextEntry;
import dev.portcullis.aws.portcullis.Question;
import dev.portcullis.aws.portcullis.VerifiedUser;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.User;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.authn.Authenticator;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.authz.Advisor;
import dev.portcullis.server.authz.Subject;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.managedpolicies.AwsPolicies;
import java.util.List;
import java.util.Optional;

/** Answers who holds a credential, and whether that user may do what it came for. */
final class HoldersOfCredentials {
    private final Authenticator authenticator;
    private final AwsPolicies awsPolicies;
    private final Advisor advisor = new Advisor();

    HoldersOfCredentials(Authenticator authenticator, AwsPolicies awsPolicies) {
        this.authenticator = authenticator;
        this.awsPolicies = awsPolicies;
    }

    /** What the user came for: an action and the resource it is done to, and condition keys that the service supplies. */
    record Wish(String actionName, String resource, List<ContextEntry> context) {
        /** @throws dev.portcullis.server.error.ApiException if only a part of it is given */
        static Optional<Wish> of(Optional<String> actionName, Optional<String> resource, List<ContextEntry> context) {
            boolean isHalf =
                    actionName.isPresent() != resource.isPresent() || (actionName.isEmpty() && !context.isEmpty());
            if (isHalf) {
                throw new InvalidInput("ActionName and Resource go together, and Context with them.").asException();
            }
            return actionName.map(action -> new Wish(action, resource.orElseThrow(), context));
        }
    }

    /**
     * The account that is asked about: the named one, or the asker's own. Registered services may ask about all accounts, everyone else
     * about their own only. Empty if there is no such account.
     */
    static Optional<Account> account(Optional<String> accountId, Call call) {
        var asked = accountId.map(AccountId::new).orElse(call.caller().account());
        boolean mayAsk = call.caller().identity() instanceof Identity.Service
                || asked.equals(call.caller().account());
        if (!mayAsk) {
            throw new AccessDenied("Only registered services may ask about the users of other accounts.").asException();
        }
        return call.accounts().find(asked);
    }

    /** A user who holds an active credential, with the decision on its wish. */
    VerifiedUser holder(Account account, User user, String credentialId, Optional<Wish> wish, Call call) {
        var caller = authenticator.holder(
                account, user.id(), credentialId, call.caller().facts());
        var shown = VerifiedUser.builder()
                .accountId(account.id().text())
                .userName(user.name())
                .userId(user.id())
                .arn(account.arns().of(user))
                .credentialId(credentialId);
        wish.ifPresent(asked -> {
            var question = Question.builder()
                    .actionName(asked.actionName())
                    .resource(asked.resource())
                    .context(asked.context())
                    .build();
            var advice = advisor.advise(
                    Subject.of(account, caller, awsPolicies),
                    Questions.read(question, List.of(), account.id()),
                    call.caller().facts().arrival(),
                    false,
                    call.decisions());
            shown.decision(AuthorizeHandlers.name(
                            advice.explanation().decision().result()))
                    .reason(advice.reason());
        });
        return shown.build();
    }
}
