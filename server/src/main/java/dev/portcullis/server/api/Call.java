// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.api;

import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authz.DecisionLog;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.secrets.PageScope;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * One call of an operation: who makes it, when, and what an operation may ask for while it prepares.
 *
 * @param time the time that counts for everything the call does, in whole seconds as AWS tells times
 * @param accounts to resolve what belongs to other accounts
 * @param decisions is told of what is decided in this call
 */
public record Call(Caller caller, Instant time, Accounts accounts, Issuer issuer, DecisionLog decisions) {
    public Call {
        time = time.truncatedTo(ChronoUnit.SECONDS);
    }

    /** The list that a page of this operation belongs to. */
    public PageScope scope(OperationModel<?, ?> operation, Map<String, String> filters) {
        return new PageScope(operation.toString(), caller.account().text(), filters);
    }

    /**
     * Requires that the caller belongs to the management account: some of what concerns all accounts is not for a member account's
     * policies to allow. The management account is never another one, so once is enough.
     */
    public void requireManagementAccount() {
        boolean isManagement = accounts.directory()
                .management()
                .filter(entry -> entry.account().equals(caller.account()))
                .isPresent();
        if (!isManagement) {
            throw new AccessDenied("Only callers of the management account may do this.").asException();
        }
    }
}
