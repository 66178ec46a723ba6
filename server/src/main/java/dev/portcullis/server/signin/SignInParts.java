// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.api.ApiRouter;
import dev.portcullis.server.api.DecisionMetrics;
import dev.portcullis.server.audit.AuditLog;
import dev.portcullis.server.authn.Authenticator;
import dev.portcullis.server.authn.BrowserSessions;
import dev.portcullis.server.http.HttpApi;
import dev.portcullis.server.managedpolicies.AwsPolicies;
import dev.portcullis.server.mfa.OneTimePasswords;
import dev.portcullis.server.ops.Metrics;
import dev.portcullis.server.passkeys.Passkeys;
import dev.portcullis.server.passwords.Passwords;
import dev.portcullis.server.secrets.AccessKeyIds;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.Sealer;
import dev.portcullis.server.secrets.SessionTokens;
import dev.portcullis.server.signin.SignIns.PasswordUseLog;
import dev.portcullis.server.storage.LockoutCounters;
import dev.portcullis.server.storage.OnceLedger;
import java.time.InstantSource;

/** What signing in is made of, for the object graph of the server. */
public record SignInParts(
        Accounts accounts,
        Passwords passwords,
        OneTimePasswords oneTimePasswords,
        Passkeys passkeys,
        BrowserSessions sessions,
        Authenticator authenticator,
        SessionTokens sessionTokens,
        AwsPolicies awsPolicies,
        LockoutCounters counters,
        OnceLedger ledger,
        Sealer sealer,
        RandomSource random,
        PasswordUseLog passwordUses,
        AuditLog audit,
        Metrics metrics,
        InstantSource clock) {
    /** The pages and their API, before the API for everything else. */
    public HttpApi before(ApiRouter api) {
        var seals = new Seals(sealer, random);
        var events = new SignInEvents(audit, metrics);
        var signIns = new SignIns(
                accounts,
                passwords,
                new SecondFactors(oneTimePasswords, passkeys),
                sessions,
                new Attempts(counters, clock.instant()),
                seals,
                ledger,
                events,
                passwordUses);
        var switchRoles = new SwitchRoles(accounts, api, sessions, authenticator, awsPolicies, events);
        var cliLogins = new CliLogins(
                sessions,
                authenticator,
                sessionTokens,
                new AccessKeyIds(random),
                awsPolicies,
                ledger,
                seals,
                events,
                new DecisionMetrics(metrics));
        var ownSessions = new OwnSessions(accounts, sessions, authenticator);
        var signInApi = new SignInApi(
                signIns, switchRoles, cliLogins, ownSessions, sessions, authenticator, awsPolicies, seals, events);
        var federation = new Federation(accounts, authenticator, sessions, sessionTokens, awsPolicies, seals, events);
        return new SignInSite(
                signIns, signInApi, federation, new TokenEndpoint(cliLogins, events), seals, metrics, api);
    }
}
