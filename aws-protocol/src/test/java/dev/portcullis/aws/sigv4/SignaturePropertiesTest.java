// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Laws of verification, on seeded random requests. */
class SignaturePropertiesTest {
    private static final long SEED = 20_261_121L;

    @Test
    void anyFlippedBitInAnythingSignedFails() {
        Random random = new Random(SEED);
        for (int round = 0; round < 4_000; round++) {
            RawRequest request = randomRequest(random);
            RawRequest signed = switch (random.nextInt(16)) {
                case 0 -> Requests.signedForRegions(request, "us-*,eu-west-1");
                case 1 -> Requests.presignedForRegions(request, "us-*,eu-west-1");
                case 2, 3, 4, 5, 6, 7, 8 -> Requests.signed(request);
                default -> Requests.presigned(request);
            };
            assertThat(Requests.verify(signed))
                    .as("seed %d round %d", SEED, round)
                    .isInstanceOf(Verdict.Verified.class);
            RawRequest flipped = flip(signed, random);
            if (Requests.verify(flipped) instanceof Verdict.Verified && !meansTheSame(signed, flipped)) {
                fail("seed %d round %d:%n%s%n%s", SEED, round, signed, flipped);
            }
        }
    }

    /** Upper- and lower-case escapes, escaped and bare unreserved characters, and the case of header names mean the same. */
    private static boolean meansTheSame(RawRequest one, RawRequest other) {
        return one.method().equals(other.method())
                && normal(one.target()).equals(normal(other.target()))
                && one.headers().stream()
                        .map(RawHeader::value)
                        .toList()
                        .equals(other.headers().stream().map(RawHeader::value).toList())
                && bodyOf(one).equals(bodyOf(other));
    }

    private static List<String> normal(String target) {
        RawQuery query = RawQuery.of(target);
        List<String> parts = new ArrayList<>();
        parts.add(target.substring(0, target.indexOf('?') < 0 ? target.length() : target.indexOf('?')));
        for (int pair = 0; pair < query.size(); pair++) {
            parts.add(query.name(pair) + "=" + query.value(pair));
        }
        return parts;
    }

    private static String bodyOf(RawRequest request) {
        return new String(((Payload.Body) request.payload()).bytes(), StandardCharsets.ISO_8859_1);
    }

    private static RawRequest randomRequest(Random random) {
        List<RawHeader> headers = new ArrayList<>();
        headers.add(new RawHeader("Host", "localhost:8420"));
        for (int i = random.nextInt(3); i > 0; i--) {
            headers.add(new RawHeader("X-Header-" + i, text(random, "abcXYZ 019;=,")));
        }
        StringBuilder target = new StringBuilder("/");
        for (int i = random.nextInt(3); i > 0; i--) {
            target.append("seg").append(text(random, "abc019-_~")).append(i > 1 ? "/" : "");
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            target.append(target.indexOf("?") < 0 ? '?' : '&')
                    .append("p")
                    .append(i)
                    .append('=');
            target.append(text(random, "abc019")).append(random.nextBoolean() ? "%C3%A9" : "");
        }
        return new RawRequest(
                random.nextBoolean() ? "POST" : "GET",
                target.toString(),
                headers,
                Payload.of(text(random, "Action=&+%20").getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(Random random, String alphabet) {
        StringBuilder text = new StringBuilder("v");
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.append('v').toString();
    }

    private static RawRequest flip(RawRequest request, Random random) {
        return switch (random.nextInt(4)) {
            case 0 ->
                new RawRequest(flip(request.method(), random), request.target(), request.headers(), request.payload());
            case 1 -> Requests.withTarget(request, flip(request.target(), random));
            case 2 -> {
                byte[] changed = ((Payload.Body) request.payload()).bytes().clone();
                changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
                yield new RawRequest(request.method(), request.target(), request.headers(), Payload.of(changed));
            }
            default -> {
                List<RawHeader> headers = new ArrayList<>(request.headers());
                int which = random.nextInt(headers.size());
                RawHeader header = headers.get(which);
                headers.set(which, new RawHeader(header.name(), flip(header.value(), random)));
                yield Requests.withHeaders(request, headers);
            }
        };
    }

    private static String flip(String text, Random random) {
        char[] chars = text.toCharArray();
        int at = random.nextInt(chars.length);
        chars[at] = (char) (chars[at] ^ (1 << random.nextInt(8)));
        return new String(chars);
    }

    @Test
    void nothingThatArrivesMakesItThrow() {
        Random random = new Random(SEED);
        RawRequest header = Requests.signed(Requests.listUsers());
        RawRequest query = Requests.presigned(Requests.get("/a/../b?x=%20y&z"));
        RawRequest forRegions = Requests.signedForRegions(Requests.listUsers(), "us-*");
        RawRequest queryForRegions = Requests.presignedForRegions(Requests.get("/a/../b?x=%20y&z"), "us-*");
        List<RawRequest> good = List.of(header, query);
        List<RawRequest> goodForRegions = List.of(forRegions, queryForRegions); // they take a hundred times as long
        SignatureRules objectStorage =
                SignatureRules.forObjectStorage("iam", "s3").inRegion("us-east-1");
        for (int round = 0; round < 30_000; round++) {
            RawRequest request = (random.nextInt(12) == 0 ? goodForRegions : good).get(random.nextInt(2));
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                request = mangle(request, random);
            }
            RawRequest mangled = request;
            try {
                Requests.verify(mangled);
                Requests.verify(mangled, Requests.NOW, objectStorage);
            } catch (RuntimeException e) {
                fail("seed %d round %d: %s".formatted(SEED, round, mangled), e);
            }
        }
    }

    private static RawRequest mangle(RawRequest request, Random random) {
        return switch (random.nextInt(3)) {
            case 0 ->
                new RawRequest(
                        mangle(request.method(), random), request.target(), request.headers(), request.payload());
            case 1 -> Requests.withTarget(request, mangle(request.target(), random));
            default -> {
                List<RawHeader> headers = new ArrayList<>(request.headers());
                int which = random.nextInt(headers.size());
                RawHeader header = headers.get(which);
                switch (random.nextInt(4)) {
                    case 0 -> headers.add(new RawHeader(header.name(), mangle(header.value(), random)));
                    case 1 -> headers.set(which, new RawHeader(mangle(header.name(), random), header.value()));
                    default -> headers.set(which, new RawHeader(header.name(), mangle(header.value(), random)));
                }
                yield Requests.withHeaders(request, headers);
            }
        };
    }

    private static String mangle(String text, Random random) {
        int from = text.isEmpty() ? 0 : random.nextInt(text.length());
        int to = Math.min(text.length(), from + random.nextInt(6));
        StringBuilder insert = new StringBuilder();
        String alphabet = "/?&=%+;,. :AZaz09\u0000\u00e9\u1234\ud800\n\t-X-Amz-";
        for (int i = random.nextInt(5); i > 0; i--) {
            insert.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.substring(0, from) + insert + text.substring(random.nextInt(5) == 0 ? text.length() : to);
    }

    @Test
    void manyThreadsVerifyWithOneKey() throws Exception {
        RawRequest good = Requests.signed(Requests.listUsers());
        RawRequest bad = Requests.withBody(good, "Action=DeleteUser");
        SignatureClaim.Signed claim = (SignatureClaim.Signed) SigV4Parser.parse(good);
        VerificationKey key = Requests.key(claim);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Optional<String>> task = () -> {
                for (int i = 0; i < 200; i++) {
                    boolean rightAccepted = SigV4Verifier.verify(claim, good, Requests.NOW, Requests.IAM, any -> key)
                            instanceof Verdict.Verified;
                    boolean wrongAccepted = SigV4Verifier.verify(claim, bad, Requests.NOW, Requests.IAM, any -> key)
                            instanceof Verdict.Verified;
                    if (!rightAccepted || wrongAccepted) {
                        return Optional.of("round " + i);
                    }
                }
                return Optional.empty();
            };
            List<Future<Optional<String>>> results = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                results.add(threads.submit(task));
            }
            for (Future<Optional<String>> result : results) {
                assertThat(result.get()).isEmpty();
            }
        }
    }
}
