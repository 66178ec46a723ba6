// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import java.util.Comparator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The heads of one kind of aggregate, by what they are of, as many in memory as there is room for: the longest unused leave first. Thread-safe. */
final class Heads<K, A extends Aggregate<A>> {
    private final int most;
    private final Function<K, Head<A>> opener;
    private final ConcurrentHashMap<K, Head<A>> heads = new ConcurrentHashMap<>();

    Heads(int most, Function<K, Head<A>> opener) {
        this.most = most;
        this.opener = opener;
    }

    Head<A> of(K id) {
        var known = heads.get(id);
        if (known != null) {
            return known;
        }
        makeRoom();
        return heads.computeIfAbsent(id, opener);
    }

    private void makeRoom() {
        while (heads.size() >= most) {
            var oldest = heads.entrySet().stream()
                    .min(Comparator.comparingLong(e -> e.getValue().lastUsed()));
            if (oldest.isEmpty() || !oldest.get().getValue().retire()) {
                return;
            }
            heads.remove(oldest.get().getKey(), oldest.get().getValue());
        }
    }

    int size() {
        return heads.size();
    }
}
