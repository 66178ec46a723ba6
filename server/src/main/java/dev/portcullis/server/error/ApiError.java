// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.error;

/** Why an API call cannot succeed. Messages are whole sentences, AWS's own where clients are known to read them. */
public sealed interface ApiError {
    default ApiException asException() {
        return new ApiException(this);
    }

    /** What the request names is not there. */
    record NoSuchEntity(String message) implements ApiError {
        public static NoSuchEntity user(String name) {
            return new NoSuchEntity("The user with name " + name + " cannot be found.");
        }

        public static NoSuchEntity group(String name) {
            return new NoSuchEntity("The group with name " + name + " cannot be found.");
        }

        public static NoSuchEntity role(String name) {
            return new NoSuchEntity("The role with name " + name + " cannot be found.");
        }

        public static NoSuchEntity instanceProfile(String name) {
            return new NoSuchEntity("Instance Profile " + name + " cannot be found.");
        }

        public static NoSuchEntity policy(String arn) {
            return new NoSuchEntity("Policy " + arn + " was not found.");
        }

        public static NoSuchEntity accessKey(String id) {
            return new NoSuchEntity("The Access Key with id " + id + " cannot be found.");
        }

        public static NoSuchEntity loginProfile(String userName) {
            return new NoSuchEntity("Login Profile for User " + userName + " cannot be found.");
        }

        public static NoSuchEntity mfaDevice(String serialNumber) {
            return new NoSuchEntity("MFA Device with serial number " + serialNumber + " does not exist.");
        }

        public static NoSuchEntity sshPublicKey(String id) {
            return new NoSuchEntity("The Public Key with id " + id + " cannot be found.");
        }

        public static NoSuchEntity serviceCredential(String id) {
            return new NoSuchEntity("The service specific credential with id " + id + " cannot be found.");
        }

        public static NoSuchEntity certificate(String id) {
            return new NoSuchEntity("The Certificate with id " + id + " cannot be found.");
        }

        public static NoSuchEntity serverCertificate(String name) {
            return new NoSuchEntity("The Server Certificate with name " + name + " cannot be found.");
        }

        public static NoSuchEntity service(String name) {
            return new NoSuchEntity("The service with principal " + name + " cannot be found.");
        }
    }

    /** The name is taken. */
    record EntityAlreadyExists(String message) implements ApiError {
        /** @param kind capitalised, such as {@code User} */
        public static EntityAlreadyExists named(String kind, String name) {
            return new EntityAlreadyExists(kind + " with name " + name + " already exists.");
        }
    }

    /** A quota is used up. */
    record LimitExceeded(String message) implements ApiError {
        /** @param quota AWS's name of it, such as {@code UsersPerAccount} */
        public static LimitExceeded of(String quota, int limit) {
            return new LimitExceeded("Cannot exceed quota for " + quota + ": " + limit);
        }
    }

    /** A resource would have more tags than it may. */
    record TooManyTags(String message) implements ApiError {}

    /** What is to be deleted still has something, or is still used. */
    record DeleteConflict(String message) implements ApiError {}

    /** A parameter is well formed but makes no sense here. */
    record InvalidInput(String message) implements ApiError {}

    /** The caller that a service presents is not one: its session or signature does not count. */
    record InvalidCaller(String message) implements ApiError {}

    /** As InvalidInput, in the words of STS. */
    record InvalidParameterValue(String message) implements ApiError {}

    /** A parameter breaks the model's constraints, or a rule of the operation about its form. */
    record ValidationError(String message) implements ApiError {}

    /** The encoded message was not made here for the caller's account, or is too old. */
    record InvalidAuthorizationMessage(String message) implements ApiError {}

    /** The document is no policy of the kind asked for. */
    record MalformedPolicyDocument(String message) implements ApiError {}

    /** Session policies and tags need more room than a session token has. */
    record PackedPolicyTooLarge(String message) implements ApiError {}

    /** The password is not good enough for the account, or was used before. */
    record PasswordPolicyViolation(String message) implements ApiError {}

    /** A one-time password is wrong. */
    record InvalidAuthenticationCode(String message) implements ApiError {}

    /** Only an IAM user can do this, and the caller is none. */
    record InvalidUserType(String message) implements ApiError {}

    /** The service does not take credentials of that kind. */
    record NotSupportedService(String message) implements ApiError {}

    /** The text is no certificate, or no key, or a chain that does not hold. */
    record MalformedCertificate(String message) implements ApiError {}

    /** The private key is not that of the certificate. */
    record KeyPairMismatch(String message) implements ApiError {}

    /** The certificate can be read and is of no use. */
    record InvalidCertificate(String message) implements ApiError {}

    /** Somebody in the account has that certificate already. */
    record DuplicateCertificate(String message) implements ApiError {}

    /** The public key is no good, or not of a kind that is accepted. */
    record InvalidPublicKey(String message) implements ApiError {}

    /** The text is no public key in an encoding that is known. */
    record UnrecognizedPublicKeyEncoding(String message) implements ApiError {}

    /** The user has that SSH public key already. */
    record DuplicateSshPublicKey(String message) implements ApiError {}

    /** The entity changed while the call was under way: it can be tried again. */
    record EntityTemporarilyUnmodifiable(String message) implements ApiError {}

    /** A mail could not be handed to the mail server; what was to be done with it was not done. */
    record MailNotSent(String message) implements ApiError {}

    /** Too much is asked for at once: it can be tried again later. */
    record Throttling(String message) implements ApiError {}

    /** The entity belongs to a service, or to AWS, and callers may not change it. */
    record UnmodifiableEntity(String message) implements ApiError {
        public static UnmodifiableEntity role(String name) {
            return new UnmodifiableEntity("Cannot perform the operation on the protected role '" + name
                    + "' - this role is only modifiable by AWS");
        }
    }

    /** Policies, or the kind of credentials, do not allow the call. */
    record AccessDenied(String message) implements ApiError {}

    /** Policies allow the call, but the browser session has to prove again whose it is. */
    record ProofRequired(String message) implements ApiError {}

    /** As AccessDenied, of EC2: the message holds an encoded one that tells more to who may decode it. */
    record UnauthorizedOperation(String message) implements ApiError {}

    /** The caller may do what it asked for, and did not ask for it to be done. */
    record DryRun() implements ApiError {}

    /** A call about instances that cannot succeed. */
    record InstanceProblem(Fault fault, String message) implements ApiError {
        /** Why; each has a code of its own. */
        public enum Fault {
            NO_SUCH_INSTANCE,
            MALFORMED_INSTANCE_ID,
            NO_SUCH_IMAGE,
            NO_SUCH_ASSOCIATION,
            NO_SUCH_RESOURCE,
            WRONG_STATE_OF_INSTANCE,
            WRONG_STATE,
            BAD_VALUE,
            BAD_COMBINATION,
            MISSING_VALUE,
            OTHER_REQUEST_WITH_TOKEN,
            TOO_MANY_INSTANCES,
            TOO_MANY_TAGS
        }

        public static InstanceProblem noSuchInstance(String id) {
            return new InstanceProblem(Fault.NO_SUCH_INSTANCE, "The instance ID '" + id + "' does not exist");
        }

        public static InstanceProblem badValue(String message) {
            return new InstanceProblem(Fault.BAD_VALUE, message);
        }
    }

    /** The token does not let anybody join, for whatever reason: whoever calls is nobody yet, and is told no more. */
    record InvalidJoinToken(String message) implements ApiError {}

    /** There is no role for the instance, or it does not let EC2 assume it. */
    record InstanceRoleNotFound(String message) implements ApiError {}

    /** The instance is not in a state for that. */
    record InvalidInstanceState(String message) implements ApiError {}

    /** Required parameters are missing, and nothing else is wrong. */
    record MissingParameter(String message) implements ApiError {}

    /** The proof of identity is not accepted: who calls is not known. */
    record NotAuthenticated(Reason reason, String message) implements ApiError {
        /** Why; each has a code of its own. */
        public enum Reason {
            MISSING_TOKEN,
            INCOMPLETE_SIGNATURE,
            INVALID_TOKEN_ID,
            SIGNATURE_DOES_NOT_MATCH,
            CLOCK_DIFFERS,
            EXPIRED_TOKEN
        }
    }

    /** The service has no such operation, or not in that version. */
    record InvalidAction(String message) implements ApiError {
        public static InvalidAction of(String action, String version) {
            return new InvalidAction("Could not find operation " + action + " for version " + version);
        }
    }

    /** The request cannot be read as one of its protocol. */
    record MalformedRequest(String message) implements ApiError {}

    /** AWS has the operation; this server does not yet. */
    record NotImplemented(String operation) implements ApiError {}

    /** A fault of ours, or a store that cannot be written: the log has the rest under the request id. */
    record ServiceFailure(String message) implements ApiError {}
}
