// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** {@code ./dev policy-cases FILE}: runs a file of cases, or a folder of our own, through the engine and the reference. */
public final class PolicyCases {
    private PolicyCases() {}

    /** Ends with 0 if all cases pass on both, 1 if one fails or there is none, 2 if it was called wrongly. */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) {
            System.err.println("usage: policy-cases FILE");
            System.exit(2);
        }
        System.exit(run(Path.of(args[0]), System.out) ? 0 : 1);
    }

    /** Prints the id of each case that fails on either evaluator and a last line {@code N passed, M failed}. */
    static boolean run(Path file, PrintStream out) throws IOException {
        int passed = 0;
        int failed = 0;
        for (var one : PolicyCaseFiles.read(file)) {
            var reference = Verdict.ofReference(one.scenario());
            var engine = Verdict.ofEngine(one.scenario());
            boolean agree = engine.decision().equals(Verdict.decisionOfEngine(one.scenario()));
            if (agree && reference.fulfils(one) && engine.fulfils(one)) {
                passed++;
            } else {
                failed++;
                out.printf(
                        "%s: expected %s, engine %s, reference %s%n",
                        one.id(), told(one), told(engine), told(reference));
            }
        }
        out.printf("%d passed, %d failed%n", passed, failed);
        return passed > 0 && failed == 0;
    }

    private static String told(PolicyCase expected) {
        return expected.result()
                + expected.layer().map(layer -> " in " + layer).orElse("")
                + expected.by().map(by -> " by " + by).orElse("");
    }

    private static String told(Verdict verdict) {
        return verdict.result()
                + " in "
                + verdict.decision().layer()
                + verdict.by().map(by -> " by " + by).orElse("");
    }
}
