// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.audit.AuditLog;
import dev.portcullis.server.audit.AuditRecord;
import dev.portcullis.server.http.HttpCall;
import dev.portcullis.server.ops.Metrics;
import dev.portcullis.server.users.CredentialOwner;
import java.util.List;
import java.util.Optional;

/** Tells the audit log who came and went, and for what reason somebody did not come in: the operator's, not the visitor's, to know. */
final class SignInEvents {
    private final AuditLog audit;
    private final Metrics metrics;

    SignInEvents(AuditLog audit, Metrics metrics) {
        this.audit = audit;
        this.metrics = metrics;
    }

    /** What happens, by the names that CloudTrail gives such events where it has some. */
    enum Event {
        CONSOLE_LOGIN("ConsoleLogin"),
        AUTHORIZE_CLI("AuthorizeOAuth2Access"),
        CREATE_CLI_TOKEN("CreateOAuth2Token"),
        GET_SIGNIN_TOKEN("GetSigninToken"),
        CHECK_MFA("CheckMfa"),
        PASSWORD_UPDATED("PasswordUpdated"),
        PROVE_AGAIN("ProveAgain"),
        SWITCH_ROLE("SwitchRole"),
        EXIT_ROLE("ExitRole"),
        END_SESSION("EndSession"),
        SIGN_OUT("SignOut"),
        SIGN_OUT_EVERYWHERE("SignOutEverywhere");

        private final String text;

        Event(String text) {
            this.text = text;
        }
    }

    /** Something worked, for a principal that is proved. */
    void done(HttpCall call, Event event, Account account, String arn, Optional<String> sessionId) {
        audit.append(record(
                call,
                event,
                Optional.of(account.id().text()),
                Optional.of(arn),
                sessionId,
                200,
                AuditRecord.SUCCESS,
                Optional.empty()));
    }

    /**
     * Something was refused.
     *
     * @param reason a word for the operator
     * @param claimed whom somebody wanted to be, if that is anybody: what was typed otherwise may be a password in the wrong place
     */
    void refused(HttpCall call, Event event, int status, String reason, Optional<Claimant> claimed) {
        metrics.authenticationFailure(reason);
        audit.append(record(
                call,
                event,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                status,
                reason,
                claimed.map(Claimant::arn)));
    }

    /** A principal that there is. */
    record Claimant(String arn) {
        static Optional<Claimant> of(Claimed claimed) {
            return claimed.account().flatMap(account -> claimed.owner().map(owner -> of(account, owner)));
        }

        static Claimant of(Account account, CredentialOwner owner) {
            return new Claimant(Claimed.arn(account, owner));
        }
    }

    private static AuditRecord record(
            HttpCall call,
            Event event,
            Optional<String> account,
            Optional<String> arn,
            Optional<String> sessionId,
            int status,
            String code,
            Optional<String> claimed) {
        return new AuditRecord(
                call.arrival(),
                call.requestId(),
                account,
                arn,
                sessionId,
                call.client().getHostAddress(),
                call.header("User-Agent"),
                "signin",
                event.text,
                status,
                code,
                claimed,
                List.of());
    }
}
