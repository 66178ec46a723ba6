// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws condition blocks that hold, or nearly do, for a given request. */
final class ConditionDraw {
    private static final List<String> TEXT = List.of(
            "StringEquals",
            "StringNotEquals",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            "StringLike",
            "StringNotLike");
    private static final List<String> ARN = List.of("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "StringLike");
    private static final List<String> NUMBER = List.of(
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals");
    private static final List<String> DATE = List.of(
            "DateEquals",
            "DateNotEquals",
            "DateLessThan",
            "DateLessThanEquals",
            "DateGreaterThan",
            "DateGreaterThanEquals");
    private static final List<String> ADDRESS = List.of("IpAddress", "NotIpAddress");
    private static final List<String> ALL =
            List.of(TEXT, ARN, NUMBER, DATE, ADDRESS, List.of("Bool", "BinaryEquals", "Null")).stream()
                    .flatMap(List::stream)
                    .toList();

    private final Choices choices;
    private final RequestDraw about;

    ConditionDraw(Choices choices, RequestDraw about) {
        this.choices = choices;
        this.about = about;
    }

    Map<String, Object> block() {
        var block = new LinkedHashMap<String, Object>();
        int operators = choices.oneOf(1, 1, 1, 1, 2, 0);
        for (int i = 0; i < operators; i++) {
            var keys = new LinkedHashMap<String, Object>();
            var first = choices.oneOf(RequestDraw.KEYS);
            var base = choices.chance(88) ? fitting(first.name()) : choices.oneOf(ALL);
            keys.put(recased(first.name()), values(base, first));
            if (choices.chance(10)) {
                var second = choices.oneOf(RequestDraw.KEYS);
                keys.put(recased(second.name()), values(base, second));
            }
            block.put(decorated(base), keys);
        }
        return block;
    }

    private String decorated(String base) {
        var qualifier = choices.oneOf("", "", "", "ForAllValues:", "ForAnyValue:");
        var suffix = choices.oneOf("", "", "IfExists");
        var name = qualifier + base + suffix;
        return choices.chance(2)
                ? choices.oneOf("StringMatches", "ForSomeValues:StringEquals", name + "x")
                : recased(name);
    }

    private String recased(String name) {
        return choices.chance(6) ? name.toLowerCase(Locale.ROOT) : name;
    }

    private String fitting(String key) {
        if (choices.chance(8)) {
            return "Null";
        }
        return switch (key) {
            case "aws:PrincipalArn", "aws:SourceArn" -> choices.oneOf(ARN);
            case "aws:SourceIp" -> choices.oneOf(ADDRESS);
            case "aws:CurrentTime" -> choices.oneOf(DATE);
            case "s3:max-keys" -> choices.oneOf(NUMBER);
            case "aws:SecureTransport" -> "Bool";
            case "kms:blob" -> "BinaryEquals";
            default -> choices.oneOf(TEXT);
        };
    }

    private Object values(String base, RequestDraw.Key key) {
        int count = choices.oneOf(1, 1, 1, 2, 3, 0);
        var values = new ArrayList<Object>();
        for (int i = 0; i < count; i++) {
            values.add(value(base, key));
        }
        return count == 1 && choices.chance(70) ? values.getFirst() : values;
    }

    private Object value(String base, RequestDraw.Key key) {
        if (base.equals("Null")) {
            return choices.<Object>oneOf("true", "false", true, false, "TRUE", "maybe");
        }
        var present = about.context().get(key.name());
        var actual = present != null && !present.isEmpty() && choices.chance(75)
                ? choices.oneOf(present)
                : choices.oneOf(key.values());
        return switch (key.name()) {
            case "aws:SourceIp" -> choices.chance(85) ? range(actual) : near(actual);
            case "aws:CurrentTime" -> choices.chance(60) ? date(actual) : near(actual);
            case "s3:max-keys" -> choices.chance(60) ? number(actual) : near(actual);
            case "aws:SecureTransport" ->
                choices.<Object>oneOf("true", "false", "False", true, false, "${aws:SecureTransport}", "no");
            default -> text(actual);
        };
    }

    private String near(String actual) {
        return choices.chance(50) ? Mutation.oneOff(choices, actual) : actual;
    }

    private Object number(String actual) {
        return choices.<Object>oneOf(
                actual,
                "10",
                "9.99",
                "11",
                "-3.0",
                "1000",
                "0010",
                ".5",
                "5.",
                "1e1",
                "",
                new BigDecimal("10"),
                new BigDecimal("10.50"));
    }

    private Object date(String actual) {
        return choices.<Object>oneOf(
                actual,
                "2026-07-01T12:00:00Z",
                "2026-07-01T12:00Z",
                "2026-07-01T12:00:00.000Z",
                "2026-07-01T11:59:59",
                "2026-07-01T13:00:00+01:00",
                "2026-07-01",
                "2026-07",
                "2026",
                "1782907200",
                "1782907201",
                "1782907200.5",
                "1782907200.",
                "-1",
                "2026-13-01",
                "2026-07-01T25:00:00Z",
                new BigDecimal("1782907200"));
    }

    private String range(String actual) {
        return choices.oneOf(
                actual,
                actual + "/32",
                actual + "/24",
                "10.0.0.0/8",
                "10.1.2.0/31",
                "10.1.2.2/31",
                "10.1.2.255/24",
                "0.0.0.0/0",
                "::/0",
                "2001:db8::/32",
                "2001:0db8:0000:0000:0000:0000:0000:0007",
                "2001:db8::7/128",
                "2001:db9::/32",
                "::ffff:10.1.2.3",
                "10.1.2.3/33",
                "10.1.2",
                "10.1.2.03",
                "2001:db8::7::1",
                "abc");
    }

    /** A text near the actual value: itself, a glob of it, one character off, or written with a variable. */
    String text(String actual) {
        return switch (choices.below(10)) {
            case 0, 1, 2 -> actual;
            case 3 -> actual.toUpperCase(Locale.ROOT);
            case 4 -> Mutation.globbed(choices, actual);
            case 5 -> Mutation.oneOff(choices, actual);
            case 6 -> "*";
            case 7 -> variable(actual);
            case 8 -> Mutation.globbed(choices, Mutation.oneOff(choices, actual));
            default -> choices.oneOf("", "?*", "alice", "${*}", "a${?}b", "a${*}b", "${", "${}", "r${$}");
        };
    }

    /** The value with its start written as a variable that may or may not stand for it. */
    private String variable(String actual) {
        var key = choices.oneOf(
                "aws:username",
                "aws:PrincipalTag/team",
                "aws:PrincipalArn",
                "aws:TagKeys",
                "AWS:UserName",
                "aws:nothing");
        var inner = choices.oneOf(
                "", "", "", ", 'alice'", ",'red'", ",   'a*b'", ", ''", ", unquoted", ", 'it's'", ", 'a', 'b'");
        var present = about.context().get(key);
        var value = present == null || present.isEmpty() ? "alice" : present.getFirst();
        int at = value.isEmpty() ? -1 : actual.indexOf(value);
        var written = "${" + key + inner + "}";
        return at < 0 ? written : actual.substring(0, at) + written + actual.substring(at + value.length());
    }
}
