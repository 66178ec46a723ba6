// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passkeys;

import dev.portcullis.aws.portcullis.BeginPasskeyRegistrationRequest;
import dev.portcullis.aws.portcullis.BeginPasskeyRegistrationResponse;
import dev.portcullis.aws.portcullis.FinishPasskeyRegistrationRequest;
import dev.portcullis.aws.portcullis.FinishPasskeyRegistrationResponse;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Change;
import dev.portcullis.server.account.Passkey;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.error.ApiError.EntityAlreadyExists;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.passkeys.Passkeys.NewName;
import dev.portcullis.server.secrets.Base32;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.users.CredentialOwner;
import java.util.List;
import java.util.function.Function;

/** The operations by which a page registers a passkey: it gets what to ask the browser for, and brings what the browser answers. */
public final class PasskeysHandlers {
    private static final int ID_BYTES = 17;
    private static final int ID_CHARACTERS = 26;

    private final Passkeys passkeys;
    private final RandomSource random;

    public PasskeysHandlers(Passkeys passkeys, RandomSource random) {
        this.passkeys = passkeys;
        this.random = random;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.read(PortcullisModel.BEGIN_PASSKEY_REGISTRATION, this::begin),
                Operation.write(PortcullisModel.FINISH_PASSKEY_REGISTRATION, this::finish));
    }

    private BeginPasskeyRegistrationResponse begin(
            Account account, BeginPasskeyRegistrationRequest request, Call call) {
        var owner = CredentialOwner.of(account, request.userName(), call.caller());
        requireRoom(account, owner);
        return BeginPasskeyRegistrationResponse.builder()
                .options(passkeys.optionsOfRegistration(account, owner, site(call), call.time()))
                .build();
    }

    private Function<Account, Change<FinishPasskeyRegistrationResponse>> finish(
            FinishPasskeyRegistrationRequest request, Call call) {
        var present = call.accounts().read(call.caller().account());
        var owner = CredentialOwner.of(present, request.userName(), call.caller());
        var name = new NewName(Base32.encode(random.bytes(ID_BYTES), ID_CHARACTERS), request.passkeyName());
        var passkey = passkeys.register(present, owner, name, site(call), request.answer(), call.time())
                .orElseThrow(() ->
                        new InvalidInput("The passkey was not accepted: begin its registration anew.").asException());
        return account -> add(account, request, passkey, call);
    }

    private static Change<FinishPasskeyRegistrationResponse> add(
            Account account, FinishPasskeyRegistrationRequest request, Passkey passkey, Call call) {
        var owner = CredentialOwner.of(account, request.userName(), call.caller());
        if (!owner.id().equals(passkey.owner())) { // the user was deleted and another one of its name made, just now
            throw new InvalidInput("The passkey was not accepted: begin its registration anew.").asException();
        }
        requireRoom(account, owner);
        if (account.passkeyByCredential(passkey.credentialId()).isPresent()) {
            throw new EntityAlreadyExists("This passkey is registered already.").asException();
        }
        var next = account.with(passkey);
        return next.answering(FinishPasskeyRegistrationResponse.builder()
                .serialNumber(next.serialNumber(passkey))
                .build());
    }

    private static void requireRoom(Account account, CredentialOwner owner) {
        Account.requireRoom(Quota.MFA_DEVICES_PER_USER, account.countSecondFactorsOf(owner.id()));
    }

    private static Site site(Call call) {
        return Site.of(call.caller().facts().origin())
                .orElseThrow(() -> new InvalidInput(
                                "Browsers make passkeys over TLS or on this machine only, and for a name, not an address.")
                        .asException());
    }
}
