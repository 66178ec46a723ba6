// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns, ARNs, dates, addresses and numbers by themselves. */
class TextTypesTest {
    @ParameterizedTest
    @CsvSource({
        "a*c, abcc, true", // 3.6: backtracks
        "a*c, abcd, false",
        "*, '', true",
        "**, x, true",
        "?, '', false",
        "?, x, true",
        "?, xy, false",
        "a?c, abc, true",
        "*a*b*, xxaxxbxx, true",
        "*a*b*, xxbxxaxx, false",
        "a.c, abc, false", // 3.2: nothing else is special
        "[a]*, [a]x, true",
        "abc, abc, true",
        "abc, abcd, false",
        "abc*, abc, true",
        "*abc, xabcabc, true",
        "a*?b, ab, false",
        "a*?b, axb, true",
        "?*, 😀, true",
        "?, 😀, true", // one character, though two UTF-16 units
        "??, 😀, false",
        "*??, 😀, false",
        "x?y, x😀y, true"
    })
    void globsMatchTheWholeText(String pattern, String text, boolean matches) {
        assertThat(Glob.matches(pattern, text)).isEqualTo(matches);
        assertThat(Glob.compile(pattern)).hasToString(pattern.replace("**", "*"));
    }

    @ParameterizedTest
    @CsvSource({
        "x*Aa, xyAa, true",
        "x*Aa, xyBB, false",
        "x*BB, xyAa, false",
        "x*BB, xyBB, true",
        "?Aa, xAa, true",
        "?BB, xAa, false"
    })
    void tailsOfOneHashAreToldApart(
            String pattern, String text, boolean matches) { // "Aa" and "BB" have the same hash code
        assertThat(Glob.compile("x*Aa").matches("xAa")).isTrue();
        assertThat(Glob.compile("?Aa").matches("xAa")).isTrue();
        assertThat(Glob.matches(pattern, text)).isEqualTo(matches);
    }

    @Test
    void anArnIsSplitOnItsFirstFiveColons() { // 4.1
        var arn =
                Arn.parse("arn:aws:logs:eu-west-1:111122223333:log-group:/x:*").orElseThrow();
        assertThat(arn).isEqualTo(new Arn("aws", "logs", "eu-west-1", "111122223333", "log-group:/x:*"));
        assertThat(arn).hasToString("arn:aws:logs:eu-west-1:111122223333:log-group:/x:*");
        assertThat(arn.resourceType()).isEqualTo("log-group");
        var user = Arn.parse("arn:aws:iam::111122223333:user/division/bob").orElseThrow();
        assertThat(user.resourceType()).isEqualTo("user");
        assertThat(user.resourceName()).isEqualTo("bob");
        assertThat(Arn.parse("arn:aws:s3:::bucket").map(Arn::resourceType)).contains("");
        assertThat(Arn.parse("arn:aws:s3:::bucket").map(Arn::resourceName)).contains("bucket");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "arn", "arn:aws:s3::bucket", "urn:aws:s3:::bucket", "aws:s3:::a:b"})
    void otherTextsAreNoArns(String text) {
        assertThat(Arn.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026, 2026-01-01T00:00:00Z",
        "2026-03, 2026-03-01T00:00:00Z",
        "2026-03-09, 2026-03-09T00:00:00Z",
        "2026-03-09T10:20, 2026-03-09T10:20:00Z",
        "2026-03-09T10:20Z, 2026-03-09T10:20:00Z",
        "2026-03-09T10:20:30Z, 2026-03-09T10:20:30Z",
        "2026-03-09T10:20:30.25Z, 2026-03-09T10:20:30.250Z",
        "2026-03-09T10:20:30.09Z, 2026-03-09T10:20:30.090Z",
        "12345678901, 2361-03-21T19:15:01Z",
        "-12345678901, 1578-10-13T04:44:59Z",
        "2026-03-09T10:20:30.123456789+02:00, 2026-03-09T08:20:30.123456789Z",
        "2026-03-09T10:20:30-05:30, 2026-03-09T15:50:30Z",
        "1772964030, 2026-03-08T10:00:30Z",
        "-1, 1969-12-31T23:59:59Z",
        "0, 1970-01-01T00:00:00Z",
        "26, 1970-01-01T00:00:26Z",
        "-100, 1969-12-31T23:58:20Z"
    })
    void datesHaveManyForms(String text, Instant instant) { // 8.2
        assertThat(Dates.parse(text)).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "today",
                "2026-",
                "2026-13",
                "2026-02-30",
                "2026-03-09T",
                "2026-03-09T10",
                "2026-03-09T24:00",
                "2026-03-09 10:20",
                "2026-03-09T10:20:30.",
                "2026-03-09T10:20.5",
                "2026-03-09T10:20:30+0200",
                "2026-03-09T10:20:30+99:00",
                "2026-03-09T10:20:30ZZ",
                "2026T10:20",
                "2026-03T10:20",
                "1.2.3",
                ".5",
                "26.5",
                "2026-03-09T10:20:30.1234567899Z",
                "123456789012",
                "5.",
                "-",
                "99999999999999999999999"
            })
    void otherTextsAreNoDates(String text) {
        assertThat(Dates.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.0.0.0/8, true",
        "11.1.2.3, 10.0.0.0/8, false",
        "10.1.2.3, 10.1.2.3, true", // 8.3: without a prefix length it is the address
        "10.1.2.4, 10.1.2.3, false",
        "10.1.2.3, 10.9.9.9/8, true", // host bits are masked off
        "10.1.2.3, 0.0.0.0/0, true",
        "2001:db8::1, 0.0.0.0/0, false", // families never match each other
        "10.1.2.3, ::/0, false",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1, true",
        "2001:0db8:0000::0001, 2001:db8::1/128, true",
        "2001:db8::1, 2001:db8::2, false",
        "2001:db8:1::1, 2001:db8::/32, true",
        "2001:db9::1, 2001:db8::/32, false",
        "2001:db8:0:1::1, 2001:db8::/64, false",
        "2001:db8::ff, 2001:db8::/120, true",
        "2001:db8::1:ff, 2001:db8::/120, false",
        "::ffff:10.1.2.3, ::ffff:a01:203, true",
        "::, ::/128, true",
        "1::, 1:0:0:0:0:0:0:0, true",
        "255.255.255.255, 255.255.255.255, true",
        "10.128.0.1, 10.0.0.0/9, false",
        "::0.0.0.0, ::, true",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0, true",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8, true",
        "1:2:3:4:5:6:7.8.9.10, 1:2:3:4:5:6:708:90a, true",
        "0000:0000:0000:0000:0000:ffff:255.255.255.255, ::ffff:ffff:ffff, true",
        "2001:db8:1:2:3:4:5:6, 2001:db8::/32, true"
    })
    void addressesAreInBlocks(String address, String block, boolean contains) {
        assertThat(contains(address, block)).contains(contains);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "10.1.2",
                "10.1.2.3.4",
                "10.1.2.256",
                "10.1.2.03",
                "10.1.2.",
                "a.b.c.d",
                "10.1.2.3/33",
                "10.1.2.3/",
                "10.1.2.3/-1",
                "10.1.2.3/8/8",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "1:2:3:4:5:6:7:8:",
                "1:2:3:4::5:6:7:8",
                "::12345",
                "::g",
                "1:",
                ":1",
                "::1.2.3",
                "1.2.3.4::",
                "::1%eth0",
                "::/129",
                "1:2:3:4:5:6:7:1.2.3.4"
            })
    void otherTextsAreNoBlocks(String text) {
        assertThat(IpBlock.parse(text)).isNull();
    }

    @Test
    void anEmptyFirstSegmentIsASegment() { // 4.1
        assertThat(Segments.of(":::::")).isNotNull();
        assertThat(Segments.of("::::")).isNull();
    }

    @Test
    void linesEndWithAnyOfThreeSigns() { // 13.4
        assertThat(new LineIndex("a\nb").at(2)).isEqualTo(new Position(2, 1));
        assertThat(new LineIndex("a\rb").at(2)).isEqualTo(new Position(2, 1));
        assertThat(new LineIndex("a\r\nb").at(3)).isEqualTo(new Position(2, 1));
        assertThat(new LineIndex("a\n\rb").at(3)).isEqualTo(new Position(3, 1));
        assertThat(new LineIndex("a\r").at(2)).isEqualTo(new Position(2, 1));
    }

    private static Optional<Boolean> contains(String address, String block) {
        var parsedAddress = IpAddress.parse(address);
        var parsedBlock = IpBlock.parse(block);
        return parsedAddress == null || parsedBlock == null
                ? Optional.empty()
                : Optional.of(parsedBlock.contains(parsedAddress));
    }

    @ParameterizedTest
    @CsvSource({"10, 10.0, 0", "1e1, 10, 0", "-0.5, 0, -1", "+7, 7, 0", "0010, 10, 0"})
    void numbersAreDecimal(String left, String right, int order) {
        var one = Objects.requireNonNull(Values.number(left));
        var other = Objects.requireNonNull(Values.number(right));
        assertThat(Integer.signum(one.compareTo(other))).isEqualTo(order);
    }

    @Test
    void aNumberMayHaveSixtyFourCharacters() {
        assertThat(Values.number("1".repeat(64))).isNotNull();
        assertThat(Values.number("1".repeat(60) + "e+99")).isNotNull();
        assertThat(Values.number("1E-999")).isNotNull();
        assertThat(Values.number("1E+999")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "1e", "e1", "1e1000", "1E+0001", "1,5", "0x10", " 1", "1e99999", "NaN", "Infinity", "١"
            })
    void otherTextsAreNoNumbers(String text) {
        assertThat(Values.number(text)).isNull();
        assertThat(Values.number("1".repeat(65))).isNull();
    }
}
