// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceDefinitionTest {
    private static final String MODEL = """
            {"metadata": {"apiVersion": "2026-01-01", "endpointPrefix": "farm", "protocol": "query", "serviceId": "Farm",
                          "xmlNamespace": "https://farm.example/"},
             "operations": {
               "PlantTree": {"name": "PlantTree", "input": {"shape": "PlantTreeRequest"},
                             "output": {"shape": "PlantTreeResponse", "resultWrapper": "PlantTreeResult"},
                             "errors": [{"shape": "NoRoom"}]},
               "FellTree": {"name": "FellTree", "input": {"shape": "FellTreeRequest"}},
               "Visit": {"name": "Visit", "authtype": "none"},
               "Broken": {"name": "Broken", "input": {"shape": "Nowhere"}},
               "Odd": {"name": "Odd", "errors": [{"shape": "Tree"}]}},
             "shapes": {
               "PlantTreeRequest": {"type": "structure", "members": {"Tree": {"shape": "Tree"}, "Plot": {"shape": "text"}}},
               "PlantTreeResponse": {"type": "structure", "members": {"Tree": {"shape": "Tree"}}},
               "FellTreeRequest": {"type": "structure", "required": ["Name"], "members": {"Name": {"shape": "text"}}},
               "Tree": {"type": "structure", "members": {"Name": {"shape": "text"}, "Branches": {"shape": "trees"}}},
               "trees": {"type": "list", "member": {"shape": "Tree"}},
               "text": {"type": "string"},
               "unused": {"type": "string"},
               "NoRoom": {"type": "structure", "members": {}, "exception": true,
                          "error": {"code": "NoRoomLeft", "httpStatusCode": 409, "senderFault": true}}}}
            """;

    @Test
    void keepsTheShapesThatServedOperationsReachThroughCycles() {
        ServiceDefinition farm = define("  PlantTree: {kind: write, resource: any}");

        assertThat(farm.shapes()).containsOnlyKeys("PlantTreeRequest", "PlantTreeResponse", "Tree", "text", "trees");
        assertThat(farm.operations())
                .extracting(ServiceDefinition.Operation::name)
                .containsExactly("PlantTree");
        assertThat(farm.knownOperations()).contains("PlantTree", "FellTree", "Visit");
        assertThat(farm.operations().getFirst().errors())
                .containsExactly(new ServiceDefinition.ModelError("NoRoom", "NoRoomLeft", 409, true));
    }

    @Test
    void aMemberOfAListOfStructuresCanBeNamedByItsPath() {
        ServiceDefinition farm =
                define("  PlantTree: {kind: write, resource: any, context: {\"farm:Names\": Tree.Branches.Name}}");

        assertThat(farm.operations()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "UprootTree: {kind: write, resource: any} # UprootTree is not an operation of the model",
                "FellTree: {kind: write, resource: tree(Nam)} # FellTree: farm:FellTree: resource names the member Nam, which FellTreeRequest does not have",
                "FellTree: {kind: write, resource: any, context: {'farm:X': tagKeys(Tags)}} # FellTree: farm:FellTree: context farm:X names the member Tags, which FellTreeRequest does not have",
                "FellTree: {kind: write, resource: any, onlyIfAny: [Size]} # FellTree: farm:FellTree: onlyIfAny names the member Size, which FellTreeRequest does not have",
                "PlantTree: {kind: write, resource: any, context: {'farm:X': Plot.Name}} # PlantTree: farm:PlantTree: context farm:X names the member Plot.Name, which PlantTreeRequest does not have",
                "FellTree: {kind: write, resource: any, action: felltree} # FellTree: felltree is not the name of an action",
                "Visit: {kind: read, resource: any} # Visit is unsigned in the model: access must be anyone",
                "FellTree: {kind: write, access: anyone} # FellTree is signed in the model",
                "Broken: {kind: read, resource: any} # Broken refers to the shape Nowhere, which the model does not have",
                "Odd: {kind: read, resource: any} # Odd lists the error Tree, which is not one"
            })
    void whatTheModelDoesNotHaveIsNamed(String entry, String message) {
        assertThatThrownBy(() -> define("  " + entry))
                .isInstanceOf(ModelException.class)
                .hasMessage("overlay of farm: " + message);
    }

    @Test
    void aMarkedShapeMustBeUsedAndBeText() {
        String operations = "operations:\n  FellTree: {kind: write, resource: any}";

        assertThatThrownBy(() ->
                        define(OverlayReader.read("service: farm\nsecrets: [unused]\n" + operations, "farm.yaml")))
                .hasMessage("overlay of farm: secrets names the shape unused, which no served operation uses");
        assertThatThrownBy(() -> define(OverlayReader.read(
                        "service: farm\npercentEncodedPolicies: [FellTreeRequest]\n" + operations, "farm.yaml")))
                .hasMessage(
                        "overlay of farm: percentEncodedPolicies names the shape FellTreeRequest, which is not text");
    }

    private static ServiceDefinition define(String operations) {
        return define(OverlayReader.read("service: farm\noperations:\n" + operations, "farm.yaml"));
    }

    private static ServiceDefinition define(Overlay overlay) {
        return new ServiceDefinition(JsonTree.parse(MODEL, "farm.json"), overlay);
    }
}
