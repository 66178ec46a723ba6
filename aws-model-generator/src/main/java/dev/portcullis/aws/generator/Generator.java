// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.generator;

import dev.portcullis.aws.generator.ServiceDefinition.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The program: reads every overlay in a folder, with the model and the supplement that belong to it, and writes the Java of the
 * service. A file is written only when its text changes, and files of former runs that are no longer made are deleted, so that a
 * build without changes compiles nothing.
 */
public final class Generator {
    private Generator() {}

    /**
     * Runs the generator.
     *
     * @param args the folders of the models, the supplements, the overlays and the output, in this order
     * @throws IOException if a file cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 4) {
            throw new IllegalArgumentException("usage: MODELS SUPPLEMENTS OVERLAYS OUTPUT, all of them folders");
        }
        run(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), Path.of(args[3]));
    }

    static void run(Path models, Path supplements, Path overlays, Path output) throws IOException {
        Map<Path, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.list(overlays)) {
            List<Path> overlayFiles = found.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
            if (overlayFiles.isEmpty()) {
                throw new ModelException("no overlay in " + overlays);
            }
            for (Path overlayFile : overlayFiles) {
                Overlay overlay = OverlayReader.read(
                        Files.readString(overlayFile), overlayFile.getFileName().toString());
                files.putAll(write(new ServiceDefinition(model(overlay, models, supplements), overlay)));
            }
        }
        replace(output, files);
    }

    private static Map<String, Object> model(Overlay overlay, Path models, Path supplements) throws IOException {
        Path supplement = supplements.resolve(overlay.service() + ".json");
        Map<String, Object> base = overlay.model().isPresent()
                ? JsonTree.read(models.resolve(overlay.model().get()))
                : Map.of();
        if (overlay.model().isEmpty() || Files.exists(supplement)) {
            return Supplement.merge(base, JsonTree.read(supplement));
        }
        return base;
    }

    /** The text of every file of a service, by path. */
    static Map<Path, String> write(ServiceDefinition service) {
        Path folder = Path.of(service.packageName().replace('.', '/'));
        Map<Path, String> files = new TreeMap<>();
        service.shapes().values().stream()
                .filter(shape -> shape.type() == ShapeType.STRUCTURE)
                .forEach(shape -> add(files, folder, service, Names.type(shape.name()), Optional.of(shape)));
        for (Operation operation : service.operations()) {
            if (operation.input().isEmpty()) {
                add(files, folder, service, operation.requestType(), Optional.empty());
            }
            if (operation.output().isEmpty()) {
                add(files, folder, service, operation.responseType(), Optional.empty());
            }
        }
        String prefix = service.classPrefix();
        files.put(folder.resolve(prefix + "Shapes.java"), new ShapesWriter(service).write());
        files.put(folder.resolve(prefix + "Errors.java"), new ModelClassWriter(service).writeErrors());
        files.put(folder.resolve(prefix + "Model.java"), new ModelClassWriter(service).writeModel());
        files.put(folder.resolve("package-info.java"), packageInfo(service));
        return files;
    }

    private static void add(
            Map<Path, String> files,
            Path folder,
            ServiceDefinition service,
            String type,
            Optional<ShapeDefinition> structure) {
        String earlier = files.put(folder.resolve(type + ".java"), new RecordWriter(service, type, structure).write());
        if (earlier != null) {
            throw new ModelException(service.id() + ": two structures are called " + type);
        }
    }

    private static String packageInfo(ServiceDefinition service) {
        return """
                // SPDX-License-Identifier: Apache-2.0
                /** Requests, answers, errors and operations of %s, version %s, generated from its service model. */
                @org.jspecify.annotations.NullMarked
                package %s;
                """.formatted(service.metadata("serviceId"), service.metadata("apiVersion"), service.packageName());
    }

    private static void replace(Path output, Map<Path, String> files) throws IOException {
        Set<Path> wanted = new HashSet<>();
        for (Map.Entry<Path, String> file : files.entrySet()) {
            Path target = output.resolve(file.getKey());
            wanted.add(target);
            if (!Files.exists(target) || !Files.readString(target).equals(file.getValue())) {
                Files.createDirectories(target.getParent());
                Files.writeString(target, file.getValue());
            }
        }
        if (!Files.exists(output)) {
            return;
        }
        try (Stream<Path> found = Files.walk(output)) {
            for (Path stale : found.filter(Files::isRegularFile)
                    .filter(file -> !wanted.contains(file))
                    .toList()) {
                Files.delete(stale);
            }
        }
    }
}
