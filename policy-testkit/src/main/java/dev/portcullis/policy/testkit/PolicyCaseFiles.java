// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds and reads case files: our own ({@code .yaml}) and those in the format of the public corpus ({@code .json}). */
public final class PolicyCaseFiles {
    private PolicyCaseFiles() {}

    /** The cases of one file, or of all {@code .yaml} files of a folder, in order of name. */
    public static List<PolicyCase> read(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return readFolder(path);
        }
        return path.toString().endsWith(".json") ? CorpusFile.read(path) : CaseFile.read(path);
    }

    private static List<PolicyCase> readFolder(Path folder) throws IOException {
        var cases = new ArrayList<PolicyCase>();
        try (var files = Files.list(folder)) {
            for (var file :
                    files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
                cases.addAll(CaseFile.read(file));
            }
        }
        return cases;
    }
}
