// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

/** The commits asked for are older than the retention time and gone; load the aggregate instead. */
public final class HistoryPruned extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HistoryPruned(AggregateId aggregate, Revision oldest) {
        super("The history of %s starts at %s".formatted(aggregate, oldest));
    }
}
