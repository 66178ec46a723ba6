// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authorize;

import dev.portcullis.aws.portcullis.Session;
import dev.portcullis.aws.portcullis.SignedRequest;
import dev.portcullis.aws.sigv4.Payload;
import dev.portcullis.aws.sigv4.RawHeader;
import dev.portcullis.aws.sigv4.RawRequest;
import dev.portcullis.aws.sigv4.SigV4Parser;
import dev.portcullis.aws.sigv4.SignatureClaim;
import dev.portcullis.aws.sigv4.SignatureForm;
import dev.portcullis.aws.sigv4.SignatureRules;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.authn.Authenticator;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.authz.Subject;
import dev.portcullis.server.error.ApiError.InvalidCaller;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.error.ApiError.NotAuthenticated;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.error.AwsErrors;
import dev.portcullis.server.managedpolicies.AwsPolicies;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out who came to the service that asks: from the caller's session, or from the request that the caller signed for that service.
 * A signed request is proof; it is verified as if it had been sent here, except that the service has hashed the body.
 */
final class PresentedCallers {
    /** Services whose clients leave the path as it is and may sign without the body (SigV4, "signing for Amazon S3"). */
    private static final Set<String> OBJECT_STORAGE = Set.of("s3", "s3express", "s3-object-lambda", "s3-outposts");

    /** Requests for this server itself prove nothing elsewhere: others collect them to pass for their senders. */
    private static final Set<String> OWN = Set.of("iam", "sts", "portcullis");

    private static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";
    private static final int SHA256_LENGTH = 64;

    private final Authenticator authenticator;
    private final AwsPolicies awsPolicies;

    PresentedCallers(Authenticator authenticator, AwsPolicies awsPolicies) {
        this.authenticator = authenticator;
        this.awsPolicies = awsPolicies;
    }

    /**
     * The presented caller, in one value of its account, in which its credentials count.
     *
     * @param call of the asker: a registered service may ask about callers of all accounts, everyone else of their own
     * @throws ApiException if exactly one of session and request is not there, or it proves nothing
     */
    Subject find(Optional<Session> session, Optional<SignedRequest> request, Call call) {
        if (session.isPresent() == request.isPresent()) {
            throw new InvalidInput("Either Session or SignedRequest says who the caller is.").asException();
        }
        var asker = call.caller();
        try {
            var caller = session.map(
                            shown -> authenticator.bearer(shown.accessKeyId(), shown.sessionToken(), asker.facts()))
                    .orElseGet(() -> signer(request.orElseThrow(), asker));
            requireMayAsk(asker, caller);
            return Subject.of(call.accounts().read(caller.account()), caller, awsPolicies);
        } catch (ApiException e) {
            throw presented(e);
        }
    }

    private static void requireMayAsk(Caller asker, Caller caller) {
        boolean mayAsk =
                asker.identity() instanceof Identity.Service || asker.account().equals(caller.account());
        if (!mayAsk) {
            throw new InvalidCaller(
                            "The caller belongs to another account than the asker. Only registered services may ask about callers of all accounts.")
                    .asException();
        }
    }

    private Caller signer(SignedRequest request, Caller asker) {
        var name = request.signingName();
        if (OWN.contains(name)) {
            throw new InvalidInput(
                            "SigningName " + name + " is this server's own: callers sign for the service that asks.")
                    .asException();
        }
        var rules = OBJECT_STORAGE.contains(name)
                ? SignatureRules.forObjectStorage(name)
                : SignatureRules.forServices(name);
        return authenticator
                .authenticate(raw(request, rules), asker.facts(), rules)
                .caller();
    }

    private static RawRequest raw(SignedRequest request, SignatureRules rules) {
        var headers = request.headers().stream()
                .map(header -> new RawHeader(header.name(), header.value()))
                .toList();
        if (request.payloadHash().length() == SHA256_LENGTH) {
            var hashed =
                    new RawRequest(request.method(), request.uri(), headers, new Payload.Hashed(request.payloadHash()));
            requireHashSigned(hashed, rules);
            return hashed;
        }
        var unhashed = new RawRequest(request.method(), request.uri(), headers, Payload.none());
        requireUnsignedPayload(unhashed, request.payloadHash(), rules);
        return unhashed;
    }

    /** A service that gives the hash relies on it: the signature must cover it, and not say that it leaves the body out. */
    private static void requireHashSigned(RawRequest request, SignatureRules rules) {
        if (rules.payloadRule() == SignatureRules.PayloadRule.DECLARED
                && claim(request).filter(PresentedCallers::leavesBodyOut).isPresent()) {
            throw new InvalidCaller(
                            "The request does not sign its body: PayloadHash must say what it declares instead, such as "
                                    + UNSIGNED_PAYLOAD + ".")
                    .asException();
        }
    }

    /** A service that gives no hash has checked nothing: only a request that leaves its body unsigned, in the same words, will do. */
    private static void requireUnsignedPayload(RawRequest request, String payloadHash, SignatureRules rules) {
        boolean agrees = rules.payloadRule() == SignatureRules.PayloadRule.DECLARED
                && claim(request)
                        .filter(claim -> leavesBodyOut(claim)
                                && claim.declaredPayload()
                                        .orElse(UNSIGNED_PAYLOAD)
                                        .equals(payloadHash))
                        .isPresent();
        if (!agrees) {
            throw new InvalidCaller("PayloadHash must be the SHA-256 of the request's body.").asException();
        }
    }

    private static boolean leavesBodyOut(SignatureClaim.Signed claim) {
        return claim.declaredPayload()
                .map(declared -> declared.length() != SHA256_LENGTH)
                .orElse(claim.form() == SignatureForm.QUERY);
    }

    private static Optional<SignatureClaim.Signed> claim(RawRequest request) {
        return switch (SigV4Parser.parse(request)) {
            case SignatureClaim.Signed signed -> Optional.of(signed);
            case SignatureClaim.Unsigned() -> Optional.empty();
            case SignatureClaim.Malformed(var _) -> Optional.empty();
        };
    }

    /** What is wrong with the caller is not wrong with the asker: another code, with AWS's code and text in the message. */
    private static ApiException presented(ApiException e) {
        if (!(e.error() instanceof NotAuthenticated)) {
            return e;
        }
        var wire = AwsErrors.render(e.error());
        return new InvalidCaller(wire.code() + ": " + wire.message()).asException();
    }
}
