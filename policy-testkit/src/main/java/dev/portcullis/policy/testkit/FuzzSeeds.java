// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import dev.portcullis.policy.reference.ReferencePolicies.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Writes the inputs that fuzzing begins with: long random bytes to draw scenarios from, and the policies of the case files. */
public final class FuzzSeeds {
    private static final int SCENARIOS = 300;
    private static final int SCENARIO_BYTES = 1500;

    private FuzzSeeds() {}

    /** Arguments: {@code engine} or {@code documents}, a folder, and for documents the folder of case files. What is there already stays. */
    public static void main(String[] args) throws IOException {
        var folder = Files.createDirectories(Path.of(args[1]));
        var seeds = args[0].equals("engine") ? scenarios() : documents(Path.of(args[2]));
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(folder.resolve("seed-" + i), seeds.get(i));
        }
    }

    static List<byte[]> scenarios() {
        var random = new SplittableRandom(1);
        var seeds = new ArrayList<byte[]>();
        for (int i = 0; i < SCENARIOS; i++) {
            var bytes = new byte[SCENARIO_BYTES];
            random.nextBytes(bytes);
            seeds.add(bytes);
        }
        return seeds;
    }

    static List<byte[]> documents(Path cases) throws IOException {
        return PolicyCaseFiles.read(cases).stream()
                .flatMap(one -> one.scenario().policies().everyText().stream())
                .map(Text::json)
                .distinct()
                .map(json -> json.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
