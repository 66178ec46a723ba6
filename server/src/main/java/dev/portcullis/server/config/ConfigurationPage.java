// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.config;

/** The page docs/configuration.md, made from the settings, so that it cannot be wrong about them. */
public final class ConfigurationPage {
    private ConfigurationPage() {}

    /** The help text of {@code portcullis serve}. */
    public static String help() {
        return Flags.help();
    }

    /** The page in Markdown. */
    static String markdown() {
        var page = new StringBuilder("""
                # Configuration

                This page is made from the server's own list of settings (`./dev docs` writes it, a test fails when it is stale).

                Each setting has one name and can be given in three places; a later one replaces an earlier one whole:

                1. a YAML file, named by `--config FILE` or `PORTCULLIS_CONFIG`: `data-dir: /srv/portcullis`
                2. the environment: `PORTCULLIS_DATA_DIR=/srv/portcullis`
                3. a flag of `portcullis serve`: `--data-dir /srv/portcullis`

                A setting that takes several values is a list in the file, separated by commas in the environment, and repeated or
                separated by commas as a flag. A setting that is unknown, malformed or insecure stops the start; the message names it
                and, when it is unknown, the nearest known one.

                The master key itself may come from the environment instead of a file: `PORTCULLIS_MASTER_KEY` holds the text that the
                file would hold, such as `pmk1_` and 32 random bytes in URL-safe Base64
                (`echo "pmk1_$(openssl rand -base64 32 | tr '+/' '-_' | tr -d '=')"`). Then no file is made, and there may be none: not with
                `master-key-file`, not where it would lie by default. The launcher hands the variable to the server and to no other process; whoever
                may read the server's own environment (its user and root) can read the key there. Commands that open the data need it as well.

                With `master-key-pkcs11` the variable `PORTCULLIS_PKCS11_PIN` holds the token's PIN, and is handed on as sparingly. This is for new
                data directories: a master key that lies in clear already is not wrapped afterwards.

                `PORTCULLIS_JAVA_OPTS` adds options for the Java machine, for instance `-Xmx2g`.

                | setting | value | default | meaning |
                |---|---|---|---|
                """);
        for (var setting : Settings.ALL) {
            page.append("| `%s` | %s%s | %s | %s |\n"
                    .formatted(
                            setting.name(),
                            setting.takes(),
                            setting.many() ? ", …" : "",
                            setting.initially().isEmpty() ? "–" : "`" + setting.initially() + "`",
                            setting.says()));
        }
        return page.toString();
    }
}
