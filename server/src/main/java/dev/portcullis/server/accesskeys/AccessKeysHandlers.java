// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.accesskeys;

import dev.portcullis.aws.iam.AccessKeyLastUsed;
import dev.portcullis.aws.iam.AccessKeyMetadata;
import dev.portcullis.aws.iam.CreateAccessKeyRequest;
import dev.portcullis.aws.iam.CreateAccessKeyResponse;
import dev.portcullis.aws.iam.DeleteAccessKeyResponse;
import dev.portcullis.aws.iam.GetAccessKeyLastUsedRequest;
import dev.portcullis.aws.iam.GetAccessKeyLastUsedResponse;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.ListAccessKeysRequest;
import dev.portcullis.aws.iam.ListAccessKeysResponse;
import dev.portcullis.aws.iam.UpdateAccessKeyResponse;
import dev.portcullis.server.account.AccessKey;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Change;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Issuer.NewAccessKey;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Wanted;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.storage.AccessKeyUse;
import dev.portcullis.server.usage.LastUses;
import dev.portcullis.server.users.CredentialOwner;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The operations on access keys. */
public final class AccessKeysHandlers {
    private static final String NEVER = "N/A";

    private final LastUses uses;
    private final Pages pages;

    public AccessKeysHandlers(LastUses uses, Pages pages) {
        this.uses = uses;
        this.pages = pages;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.write(IamModel.CREATE_ACCESS_KEY, AccessKeysHandlers::create),
                Operation.write(IamModel.DELETE_ACCESS_KEY, (request, call) -> account -> {
                    var owner = CredentialOwner.of(account, request.userName(), call.caller());
                    return AccessKeys.delete(account, owner, request.accessKeyId())
                            .answering(new DeleteAccessKeyResponse());
                }),
                Operation.write(IamModel.UPDATE_ACCESS_KEY, (request, call) -> account -> {
                    var owner = CredentialOwner.of(account, request.userName(), call.caller());
                    return AccessKeys.update(account, owner, request.accessKeyId(), request.status())
                            .answering(new UpdateAccessKeyResponse());
                }),
                Operation.read(IamModel.LIST_ACCESS_KEYS, this::list),
                Operation.read(IamModel.GET_ACCESS_KEY_LAST_USED, this::lastUsed));
    }

    /** The secret is sealed for the owner, so the owner is settled first, and must still be the one named when the key is added. */
    private static Function<Account, Change<CreateAccessKeyResponse>> create(
            CreateAccessKeyRequest request, Call call) {
        var present = call.accounts().read(call.caller().account());
        var ownerId =
                CredentialOwner.of(present, request.userName(), call.caller()).id();
        var key = call.issuer().newAccessKey(present.id(), ownerId);
        return account -> {
            var owner = CredentialOwner.of(account, request.userName(), call.caller());
            if (!owner.id().equals(ownerId)) {
                throw NoSuchEntity.user(owner.userName()).asException();
            }
            return AccessKeys.create(account, owner, key, call.time())
                    .answering(CreateAccessKeyResponse.builder()
                            .accessKey(withSecret(owner, key, call))
                            .build());
        };
    }

    /** The only answer that shows a secret. */
    private static dev.portcullis.aws.iam.AccessKey withSecret(CredentialOwner owner, NewAccessKey key, Call call) {
        return dev.portcullis.aws.iam.AccessKey.builder()
                .userName(owner.userName())
                .accessKeyId(key.id())
                .status(AccessKeys.ACTIVE)
                .secretAccessKey(key.secret().revealText())
                .createDate(call.time())
                .build();
    }

    private ListAccessKeysResponse list(Account account, ListAccessKeysRequest request, Call call) {
        var owner = CredentialOwner.of(account, request.userName(), call.caller());
        var page = pages.page(
                account.keysOf(owner.id()).stream(),
                key -> Pages.nameKey(key.id()),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(IamModel.LIST_ACCESS_KEYS, Map.of("Owner", owner.id())),
                call.time());
        return ListAccessKeysResponse.builder()
                .accessKeyMetadata(page.map(key -> shown(owner, key)))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private static AccessKeyMetadata shown(CredentialOwner owner, AccessKey key) {
        return AccessKeyMetadata.builder()
                .userName(owner.userName())
                .accessKeyId(key.id())
                .status(key.isActive() ? AccessKeys.ACTIVE : AccessKeys.INACTIVE)
                .createDate(key.createdAt())
                .build();
    }

    private GetAccessKeyLastUsedResponse lastUsed(Account account, GetAccessKeyLastUsedRequest request, Call call) {
        var key = account.accessKeys()
                .get(request.accessKeyId())
                .orElseThrow(() -> NoSuchEntity.accessKey(request.accessKeyId()).asException());
        var answer = GetAccessKeyLastUsedResponse.builder()
                .accessKeyLastUsed(
                        uses.ofKey(key.id()).map(AccessKeysHandlers::shown).orElseGet(AccessKeysHandlers::neverUsed));
        CredentialOwner.find(account, key.owner()).ifPresent(owner -> answer.userName(owner.userName()));
        return answer.build();
    }

    private static AccessKeyLastUsed shown(AccessKeyUse use) {
        return AccessKeyLastUsed.builder()
                .lastUsedDate(use.time().truncatedTo(ChronoUnit.SECONDS))
                .serviceName(use.service())
                .region(use.region())
                .build();
    }

    private static AccessKeyLastUsed neverUsed() {
        return AccessKeyLastUsed.builder().serviceName(NEVER).region(NEVER).build();
    }
}
