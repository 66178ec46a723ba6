// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.managedpolicies;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The documents beside the list are what the specifications make of the table of actions. After a change of either, run
 * this test with {@code -Dportcullis.write-managed-policies=true} and read the difference before committing it; a changed
 * document needs a new version id and update date in {@code policies/index.tsv}.
 */
class ManagedPolicyDocumentsTest {
    private static final Path FOLDER = Path.of("src/main/resources/dev/portcullis/server/managedpolicies/policies");
    private static final int MOST_CHARACTERS = 100_000;

    private final Map<String, String> specified = PolicySpecifications.documents(ActionCatalogue.load());

    @TestFactory
    java.util.stream.Stream<DynamicTest> theDocumentIsUpToDate() throws IOException {
        if (Boolean.getBoolean("portcullis.write-managed-policies")) {
            for (var policy : specified.entrySet()) {
                Files.writeString(FOLDER.resolve(policy.getKey() + ".json"), policy.getValue());
            }
        }
        return specified.entrySet().stream()
                .map(policy -> DynamicTest.dynamicTest(policy.getKey(), () -> {
                    assertThat(FOLDER.resolve(policy.getKey() + ".json"))
                            .content()
                            .isEqualTo(policy.getValue());
                }));
    }

    @Test
    void everyListedPolicyIsSpecified() {
        assertThat(ManagedPolicyCatalogue.load().all())
                .extracting(AwsManagedPolicy::name)
                .containsExactlyInAnyOrderElementsOf(specified.keySet());
    }

    @Test
    void documentsStayReadable() {
        assertThat(ManagedPolicyCatalogue.load().all())
                .allSatisfy(policy -> assertThat(policy.document()).hasSizeLessThan(MOST_CHARACTERS));
    }
}
