// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.generator.Generator;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generates from a model that has everything models can have, compiles the result with all warnings as errors, and uses it. */
class GeneratedCodeTest {
    private static final String MODEL = """
            {"metadata": {"apiVersion": "2026-01-01", "endpointPrefix": "garden", "signingName": "gardening", "protocol": "query",
                          "serviceId": "Garden", "xmlNamespace": "https://garden.example/"},
             "operations": {
               "Plant": {"name": "Plant", "input": {"shape": "PlantRequest"}, "output": {"shape": "Node", "resultWrapper": "PlantResult"}},
               "Visit": {"name": "Visit", "authtype": "none"},
               "Prune": {"name": "Prune", "input": {"shape": "PlantRequest"}}},
             "shapes": {
               "PlantRequest": {"type": "structure", "required": ["Root", "Count", "Default", "Names", "Blob"], "members": {
                 "Root": {"shape": "Node"}, "Count": {"shape": "int"}, "Default": {"shape": "bool"}, "Names": {"shape": "names"},
                 "Blob": {"shape": "blob"}, "Weight": {"shape": "double"}, "Height": {"shape": "float"}, "Age": {"shape": "long"},
                 "Alive": {"shape": "bool"}, "Secret": {"shape": "secret"}, "Secrets": {"shape": "secrets"}, "Photo": {"shape": "blob"}}},
               "Node": {"type": "structure", "members": {
                 "Left": {"shape": "Node", "locationName": "l"}, "Children": {"shape": "nodes"}, "ByName": {"shape": "nodeMap"},
                 "Grid": {"shape": "grid"}, "Seen": {"shape": "time", "timestampFormat": "rfc822"},
                 "Kind": {"shape": "kind", "xmlAttribute": true, "xmlNamespace": {"uri": "https://kind.example/", "prefix": "k"}}}},
               "nodes": {"type": "list", "flattened": true, "member": {"shape": "Node", "locationName": "node", "xmlNamespace": "https://n.example/"}},
               "nodeMap": {"type": "map", "key": {"shape": "kind"}, "value": {"shape": "Node"}},
               "grid": {"type": "list", "member": {"shape": "times"}},
               "times": {"type": "list", "member": {"shape": "time"}},
               "names": {"type": "list", "min": 1, "max": 3, "member": {"shape": "kind"}},
               "secrets": {"type": "list", "member": {"shape": "secret"}},
               "int": {"type": "integer", "max": 7}, "long": {"type": "long", "min": 1}, "float": {"type": "float"},
               "double": {"type": "double"}, "bool": {"type": "boolean"}, "blob": {"type": "blob", "max": 9},
               "time": {"type": "timestamp", "timestampFormat": "unixTimestamp"},
               "secret": {"type": "string", "sensitive": true},
               "kind": {"type": "string", "pattern": "[\\\\w\\"/\\\\u0009]+", "enum": ["oak", "elm"], "min": 1}}}
            """;
    private static final String OVERLAY = """
            service: garden
            model: garden-model.json
            operations:
              Plant: {kind: write, resource: any, context: {"garden:Kinds": Root.Children.Kind}}
              Visit: {kind: read, access: anyone}
              Prune: {kind: write, resource: any, onlyIfAny: []}
            """;

    @TempDir
    Path folder;

    @Test
    void whateverModelsHaveCompilesWithoutWarningsAndWorks() throws Exception {
        try (URLClassLoader loader = compile(generate())) {
            ServiceModel garden = (ServiceModel) loader.loadClass("dev.portcullis.aws.garden.GardenModel")
                    .getField("SERVICE")
                    .get(null);

            assertThat(garden.metadata().signingName()).isEqualTo("gardening");
            assertThat(garden.operation("Visit").orElseThrow().authentication()).isEqualTo(Authentication.NONE);
            useTheRecords(garden.operation("Plant").orElseThrow());
            readTheSchema(garden.operation("Plant").orElseThrow().output());
        }
    }

    private static void useTheRecords(OperationModel<?, ?> plant) {
        Object leaf = plant.output().build(new @Nullable Object[] {null, null, null, null, null, "elm"});
        List<List<Instant>> grid = List.of(List.of(Instant.EPOCH), List.of());
        Object root = plant.output()
                .build(new @Nullable Object[] {leaf, List.of(leaf, leaf), Map.of("oak", leaf), grid, null, null});
        byte[] bytes = {1, 2};
        Object request = plant.input().build(new @Nullable Object[] {
            root, 3, true, List.of("oak"), bytes, 1.5, 2.5f, 9L, false, "hunter2", List.of("hunter3"), null
        });

        assertThat(plant.output().valueOf(root, 0)).isEqualTo(leaf);
        assertThat(plant.output().valueOf(root, 1)).isEqualTo(List.of(leaf, leaf));
        assertThat(plant.output().valueOf(root, 2)).isEqualTo(Map.of("oak", leaf));
        assertThat(plant.output().valueOf(root, 3)).isEqualTo(grid);
        assertThat(plant.output().valueOf(root, 4)).isNull();
        assertThat(plant.input().valueOf(request, 2)).isEqualTo(true);
        assertThat(plant.input().valueOf(request, 4)).isEqualTo(bytes);
        assertThat(plant.input().valueOf(request, 11)).isNull();
        assertThat(request.toString())
                .contains("defaultValue=true", "secret=[redacted]", "secrets=[redacted]")
                .doesNotContain("hunter");
    }

    private static void readTheSchema(StructureShape<?> node) {
        Member kind = node.member("Kind").orElseThrow();
        Shape.StringShape text = (Shape.StringShape) kind.shape();
        Shape.ListShape children =
                (Shape.ListShape) node.member("Children").orElseThrow().shape();

        assertThat(node.members().getFirst().wireName()).isEqualTo("l");
        assertThat(node.members().getFirst().shape()).isSameAs(node);
        assertThat(node.member("Seen").orElseThrow().timestampFormat()).hasValue(TimestampFormat.RFC822);
        assertThat(kind.xmlAttribute()).isTrue();
        assertThat(kind.xmlNamespace()).hasValue(new XmlNamespace("https://kind.example/", "k"));
        assertThat(text.pattern().orElseThrow().matcher("a\"/\t").matches()).isTrue();
        assertThat(text.length()).isEqualTo(Bounds.atLeast(1));
        assertThat(children.element()).isSameAs(node);
        assertThat(children.flattened()).isTrue();
        assertThat(children.elementName()).isEqualTo("node");
        assertThat(children.elementNamespace()).isEqualTo(Optional.of(new XmlNamespace("https://n.example/", "")));
    }

    private List<Path> generate() throws IOException {
        Path models = Files.createDirectory(folder.resolve("models"));
        Path overlays = Files.createDirectory(folder.resolve("overlay"));
        Path output = folder.resolve("sources");
        Files.writeString(models.resolve("garden-model.json"), MODEL);
        Files.writeString(overlays.resolve("garden.yaml"), OVERLAY);
        Generator.main(new String[] {
            models.toString(), folder.resolve("none").toString(), overlays.toString(), output.toString()
        });
        try (Stream<Path> files = Files.walk(output)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private URLClassLoader compile(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        Path classes = folder.resolve("classes");
        var files = compiler.getStandardFileManager(problems, null, null);
        List<String> options = List.of(
                "-Xlint:all,-processing,-classfile",
                "-Werror",
                "-proc:none",
                "-d",
                classes.toString(),
                "-classpath",
                System.getProperty("java.class.path"));

        boolean compiled = compiler.getTask(
                        null, files, problems, options, null, files.getJavaFileObjectsFromPaths(sources))
                .call();

        assertThat(problems.getDiagnostics()).isEmpty();
        assertThat(compiled).isTrue();
        return new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader());
    }
}
