// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** Measures process CPU time per operation, of all threads, the compiler's and the collector's included. */
final class CpuTime {
    private static final int ROUNDS = 15;
    private static final long ROUND_NANOS = 200_000_000;
    private static final long WARM_UP_NANOS = 2_000_000_000;
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private CpuTime() {}

    /** Nanoseconds of CPU that this process has used so far. */
    static long ofProcess() {
        return PROCESS.getProcessCpuTime();
    }

    /**
     * Nanoseconds of CPU and bytes allocated per operation: the best and the middle of some rounds. {@code sum} is what all batches gave, kept so
     * that none is optimised away.
     */
    record Cost(double min, double median, double bytes, long sum) {}

    /** Runs a batch of {@code operations} again and again until it is warm, then measures.  */
    static Cost of(int operations, Batch batch) {
        long used = 0;
        for (long end = System.nanoTime() + WARM_UP_NANOS; System.nanoTime() < end; ) {
            used += batch.run();
        }
        var nanos = new double[ROUNDS];
        double bytes = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long batches = 0;
            long allocated = THREAD.getCurrentThreadAllocatedBytes();
            long cpu = PROCESS.getProcessCpuTime();
            long spent = 0;
            while (spent < ROUND_NANOS) {
                used += batch.run();
                batches++;
                spent = PROCESS.getProcessCpuTime() - cpu;
            }
            nanos[round] = (double) spent / (batches * operations);
            bytes = Math.min(
                    bytes, (double) (THREAD.getCurrentThreadAllocatedBytes() - allocated) / (batches * operations));
        }
        Arrays.sort(nanos);
        return new Cost(nanos[0], nanos[ROUNDS / 2], bytes, used);
    }

    /** Some operations whose results are folded into one number. */
    @FunctionalInterface
    interface Batch {
        long run();
    }
}
