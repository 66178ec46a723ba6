// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

/** What is known of a request's body. */
public sealed interface Payload {
    /** No body. */
    static Payload none() {
        return new Body(new byte[0]);
    }

    /** The body itself. */
    static Payload of(byte[] bytes) {
        return new Body(bytes);
    }

    /**
     * The body, as it came. It is hashed when a signature over it is checked.
     *
     * @param bytes read, never written to, and not copied
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and copying each body would cost for nothing
    record Body(byte[] bytes) implements Payload {}

    /**
     * A body that somebody whom the caller trusts has seen and hashed: a data service that asks whether a request may pass.
     *
     * @param sha256 64 lower-case hexadecimal digits
     */
    record Hashed(String sha256) implements Payload {
        /** The hash of no bytes at all. */
        public static final String OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

        /** Checks the form of the hash. */
        public Hashed {
            if (!Hex.isSha256(sha256)) {
                throw new IllegalArgumentException("not a SHA-256 in lower-case hexadecimal");
            }
        }
    }

    /** True where there is no body. */
    default boolean isEmpty() {
        return switch (this) {
            case Body(byte[] bytes) -> bytes.length == 0;
            case Hashed(String sha256) -> sha256.equals(Hashed.OF_NOTHING);
        };
    }
}
