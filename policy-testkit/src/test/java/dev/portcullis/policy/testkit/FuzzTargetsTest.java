// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

/** The targets pass on the inputs that fuzzing begins with, and these are worth beginning with. */
class FuzzTargetsTest {
    @Test
    void theEngineTargetPassesOnItsSeedsAndDrawsManyOutcomesFromThem() {
        var outcomes = new HashSet<>();
        for (var seed : FuzzSeeds.scenarios()) {
            EngineFuzzTarget.fuzzerTestOneInput(seed);
            outcomes.add(Verdict.decisionOfEngine(EngineFuzz.draw(Choices.from(seed))));
        }
        assertThat(outcomes).hasSizeGreaterThan(6);
        EngineFuzzTarget.fuzzerTestOneInput(new byte[0]);
    }

    @Test
    void theDocumentTargetPassesOnItsSeeds() throws IOException {
        var seeds = FuzzSeeds.documents(Path.of("..", "conformance", "policy"));
        assertThat(seeds).hasSizeGreaterThan(300).allSatisfy(DocumentFuzzTarget::fuzzerTestOneInput);
        DocumentFuzzTarget.fuzzerTestOneInput(new byte[0]);
    }
}
