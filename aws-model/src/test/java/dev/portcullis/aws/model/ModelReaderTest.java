// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.aws.generator.JsonTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelReaderTest {
    private final ModelReader reader = new ModelReader(JsonTree.parse("""
            {"metadata": {"apiVersion": "2026-01-01", "endpointPrefix": "farm", "protocol": "rest-json",
                          "xmlNamespace": {"uri": "https://farm.example/", "prefix": "f"}},
             "operations": {
               "Plant": {"name": "Plant", "input": {"shape": "Tree"}, "output": {"shape": "Empty"}, "errors": [{"shape": "Full"}]},
               "Visit": {"name": "Visit", "authtype": "none"}},
             "shapes": {
               "Tree": {"type": "structure", "required": ["Name"], "xmlNamespace": "https://tree.example/", "members": {
                 "Name": {"shape": "name", "locationName": "treeName"},
                 "Branches": {"shape": "trees"},
                 "Planted": {"shape": "time", "timestampFormat": "unixTimestamp"},
                 "Fruit": {"shape": "fruit", "xmlAttribute": true}}},
               "Empty": {"type": "structure", "members": {}},
               "trees": {"type": "list", "flattened": true, "max": 3, "member": {"shape": "Tree", "locationName": "branch"}},
               "fruit": {"type": "map", "key": {"shape": "name", "locationName": "k"}, "value": {"shape": "count", "locationName": "v"}},
               "name": {"type": "string", "min": 1, "max": 9, "pattern": "[a-z]+", "enum": ["oak", "elm"], "sensitive": true},
               "time": {"type": "timestamp", "timestampFormat": "rfc822"},
               "count": {"type": "long", "min": 0},
               "strange": {"type": "tensor"},
               "Full": {"type": "structure", "members": {}, "exception": true, "fault": true, "error": {"code": "NoRoom", "httpStatusCode": 503}}}}
            """, "farm"));

    @Test
    void structuresMayContainThemselves() {
        StructureShape<Map<String, Object>> tree = reader.structure("Tree");
        Shape.ListShape branches = (Shape.ListShape) tree.members().get(1).shape();

        assertThat(branches.element()).isSameAs(tree);
        assertThat(branches.flattened()).isTrue();
        assertThat(branches.elementName()).isEqualTo("branch");
        assertThat(branches.size()).isEqualTo(Bounds.atMost(3));
    }

    @Test
    void aStructureIsAMapWithoutItsAbsentMembers() {
        StructureShape<Map<String, Object>> tree = reader.structure("Tree");
        @Nullable Object[] values = {"oak", List.of(), null, null};

        Map<String, Object> value = tree.build(values);

        assertThat(value).isEqualTo(Map.of("Name", "oak", "Branches", List.of()));
        assertThat(tree.valueOf(value, 0)).isEqualTo("oak");
        assertThat(tree.value(value, 2)).isNull();
        assertThat(tree.value(value, "Planted")).isEmpty();
        assertThatThrownBy(() -> tree.value(value, "Leaf")).hasMessage("Tree has no member Leaf");
        assertThatThrownBy(() -> tree.build(new @Nullable Object[1])).hasMessage("Tree has 4 members, not 1");
    }

    @Test
    void membersCarryTheirTraits() {
        List<Member> members = reader.structure("Tree").members();

        assertThat(members).extracting(Member::wireName).containsExactly("treeName", "Branches", "Planted", "Fruit");
        assertThat(members).extracting(Member::required).containsExactly(true, false, false, false);
        assertThat(members.get(2).timestampFormat()).hasValue(TimestampFormat.UNIX_TIMESTAMP);
        assertThat(members.get(3).xmlAttribute()).isTrue();
        assertThat(reader.structure("Tree").xmlNamespace()).hasValue(new XmlNamespace("https://tree.example/", ""));
    }

    @Test
    void scalarsCarryTheirConstraints() {
        Shape.StringShape name = (Shape.StringShape) reader.shape("name");
        Shape.MapShape fruit = (Shape.MapShape) reader.shape("fruit");

        assertThat(name.length()).isEqualTo(Bounds.of(1, 9));
        assertThat(name.pattern().orElseThrow().pattern()).isEqualTo("[a-z]+");
        assertThat(name.values()).containsExactly("oak", "elm");
        assertThat(name.sensitive()).isTrue();
        assertThat(fruit.key()).isSameAs(name);
        assertThat(fruit.value()).isEqualTo(new Shape.LongShape("count", Bounds.atLeast(0)));
        assertThat(fruit.keyName() + fruit.valueName()).isEqualTo("kv");
        assertThat(reader.shape("time")).isEqualTo(new Shape.TimestampShape("time", TimestampFormat.RFC822));
    }

    @Test
    void operationsCarryShapesErrorsAndAuthentication() {
        var plant = reader.operation("Plant");
        var visit = reader.operation("Visit");

        assertThat(plant.service())
                .isEqualTo(
                        new ServiceMetadata("farm", "2026-01-01", "farm", "https://farm.example/", Protocol.REST_JSON));
        assertThat(plant.input()).isSameAs(reader.structure("Tree"));
        assertThat(plant.resultWrapper()).hasValue("PlantResult");
        assertThat(plant.errors()).containsExactly(new ErrorModel("Full", "NoRoom", 503, false));
        assertThat(plant.authentication()).isEqualTo(Authentication.SIGV4);
        assertThat(visit.authentication()).isEqualTo(Authentication.NONE);
        assertThat(visit.hasOutput()).isFalse();
        assertThat(visit.input().members()).isEmpty();
        assertThat(visit.resultWrapper()).isEqualTo(Optional.empty());
    }

    @Test
    void whatTheModelDoesNotHaveIsNamed() {
        assertThatThrownBy(() -> reader.shape("unicorn")).hasMessage("the model has no shape unicorn");
        assertThatThrownBy(() -> reader.shape("strange")).hasMessage("shape strange has the unknown type tensor");
        assertThatThrownBy(() -> reader.structure("name")).hasMessage("name is not a structure");
    }
}
