// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.generator;

import dev.portcullis.aws.generator.Overlay.Check;
import dev.portcullis.aws.generator.Overlay.ContextKey;
import dev.portcullis.aws.generator.ShapeDefinition.Reference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One service, checked: the model with its supplement, the overlay, and the shapes that the overlay's operations reach. Every name in
 * the overlay is known to exist once this is made.
 */
final class ServiceDefinition {
    private final Map<String, Object> model;
    private final Overlay overlay;
    private final Map<String, Operation> operations = new LinkedHashMap<>();
    private final Map<String, ShapeDefinition> shapes = new TreeMap<>();

    /**
     * An operation that may be served.
     *
     * @param input the request's structure; empty where the model has none
     * @param output the answer's structure; empty where the model has none
     */
    record Operation(
            String name,
            Http http,
            Optional<String> input,
            Optional<String> output,
            Optional<String> resultWrapper,
            List<ModelError> errors,
            boolean unsigned,
            Overlay.Entry authorization) {
        String requestType() {
            return Names.type(input.orElse(name + "Request"));
        }

        String responseType() {
            return Names.type(output.orElse(name + "Response"));
        }
    }

    /** Which requests are the operation's, where the protocol tells operations by method and path. */
    record Http(String method, String uri, int status) {}

    /** An error as the model defines it. */
    record ModelError(String shape, String code, int status, boolean sender) {}

    ServiceDefinition(Map<String, Object> model, Overlay overlay) {
        this.model = model;
        this.overlay = overlay;
        Map<String, Object> known = JsonMaps.object(model, "operations");
        overlay.operations().forEach((name, entry) -> {
            if (!known.containsKey(name)) {
                throw problem(name + " is not an operation of the model");
            }
            operations.put(name, operation(name, JsonMaps.object(known, name), entry));
        });
        operations.values().forEach(this::checkMembers);
        overlay.nullableLists().forEach(this::checkNullableList);
        checkMarked(overlay.secrets(), "secrets");
        checkMarked(overlay.percentEncodedPolicies(), "percentEncodedPolicies");
    }

    String id() {
        return overlay.service();
    }

    String packageName() {
        return "dev.portcullis.aws." + id();
    }

    /** The start of the names of the service's classes: {@code Iam}. */
    String classPrefix() {
        return Names.capitalised(id());
    }

    Map<String, Object> metadata() {
        return JsonMaps.object(model, "metadata");
    }

    String metadata(String field) {
        return JsonMaps.text(metadata(), field).orElseThrow(() -> problem("metadata has no " + field));
    }

    /** The operations in the overlay, in its order. */
    List<Operation> operations() {
        return List.copyOf(operations.values());
    }

    /** The names of all operations of the model. */
    Set<String> knownOperations() {
        return JsonMaps.object(model, "operations").keySet();
    }

    /** The shapes that the operations reach, by name. */
    Map<String, ShapeDefinition> shapes() {
        return shapes;
    }

    ShapeDefinition shape(String name) {
        ShapeDefinition shape = shapes.get(name);
        if (shape == null) {
            throw problem("no shape " + name);
        }
        return shape;
    }

    /** The name of a member in requests: in the EC2 dialect of Query not the one that answers have. */
    String requestName(Reference member) {
        String wireName = JsonMaps.text(member.json(), "locationName").orElse(member.name());
        return metadata("protocol").equals("ec2")
                ? JsonMaps.text(member.json(), "queryName").orElseGet(() -> Names.capitalised(wireName))
                : wireName;
    }

    boolean isSecret(ShapeDefinition shape) {
        return shape.is("sensitive") || overlay.secrets().contains(shape.name());
    }

    boolean isPercentEncodedPolicy(ShapeDefinition shape) {
        return overlay.percentEncodedPolicies().contains(shape.name());
    }

    /** True for a list that tells absent from empty. */
    boolean isNullableList(String structure, Reference member) {
        return overlay.nullableLists().contains(structure + "." + member.name());
    }

    private void checkNullableList(String name) {
        String[] parts = name.split("\\.", 2);
        Reference member = parts.length == 2 && shapes.containsKey(parts[0])
                ? shape(parts[0]).members().get(parts[1])
                : null;
        if (member == null || member.required() || shape(member.shape()).type() != ShapeType.LIST) {
            throw problem("nullableLists names " + name + ", which is no optional list of a served operation");
        }
    }

    private Operation operation(String name, Map<String, Object> json, Overlay.Entry entry) {
        Map<String, Object> output = JsonMaps.object(json, "output");
        Optional<String> inputShape = structure(name, JsonMaps.object(json, "input"));
        Optional<String> outputShape = structure(name, output);
        boolean unsigned =
                JsonMaps.text(json, "authtype").filter("none"::equals).isPresent();
        if (unsigned != entry.access().equals("anyone")) {
            throw problem(
                    name + (unsigned ? " is unsigned in the model: access must be anyone" : " is signed in the model"));
        }
        return new Operation(
                name,
                http(JsonMaps.object(json, "http")),
                inputShape,
                outputShape,
                outputShape.map(shape -> JsonMaps.text(output, "resultWrapper").orElse(name + "Result")),
                errors(name, json),
                unsigned,
                entry);
    }

    private static Http http(Map<String, Object> http) {
        return new Http(
                JsonMaps.text(http, "method").orElse("POST"),
                JsonMaps.text(http, "requestUri").orElse("/"),
                JsonMaps.number(http, "responseCode").orElse(200L).intValue());
    }

    private Optional<String> structure(String operation, Map<String, Object> reference) {
        Optional<String> name = JsonMaps.text(reference, "shape");
        name.ifPresent(shape -> {
            reach(shape, operation);
            if (shape(shape).type() != ShapeType.STRUCTURE) {
                throw problem(operation + ": " + shape + " is not a structure");
            }
        });
        return name;
    }

    private void reach(String name, String from) {
        if (shapes.containsKey(name)) {
            return;
        }
        Map<String, Object> json = JsonMaps.object(JsonMaps.object(model, "shapes"), name);
        if (json.isEmpty()) {
            throw problem(from + " refers to the shape " + name + ", which the model does not have");
        }
        ShapeDefinition shape = new ShapeDefinition(name, json);
        shapes.put(name, shape);
        for (Reference reference : shape.references()) {
            reach(reference.shape(), name);
        }
        if (shape.type() == ShapeType.MAP && shape(shape.key().shape()).type() != ShapeType.STRING) {
            throw problem("the keys of " + name + " are not text");
        }
    }

    private List<ModelError> errors(String operation, Map<String, Object> json) {
        List<ModelError> errors = new ArrayList<>();
        for (Object reference : JsonMaps.list(json, "errors")) {
            String name = JsonMaps.text(JsonMaps.object(reference), "shape").orElse("");
            Map<String, Object> shape = JsonMaps.object(JsonMaps.object(model, "shapes"), name);
            Map<String, Object> error = JsonMaps.object(shape, "error");
            if (!JsonMaps.is(shape, "exception") || error.isEmpty()) {
                throw problem(operation + " lists the error " + name + ", which is not one");
            }
            int status = JsonMaps.number(error, "httpStatusCode")
                    .orElseThrow(() -> problem("the error " + name + " has no httpStatusCode"))
                    .intValue();
            boolean sender = error.containsKey("senderFault") ? JsonMaps.is(error, "senderFault") : status < 500;
            errors.add(new ModelError(name, JsonMaps.text(error, "code").orElse(name), status, sender));
        }
        return errors;
    }

    private void checkMembers(Operation operation) {
        for (Check check : operation.authorization().checks()) {
            String where = operation.name() + ": " + check.action();
            if (!check.action().matches("[a-z0-9-]+:[A-Z][A-Za-z0-9]*")) {
                throw problem(where + " is not the name of an action");
            }
            check.resource().arguments().forEach(member -> requirePath(operation, member, where + ": resource"));
            check.onlyIfAny().forEach(member -> requirePath(operation, member, where + ": onlyIfAny"));
            for (ContextKey key : check.context()) {
                if (!key.source().kind().equals("constant")) {
                    key.source()
                            .arguments()
                            .forEach(member -> requirePath(operation, member, where + ": context " + key.key()));
                }
            }
        }
    }

    /** Refuses a path that does not lead through structures and lists to a member of the operation's input. */
    private void requirePath(Operation operation, String path, String where) {
        Optional<String> shape = operation.input();
        for (String step : path.split("\\.", -1)) {
            Reference member = shape.map(this::elementOrSelf)
                    .filter(structure -> structure.type() == ShapeType.STRUCTURE)
                    .map(structure -> structure.members().get(step))
                    .orElse(null);
            if (member == null) {
                throw problem("%s names the member %s, which %s does not have"
                        .formatted(where, path, operation.input().orElse("an operation without input")));
            }
            shape = Optional.of(member.shape());
        }
    }

    private ShapeDefinition elementOrSelf(String name) {
        ShapeDefinition shape = shape(name);
        return shape.type() == ShapeType.LIST ? shape(shape.element().shape()) : shape;
    }

    private void checkMarked(List<String> names, String word) {
        for (String name : names) {
            if (!shapes.containsKey(name)) {
                throw problem(word + " names the shape " + name + ", which no served operation uses");
            }
            ShapeType type = shapes.get(name).type();
            if (type != ShapeType.STRING && type != ShapeType.BLOB) {
                throw problem(word + " names the shape " + name + ", which is not text");
            }
        }
    }

    private ModelException problem(String text) {
        return new ModelException("overlay of " + overlay.service() + ": " + text);
    }
}
