// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.wire;

/** A request that cannot be decoded, or whose values break the constraints of the model. Thrown for nothing else. */
public final class InvalidRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What AWS tells apart by error code. */
    public enum Reason {
        /** The parameters are not of the form that the protocol asks for: {@code MalformedInput}, 400. */
        MALFORMED,
        /** Required values are missing, and nothing else is wrong: {@code ValidationError} too, in EC2 {@code MissingParameter}. */
        MISSING,
        /** Values break constraints of the model: {@code ValidationError}, 400. */
        CONSTRAINTS
    }

    private final Reason reason;

    public InvalidRequestException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** A request that is not of the form that the protocol asks for. */
    public static InvalidRequestException malformed(String message) {
        return new InvalidRequestException(Reason.MALFORMED, message);
    }

    /** Which of the two it is. */
    public Reason reason() {
        return reason;
    }

    /** AWS's text, for the caller. It may repeat what the caller sent, though never a secret. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
