// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.api;

import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.aws.model.ServiceMetadata;
import dev.portcullis.aws.model.ServiceModel;
import dev.portcullis.aws.portcullis.GetMetricsRequest;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.query.QueryDecoder;
import dev.portcullis.aws.query.QueryLimits;
import dev.portcullis.aws.query.QueryParameters;
import dev.portcullis.aws.query.XmlEncoder;
import dev.portcullis.aws.rest.RestAnswer;
import dev.portcullis.aws.rest.RestJsonDecoder;
import dev.portcullis.aws.rest.RestJsonEncoder;
import dev.portcullis.aws.rest.RestRequest;
import dev.portcullis.aws.rest.RestRoutes.Route;
import dev.portcullis.aws.sigv4.CredentialScope;
import dev.portcullis.aws.sigv4.Payload;
import dev.portcullis.aws.sigv4.RawHeader;
import dev.portcullis.aws.sigv4.RawRequest;
import dev.portcullis.aws.sigv4.SigV4Parser;
import dev.portcullis.aws.sigv4.SignatureClaim;
import dev.portcullis.aws.sigv4.SignatureRules;
import dev.portcullis.aws.wire.ErrorAnswer;
import dev.portcullis.aws.wire.InvalidRequestException;
import dev.portcullis.server.api.Operations.OpenTo;
import dev.portcullis.server.audit.AuditLog;
import dev.portcullis.server.audit.AuditRecord;
import dev.portcullis.server.authn.Authenticator;
import dev.portcullis.server.authn.BrowserRequest;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authn.Caller.RequestFacts;
import dev.portcullis.server.authn.CertificateSignatures;
import dev.portcullis.server.authn.CertificateSignatures.Certified;
import dev.portcullis.server.error.ApiError;
import dev.portcullis.server.error.ApiError.InvalidAction;
import dev.portcullis.server.error.ApiError.MalformedRequest;
import dev.portcullis.server.error.ApiError.MissingParameter;
import dev.portcullis.server.error.ApiError.NotAuthenticated;
import dev.portcullis.server.error.ApiError.NotImplemented;
import dev.portcullis.server.error.ApiError.ServiceFailure;
import dev.portcullis.server.error.ApiError.Throttling;
import dev.portcullis.server.error.ApiError.ValidationError;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.error.AwsErrors;
import dev.portcullis.server.error.AwsErrors.WireError;
import dev.portcullis.server.http.HttpAnswer;
import dev.portcullis.server.http.HttpApi;
import dev.portcullis.server.http.HttpCall;
import dev.portcullis.server.http.HttpHeader;
import dev.portcullis.server.ops.Metrics;
import dev.portcullis.server.storage.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The way of a request, from the bytes that were received to the bytes that are answered: verify who signed it, read what it asks
 * for, run the operation behind its checks, and write the answer. Every failure is told in the form of the service asked. What nobody is
 * found to have signed gets no further, unless it asks for one of the few operations that are for everyone.
 */
public final class ApiRouter implements HttpApi {
    private static final System.Logger LOG = System.getLogger(ApiRouter.class.getName());
    private static final String FORM = "application/x-www-form-urlencoded";

    /** The longest proof in an operation for everyone is AWS's longest SAML assertion, 100,000 characters, three times that when encoded. */
    private static final int MOST_UNSIGNED_BYTES = 512 * 1_024;

    private final Operations operations;
    private final Authenticator authenticator;
    private final OperationRunner runner;
    private final Metrics metrics;
    private final DecisionMetrics decisions;
    private final AuditLog audit;
    private final SignatureRules rules;
    private final UnsignedLimit unsignedLimit = new UnsignedLimit();
    private final CertificateSignatures certificates = new CertificateSignatures();

    public ApiRouter(
            Operations operations,
            Authenticator authenticator,
            OperationRunner runner,
            Metrics metrics,
            AuditLog audit) {
        this.operations = operations;
        this.authenticator = authenticator;
        this.runner = runner;
        this.metrics = metrics;
        this.decisions = new DecisionMetrics(metrics);
        this.audit = audit;
        this.rules = SignatureRules.forServices(operations.signingNames());
    }

    /** What is done for a call of one kind; the trail is told of it on the way. */
    @FunctionalInterface
    private interface Service {
        HttpAnswer serve(HttpCall call, Trail trail);
    }

    @Override
    public HttpAnswer handle(HttpCall call) {
        return handle(call, this::serve);
    }

    /**
     * Answers {@code GET /metrics} to a caller who signed it for the service {@code portcullis} and may call its operation {@code
     * GetMetrics}: with the text alone, as those who collect metrics read it.
     */
    public HttpAnswer metrics(HttpCall call) {
        return handle(call, this::serveMetrics);
    }

    private HttpAnswer handle(HttpCall call, Service service) {
        long start = System.nanoTime();
        var trail = new Trail(decisions);
        var answer = answer(call, service, trail);
        metrics.request(
                trail.serviceName(), trail.operation(), answer.status(), Duration.ofNanos(System.nanoTime() - start));
        return answer;
    }

    private HttpAnswer answer(HttpCall call, Service service, Trail trail) {
        try {
            var answer = service.serve(call, trail);
            trail.record(call, 200, AuditRecord.SUCCESS, Optional.empty()).ifPresent(audit::append);
            return answer;
        } catch (ApiException e) {
            return error(call, trail, e.error());
        } catch (InvalidRequestException e) {
            return error(call, trail, invalid(e));
        } catch (StoreException e) {
            LOG.log(System.Logger.Level.ERROR, "The store refused", e);
            return error(call, trail, new ServiceFailure("The store refused: the change was not acknowledged."));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "An operation failed", e);
            return error(call, trail, new ServiceFailure("The request failed because of an internal error."));
        }
    }

    private HttpAnswer serve(HttpCall call, Trail trail) {
        if (isRest(call)) {
            return serveRest(call, trail);
        }
        requireQueryRequest(call);
        if (BrowserRequest.isClaimedBy(call)) {
            return serveBrowser(call, trail);
        }
        if (CertificateSignatures.isClaimedBy(call)) {
            var open = openTo(call).orElseThrow(ApiRouter::notForCertificates);
            return serveOpen(call, open, service -> Optional.of(verified(raw(call), call, service)), trail);
        }
        Signed signed;
        try {
            signed = authenticate(call, trail);
        } catch (ApiException e) {
            return openTo(call)
                    .map(open -> serveOpen(call, open, service -> Optional.empty(), trail))
                    .orElseThrow(() -> e);
        }
        return serve(signed.service(), signed.caller(), parameters(call), trail);
    }

    /** The operation for everyone that a request asks for which proved to be nobody's; a signature that is no good is as good as none. */
    private Optional<OpenTo> openTo(HttpCall call) {
        if (call.body().length > MOST_UNSIGNED_BYTES) {
            return Optional.empty();
        }
        try {
            return operations.openTo(parameters(call));
        } catch (InvalidRequestException e) {
            LOG.log(System.Logger.Level.DEBUG, "An unsigned request cannot be read", e);
            return Optional.empty();
        }
    }

    /** @param certificate finds out whose key signed, for a service: nobody's if the request is not signed so */
    private HttpAnswer serveOpen(
            HttpCall call, OpenTo open, Function<ServiceMetadata, Optional<Certified>> certificate, Trail trail) {
        trail.service(open.service());
        trail.operation(open.operation().model().name());
        if (!unsignedLimit.admits(call.client(), call.arrival())) {
            throw new Throttling("Rate exceeded").asException();
        }
        var answer = xml(200, runOpen(open.operation(), call, certificate, trail));
        unsignedLimit.proven(call.client());
        return answer;
    }

    private <I, O> byte[] runOpen(
            Operation.Open<I, O> operation,
            HttpCall call,
            Function<ServiceMetadata, Optional<Certified>> certificate,
            Trail trail) {
        OperationModel<I, O> model = operation.model();
        var input = QueryDecoder.decode(model, parameters(call), operations.echo(model.service()));
        var certified = certificate.apply(model.service());
        return XmlEncoder.answer(
                model, runner.run(operation, input, facts(call, certified), certified, trail), call.requestId());
    }

    private Certified verified(RawRequest raw, HttpCall call, ServiceMetadata service) {
        return certificates.verify(raw, call.arrival(), service.signingName());
    }

    private static RequestFacts facts(HttpCall call, Optional<Certified> certified) {
        var facts = RequestFacts.of(call);
        return certified.map(found -> facts.in(found.region())).orElse(facts);
    }

    private static ApiException notForCertificates() {
        return new NotAuthenticated(
                        NotAuthenticated.Reason.MISSING_TOKEN,
                        "The operation is not one for callers who sign with a certificate.")
                .asException();
    }

    /** Whether a request is one of a service whose operations are told by method and path: for it is signed for one, or has the path of one. */
    private boolean isRest(HttpCall call) {
        if (call.rawPath().equals("/")) {
            return false;
        }
        var claimed = claim(call).map(scope -> operations.bySigningName(scope.service()));
        return claimed.filter(Operations::isRest).isPresent()
                || Operations.byRoute(RestCalls.request(call)).isPresent();
    }

    private HttpAnswer serveRest(HttpCall call, Trail trail) {
        RestCalls.requireJson(call);
        var request = RestCalls.request(call);
        var raw = raw(call);
        if (CertificateSignatures.isClaimedBy(call)) {
            return serveCertified(call, raw, request, trail);
        }
        if (BrowserRequest.isClaimedBy(call)) {
            var isSigned = !(SigV4Parser.parse(raw) instanceof SignatureClaim.Unsigned);
            var caller = authenticator.browser(call, isSigned, RequestFacts.of(call));
            trail.caller(caller);
            var service = Operations.byRoute(request)
                    .orElseThrow(() -> RestCalls.unknownOperation().asException());
            trail.service(service);
            return serve(service, caller, request, trail);
        }
        var signed = authenticate(call, trail);
        return serve(signed.service(), signed.caller(), request, trail);
    }

    private HttpAnswer serve(ServiceModel service, Caller caller, RestRequest request, Trail trail) {
        var route = route(service, request, trail);
        return RestCalls.answer(run(operations.get(route.operation()), request, route, caller, trail));
    }

    private static Route route(ServiceModel service, RestRequest request, Trail trail) {
        var route = Optional.of(service)
                .filter(Operations::isRest)
                .flatMap(rest -> Operations.route(rest, request))
                .orElseThrow(() -> RestCalls.unknownOperation().asException());
        trail.operation(route.operation().name());
        return route;
    }

    private <I, O> RestAnswer run(
            Operation<I, O> operation, RestRequest request, Route route, Caller caller, Trail trail) {
        OperationModel<I, O> model = operation.model();
        var input = RestJsonDecoder.decode(model.input(), request, route.labels(), operations.echo(model.service()));
        return RestJsonEncoder.answer(model, runner.run(operation, input, caller, trail));
    }

    /** A request that is signed with the key of a certificate: for the operations that know what to make of one. */
    private HttpAnswer serveCertified(HttpCall call, RawRequest raw, RestRequest request, Trail trail) {
        var service = Operations.byRoute(request)
                .orElseThrow(() -> RestCalls.unknownOperation().asException());
        trail.service(service);
        var route = route(service, request, trail);
        if (!(operations.get(route.operation()) instanceof Operation.Open<?, ?> open)) {
            throw notForCertificates();
        }
        if (!unsignedLimit.admits(call.client(), call.arrival())) {
            throw new Throttling("Rate exceeded").asException();
        }
        var answer = RestCalls.answer(runCertified(open, call, raw, request, route, trail));
        unsignedLimit.proven(call.client());
        return answer;
    }

    private <I, O> RestAnswer runCertified(
            Operation.Open<I, O> operation,
            HttpCall call,
            RawRequest raw,
            RestRequest request,
            Route route,
            Trail trail) {
        OperationModel<I, O> model = operation.model();
        var input = RestJsonDecoder.decode(model.input(), request, route.labels(), operations.echo(model.service()));
        var certified = Optional.of(verified(raw, call, model.service()));
        return RestJsonEncoder.answer(model, runner.run(operation, input, facts(call, certified), certified, trail));
    }

    /** A request of a page is not made for a service: its version says which one is meant. */
    private HttpAnswer serveBrowser(HttpCall call, Trail trail) {
        var isSigned = !(SigV4Parser.parse(raw(call)) instanceof SignatureClaim.Unsigned);
        var caller = authenticator.browser(call, isSigned, RequestFacts.of(call));
        trail.caller(caller);
        var parameters = parameters(call);
        var version = parameters.version().orElse("");
        var service = operations
                .byVersion(version)
                .orElseThrow(() -> InvalidAction.of(parameters.action().orElse(""), version)
                        .asException());
        trail.service(service);
        return serve(service, caller, parameters, trail);
    }

    private static QueryParameters parameters(HttpCall call) {
        return QueryParameters.parse(call.rawQuery(), call.body(), QueryLimits.DEFAULT);
    }

    private HttpAnswer serve(ServiceModel service, Caller caller, QueryParameters parameters, Trail trail) {
        var operation = operation(service, parameters);
        trail.operation(operation.model().name());
        return xml(200, run(operation, parameters, caller, trail));
    }

    /** Nothing that is answered is for a browser to keep: secrets among it would be shown again by its back button. */
    private static HttpAnswer xml(int status, byte[] body) {
        return new HttpAnswer(
                status,
                List.of(
                        new HttpHeader("Content-Type", XmlEncoder.CONTENT_TYPE),
                        new HttpHeader("Cache-Control", "no-store")),
                body);
    }

    private <I, O> byte[] run(Operation<I, O> operation, QueryParameters parameters, Caller caller, Trail trail) {
        OperationModel<I, O> model = operation.model();
        var input = QueryDecoder.decode(model, parameters, operations.echo(model.service()));
        var output = runner.run(operation, input, caller, trail);
        return XmlEncoder.answer(model, output, caller.facts().requestId());
    }

    private HttpAnswer serveMetrics(HttpCall call, Trail trail) {
        var signed = authenticate(call, trail);
        if (!signed.service().equals(PortcullisModel.SERVICE)) {
            throw wrongService(PortcullisModel.SERVICE);
        }
        trail.operation(PortcullisModel.GET_METRICS.name());
        var operation = operations.get(PortcullisModel.GET_METRICS);
        var read = runner.run(operation, new GetMetricsRequest(), signed.caller(), trail);
        return HttpAnswer.of(200, read.contentType(), read.text().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Runs an operation for a page of ours, in the way of a request: checked, measured and audited.
     *
     * @throws ApiException if the caller may not, or the operation cannot succeed
     */
    public <I, O> O run(OperationModel<I, O> model, I input, Caller caller, HttpCall call) {
        var trail = new Trail(decisions);
        trail.caller(caller);
        trail.service(operations.bySigningName(model.service().signingName()));
        trail.operation(model.name());
        try {
            var output = runner.run(operations.get(model), input, caller, trail);
            trail.record(call, 200, AuditRecord.SUCCESS, Optional.empty()).ifPresent(audit::append);
            return output;
        } catch (ApiException e) {
            audit(call, trail, AwsErrors.render(e.error(), model.service().protocol()), Optional.empty());
            throw e;
        }
    }

    /** Who signed a request, and for which service. */
    private record Signed(Caller caller, ServiceModel service) {}

    private Signed authenticate(HttpCall call, Trail trail) {
        var authenticated = authenticator.authenticate(raw(call), RequestFacts.of(call), rules);
        var service = operations.bySigningName(authenticated.service());
        trail.caller(authenticated.caller());
        trail.service(service);
        return new Signed(authenticated.caller(), service);
    }

    private Operation<?, ?> operation(ServiceModel service, QueryParameters parameters) {
        var action = parameters.action().orElse("");
        var version = parameters.version().orElse("");
        if (Operations.isRest(service)) {
            throw InvalidAction.of(action, version).asException();
        }
        if (!version.equals(service.metadata().apiVersion())) {
            operations.byVersion(version).ifPresent(other -> {
                throw wrongService(other);
            });
            throw InvalidAction.of(action, version).asException();
        }
        if (!service.knows(action)) {
            throw InvalidAction.of(action, version).asException();
        }
        return operations
                .find(service, action)
                .orElseThrow(() -> new NotImplemented(service.metadata().id() + ":" + action).asException());
    }

    /** The signature is good, but for another service than the version says: it must not be taken there. */
    private static ApiException wrongService(ServiceModel asked) {
        return new NotAuthenticated(
                        NotAuthenticated.Reason.SIGNATURE_DOES_NOT_MATCH,
                        "Credential should be scoped to correct service: '"
                                + asked.metadata().signingName() + "'. ")
                .asException();
    }

    private static void requireQueryRequest(HttpCall call) {
        if (!call.rawPath().equals("/")
                || !(call.method().equals("POST") || call.method().equals("GET"))) {
            throw new MalformedRequest("Requests are sent as GET or POST to the path /.").asException();
        }
        boolean isForm = call.header("Content-Type")
                .map(type -> type.split(";", 2)[0].strip().equalsIgnoreCase(FORM))
                .orElse(false);
        if (call.body().length > 0 && !isForm) {
            throw new MalformedRequest("The body of a request is of Content-Type " + FORM + ".").asException();
        }
    }

    private static RawRequest raw(HttpCall call) {
        var headers = call.headers().stream()
                .map(header -> new RawHeader(header.name(), header.value()))
                .toList();
        return new RawRequest(call.method(), call.target(), headers, Payload.of(call.body()));
    }

    private static ApiError invalid(InvalidRequestException e) {
        return switch (e.reason()) {
            case MALFORMED -> new MalformedRequest(e.getMessage());
            case MISSING -> new MissingParameter(e.getMessage());
            case CONSTRAINTS -> new ValidationError(e.getMessage());
        };
    }

    private HttpAnswer error(HttpCall call, Trail trail, ApiError error) {
        var claim = trail.service().isPresent() ? Optional.<CredentialScope>empty() : claim(call);
        var service = trail.service()
                .or(() -> claim.isPresent() ? Optional.empty() : restServiceOf(call))
                .orElseGet(() -> operations.bySigningName(
                        claim.map(CredentialScope::service).orElse("")));
        var wire = AwsErrors.render(error, service.metadata().protocol());
        if (error instanceof NotAuthenticated) {
            metrics.authenticationFailure(wire.code());
        }
        audit(call, trail, wire, claim.map(CredentialScope::accessKeyId));
        var answer = ErrorAnswer.of(wire.isSenderFault(), wire.code(), wire.message());
        return Operations.isRest(service)
                ? RestCalls.answer(RestJsonEncoder.error(wire.status(), answer))
                : xml(wire.status(), XmlEncoder.error(service.metadata(), answer, call.requestId()));
    }

    /** The service that a request means by its method and path, where it says nothing else. */
    private static Optional<ServiceModel> restServiceOf(HttpCall call) {
        try {
            return Operations.byRoute(RestCalls.request(call));
        } catch (InvalidRequestException e) {
            return Optional.empty(); // it cannot be read, so it means none
        }
    }

    private void audit(HttpCall call, Trail trail, WireError wire, Optional<String> claimedKeyId) {
        try {
            trail.unnamedCaller().ifPresent(caller -> runner.identify(caller, trail));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "The caller of a refused request has no name", e);
        }
        trail.record(call, wire.status(), wire.code(), claimedKeyId).ifPresent(audit::append);
    }

    /** What a request says it is signed for and with, true or not: it decides nothing but the form of an error. */
    private static Optional<CredentialScope> claim(HttpCall call) {
        return switch (SigV4Parser.parse(raw(call))) {
            case SignatureClaim.Signed signed -> Optional.of(signed.scope());
            case SignatureClaim.Unsigned() -> Optional.empty();
            case SignatureClaim.Malformed(var _) -> Optional.empty();
        };
    }
}
