// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.accounts;

import dev.portcullis.aws.portcullis.AccountDetail;
import dev.portcullis.aws.portcullis.CreateAccountRequest;
import dev.portcullis.aws.portcullis.CreateAccountResponse;
import dev.portcullis.aws.portcullis.ListAccountsRequest;
import dev.portcullis.aws.portcullis.ListAccountsResponse;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.portcullis.RootAccessKey;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Directory;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Issuer.NewAccessKey;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Operation.Foundation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Wanted;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The operations on whole accounts: the management account's alone, whatever a member account's policies say. */
public final class AccountsHandlers {
    private final Pages pages;

    public AccountsHandlers(Pages pages) {
        this.pages = pages;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.founding(PortcullisModel.CREATE_ACCOUNT, AccountsHandlers::create),
                Operation.read(PortcullisModel.LIST_ACCOUNTS, this::list));
    }

    private static Foundation<CreateAccountResponse> create(CreateAccountRequest request, Call call) {
        call.requireManagementAccount();
        var id = request.accountId().map(AccountId::new).orElseGet(call.issuer()::newAccountId);
        var key = call.issuer().newAccessKey(id, id.text());
        var account = new NewAccount(request.accountName(), request.email(), key, false, call.time());
        return new Foundation<>(id, present -> {
            var next = account.in(present);
            return next.answering(CreateAccountResponse.builder()
                    .account(detail(next.directory().entry(id).orElseThrow()))
                    .rootAccessKey(shown(key, call.time()))
                    .build());
        });
    }

    private ListAccountsResponse list(Account account, ListAccountsRequest request, Call call) {
        call.requireManagementAccount();
        var page = pages.page(
                call.accounts().directory().entries(),
                entry -> entry.account().text(),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(PortcullisModel.LIST_ACCOUNTS, Map.of()),
                call.time());
        return ListAccountsResponse.builder()
                .accounts(page.map(AccountsHandlers::detail))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private static AccountDetail detail(Directory.Entry entry) {
        return AccountDetail.builder()
                .accountId(entry.account().text())
                .accountName(entry.name())
                .email(entry.rootEmail())
                .createDate(entry.createdAt())
                .isManagementAccount(entry.isManagement())
                .build();
    }

    private static RootAccessKey shown(NewAccessKey key, Instant now) {
        return RootAccessKey.builder()
                .accessKeyId(key.id())
                .secretAccessKey(key.secret().revealText())
                .createDate(now)
                .build();
    }
}
