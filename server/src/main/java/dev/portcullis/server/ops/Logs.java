// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.ops;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/** Sets up logging: JSON lines on the error stream. Code logs through {@link System.Logger}, libraries through SLF4J. */
public final class Logs {
    private Logs() {}

    /**
     * The log manager that the JVM is told to use ({@code java.util.logging.manager}): the standard one would drop all
     * handlers as soon as the shutdown begins, and with them what is logged while running requests finish.
     */
    public static final class Manager extends LogManager {
        @Override
        public void reset() {
            // handlers stay until the process ends
        }
    }

    /** Must be called before anything is logged. */
    public static void beforeAnythingElse() {
        System.setProperty("java.util.logging.manager", Manager.class.getName());
    }

    /** From here on, entries of that level and above are written. */
    public static void start(System.Logger.Level least) {
        writeTo(System.err, least);
    }

    /** Made after {@link #beforeAnythingElse}; kept, for a logger that nobody holds loses its level. */
    private static final class Loggers {
        static final Logger ROOT = Logger.getLogger("");
        static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");
    }

    static void writeTo(OutputStream stream, System.Logger.Level least) {
        for (var handler : Loggers.ROOT.getHandlers()) {
            Loggers.ROOT.removeHandler(handler);
        }
        Loggers.ROOT.addHandler(new LineHandler(stream));
        Loggers.ROOT.setLevel(
                switch (least) {
                    case ALL, TRACE -> Level.ALL;
                    case DEBUG -> Level.FINE;
                    case INFO -> Level.INFO;
                    case WARNING -> Level.WARNING;
                    case ERROR -> Level.SEVERE;
                    case OFF -> Level.OFF;
                });
        Loggers.JETTY.setLevel(least == System.Logger.Level.DEBUG ? Level.INFO : Level.WARNING);
    }

    /** Writes each entry at once. */
    private static final class LineHandler extends StreamHandler {
        LineHandler(OutputStream stream) {
            super(stream, new JsonLines());
            setLevel(Level.ALL);
            try {
                setEncoding(StandardCharsets.UTF_8.name());
            } catch (java.io.UnsupportedEncodingException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public synchronized void publish(java.util.logging.LogRecord entry) {
            super.publish(entry);
            flush();
        }
    }
}
