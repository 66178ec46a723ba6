// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a request's signature does not count, with AWS's text where it is known. The error code and the HTTP status depend on the protocol
 * of the service that answers; {@link #category()} is what they are chosen by.
 */
public sealed interface SignatureProblem {
    /** The kinds of failure that protocols tell apart by error code. */
    enum Category {
        /** There is no signature. */
        MISSING,
        /** There is something that cannot be a signature. */
        INCOMPLETE,
        /** The signature is for another day, region or service. */
        WRONG_SCOPE,
        /** The signature is too old or from the future. */
        CLOCK,
        /** The signature is not one of this request, or leaves something unsigned. */
        MISMATCH
    }

    /** What kind of failure this is. */
    Category category();

    /** One or more sentences for the caller. They may repeat what the caller sent, so they are not for logs. */
    String message();

    /** No signature at all. */
    record MissingToken() implements SignatureProblem {
        @Override
        public Category category() {
            return Category.MISSING;
        }

        @Override
        public String message() {
            return "Request is missing Authentication Token";
        }
    }

    /**
     * A part of the Authorization header without an equal-sign.
     *
     * @param headerDigest Base64 of the SHA-256 of the header, which AWS gives instead of the header
     */
    record NotKeyValue(String headerDigest) implements SignatureProblem {
        @Override
        public Category category() {
            return Category.INCOMPLETE;
        }

        @Override
        public String message() {
            return "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '%s'."
                    .formatted(headerDigest);
        }
    }

    /**
     * An Authorization header, or the date beside it, that lacks something.
     *
     * @param parameters which of Credential, Signature and SignedHeaders are missing
     * @param dateMissing whether there is no date
     * @param headerDigest Base64 of the SHA-256 of the header
     */
    record HeaderLacks(List<String> parameters, boolean dateMissing, String headerDigest) implements SignatureProblem {
        /** Copies the list. */
        public HeaderLacks {
            parameters = List.copyOf(parameters);
        }

        @Override
        public Category category() {
            return Category.INCOMPLETE;
        }

        @Override
        public String message() {
            StringBuilder message = new StringBuilder();
            for (String parameter : parameters) {
                message.append("Authorization header requires '")
                        .append(parameter)
                        .append("' parameter. ");
            }
            if (dateMissing) {
                message.append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
            }
            return message.append("(Hashed with SHA-256 and encoded with Base64) Authorization=")
                    .append(headerDigest)
                    .toString();
        }
    }

    /** A signature with a certificate that lacks the certificate, the date or a part of the Authorization header, or has too much of it. */
    record IncompleteX509() implements SignatureProblem {
        @Override
        public Category category() {
            return Category.INCOMPLETE;
        }

        @Override
        public String message() {
            return "The request needs X-Amz-Date, one certificate in X-Amz-X509, at most 5 in X-Amz-X509-Chain, and an"
                    + " Authorization header with Credential, SignedHeaders and Signature.";
        }
    }

    /** A presigned request without some of its parameters. */
    record QueryLacks(List<String> parameters) implements SignatureProblem {
        /** Copies the list. */
        public QueryLacks {
            parameters = List.copyOf(parameters);
        }

        @Override
        public Category category() {
            return Category.INCOMPLETE;
        }

        @Override
        public String message() {
            StringBuilder message = new StringBuilder();
            for (String parameter : parameters) {
                message.append("AWS query-string parameters must include '")
                        .append(parameter)
                        .append("'. ");
            }
            return message.append("Re-examine the query-string parameters.").toString();
        }
    }

    /** A header or parameter that may be there once is there twice, or under a name that differs in letter case only. */
    record Ambiguous(String name) implements SignatureProblem {
        @Override
        public Category category() {
            return Category.INCOMPLETE;
        }

        @Override
        public String message() {
            return "'%s' is given more than once, or not in its exact letter case.".formatted(name);
        }
    }

    /** A signature in the header and (part of) one in the query string. */
    record TwoSignatures() implements SignatureProblem {
        @Override
        public Category category() {
            return Category.INCOMPLETE;
        }

        @Override
        public String message() {
            return "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.";
        }
    }

    /** An algorithm that is not known, or not taken where the request was sent. */
    record UnsupportedAlgorithm(String algorithm) implements SignatureProblem {
        @Override
        public Category category() {
            return Category.INCOMPLETE;
        }

        @Override
        public String message() {
            return "Unsupported AWS 'algorithm': '%s' (only AWS4-HMAC-SHA256 for now). ".formatted(algorithm);
        }
    }

    /** A date that is none, or not in the form yyyyMMdd'T'HHmmss'Z'. */
    record BadDate(String got) implements SignatureProblem {
        @Override
        public Category category() {
            return Category.INCOMPLETE;
        }

        @Override
        public String message() {
            return "Date must be in ISO-8601 'basic format'. Got '%s'. See http://en.wikipedia.org/wiki/ISO_8601"
                    .formatted(got);
        }
    }

    /** A credential with more or fewer elements than the algorithm wants, keyid/date/region/service/term, or with an empty one. */
    record BadCredential(SignatureAlgorithm algorithm, String got) implements SignatureProblem {
        @Override
        public Category category() {
            return Category.INCOMPLETE;
        }

        @Override
        public String message() {
            return "Credential must have exactly %d slash-delimited elements, e.g. %s, got '%s'"
                    .formatted(algorithm.credentialElements(), algorithm.credentialForm(), got);
        }
    }

    /** Signed headers that are not lower-case names in ascending order, each once. */
    record BadSignedHeaders(String got) implements SignatureProblem {
        @Override
        public Category category() {
            return Category.INCOMPLETE;
        }

        @Override
        public String message() {
            return "SignedHeaders must be lower-case header names in ascending order, each once, delimited by semicolons, got '%s'"
                    .formatted(got);
        }
    }

    /** A SigV4a signature without X-Amz-Region-Set where it belongs: beside the Authorization header, or in the query string. */
    record NoRegionSet(SignatureForm form) implements SignatureProblem {
        @Override
        public Category category() {
            return Category.INCOMPLETE;
        }

        @Override
        public String message() {
            return switch (form) {
                case HEADER -> "Authorization header requires existence of a 'X-Amz-Region-Set' header.";
                case QUERY -> new QueryLacks(List.of("X-Amz-Region-Set")).message();
            };
        }
    }

    /** An X-Amz-Region-Set that is no list of regions. */
    record BadRegionSet(String got) implements SignatureProblem {
        @Override
        public Category category() {
            return Category.INCOMPLETE;
        }

        @Override
        public String message() {
            return "X-Amz-Region-Set must be region names, with or without asterisks, delimited by commas, got '%s'"
                    .formatted(got);
        }
    }

    /** A request target that no signature can be made over. */
    record BadTarget() implements SignatureProblem {
        @Override
        public Category category() {
            return Category.INCOMPLETE;
        }

        @Override
        public String message() {
            return "The request target must be an absolute path with well-formed percent-encoding.";
        }
    }

    /** An X-Amz-Expires that is no number from 1 to 604,800. */
    record BadExpires(String got) implements SignatureProblem {
        @Override
        public Category category() {
            return Category.INCOMPLETE;
        }

        @Override
        public String message() {
            return "X-Amz-Expires must be a number of seconds from 1 to 604800, got '%s'".formatted(got);
        }
    }

    /** The host is not signed. */
    record HostNotSigned() implements SignatureProblem {
        @Override
        public Category category() {
            return Category.MISMATCH;
        }

        @Override
        public String message() {
            return "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
        }
    }

    /** An x-amz-* header that is there but not signed. */
    record HeaderNotSigned(String name) implements SignatureProblem {
        @Override
        public Category category() {
            return Category.MISMATCH;
        }

        @Override
        public String message() {
            return "There were headers present in the request which were not signed: %s".formatted(name);
        }
    }

    /**
     * The signature was made too long ago.
     *
     * @param allowed how long it held
     */
    record Expired(Instant signedAt, Instant now, Duration allowed) implements SignatureProblem {
        @Override
        public Category category() {
            return Category.CLOCK;
        }

        @Override
        public String message() {
            return "Signature expired: %s is now earlier than %s (%s - %s)"
                    .formatted(
                            AmzDate.format(signedAt),
                            AmzDate.format(now.minus(allowed)),
                            AmzDate.format(now),
                            inWords(allowed));
        }
    }

    /** The signature is from the future. */
    record NotYetCurrent(Instant signedAt, Instant now, Duration allowed) implements SignatureProblem {
        @Override
        public Category category() {
            return Category.CLOCK;
        }

        @Override
        public String message() {
            return "Signature not yet current: %s is still later than %s (%s + %s)"
                    .formatted(
                            AmzDate.format(signedAt),
                            AmzDate.format(now.plus(allowed)),
                            AmzDate.format(now),
                            inWords(allowed));
        }
    }

    /**
     * A credential scope that does not fit the request.
     *
     * @param scope the scope
     * @param timestamp the date of the request
     * @param service a service that would be right
     * @param regionWrong whether the region is no region name, or the regions of a SigV4a signature do not cover that of the endpoint
     * @param serviceWrong whether the service is another one
     */
    record WrongScope(
            CredentialScope scope, String timestamp, String service, boolean regionWrong, boolean serviceWrong)
            implements SignatureProblem {
        @Override
        public Category category() {
            return Category.WRONG_SCOPE;
        }

        @Override
        public String message() {
            List<String> sentences = new ArrayList<>();
            if (regionWrong) {
                sentences.add("Credential should be scoped to a valid region.");
            }
            if (serviceWrong) {
                sentences.add("Credential should be scoped to correct service: '%s'.".formatted(service));
            }
            if (!scope.terminator().equals(CredentialScope.TERMINATOR)) {
                sentences.add("Credential should be scoped with a valid terminator: 'aws4_request', not '%s'."
                        .formatted(scope.terminator()));
            }
            if (!timestamp.startsWith(scope.date()) || scope.date().length() != 8) {
                sentences.add(
                        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '%s' != '%s', from '%s'."
                                .formatted(
                                        scope.date(),
                                        timestamp.substring(0, Math.min(8, timestamp.length())),
                                        timestamp));
            }
            return String.join(" ", sentences);
        }
    }

    /** An x-amz-content-sha256 that is not the hash of the body. */
    record PayloadMismatch() implements SignatureProblem {
        @Override
        public Category category() {
            return Category.MISMATCH;
        }

        @Override
        public String message() {
            return "The provided 'x-amz-content-sha256' header does not match what was computed.";
        }
    }

    /** A body that the signature says it leaves out, at a service that wants it signed. */
    record UnsignedPayload(String declared) implements SignatureProblem {
        @Override
        public Category category() {
            return Category.MISMATCH;
        }

        @Override
        public String message() {
            return "The payload of this request must be signed: 'x-amz-content-sha256' must be its SHA-256, not '%s'."
                    .formatted(declared);
        }
    }

    /** The signature is not the one that the key makes over this request. */
    record WrongSignature() implements SignatureProblem {
        @Override
        public Category category() {
            return Category.MISMATCH;
        }

        @Override
        public String message() {
            return "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
        }
    }

    private static String inWords(Duration duration) {
        return duration.toSecondsPart() == 0 ? duration.toMinutes() + " min." : duration.toSeconds() + " sec.";
    }
}
