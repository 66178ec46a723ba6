// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.handout;

import dev.portcullis.aws.portcullis.CredentialsFile;
import dev.portcullis.aws.portcullis.HandOutCredentialsRequest;
import dev.portcullis.aws.portcullis.HandOutCredentialsResponse;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.portcullis.SendSignInInstructionsRequest;
import dev.portcullis.aws.portcullis.SendSignInInstructionsResponse;
import dev.portcullis.server.accesskeys.AccessKeys;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Change;
import dev.portcullis.server.account.User;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Issuer.NewAccessKey;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.handout.MailSettings.Secrets;
import dev.portcullis.server.passwords.GeneratedPassword;
import dev.portcullis.server.passwords.Passwords;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.Secret;
import dev.portcullis.server.users.CredentialOwner;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The operations that give credentials to a user, as files to hand over or by mail. */
public final class HandOutHandlers {
    private final Passwords passwords;
    private final RandomSource random;
    private final SignInUrls urls;
    private final Optional<MailSettings> settings;
    private final Optional<Smtp> smtp;

    /**
     * @param settings empty where no mail is sent
     * @throws IllegalArgumentException if the settings name certificates that cannot be read
     */
    public HandOutHandlers(Passwords passwords, RandomSource random, SignInUrls urls, Optional<MailSettings> settings) {
        this.passwords = passwords;
        this.random = random;
        this.urls = urls;
        this.settings = settings;
        this.smtp = settings.map(Smtp::new);
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.write(PortcullisModel.HAND_OUT_CREDENTIALS, this::handOut),
                Operation.write(PortcullisModel.SEND_SIGN_IN_INSTRUCTIONS, this::send));
    }

    private Function<Account, Change<HandOutCredentialsResponse>> handOut(
            HandOutCredentialsRequest request, Call call) {
        var present = call.accounts().read(call.caller().account());
        boolean givesPassword = request.password().orElse(false);
        boolean givesKey = request.accessKey().orElse(false);
        if (!givesPassword && !givesKey) {
            throw new InvalidInput("Password or AccessKey has to be true: what should be handed out?").asException();
        }
        boolean resets = request.passwordResetRequired().orElse(true);
        var made = make(present, request.userName(), givesPassword, resets, givesKey, call);
        var url = urls.of(present);
        return account -> made.change()
                .apply(account)
                .answering(HandOutCredentialsResponse.builder()
                        .userName(made.userName())
                        .signInUrl(url)
                        .password(made.password().map(Secret::revealText))
                        .accessKeyId(made.key().map(NewAccessKey::id))
                        .secretAccessKey(made.key().map(key -> key.secret().revealText()))
                        .files(made.files(url).stream()
                                .map(file -> CredentialsFile.builder()
                                        .fileName(file.name())
                                        .content(file.content())
                                        .build())
                                .toList())
                        .build());
    }

    /** The mail goes out first: were it lost afterwards, nobody would know a password that counts. */
    private Function<Account, Change<SendSignInInstructionsResponse>> send(
            SendSignInInstructionsRequest request, Call call) {
        var present = call.accounts().read(call.caller().account());
        boolean givesPassword = request.includePassword().orElse(false);
        boolean givesKey = request.includeAccessKey().orElse(false);
        var server = smtp.orElseThrow(() ->
                new InvalidInput("This server sends no mail: its operator has not set mail-server.").asException());
        requireAllowed(givesPassword, givesKey);
        var made = make(present, request.userName(), givesPassword, true, givesKey, call);
        var _ = made.change().apply(present); // what cannot be done is not told by mail
        var url = urls.of(present);
        var name = present.settings().alias().orElseGet(() -> present.id().text());
        server.send(request.emailAddress(), "Your user in the account " + name, made.mail(name, url), call.time());
        return account -> made.change()
                .apply(account)
                .answering(SendSignInInstructionsResponse.builder()
                        .userName(made.userName())
                        .emailAddress(request.emailAddress())
                        .signInUrl(url)
                        .accessKeyId(made.key().map(NewAccessKey::id))
                        .build());
    }

    private void requireAllowed(boolean givesPassword, boolean givesKey) {
        var allowed = settings.map(MailSettings::secrets).orElse(Secrets.NONE);
        if (givesPassword && allowed == Secrets.NONE) {
            throw new InvalidInput("Mails carry no passwords: the operator's setting mail-secrets does not say so.")
                    .asException();
        }
        if (givesKey && allowed != Secrets.ALL) {
            throw new InvalidInput("Mails carry no secret keys: the operator's setting mail-secrets does not say so.")
                    .asException();
        }
    }

    private NewCredentials make(
            Account present, String userName, boolean givesPassword, boolean resets, boolean givesKey, Call call) {
        var user = present.user(userName);
        var owner = CredentialOwner.of(user);
        var password = givesPassword ? Optional.of(GeneratedPassword.of(present, random)) : Optional.<Secret>empty();
        var setting = password.map(text -> passwords.setting(present, owner, text.revealText(), call.time(), resets))
                .orElseGet(UnaryOperator::identity);
        var key = givesKey ? Optional.of(newKey(present, user, call)) : Optional.<NewAccessKey>empty();
        return new NewCredentials(user.name(), password, key, account -> {
            if (account.users().get(user.id()).isEmpty()) {
                throw NoSuchEntity.user(userName).asException();
            }
            var next = setting.apply(account);
            return key.map(made -> AccessKeys.create(next, owner, made, call.time()))
                    .orElse(next);
        });
    }

    /** A key whose secret stands in a CSV file as it is. */
    private static NewAccessKey newKey(Account account, User user, Call call) {
        while (true) {
            var key = call.issuer().newAccessKey(account.id(), user.id());
            if (Csv.isPlain(key.secret().revealText())) {
                return key;
            }
        }
    }
}
