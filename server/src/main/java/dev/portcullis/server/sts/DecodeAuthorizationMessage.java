// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sts;

import dev.portcullis.aws.sts.DecodeAuthorizationMessageRequest;
import dev.portcullis.aws.sts.DecodeAuthorizationMessageResponse;
import dev.portcullis.aws.sts.StsModel;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.error.ApiError.InvalidAuthorizationMessage;
import dev.portcullis.server.secrets.AuthorizationMessages;
import java.util.List;

/** DecodeAuthorizationMessage: opens messages about denials of this account's callers, and tells of any other only that it is not valid. */
public final class DecodeAuthorizationMessage {
    private final AuthorizationMessages messages;

    public DecodeAuthorizationMessage(AuthorizationMessages messages) {
        this.messages = messages;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(Operation.read(StsModel.DECODE_AUTHORIZATION_MESSAGE, this::decode));
    }

    private DecodeAuthorizationMessageResponse decode(
            Account account, DecodeAuthorizationMessageRequest request, Call call) {
        var decoded = messages.open(account.id().text(), request.encodedMessage(), call.time())
                .orElseThrow(() -> new InvalidAuthorizationMessage("Message is not valid").asException());
        return DecodeAuthorizationMessageResponse.builder()
                .decodedMessage(decoded)
                .build();
    }
}
