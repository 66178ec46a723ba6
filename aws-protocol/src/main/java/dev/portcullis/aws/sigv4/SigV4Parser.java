// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import dev.portcullis.aws.sigv4.SignatureClaim.Malformed;
import dev.portcullis.aws.sigv4.SignatureClaim.Signed;
import dev.portcullis.aws.sigv4.SignatureClaim.Unsigned;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a request says about its signature: header form, query form, or none. Two forms at once, and anything given twice that may be
 * there once, are malformed, so that no two readers can take the request differently. Stateless; never throws for what a request contains.
 */
public final class SigV4Parser {
    private static final int MAX_EXPIRES = 604_800;
    private static final int MAX_KEY_ID_LENGTH = 128;

    private static final String CREDENTIAL = "Credential";
    private static final String SIGNED_HEADERS = "SignedHeaders";
    private static final String SIGNATURE = "Signature";

    private SigV4Parser() {}

    /** Reads the claim of a request. */
    public static SignatureClaim parse(RawRequest request) {
        try {
            Headers headers = Headers.of(request.headers());
            Query query = Query.of(request.target());
            if (headers.authorization != null) {
                if (query.any) {
                    return new Malformed(new SignatureProblem.TwoSignatures());
                }
                return fromHeader(headers, headers.authorization);
            }
            return query.any ? fromQuery(headers, query) : new Unsigned();
        } catch (MalformedClaim e) {
            return new Malformed(e.problem);
        }
    }

    private static Signed fromHeader(Headers headers, String authorization) {
        Authorization parts = Authorization.of(authorization);
        List<String> missing = new ArrayList<>(0);
        require(parts.credential, CREDENTIAL, missing);
        require(parts.signature, SIGNATURE, missing);
        require(parts.signedHeaders, SIGNED_HEADERS, missing);
        String date = headers.amzDate == null ? headers.date : headers.amzDate;
        if (!missing.isEmpty() || date == null) {
            throw new MalformedClaim(new SignatureProblem.HeaderLacks(missing, date == null, digestOf(authorization)));
        }
        Instant signedAt = (headers.amzDate == null ? AmzDate.parseDateHeader(date) : AmzDate.parse(date))
                .orElseThrow(() -> new MalformedClaim(new SignatureProblem.BadDate(date)));
        SignatureAlgorithm algorithm = algorithm(parts.algorithm);
        return new Signed(
                SignatureForm.HEADER,
                algorithm,
                scope(algorithm, orEmpty(parts.credential)),
                signedHeaders(orEmpty(parts.signedHeaders)),
                orEmpty(parts.signature),
                signedAt,
                headers.amzDate == null ? AmzDate.format(signedAt) : date,
                OptionalLong.empty(),
                Optional.ofNullable(headers.securityToken),
                false,
                Optional.ofNullable(headers.contentSha256),
                regions(algorithm, SignatureForm.HEADER, headers.regionSet));
    }

    private static Signed fromQuery(Headers headers, Query query) {
        List<String> missing = new ArrayList<>(0);
        require(query.algorithm, "X-Amz-Algorithm", missing);
        require(query.credential, "X-Amz-Credential", missing);
        require(query.signature, "X-Amz-Signature", missing);
        require(query.signedHeaders, "X-Amz-SignedHeaders", missing);
        require(query.date, "X-Amz-Date", missing);
        if (!missing.isEmpty()) {
            throw new MalformedClaim(new SignatureProblem.QueryLacks(missing));
        }
        String date = orEmpty(query.date);
        Instant signedAt =
                AmzDate.parse(date).orElseThrow(() -> new MalformedClaim(new SignatureProblem.BadDate(date)));
        SignatureAlgorithm algorithm = algorithm(orEmpty(query.algorithm));
        if (query.securityToken != null && headers.securityToken != null) {
            throw new MalformedClaim(new SignatureProblem.Ambiguous("X-Amz-Security-Token"));
        }
        if (query.contentSha256 != null && headers.contentSha256 != null) {
            throw new MalformedClaim(new SignatureProblem.Ambiguous("X-Amz-Content-Sha256"));
        }
        if (query.regionSet != null && headers.regionSet != null) {
            throw new MalformedClaim(new SignatureProblem.Ambiguous("X-Amz-Region-Set"));
        }
        return new Signed(
                SignatureForm.QUERY,
                algorithm,
                scope(algorithm, orEmpty(query.credential)),
                signedHeaders(orEmpty(query.signedHeaders)),
                orEmpty(query.signature),
                signedAt,
                date,
                expires(query.expires),
                Optional.ofNullable(query.securityToken == null ? headers.securityToken : query.securityToken),
                query.securityToken != null,
                Optional.ofNullable(query.contentSha256 == null ? headers.contentSha256 : query.contentSha256),
                regions(algorithm, SignatureForm.QUERY, query.regionSet));
    }

    private static OptionalLong expires(@Nullable String text) {
        if (text == null) {
            return OptionalLong.empty();
        }
        long seconds = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            seconds = c < '0' || c > '9' || i > 5 ? -1 : 10 * seconds + c - '0';
            if (seconds < 0) {
                break;
            }
        }
        if (seconds < 1 || seconds > MAX_EXPIRES) {
            throw new MalformedClaim(new SignatureProblem.BadExpires(text));
        }
        return OptionalLong.of(seconds);
    }

    private static CredentialScope scope(SignatureAlgorithm algorithm, String credential) {
        return switch (algorithm) {
            case HMAC_SHA256 -> scopeOfRegion(credential);
            case ECDSA_P256_SHA256 -> scopeOfAllRegions(credential);
        };
    }

    private static CredentialScope scopeOfAllRegions(String credential) {
        int date = credential.indexOf('/') + 1;
        int service = credential.indexOf('/', date) + 1;
        int terminator = credential.indexOf('/', service) + 1;
        boolean four = date > 1
                && date <= MAX_KEY_ID_LENGTH + 1
                && service > date
                && terminator > service
                && credential.indexOf('/', terminator) < 0;
        if (!four) {
            throw new MalformedClaim(
                    new SignatureProblem.BadCredential(SignatureAlgorithm.ECDSA_P256_SHA256, credential));
        }
        return new CredentialScope(
                credential.substring(0, date - 1),
                credential.substring(date, service - 1),
                "",
                credential.substring(service, terminator - 1),
                credential.substring(terminator));
    }

    static CredentialScope scopeOfRegion(String credential) {
        int date = credential.indexOf('/') + 1;
        int region = credential.indexOf('/', date) + 1;
        int service = credential.indexOf('/', region) + 1;
        int terminator = credential.indexOf('/', service) + 1;
        boolean five = date > 1
                && date <= MAX_KEY_ID_LENGTH + 1
                && region > date
                && service > region
                && terminator > service
                && credential.indexOf('/', terminator) < 0;
        if (!five) {
            throw new MalformedClaim(new SignatureProblem.BadCredential(SignatureAlgorithm.HMAC_SHA256, credential));
        }
        return new CredentialScope(
                credential.substring(0, date - 1),
                credential.substring(date, region - 1),
                credential.substring(region, service - 1),
                credential.substring(service, terminator - 1),
                credential.substring(terminator));
    }

    static SignedHeaders signedHeaders(String names) {
        return SignedHeaders.read(names)
                .orElseThrow(() -> new MalformedClaim(new SignatureProblem.BadSignedHeaders(names)));
    }

    private static SignatureAlgorithm algorithm(String name) {
        return SignatureAlgorithm.named(name)
                .orElseThrow(() -> new MalformedClaim(new SignatureProblem.UnsupportedAlgorithm(name)));
    }

    /** The region set of SigV4a; SigV4 has none, and what a request calls so is another signed header or parameter. */
    private static Optional<RegionSet> regions(
            SignatureAlgorithm algorithm, SignatureForm form, @Nullable String regionSet) {
        return switch (algorithm) {
            case HMAC_SHA256 -> Optional.empty();
            case ECDSA_P256_SHA256 -> {
                if (regionSet == null) {
                    throw new MalformedClaim(new SignatureProblem.NoRegionSet(form));
                }
                yield Optional.of(RegionSet.read(regionSet)
                        .orElseThrow(() -> new MalformedClaim(new SignatureProblem.BadRegionSet(regionSet))));
            }
        };
    }

    private static void require(@Nullable String value, String name, List<String> missing) {
        if (value == null || value.isEmpty()) {
            missing.add(name);
        }
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static String once(@Nullable String earlier, String value, String name) {
        if (earlier != null) {
            throw new MalformedClaim(new SignatureProblem.Ambiguous(name));
        }
        return value;
    }

    private static String digestOf(String header) {
        try {
            byte[] bytes = header.getBytes(StandardCharsets.ISO_8859_1);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The headers that say something about the signature, or that two readers must not take differently. */
    static final class Headers {
        @Nullable
        String authorization;

        @Nullable
        String amzDate;

        private @Nullable String date;
        private @Nullable String securityToken;

        @Nullable
        String contentSha256;

        private @Nullable String regionSet;
        private @Nullable String host;

        static Headers of(List<RawHeader> lines) {
            Headers headers = new Headers();
            for (RawHeader line : lines) {
                switch (line.name().length()) {
                    case 4 -> headers.readHostOrDate(line);
                    case 10 -> {
                        if (line.isNamed("x-amz-date")) {
                            headers.amzDate = once(headers.amzDate, line.value().strip(), "X-Amz-Date");
                        }
                    }
                    case 13 -> {
                        if (line.isNamed("authorization")) {
                            headers.authorization =
                                    once(headers.authorization, line.value().strip(), "Authorization");
                        }
                    }
                    case 16 -> {
                        if (line.isNamed("x-amz-region-set")) {
                            headers.regionSet =
                                    once(headers.regionSet, line.value().strip(), "X-Amz-Region-Set");
                        }
                    }
                    case 20 -> headers.readTokenOrHash(line);
                    default -> {}
                }
            }
            return headers;
        }

        private void readHostOrDate(RawHeader line) {
            if (line.isNamed("host")) {
                host = once(host, line.value(), "Host");
            } else if (line.isNamed("date")) {
                date = once(date, line.value().strip(), "Date");
            }
        }

        private void readTokenOrHash(RawHeader line) {
            if (line.isNamed("x-amz-security-token")) {
                securityToken = once(securityToken, line.value().strip(), "X-Amz-Security-Token");
            } else if (line.isNamed("x-amz-content-sha256")) {
                contentSha256 = once(contentSha256, line.value().strip(), "X-Amz-Content-Sha256");
            }
        }
    }

    /** The parts of an Authorization header: algorithm, then key=value pairs between commas or blanks. */
    static final class Authorization {
        String algorithm = "";

        @Nullable
        String credential;

        @Nullable
        String signedHeaders;

        @Nullable
        String signature;

        static Authorization of(String header) {
            Authorization parts = new Authorization();
            String line = header.indexOf('\t') < 0 ? header : header.replace('\t', ' ');
            int comma = find(',', line, 0, line.length());
            int end = find(' ', line, 0, comma);
            parts.algorithm = line.substring(0, end);
            for (int from = end + 1; from < line.length(); from = end + 1) {
                end = from;
                if (line.charAt(from) != ' ') {
                    comma = from > comma ? find(',', line, from, line.length()) : comma;
                    end = find(' ', line, from, comma);
                }
                if (end > from) {
                    parts.add(header, from, end);
                }
            }
            return parts;
        }

        private static int find(char c, String line, int from, int end) {
            int at = line.indexOf(c, from, end);
            return at < 0 ? end : at;
        }

        private void add(String header, int from, int end) {
            int equals = header.indexOf('=', from);
            if (equals < 0 || equals >= end) {
                throw new MalformedClaim(new SignatureProblem.NotKeyValue(digestOf(header)));
            }
            if (isKey(header, from, equals, CREDENTIAL)) {
                credential = once(credential, header.substring(equals + 1, end), CREDENTIAL);
            } else if (isKey(header, from, equals, SIGNED_HEADERS)) {
                signedHeaders = once(signedHeaders, header.substring(equals + 1, end), SIGNED_HEADERS);
            } else if (isKey(header, from, equals, SIGNATURE)) {
                signature = once(signature, header.substring(equals + 1, end), SIGNATURE);
            } // AWS ignores other parameters; nothing here reads them
        }

        private static boolean isKey(String header, int from, int end, String key) {
            return end - from == key.length() && header.startsWith(key, from);
        }
    }

    /** The parameters of the X-Amz-* family. */
    private static final class Query {
        private static final Query NONE = new Query();

        private boolean any;
        private @Nullable String algorithm;
        private @Nullable String credential;
        private @Nullable String date;
        private @Nullable String expires;
        private @Nullable String signedHeaders;
        private @Nullable String signature;
        private @Nullable String securityToken;
        private @Nullable String contentSha256;
        private @Nullable String regionSet;

        static Query of(String target) {
            RawQuery raw = RawQuery.of(target);
            if (raw.size() == 0) {
                return NONE;
            }
            Query query = new Query();
            Set<String> seen = new HashSet<>();
            for (int pair = 0; pair < raw.size(); pair++) {
                String name = raw.name(pair);
                if (name.regionMatches(true, 0, "X-Amz-", 0, 6)) {
                    if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                        throw new MalformedClaim(new SignatureProblem.Ambiguous(name));
                    }
                    query.read(name, raw.value(pair));
                }
            }
            return query;
        }

        private void read(String name, String value) {
            switch (name) {
                case "X-Amz-Algorithm" -> algorithm = ours(value);
                case "X-Amz-Credential" -> credential = ours(value);
                case "X-Amz-Date" -> date = ours(value);
                case "X-Amz-Expires" -> expires = ours(value);
                case "X-Amz-SignedHeaders" -> signedHeaders = ours(value);
                case "X-Amz-Signature" -> signature = ours(value);
                case "X-Amz-Security-Token" -> securityToken = ours(value);
                case "X-Amz-Region-Set" -> regionSet = ours(value);
                case "X-Amz-Content-Sha256" -> contentSha256 = value;
                default -> requireNoLookAlike(name);
            }
        }

        private String ours(String value) {
            any = true;
            return value;
        }

        private static void requireNoLookAlike(String name) {
            switch (name.toLowerCase(Locale.ROOT)) {
                case "x-amz-algorithm",
                        "x-amz-credential",
                        "x-amz-date",
                        "x-amz-expires",
                        "x-amz-signedheaders",
                        "x-amz-signature",
                        "x-amz-security-token",
                        "x-amz-region-set",
                        "x-amz-content-sha256" -> throw new MalformedClaim(new SignatureProblem.Ambiguous(name));
                default -> {}
            }
        }
    }

    /** Carries the problem out of the reading; never leaves this package. */
    static final class MalformedClaim extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final transient SignatureProblem problem;

        MalformedClaim(SignatureProblem problem) {
            super(null, null, false, false);
            this.problem = problem;
        }
    }
}
