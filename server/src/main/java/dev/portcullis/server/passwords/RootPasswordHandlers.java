// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passwords;

import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.portcullis.SetRootPasswordRequest;
import dev.portcullis.aws.portcullis.SetRootPasswordResponse;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Change;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.users.CredentialOwner;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The operation on the root user's password, which only root itself can call: AWS has it in its console alone. */
public final class RootPasswordHandlers {
    private final Passwords passwords;

    public RootPasswordHandlers(Passwords passwords) {
        this.passwords = passwords;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(Operation.write(PortcullisModel.SET_ROOT_PASSWORD, this::set));
    }

    /** The old password, if there is one, is verified before anything is said of the new one. */
    private Function<Account, Change<SetRootPasswordResponse>> set(SetRootPasswordRequest request, Call call) {
        var present = call.accounts().read(call.caller().account());
        var root = CredentialOwner.callingRoot(present, call.caller());
        requireOld(present, root, request.oldPassword());
        var setting = passwords.setting(present, root, request.newPassword(), call.time());
        return account -> setting.apply(account).answering(new SetRootPasswordResponse());
    }

    private void requireOld(Account account, CredentialOwner root, Optional<String> old) {
        if (account.loginProfiles().get(root.id()).isEmpty()) {
            if (old.isPresent()) {
                throw new InvalidInput("The root user has no password yet: OldPassword has to be left out.")
                        .asException();
            }
            return;
        }
        var text = old.orElseThrow(
                () -> new InvalidInput("The root user has a password: OldPassword has to be given.").asException());
        if (!passwords.verify(account, root, text)) {
            throw new AccessDenied("The old password was incorrect.").asException();
        }
    }
}
