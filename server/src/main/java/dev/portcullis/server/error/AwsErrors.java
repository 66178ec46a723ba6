// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.error;

import dev.portcullis.aws.model.Protocol;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiError.DeleteConflict;
import dev.portcullis.server.error.ApiError.DryRun;
import dev.portcullis.server.error.ApiError.DuplicateCertificate;
import dev.portcullis.server.error.ApiError.DuplicateSshPublicKey;
import dev.portcullis.server.error.ApiError.EntityAlreadyExists;
import dev.portcullis.server.error.ApiError.EntityTemporarilyUnmodifiable;
import dev.portcullis.server.error.ApiError.InstanceProblem;
import dev.portcullis.server.error.ApiError.InstanceRoleNotFound;
import dev.portcullis.server.error.ApiError.InvalidAction;
import dev.portcullis.server.error.ApiError.InvalidAuthenticationCode;
import dev.portcullis.server.error.ApiError.InvalidAuthorizationMessage;
import dev.portcullis.server.error.ApiError.InvalidCaller;
import dev.portcullis.server.error.ApiError.InvalidCertificate;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.error.ApiError.InvalidInstanceState;
import dev.portcullis.server.error.ApiError.InvalidJoinToken;
import dev.portcullis.server.error.ApiError.InvalidParameterValue;
import dev.portcullis.server.error.ApiError.InvalidPublicKey;
import dev.portcullis.server.error.ApiError.InvalidUserType;
import dev.portcullis.server.error.ApiError.KeyPairMismatch;
import dev.portcullis.server.error.ApiError.LimitExceeded;
import dev.portcullis.server.error.ApiError.MailNotSent;
import dev.portcullis.server.error.ApiError.MalformedCertificate;
import dev.portcullis.server.error.ApiError.MalformedPolicyDocument;
import dev.portcullis.server.error.ApiError.MalformedRequest;
import dev.portcullis.server.error.ApiError.MissingParameter;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.error.ApiError.NotAuthenticated;
import dev.portcullis.server.error.ApiError.NotImplemented;
import dev.portcullis.server.error.ApiError.NotSupportedService;
import dev.portcullis.server.error.ApiError.PackedPolicyTooLarge;
import dev.portcullis.server.error.ApiError.PasswordPolicyViolation;
import dev.portcullis.server.error.ApiError.ProofRequired;
import dev.portcullis.server.error.ApiError.ServiceFailure;
import dev.portcullis.server.error.ApiError.Throttling;
import dev.portcullis.server.error.ApiError.TooManyTags;
import dev.portcullis.server.error.ApiError.UnauthorizedOperation;
import dev.portcullis.server.error.ApiError.UnmodifiableEntity;
import dev.portcullis.server.error.ApiError.UnrecognizedPublicKeyEncoding;
import dev.portcullis.server.error.ApiError.ValidationError;

/**
 * AWS's codes and HTTP statuses, as the Query services IAM and STS answer them (their models; common errors of the API references), and where
 * EC2 has others ("Error codes for the Amazon EC2 API").
 */
public final class AwsErrors {
    private AwsErrors() {}

    /** An error as it goes over the wire. */
    public record WireError(int status, String code, String message) {
        public boolean isSenderFault() {
            return status < 500;
        }
    }

    /** As the service with that protocol tells it. */
    public static WireError render(ApiError error, Protocol protocol) {
        return switch (protocol) {
            case EC2 -> renderEc2(error);
            case REST_JSON -> renderRestJson(error);
            case QUERY, JSON, REST_XML -> render(error);
        };
    }

    private static WireError renderEc2(ApiError error) {
        return switch (error) {
            case AccessDenied(var message) -> new WireError(403, "UnauthorizedOperation", message);
            case NotAuthenticated(var reason, var message) -> notAuthenticatedEc2(reason, message);
            case ValidationError(var message) -> new WireError(400, "InvalidParameterValue", message);
            case InvalidInput(var message) -> new WireError(400, "InvalidParameterValue", message);
            case MalformedRequest(var message) -> new WireError(400, "InvalidParameterValue", message);
            case MissingParameter(var message) -> new WireError(400, "MissingParameter", message);
            case Throttling(var message) -> new WireError(503, "RequestLimitExceeded", message);
            case ServiceFailure(var message) -> new WireError(500, "InternalError", message);
            default -> render(error);
        };
    }

    /** In REST-JSON nearly everything that a request has wrong is one error; codes end in {@code Exception}. */
    private static WireError renderRestJson(ApiError error) {
        return switch (error) {
            case ValidationError(var message) -> new WireError(400, "ValidationException", message);
            case MissingParameter(var message) -> new WireError(400, "ValidationException", message);
            case InvalidInput(var message) -> new WireError(400, "ValidationException", message);
            case InvalidParameterValue(var message) -> new WireError(400, "ValidationException", message);
            case MalformedPolicyDocument(var message) -> new WireError(400, "ValidationException", message);
            case MalformedCertificate(var message) -> new WireError(400, "ValidationException", message);
            case PackedPolicyTooLarge(var message) -> new WireError(400, "ValidationException", message);
            case LimitExceeded(var message) -> new WireError(400, "ValidationException", message);
            case TooManyTags(var message) -> new WireError(400, "TooManyTagsException", message);
            case NoSuchEntity(var message) -> new WireError(404, "ResourceNotFoundException", message);
            case AccessDenied(var message) -> new WireError(403, "AccessDeniedException", message);
            case ProofRequired(var message) -> new WireError(403, "ReauthenticationRequired", message);
            case NotAuthenticated(var reason, var message) -> notAuthenticatedRestJson(reason, message);
            case InvalidAction(var message) -> new WireError(404, "UnknownOperationException", message);
            case MalformedRequest(var message) -> new WireError(400, "SerializationException", message);
            case Throttling(var message) -> new WireError(429, "ThrottlingException", message);
            case ServiceFailure(var message) -> new WireError(500, "InternalServerException", message);
            default -> render(error);
        };
    }

    private static WireError notAuthenticatedRestJson(NotAuthenticated.Reason reason, String message) {
        return switch (reason) {
            case MISSING_TOKEN -> new WireError(403, "MissingAuthenticationTokenException", message);
            case INCOMPLETE_SIGNATURE -> new WireError(403, "IncompleteSignatureException", message);
            case INVALID_TOKEN_ID -> new WireError(403, "UnrecognizedClientException", message);
            case SIGNATURE_DOES_NOT_MATCH, CLOCK_DIFFERS -> new WireError(403, "InvalidSignatureException", message);
            case EXPIRED_TOKEN -> new WireError(403, "ExpiredTokenException", message);
        };
    }

    private static WireError notAuthenticatedEc2(NotAuthenticated.Reason reason, String message) {
        return switch (reason) {
            case MISSING_TOKEN, INCOMPLETE_SIGNATURE, INVALID_TOKEN_ID, SIGNATURE_DOES_NOT_MATCH ->
                new WireError(401, "AuthFailure", message);
            case CLOCK_DIFFERS, EXPIRED_TOKEN -> new WireError(400, "RequestExpired", message);
        };
    }

    private static WireError instanceProblem(InstanceProblem.Fault fault, String message) {
        var code = switch (fault) {
            case NO_SUCH_INSTANCE -> "InvalidInstanceID.NotFound";
            case MALFORMED_INSTANCE_ID -> "InvalidInstanceID.Malformed";
            case NO_SUCH_IMAGE -> "InvalidAMIID.NotFound";
            case NO_SUCH_ASSOCIATION -> "InvalidAssociationID.NotFound";
            case NO_SUCH_RESOURCE -> "InvalidID";
            case WRONG_STATE_OF_INSTANCE -> "IncorrectInstanceState";
            case WRONG_STATE -> "IncorrectState";
            case BAD_VALUE -> "InvalidParameterValue";
            case BAD_COMBINATION -> "InvalidParameterCombination";
            case MISSING_VALUE -> "MissingParameter";
            case OTHER_REQUEST_WITH_TOKEN -> "IdempotentParameterMismatch";
            case TOO_MANY_INSTANCES -> "InstanceLimitExceeded";
            case TOO_MANY_TAGS -> "TagLimitExceeded";
        };
        return new WireError(400, code, message);
    }

    public static WireError render(ApiError error) {
        return switch (error) {
            case NoSuchEntity(var message) -> new WireError(404, "NoSuchEntity", message);
            case EntityAlreadyExists(var message) -> new WireError(409, "EntityAlreadyExists", message);
            case LimitExceeded(var message) -> new WireError(409, "LimitExceeded", message);
            case TooManyTags(var message) -> new WireError(400, "TooManyTags", message);
            case DeleteConflict(var message) -> new WireError(409, "DeleteConflict", message);
            case InvalidInput(var message) -> new WireError(400, "InvalidInput", message);
            case InvalidCaller(var message) -> new WireError(400, "InvalidCaller", message);
            case InvalidParameterValue(var message) -> new WireError(400, "InvalidParameterValue", message);
            case ValidationError(var message) -> new WireError(400, "ValidationError", message);
            case InvalidAuthorizationMessage(var message) ->
                new WireError(400, "InvalidAuthorizationMessageException", message);
            case MalformedPolicyDocument(var message) -> new WireError(400, "MalformedPolicyDocument", message);
            case PackedPolicyTooLarge(var message) -> new WireError(400, "PackedPolicyTooLarge", message);
            case PasswordPolicyViolation(var message) -> new WireError(400, "PasswordPolicyViolation", message);
            case InvalidAuthenticationCode(var message) -> new WireError(403, "InvalidAuthenticationCode", message);
            case InvalidUserType(var message) -> new WireError(400, "InvalidUserType", message);
            case NotSupportedService(var message) -> new WireError(404, "NotSupportedService", message);
            case MalformedCertificate(var message) -> new WireError(400, "MalformedCertificate", message);
            case InvalidCertificate(var message) -> new WireError(400, "InvalidCertificate", message);
            case DuplicateCertificate(var message) -> new WireError(409, "DuplicateCertificate", message);
            case KeyPairMismatch(var message) -> new WireError(400, "KeyPairMismatch", message);
            case InvalidPublicKey(var message) -> new WireError(400, "InvalidPublicKey", message);
            case UnrecognizedPublicKeyEncoding(var message) ->
                new WireError(400, "UnrecognizedPublicKeyEncoding", message);
            case DuplicateSshPublicKey(var message) -> new WireError(400, "DuplicateSSHPublicKey", message);
            case EntityTemporarilyUnmodifiable(var message) ->
                new WireError(409, "EntityTemporarilyUnmodifiable", message);
            case MailNotSent(var message) -> new WireError(400, "MailNotSent", message); // no 5xx: clients would repeat
            case Throttling(var message) -> new WireError(400, "Throttling", message);
            case UnmodifiableEntity(var message) -> new WireError(400, "UnmodifiableEntity", message);
            case AccessDenied(var message) -> new WireError(403, "AccessDenied", message);
            case ProofRequired(var message) -> new WireError(403, "ReauthenticationRequired", message);
            case UnauthorizedOperation(var message) -> new WireError(403, "UnauthorizedOperation", message);
            case DryRun() ->
                new WireError(412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");
            case InstanceProblem(var fault, var message) -> instanceProblem(fault, message);
            case InvalidJoinToken(var message) -> new WireError(403, "InvalidJoinToken", message);
            case InstanceRoleNotFound(var message) -> new WireError(400, "InstanceRoleNotFound", message);
            case InvalidInstanceState(var message) -> new WireError(400, "InvalidInstanceState", message);
            case MissingParameter(var message) -> new WireError(400, "ValidationError", message);
            case NotAuthenticated(var reason, var message) -> notAuthenticated(reason, message);
            case InvalidAction(var message) -> new WireError(400, "InvalidAction", message);
            case MalformedRequest(var message) -> new WireError(400, "MalformedInput", message);
            case NotImplemented(var operation) ->
                new WireError(501, "NotImplemented", "The operation " + operation + " is not implemented here yet.");
            case ServiceFailure(var message) -> new WireError(500, "ServiceFailure", message);
        };
    }

    private static WireError notAuthenticated(NotAuthenticated.Reason reason, String message) {
        return switch (reason) {
            case MISSING_TOKEN -> new WireError(403, "MissingAuthenticationToken", message);
            case INCOMPLETE_SIGNATURE -> new WireError(400, "IncompleteSignature", message);
            case INVALID_TOKEN_ID -> new WireError(403, "InvalidClientTokenId", message);
            case SIGNATURE_DOES_NOT_MATCH, CLOCK_DIFFERS -> new WireError(403, "SignatureDoesNotMatch", message);
            case EXPIRED_TOKEN -> new WireError(403, "ExpiredToken", message);
        };
    }
}
