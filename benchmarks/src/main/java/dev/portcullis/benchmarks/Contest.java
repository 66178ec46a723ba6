// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.portcullis.benchmarks.CpuTime.Cost;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;

/**
 * Measures several ways to do the same in turns, round by round, so that whatever else the machine does hits all of them alike: process CPU time per
 * operation, of all threads, the compiler's and the collector's included.
 */
final class Contest {
    private static final int ROUNDS = 15;
    private static final long ROUND_NANOS = 100_000_000;
    private static final long STEP_NANOS = 10_000_000;
    private static final long WARM_UP_NANOS = 2_000_000_000;
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** The operations from one number to another, whose results are folded into one number so that none is optimised away. */
    @FunctionalInterface
    interface Work {
        long run(int from, int to);
    }

    private final int operations;
    private final Work work;
    private final double[] nanos = new double[ROUNDS];
    private double bytes = Double.MAX_VALUE;
    private long sum;
    /** The operation to go on with, and how many to do between two looks at the clock: all of them, unless that takes long. */
    private int next;

    private int step;

    private Contest(int operations, Work work) {
        this.operations = operations;
        this.work = work;
    }

    /** What each of the ways costs, in their order. {@code operations} is how many different ones there are. */
    static List<Cost> of(int operations, List<Work> ways) {
        var contestants = ways.stream().map(way -> new Contest(operations, way)).toList();
        contestants.forEach(Contest::warmUp);
        System.gc();
        for (int round = 0; round < ROUNDS; round++) {
            for (var each : contestants) {
                each.measure(round);
            }
        }
        return contestants.stream().map(Contest::cost).toList();
    }

    private void warmUp() {
        step = 1;
        long start = System.nanoTime();
        long done = 0;
        while (System.nanoTime() - start < WARM_UP_NANOS) {
            done += step();
            long each = (System.nanoTime() - start) / done;
            step = Math.clamp(STEP_NANOS / Math.max(each, 1), 1, operations);
        }
    }

    private int step() {
        int to = Math.min(next + step, operations);
        int count = to - next;
        sum += work.run(next, to);
        next = to == operations ? 0 : to;
        return count;
    }

    private void measure(int round) {
        long done = 0;
        long allocated = THREAD.getCurrentThreadAllocatedBytes();
        long cpu = PROCESS.getProcessCpuTime();
        long spent = 0;
        while (spent < ROUND_NANOS) {
            done += step();
            spent = PROCESS.getProcessCpuTime() - cpu;
        }
        nanos[round] = (double) spent / done;
        bytes = Math.min(bytes, (double) (THREAD.getCurrentThreadAllocatedBytes() - allocated) / done);
    }

    private Cost cost() {
        Arrays.sort(nanos);
        return new Cost(nanos[0], nanos[ROUNDS / 2], bytes, sum);
    }
}
