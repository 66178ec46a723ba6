// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.handout;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.api.Issuer.NewAccessKey;
import dev.portcullis.server.secrets.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a user is about to be given.
 *
 * @param change the account in which it counts
 */
record NewCredentials(
        String userName, Optional<Secret> password, Optional<NewAccessKey> key, UnaryOperator<Account> change) {

    /** A file as AWS's console gives it. */
    record CsvFile(String name, String content) {
        /** Tells nothing of the content. */
        @Override
        public String toString() {
            return "CsvFile[" + name + "]";
        }
    }

    /** A file each for password and key. */
    List<CsvFile> files(String signInUrl) {
        var files = new ArrayList<CsvFile>();
        password.ifPresent(secret -> files.add(new CsvFile(
                userName + "_credentials.csv",
                Csv.of(List.of(
                        List.of("User name", "Password", "Console sign-in URL"),
                        List.of(userName, secret.revealText(), signInUrl))))));
        key.ifPresent(secret -> files.add(new CsvFile(
                userName + "_accessKeys.csv",
                Csv.of(List.of(
                        List.of("Access key ID", "Secret access key"),
                        List.of(secret.id(), secret.secret().revealText()))))));
        return files;
    }

    /** A mail that tells how to sign in, and the secrets that are given. */
    String mail(String account, String signInUrl) {
        var text = new StringBuilder("""
                You have a user in the account %s.

                Sign in at:  %s
                User name:   %s
                """.formatted(account, signInUrl, userName));
        password.ifPresent(secret -> text.append("Password:    ")
                .append(secret.revealText())
                .append("\n\nYou will be asked to choose another password when you sign in.\n"));
        key.ifPresent(secret -> text.append("\nAccess key ID:      ")
                .append(secret.id())
                .append("\nSecret access key:  ")
                .append(secret.secret().revealText())
                .append("\n\nKeep the secret access key where nobody else can read it, and delete this mail.\n"));
        if (password.isEmpty()) {
            text.append("\nYour administrator gives you the password in another way.\n");
        }
        return text.toString();
    }

    /** Tells no secret. */
    @Override
    public String toString() {
        return "NewCredentials[of " + userName + "]";
    }
}
