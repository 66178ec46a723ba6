// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page in docs is what the settings say; `./dev docs` writes it. */
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("../docs/configuration.md");

    @Test
    void thePageIsNotStale() throws IOException {
        if (Boolean.getBoolean("portcullis.writePages")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, ConfigurationPage.markdown());
        }
        assertThat(PAGE).as("./dev docs writes it").hasContent(ConfigurationPage.markdown());
    }

    @Test
    void theHelpTextNamesEverySetting() {
        assertThat(Settings.ALL)
                .allSatisfy(setting -> assertThat(ConfigurationPage.help()).contains(setting.flag()));
    }
}
