// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.accounts;

import dev.portcullis.aws.iam.CreateAccountAliasResponse;
import dev.portcullis.aws.iam.DeleteAccountAliasResponse;
import dev.portcullis.aws.iam.GetAccountSummaryResponse;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.ListAccountAliasesRequest;
import dev.portcullis.aws.iam.ListAccountAliasesResponse;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Wanted;
import java.util.List;
import java.util.Map;

/** The operations on the caller's account as a whole: its alias, and how much it has of everything. */
public final class AliasAndSummaryHandlers {
    private final Pages pages;

    public AliasAndSummaryHandlers(Pages pages) {
        this.pages = pages;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.writeWithDirectory(
                        IamModel.CREATE_ACCOUNT_ALIAS,
                        (request, call) -> present -> Aliases.create(present, request.accountAlias())
                                .answering(new CreateAccountAliasResponse())),
                Operation.writeWithDirectory(
                        IamModel.DELETE_ACCOUNT_ALIAS,
                        (request, call) -> present -> Aliases.delete(present, request.accountAlias())
                                .answering(new DeleteAccountAliasResponse())),
                Operation.read(IamModel.LIST_ACCOUNT_ALIASES, this::list),
                Operation.read(
                        IamModel.GET_ACCOUNT_SUMMARY,
                        (account, request, call) -> GetAccountSummaryResponse.builder()
                                .summaryMap(Summary.of(account))
                                .build()));
    }

    private ListAccountAliasesResponse list(Account account, ListAccountAliasesRequest request, Call call) {
        var page = pages.page(
                account.settings().alias().stream(),
                alias -> alias,
                new Wanted(request.marker(), request.maxItems()),
                call.scope(IamModel.LIST_ACCOUNT_ALIASES, Map.of()),
                call.time());
        return ListAccountAliasesResponse.builder()
                .accountAliases(page.items())
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }
}
