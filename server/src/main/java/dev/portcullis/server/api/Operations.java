// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.api;

import dev.portcullis.aws.ec2.Ec2Model;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.model.Access;
import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.aws.model.Protocol;
import dev.portcullis.aws.model.ServiceMetadata;
import dev.portcullis.aws.model.ServiceModel;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.query.QueryParameters;
import dev.portcullis.aws.rest.RestRequest;
import dev.portcullis.aws.rest.RestRoutes;
import dev.portcullis.aws.rolesanywhere.RolesanywhereModel;
import dev.portcullis.aws.sts.StsModel;
import dev.portcullis.aws.wire.ValueEcho;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The registry: the services, and the operations that can be called. Each has an entry in the authorization overlay, or it would have no model here. */
public final class Operations {
    private static final List<ServiceModel> SERVICES = List.of(
            IamModel.SERVICE, StsModel.SERVICE, Ec2Model.SERVICE, RolesanywhereModel.SERVICE, PortcullisModel.SERVICE);
    /** By the services' models themselves, of which there is one each: they are too large to be hashed for a request. */
    private static final Map<ServiceModel, RestRoutes> ROUTES = routes();

    private final Map<String, Operation<?, ?>> byName = new HashMap<>();

    /**
     * @throws IllegalArgumentException if an operation is there twice, or one is carried out for everyone that the overlay does not say is
     *     for everyone, or the other way round
     */
    public Operations(Collection<Operation<?, ?>> operations) {
        for (var operation : operations) {
            if (byName.put(operation.model().toString(), operation) != null) {
                throw new IllegalArgumentException("Two operations " + operation.model());
            }
            boolean isForEveryone = operation.model().authorization().access() == Access.ANYONE;
            if (isForEveryone != operation instanceof Operation.Open) {
                throw new IllegalArgumentException("Who may call " + operation.model() + "?");
            }
        }
    }

    Optional<Operation<?, ?>> find(ServiceModel service, String action) {
        return Optional.ofNullable(byName.get(service.metadata().id() + ":" + action));
    }

    /** The operation that parameters name, if it is one that everyone may call. */
    Optional<OpenTo> openTo(QueryParameters parameters) {
        return parameters
                .version()
                .flatMap(this::byVersion)
                .flatMap(service -> parameters
                        .action()
                        .flatMap(action -> find(service, action))
                        .flatMap(operation -> operation instanceof Operation.Open<?, ?> open
                                ? Optional.of(new OpenTo(service, open))
                                : Optional.empty()));
    }

    /** An operation that everyone may call, and its service. */
    record OpenTo(ServiceModel service, Operation.Open<?, ?> operation) {}

    /** @throws IllegalStateException if nothing carries it out */
    @SuppressWarnings("unchecked") // an operation is registered under the name of its own model
    <I, O> Operation<I, O> get(OperationModel<I, O> model) {
        var operation = byName.get(model.toString());
        if (operation == null) {
            throw new IllegalStateException("Nothing carries out " + model);
        }
        return (Operation<I, O>) operation;
    }

    /** The services' names in credential scopes. */
    String[] signingNames() {
        return SERVICES.stream()
                .map(service -> service.metadata().signingName())
                .toArray(String[]::new);
    }

    /** The service of that name, or IAM: for the form of an error something has to be chosen. */
    ServiceModel bySigningName(String name) {
        return SERVICES.stream()
                .filter(service -> service.metadata().signingName().equals(name))
                .findFirst()
                .orElse(IamModel.SERVICE);
    }

    private static Map<ServiceModel, RestRoutes> routes() {
        var routes = new IdentityHashMap<ServiceModel, RestRoutes>();
        SERVICES.stream()
                .filter(service -> service.metadata().protocol() == Protocol.REST_JSON)
                .forEach(service ->
                        routes.put(service, new RestRoutes(service.operations().values())));
        return routes;
    }

    /** Whether a service's operations are told by method and path. */
    static boolean isRest(ServiceModel service) {
        return service.metadata().protocol() == Protocol.REST_JSON;
    }

    /**
     * The operation of a service that a request means by its method and path.
     *
     * @throws dev.portcullis.aws.wire.InvalidRequestException if path or query string are malformed
     */
    static Optional<RestRoutes.Route> route(ServiceModel service, RestRequest request) {
        return Objects.requireNonNull(ROUTES.get(service)).find(request);
    }

    /** The service that has an operation of that method and path, for requests that say by nothing else which one is meant. */
    static Optional<ServiceModel> byRoute(RestRequest request) {
        return ROUTES.entrySet().stream()
                .filter(entry -> entry.getValue().find(request).isPresent())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    Optional<ServiceModel> byVersion(String version) {
        return SERVICES.stream()
                .filter(service -> !isRest(service))
                .filter(service -> service.metadata().apiVersion().equals(version))
                .findFirst();
    }

    /** Whether a service's validation errors repeat what was refused: IAM's do not. */
    ValueEcho echo(ServiceMetadata service) {
        return service.id().equals("iam") ? ValueEcho.HIDDEN : ValueEcho.SHOWN;
    }

    /** The operations in the models that nothing carries out. */
    public List<String> missing() {
        return SERVICES.stream()
                .flatMap(service -> service.operations().values().stream())
                .map(Object::toString)
                .filter(name -> !byName.containsKey(name))
                .sorted()
                .toList();
    }
}
