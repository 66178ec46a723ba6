// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Directory;
import dev.portcullis.server.account.SessionPrincipal;
import dev.portcullis.server.users.CredentialOwner;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What became of a claim.
 *
 * @param subject what attempts are counted under, whether or not there is such a principal: a digest, for people type passwords into the
 *     wrong field
 * @param isRoot whether a root user is claimed
 * @param account the account, if there is one of that name
 * @param owner the principal, if there is one of that name
 */
record Claimed(String subject, boolean isRoot, Optional<Account> account, Optional<CredentialOwner> owner) {
    private static final Pattern ACCOUNT_NUMBER = Pattern.compile("[0-9]{12}");

    static Claimed find(Claim claim, Accounts accounts) {
        var directory = accounts.directory();
        return switch (claim) {
            case Claim.OfRoot(var email) -> {
                var account = directory
                        .byRootEmail(email)
                        .map(Directory.Entry::account)
                        .map(accounts::read);
                yield new Claimed(
                        digest("root/" + account.map(found -> found.id().text()).orElse(email)),
                        true,
                        account,
                        account.map(CredentialOwner::root));
            }
            case Claim.OfUser(var name, var userName) -> {
                var account = account(name, directory).map(accounts::read);
                yield new Claimed(
                        digest("user/" + account.map(found -> found.id().text()).orElse(name) + "/" + userName),
                        false,
                        account,
                        account.flatMap(found -> found.users().named(userName)).map(CredentialOwner::of));
            }
        };
    }

    private static Optional<AccountId> account(String name, Directory directory) {
        var entry =
                ACCOUNT_NUMBER.matcher(name).matches() ? directory.entry(new AccountId(name)) : directory.byAlias(name);
        return entry.map(Directory.Entry::account);
    }

    /** The principal of a session that there will be. */
    static SessionPrincipal principal(Account account, CredentialOwner owner) {
        return owner.isRootOf(account) ? new SessionPrincipal.Root(owner.id()) : new SessionPrincipal.User(owner.id());
    }

    static String arn(Account account, CredentialOwner owner) {
        return owner.isRootOf(account)
                ? account.arns().root()
                : account.users().get(owner.id()).map(account.arns()::of).orElseThrow();
    }

    private static String digest(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The Java runtime has no SHA-256", e);
        }
    }
}
