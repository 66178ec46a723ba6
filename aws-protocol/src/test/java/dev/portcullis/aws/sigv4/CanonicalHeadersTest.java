// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.sigv4.SignatureRules.PathStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers as they are signed, beside the plainest way to say the same. */
class CanonicalHeadersTest {
    private static final String ODD = " \t\n\r\0?!x:,;\u007f\u0080\u009f\u00a0\u00ff";
    private static final SignedHeaders SIGNED =
            SignedHeaders.read("a;content-type;host;x-amz-date").orElseThrow();
    private static final int DRAWN = 20_000;

    @Test
    void anyValuesAreTrimmedCollapsedAndJoined() {
        var random = new Random(20_261_122);
        for (int i = 0; i < DRAWN; i++) {
            var headers = new ArrayList<RawHeader>();
            for (int line = random.nextInt(7); line >= 0; line--) {
                headers.add(new RawHeader(name(random), value(random)));
            }
            assertThat(canonical(headers)).isEqualTo(plainly(headers));
        }
    }

    @Test
    void aQuestionMarkIsSignedLikeAnythingElse() {
        assertThat(canonical(List.of(new RawHeader("host", "h"), new RawHeader("a", "copy?versionId=1"))))
                .isEqualTo("a:copy?versionId=1\nhost:h\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0141", "x\u0100", "\u203f?", "long enough for more than one word \ud83d\ude00"})
    void whatIsNoOctetCannotBeSigned(String value) {
        var headers = List.of(new RawHeader("host", "h"), new RawHeader("a", value));
        assertThat(problem(headers, Scratch.borrow())).isInstanceOf(SignatureProblem.WrongSignature.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";", "a;", ";a", "b;a", "a;a", "A", "a;b c", "a,b", "a:b", "\u00e4"})
    void listsOutOfOrderAreNone(String text) {
        assertThat(SignedHeaders.read(text)).isEmpty();
    }

    @Test
    void aNameIsFoundInAnyLetterCase() {
        var signed = SignedHeaders.read("date;etag;host;x-amz-date").orElseThrow();
        for (var name : List.of("date", "Date", "ETAG", "Host", "X-Amz-Date")) {
            assertThat(signed.contains(name)).as(name).isTrue();
        }
        for (var name : List.of("", "dat", "dates", "cookie", "x-amz-date-and-more", "x-amz-data")) {
            assertThat(signed.contains(name)).as(name).isFalse();
        }
    }

    private static String name(Random random) {
        return List.of("Host", "HOST", "a", "A", "Content-Type", "X-Amz-Date", "B", "Hose", "content-typf")
                .get(random.nextInt(9));
    }

    private static String value(Random random) {
        boolean odd = random.nextInt(4) == 0;
        return random.ints(random.nextInt(30), 0, ODD.length())
                .mapToObj(i -> odd ? ODD.substring(i, i + 1) : random.nextInt(9) == 0 ? " " : "v")
                .collect(Collectors.joining());
    }

    private static String canonical(List<RawHeader> headers) {
        var scratch = Scratch.borrow();
        assertThat(problem(headers, scratch)).isNull();
        var text = new StringBuilder();
        for (int i = "GET\n/\n\n".length(); i < scratch.length - (SIGNED.text() + "\n\n").length(); i++) {
            text.append((char) (scratch.bytes[i] & 0xff));
        }
        return text.toString();
    }

    private static @Nullable SignatureProblem problem(List<RawHeader> headers, Scratch scratch) {
        var request = new RawRequest("GET", "/", headers, Payload.none());
        return CanonicalRequest.write(
                scratch, request, SIGNED, PathStyle.NORMALISED_AND_ENCODED_TWICE, CanonicalRequest.Leave.NOTHING);
    }

    private static String plainly(List<RawHeader> headers) {
        var lines = new StringBuilder();
        for (var name : SIGNED.text().split(";", -1)) {
            var values = headers.stream()
                    .filter(header -> header.name().equalsIgnoreCase(name))
                    .map(header -> header.value().replaceAll("[ \t-\r]+", " "))
                    .map(value -> value.replaceAll("^ | $", ""))
                    .toList();
            if (!values.isEmpty()) {
                lines.append(name).append(':').append(String.join(",", values)).append('\n');
            }
        }
        return lines.toString();
    }
}
