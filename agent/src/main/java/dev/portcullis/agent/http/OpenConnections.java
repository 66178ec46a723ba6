// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.http;

import java.io.IOException;
import java.net.Socket;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;

/** The connections that are open, at most so many: a new one makes the one close that has got nothing done for the longest time. Safe for many threads. */
final class OpenConnections {
    private final int most;
    private final Set<Entry> entries = new HashSet<>();

    OpenConnections(int most) {
        this.most = most;
    }

    /** One connection, and when it last was of use. */
    static final class Entry {
        private final Socket connection;
        private volatile long progress = System.nanoTime();

        private Entry(Socket connection) {
            this.connection = connection;
        }

        void progressed() {
            progress = System.nanoTime();
        }
    }

    synchronized Entry enter(Socket connection) throws IOException {
        if (entries.size() >= most) {
            long now = System.nanoTime();
            Entry oldest = entries.stream()
                    .max(Comparator.comparingLong(entry -> now - entry.progress))
                    .orElseThrow();
            entries.remove(oldest);
            oldest.connection.close(); // its thread's read or write fails
        }
        var entry = new Entry(connection);
        entries.add(entry);
        return entry;
    }

    synchronized void leave(Entry entry) {
        entries.remove(entry);
    }

    synchronized void closeAll() throws IOException {
        for (Entry entry : entries) {
            entry.connection.close();
        }
        entries.clear();
    }
}
