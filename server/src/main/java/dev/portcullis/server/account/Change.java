// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.util.function.Function;

/** What an operation makes of an account, and what it answers once that is durable. */
public record Change<R>(Account account, R answer) {
    public <S> Change<S> map(Function<R, S> f) {
        return new Change<>(account, f.apply(answer));
    }
}
