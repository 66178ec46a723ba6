// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.generator;

import dev.portcullis.aws.generator.Overlay.Check;
import dev.portcullis.aws.generator.Overlay.ContextKey;
import dev.portcullis.aws.generator.Overlay.Template;
import dev.portcullis.aws.generator.ServiceDefinition.ModelError;
import dev.portcullis.aws.generator.ServiceDefinition.Operation;
import java.util.Collection;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes the class that holds a service's operations, and the one that holds its errors. */
final class ModelClassWriter {
    private final ServiceDefinition service;

    ModelClassWriter(ServiceDefinition service) {
        this.service = service;
    }

    /** The class of the operations; each is made in a method of its own, which keeps every method far below the JVM's limit. */
    String writeModel() {
        String prefix = service.classPrefix();
        return """
                // SPDX-License-Identifier: Apache-2.0
                package %s;

                import dev.portcullis.aws.model.Access;
                import dev.portcullis.aws.model.Authentication;
                import dev.portcullis.aws.model.Authorization;
                import dev.portcullis.aws.model.Authorization.Check;
                import dev.portcullis.aws.model.Authorization.ContextTemplate;
                import dev.portcullis.aws.model.Authorization.ResourceTemplate;
                import dev.portcullis.aws.model.ContextSource;
                import dev.portcullis.aws.model.HttpBinding;
                import dev.portcullis.aws.model.OperationModel;
                import dev.portcullis.aws.model.Protocol;
                import dev.portcullis.aws.model.ResourceKind;
                import dev.portcullis.aws.model.ServiceMetadata;
                import dev.portcullis.aws.model.ServiceModel;
                import java.util.List;
                import java.util.Optional;
                import java.util.Set;

                /** The operations of %s that may be served: those with an entry in the authorization overlay. */
                public final class %sModel {
                    public static final ServiceMetadata METADATA =
                            new ServiceMetadata(%s, %s, %s, %s, Protocol.%s);

                %s
                    public static final ServiceModel SERVICE = ServiceModel.of(
                            METADATA,
                            List.of(%s),
                            Set.of(%s));

                    private %sModel() {}
                %s}
                """.formatted(
                service.packageName(),
                service.metadata("serviceId"),
                prefix,
                Names.literal(service.id()),
                Names.literal(service.metadata("apiVersion")),
                Names.literal(JsonMaps.text(service.metadata(), "signingName")
                        .orElseGet(() -> service.metadata("endpointPrefix"))),
                Names.literal(JsonMaps.text(service.metadata(), "xmlNamespace").orElse("")),
                service.metadata("protocol").toUpperCase(Locale.ROOT).replace('-', '_'),
                joined(service.operations(), "", ModelClassWriter::constant),
                joined(
                        service.operations(),
                        ",",
                        operation -> "\n                    " + Names.constant(operation.name())),
                joined(service.knownOperations(), ",", name -> "\n                    " + Names.literal(name)),
                prefix,
                joined(service.operations(), "", this::method));
    }

    /** The class of the errors that the served operations list. */
    String writeErrors() {
        SortedMap<String, ModelError> errors = new TreeMap<>();
        service.operations()
                .forEach(operation -> operation.errors().forEach(error -> errors.put(error.shape(), error)));
        String prefix = service.classPrefix();
        return """
                // SPDX-License-Identifier: Apache-2.0
                package %s;

                import dev.portcullis.aws.model.ErrorModel;

                /** The errors that the served operations of %s list. */
                public final class %sErrors {
                %s
                    private %sErrors() {}
                }
                """.formatted(
                        service.packageName(),
                        service.metadata("serviceId"),
                        prefix,
                        joined(
                                errors.values(),
                                "",
                                error -> "    public static final ErrorModel %s = new ErrorModel(%s, %s, %d, %s);\n"
                                        .formatted(
                                                errorConstant(error),
                                                Names.literal(error.shape()),
                                                Names.literal(error.code()),
                                                error.status(),
                                                error.sender())),
                        prefix);
    }

    private static String constant(Operation operation) {
        return "    public static final OperationModel<%s, %s> %s = %s();\n"
                .formatted(
                        operation.requestType(),
                        operation.responseType(),
                        Names.constant(operation.name()),
                        Names.component(operation.name()));
    }

    private static String errorConstant(ModelError error) {
        return Names.constant(error.shape().replaceFirst("(Exception|Error)$", ""));
    }

    private String method(Operation operation) {
        String types = operation.requestType() + ", " + operation.responseType();
        return """

                    private static OperationModel<%s> %s() {
                        return new OperationModel<>(
                                METADATA,
                                %s,
                                new HttpBinding(%s, %s, %d),
                                %s.SHAPE,
                                %s.SHAPE,
                                %s,
                                List.of(%s),
                                Authentication.%s,
                                new Authorization(Access.%s, %s, List.of(%s)));
                    }
                """.formatted(
                types,
                Names.component(operation.name()),
                Names.literal(operation.name()),
                Names.literal(operation.http().method()),
                Names.literal(operation.http().uri()),
                operation.http().status(),
                operation.requestType(),
                operation.responseType(),
                operation
                        .resultWrapper()
                        .map(name -> "Optional.of(" + Names.literal(name) + ")")
                        .orElse("Optional.empty()"),
                joined(operation.errors(), ", ", error -> service.classPrefix() + "Errors." + errorConstant(error)),
                operation.unsigned() ? "NONE" : "SIGV4",
                Names.constant(operation.authorization().access()),
                operation.authorization().writes(),
                joined(operation.authorization().checks(), ",", check -> "\n                        " + check(check)));
    }

    private static String check(Check check) {
        Template resource = check.resource();
        return "new Check(%s, new ResourceTemplate(ResourceKind.%s, List.of(%s)), List.of(%s), List.of(%s))"
                .formatted(
                        Names.literal(check.action()),
                        Names.constant(resource.kind()),
                        joined(resource.arguments(), ", ", Names::literal),
                        joined(check.context(), ", ", ModelClassWriter::contextKey),
                        joined(check.onlyIfAny(), ", ", Names::literal));
    }

    private static String contextKey(ContextKey key) {
        Template source = key.source();
        String argument = source.arguments().isEmpty() ? "" : source.arguments().getFirst();
        boolean constant = source.kind().equals("constant");
        return "new ContextTemplate(%s, ContextSource.%s, %s, %s)"
                .formatted(
                        Names.literal(key.key()),
                        Names.constant(source.kind()),
                        Names.literal(constant ? "" : argument),
                        Names.literal(constant ? argument : ""));
    }

    private static <T> String joined(Collection<T> of, String separator, java.util.function.Function<T, String> text) {
        return of.stream().map(text).collect(Collectors.joining(separator));
    }
}
