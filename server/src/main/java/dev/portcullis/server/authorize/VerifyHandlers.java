// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authorize;

import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.portcullis.VerifiedUser;
import dev.portcullis.aws.portcullis.VerifySshKeyRequest;
import dev.portcullis.aws.portcullis.VerifySshKeyResponse;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.SshPublicKey;
import dev.portcullis.server.account.User;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Operation.Plan;
import dev.portcullis.server.authn.Authenticator;
import dev.portcullis.server.authorize.HoldersOfCredentials.Wish;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.error.ApiError.InvalidPublicKey;
import dev.portcullis.server.error.ApiError.UnrecognizedPublicKeyEncoding;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.managedpolicies.AwsPolicies;
import dev.portcullis.server.sshkeys.SshKey;
import java.util.List;
import java.util.Optional;

/**
 * The operations by which other services find out who came to them with a credential that is no access key. Who may ask is decided as for
 * {@link AuthorizeHandlers}. Only what is active counts; everything else is as good as unknown, and answered alike.
 */
public final class VerifyHandlers {
    private final HoldersOfCredentials holders;

    public VerifyHandlers(Authenticator authenticator, AwsPolicies awsPolicies) {
        this.holders = new HoldersOfCredentials(authenticator, awsPolicies);
    }

    public List<Operation<?, ?>> operations() {
        return List.of(Operation.planned(
                PortcullisModel.VERIFY_SSH_KEY,
                (request, call) -> new Plan<>(ServicesMayAsk.side(call), () -> verifySshKey(request, call))));
    }

    private VerifySshKeyResponse verifySshKey(VerifySshKeyRequest request, Call call) {
        var wish = Wish.of(request.actionName(), request.resource(), request.context());
        var text = sshKey(request.publicKey());
        var users = HoldersOfCredentials.account(request.accountId(), call)
                .map(account -> users(account, text, request.userName(), wish, call))
                .orElse(List.of());
        return VerifySshKeyResponse.builder().users(users).build();
    }

    private List<VerifiedUser> users(
            Account account, String text, Optional<String> userName, Optional<Wish> wish, Call call) {
        return account.sshPublicKeysLike(text).stream()
                .filter(SshPublicKey::isActive)
                .filter(key -> userName.map(name -> user(account, key).name().equalsIgnoreCase(name))
                        .orElse(true))
                .map(key -> holders.holder(account, user(account, key), key.id(), wish, call))
                .toList();
    }

    private static User user(Account account, SshPublicKey key) {
        return account.users().get(key.user()).orElseThrow();
    }

    private static String sshKey(String body) {
        try {
            return SshKey.parse(body).text();
        } catch (ApiException e) {
            if (e.error() instanceof InvalidPublicKey(var message)) {
                throw new InvalidInput(message).asException();
            }
            if (e.error() instanceof UnrecognizedPublicKeyEncoding(var message)) {
                throw new InvalidInput(message).asException();
            }
            throw e;
        }
    }
}
