// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.revocation;

import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.portcullis.RevokeSessionsRequest;
import dev.portcullis.aws.portcullis.RevokeSessionsResponse;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.error.ApiError.InvalidInput;
import java.time.Instant;
import java.util.List;

/** The operation that ends sessions. It counts from the next request on, wherever that comes from. */
public final class RevocationHandlers {
    public List<Operation<?, ?>> operations() {
        return List.of(Operation.write(PortcullisModel.REVOKE_SESSIONS, (request, call) -> {
            var answer = RevokeSessionsResponse.builder().revokedAt(call.time()).build();
            return account -> revoked(account, request, call.time()).answering(answer);
        }));
    }

    private static Account revoked(Account account, RevokeSessionsRequest request, Instant now) {
        if (request.principalArn().isPresent() == request.sessionAccessKeyId().isPresent()) {
            throw new InvalidInput("Either PrincipalArn or SessionAccessKeyId says whose sessions end.").asException();
        }
        return request.principalArn()
                .map(arn -> Revocation.ofPrincipal(account, arn))
                .orElseGet(() -> Revocation.ofSession(
                        account, request.sessionAccessKeyId().orElseThrow(), now));
    }
}
