// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.ops;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a start prints on the standard output, once the port is open.
 *
 * @param version the version of the server
 * @param url where to call
 * @param account the first account's number
 * @param credentials the file with the root access key
 * @param store what keeps the state, in a few words
 * @param dataDir where
 * @param masterKey where the master key is
 * @param command how the operator called the launcher
 * @param rootSetup the links by which a root user may set its password now
 */
public record Banner(
        String version,
        String url,
        String account,
        Path credentials,
        String store,
        Path dataDir,
        String masterKey,
        String command,
        List<String> rootSetup) {
    public Banner {
        rootSetup = List.copyOf(rootSetup);
    }

    @Override
    public String toString() {
        return """
                Portcullis %s

                  endpoint     %s   (IAM, STS and portcullis on one port)
                  sign-in      %s/signin   (with a browser)
                  account      %s
                  root key     %s
                  enforcement  always: every request is verified, every policy counts, nothing is open
                  store        %s in %s
                  master key   %s   (keep it safe, and apart from backups of the data)

                %s  Next: eval "$(%s env --data-dir %s)" && aws sts get-caller-identity
                """.formatted(
                        version,
                        url,
                        url,
                        account,
                        credentials,
                        store,
                        dataDir,
                        masterKey,
                        rootSetup.stream().map(Banner::line).collect(Collectors.joining()),
                        shellWord(command),
                        shellWord(dataDir.toString()));
    }

    private static String line(String link) {
        return "  Set the root password within a day, once: %s\n\n".formatted(link);
    }

    private static String shellWord(String text) {
        return text.matches("[A-Za-z0-9_./+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
