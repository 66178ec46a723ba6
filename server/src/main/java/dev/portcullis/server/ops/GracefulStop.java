// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.ops;

import java.lang.System.Logger.Level;
import java.util.List;

/** Ends the process on SIGTERM and SIGINT: closes the parts in order, then exits with 0, or with 1 if one did not close. */
public final class GracefulStop {
    private static final System.Logger LOG = System.getLogger(GracefulStop.class.getName());

    private GracefulStop() {}

    /** The parts are closed in the given order, each also when an earlier one failed to. */
    public static void onSignal(AutoCloseable... parts) {
        var inOrder = List.of(parts);
        // A signal would make the exit status 128 + its number; only halting within the hook can say 0.
        var hook = new Thread(() -> Runtime.getRuntime().halt(close(inOrder)), "graceful-stop");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private static int close(List<AutoCloseable> parts) {
        int status = 0;
        LOG.log(Level.INFO, "Stopping: no new requests, running ones finish");
        for (var part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.log(Level.ERROR, "A part did not close", e);
                status = 1;
            }
        }
        LOG.log(Level.INFO, "Stopped");
        System.out.flush();
        return status;
    }
}
