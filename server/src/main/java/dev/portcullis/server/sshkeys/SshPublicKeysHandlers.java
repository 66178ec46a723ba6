// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sshkeys;

import dev.portcullis.aws.iam.DeleteSSHPublicKeyResponse;
import dev.portcullis.aws.iam.GetSSHPublicKeyRequest;
import dev.portcullis.aws.iam.GetSSHPublicKeyResponse;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.ListSSHPublicKeysRequest;
import dev.portcullis.aws.iam.ListSSHPublicKeysResponse;
import dev.portcullis.aws.iam.SSHPublicKey;
import dev.portcullis.aws.iam.SSHPublicKeyMetadata;
import dev.portcullis.aws.iam.UpdateSSHPublicKeyResponse;
import dev.portcullis.aws.iam.UploadSSHPublicKeyRequest;
import dev.portcullis.aws.iam.UploadSSHPublicKeyResponse;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Change;
import dev.portcullis.server.account.SshPublicKey;
import dev.portcullis.server.account.User;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Wanted;
import dev.portcullis.server.secrets.UniqueIds;
import dev.portcullis.server.users.NamedUser;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The operations on SSH public keys. */
public final class SshPublicKeysHandlers {
    private static final String PEM = "PEM";

    private final Pages pages;

    public SshPublicKeysHandlers(Pages pages) {
        this.pages = pages;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.write(IamModel.UPLOAD_SSH_PUBLIC_KEY, SshPublicKeysHandlers::upload),
                Operation.read(IamModel.GET_SSH_PUBLIC_KEY, SshPublicKeysHandlers::get),
                Operation.read(IamModel.LIST_SSH_PUBLIC_KEYS, this::list),
                Operation.silent(
                        IamModel.UPDATE_SSH_PUBLIC_KEY,
                        new UpdateSSHPublicKeyResponse(),
                        (account, request) -> SshPublicKeys.update(
                                account, account.user(request.userName()), request.sshPublicKeyId(), request.status())),
                Operation.silent(
                        IamModel.DELETE_SSH_PUBLIC_KEY,
                        new DeleteSSHPublicKeyResponse(),
                        (account, request) -> SshPublicKeys.delete(
                                account, account.user(request.userName()), request.sshPublicKeyId())));
    }

    private static Function<Account, Change<UploadSSHPublicKeyResponse>> upload(
            UploadSSHPublicKeyRequest request, Call call) {
        var parsed = SshKey.parse(request.sshPublicKeyBody());
        var keyId = call.issuer().newId(UniqueIds.Kind.SSH_PUBLIC_KEY);
        return account -> {
            var user = account.user(request.userName());
            var key = new SshPublicKey(keyId, user.id(), parsed.text(), true, call.time());
            return SshPublicKeys.add(account, user, key)
                    .answering(UploadSSHPublicKeyResponse.builder()
                            .sshPublicKey(shown(user, key, parsed, parsed.text()))
                            .build());
        };
    }

    private static GetSSHPublicKeyResponse get(Account account, GetSSHPublicKeyRequest request, Call call) {
        var user = account.user(request.userName());
        var key = SshPublicKeys.key(account, user, request.sshPublicKeyId());
        var parsed = SshKey.parse(key.text());
        var body = request.encoding().equals(PEM) ? parsed.pem() : parsed.text();
        return GetSSHPublicKeyResponse.builder()
                .sshPublicKey(shown(user, key, parsed, body))
                .build();
    }

    private ListSSHPublicKeysResponse list(Account account, ListSSHPublicKeysRequest request, Call call) {
        var user = NamedUser.of(account, request.userName(), call.caller());
        var page = pages.page(
                account.sshPublicKeysOf(user).stream(),
                key -> Pages.nameKey(key.id()),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(IamModel.LIST_SSH_PUBLIC_KEYS, Map.of("UserId", user.id())),
                call.time());
        return ListSSHPublicKeysResponse.builder()
                .sshPublicKeys(page.map(key -> inList(user, key)))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private static SSHPublicKey shown(User user, SshPublicKey key, SshKey parsed, String body) {
        return SSHPublicKey.builder()
                .userName(user.name())
                .sshPublicKeyId(key.id())
                .fingerprint(parsed.fingerprint())
                .sshPublicKeyBody(body)
                .status(status(key))
                .uploadDate(key.uploadedAt())
                .build();
    }

    private static SSHPublicKeyMetadata inList(User user, SshPublicKey key) {
        return SSHPublicKeyMetadata.builder()
                .userName(user.name())
                .sshPublicKeyId(key.id())
                .status(status(key))
                .uploadDate(key.uploadedAt())
                .build();
    }

    private static String status(SshPublicKey key) {
        return key.isActive() ? SshPublicKeys.ACTIVE : SshPublicKeys.INACTIVE;
    }
}
