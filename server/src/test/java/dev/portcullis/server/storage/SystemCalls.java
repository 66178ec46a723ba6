// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a process asked of the system, as {@code strace -f -y -o file} wrote it down.
 *
 * @param calls in the order in which they began
 */
record SystemCalls(List<Call> calls) {
    private static final Pattern LINE = Pattern.compile("(\\d+) +(.*)");
    private static final Pattern BEGIN = Pattern.compile("(\\w+)\\((\\d+)<([^>]*)>(.*)");
    private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. (\\w+) resumed>(.*)");

    /**
     * One call on a file.
     *
     * @param began the line on which it began
     * @param ended the line on which it ended; {@link Integer#MAX_VALUE} when it never did
     * @param succeeded whether it ended without an error
     */
    record Call(String name, int descriptor, String file, String arguments, int began, int ended, boolean succeeded) {
        private Call ending(int line, String rest) {
            return new Call(name, descriptor, file, arguments, began, line, !rest.contains("= -1 "));
        }

        boolean isSync() {
            return name.equals("fsync") || name.equals("fdatasync");
        }

        boolean isWrite() {
            return name.equals("write") || name.equals("pwrite64");
        }
    }

    static SystemCalls read(Path log) throws IOException {
        var calls = new ArrayList<Call>();
        Map<String, Integer> unfinished = new HashMap<>(); // thread to place in the list
        var lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
        for (int i = 0; i < lines.size(); i++) {
            var line = LINE.matcher(lines.get(i));
            if (!line.matches()) {
                continue;
            }
            var begin = BEGIN.matcher(line.group(2));
            var resumed = RESUMED.matcher(line.group(2));
            if (begin.matches()) {
                var rest = begin.group(4);
                var call = new Call(
                        begin.group(1),
                        Integer.parseInt(begin.group(2)),
                        begin.group(3),
                        rest,
                        i,
                        Integer.MAX_VALUE,
                        false);
                boolean finished = !rest.endsWith("<unfinished ...>");
                if (!finished) {
                    unfinished.put(line.group(1), calls.size());
                }
                calls.add(finished ? call.ending(i, rest) : call);
            } else if (resumed.matches()) {
                var place = unfinished.remove(line.group(1));
                if (place != null) {
                    calls.set(place, calls.get(place).ending(i, resumed.group(2)));
                }
            }
        }
        return new SystemCalls(calls);
    }

    /** The acknowledgements on standard output that left before the log's part with their stamp was forced to disk. */
    List<String> acknowledgedTooEarly() {
        var early = new ArrayList<String>();
        for (var ack : acknowledgements()) {
            if (!wasForced(stampOf(ack), ack.began())) {
                early.add(stampOf(ack));
            }
        }
        return early;
    }

    List<Call> acknowledgements() {
        return calls.stream()
                .filter(call -> call.isWrite()
                        && call.descriptor() == 1
                        && call.arguments().contains("\"ack <"))
                .toList();
    }

    private static String stampOf(Call ack) {
        return ack.arguments()
                .substring(ack.arguments().indexOf('<'), ack.arguments().indexOf('>') + 1);
    }

    private boolean wasForced(String stamp, int before) {
        int written = calls.stream()
                .filter(call ->
                        call.isWrite() && isLog(call) && call.arguments().contains(stamp))
                .mapToInt(Call::ended)
                .findFirst()
                .orElse(Integer.MAX_VALUE);
        return calls.stream()
                .anyMatch(call -> call.isSync()
                        && isLog(call)
                        && call.succeeded()
                        && call.began() > written
                        && call.ended() < before);
    }

    private static boolean isLog(Call call) {
        return call.file().endsWith("-wal");
    }
}
