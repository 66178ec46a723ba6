// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorTest {
    private static final String MODEL = """
            {"metadata": {"apiVersion": "2026-01-01", "endpointPrefix": "farm", "protocol": "query", "serviceId": "Farm",
                          "xmlNamespace": "https://farm.example/"},
             "operations": {
               "FellTree": {"name": "FellTree", "input": {"shape": "FellTreeRequest"}},
               "Visit": {"name": "Visit"}},
             "shapes": {
               "FellTreeRequest": {"type": "structure", "members": {"Name": {"shape": "text"}}},
               "text": {"type": "string"}}}
            """;
    private static final String OVERLAY = "service: farm\nmodel: farm-model.json\noperations:\n";

    @TempDir
    Path folder;

    @BeforeEach
    void writeInputs() throws IOException {
        for (String name : new String[] {"models", "supplement", "overlay"}) {
            Files.createDirectory(folder.resolve(name));
        }
        Files.writeString(folder.resolve("models/farm-model.json"), MODEL);
        overlay("  FellTree: {kind: write, resource: any}\n  Visit: {kind: read, resource: any}\n");
    }

    @Test
    void writesARecordForEachStructureAndForMissingInputsAndOutputs() throws IOException {
        run();

        assertThat(generated())
                .isDirectoryContaining("glob:**/FellTreeRequest.java")
                .isDirectoryContaining("glob:**/FellTreeResponse.java")
                .isDirectoryContaining("glob:**/VisitRequest.java")
                .isDirectoryContaining("glob:**/VisitResponse.java")
                .isDirectoryContaining("glob:**/FarmModel.java")
                .isDirectoryContaining("glob:**/package-info.java");
    }

    @Test
    void touchesNothingWhenNothingChanged() throws IOException {
        run();
        FileTime longAgo = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Path record = generated().resolve("FellTreeRequest.java");
        Files.setLastModifiedTime(record, longAgo);

        run();

        assertThat(Files.getLastModifiedTime(record)).isEqualTo(longAgo);
    }

    @Test
    void deletesWhatIsNoLongerGenerated() throws IOException {
        run();
        overlay("  FellTree: {kind: write, resource: any}\n");

        run();

        assertThat(generated().resolve("VisitRequest.java")).doesNotExist();
        assertThat(generated().resolve("FellTreeRequest.java")).exists();
    }

    @Test
    void appliesTheSupplementOfTheService() throws IOException {
        Files.writeString(
                folder.resolve("supplement/farm.json"),
                "{\"shapes\": {\"FellTreeRequest\": {\"required\": [\"Name\"], \"members\": {\"Age\": {\"shape\": \"number\"}}},"
                        + " \"number\": {\"type\": \"integer\"}}}");

        run();

        assertThat(generated().resolve("FellTreeRequest.java"))
                .content()
                .contains("record FellTreeRequest(String name, Optional<Integer> age)");
    }

    @Test
    void withoutAnyOverlayThereIsNothingToServe() throws IOException {
        Files.delete(folder.resolve("overlay/farm.yaml"));

        assertThatThrownBy(this::run).isInstanceOf(ModelException.class).hasMessageStartingWith("no overlay in ");
    }

    private void overlay(String operations) throws IOException {
        Files.writeString(folder.resolve("overlay/farm.yaml"), OVERLAY + operations);
    }

    private void run() throws IOException {
        Generator.run(
                folder.resolve("models"),
                folder.resolve("supplement"),
                folder.resolve("overlay"),
                folder.resolve("out"));
    }

    private Path generated() {
        return folder.resolve("out/dev/portcullis/aws/farm");
    }
}
