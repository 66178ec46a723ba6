// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import dev.portcullis.policy.Context;
import dev.portcullis.policy.Principal;
import dev.portcullis.policy.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws a request with its condition keys, kept as texts so that policies can be made to fit it almost. */
record RequestDraw(Request request, Map<String, List<String>> context) {
    /** A condition key and values it may take; a key that takes several at once is multivalued. */
    record Key(String name, boolean isMultivalued, List<String> values) {}

    static final List<Key> KEYS = List.of(
            new Key("aws:username", false, List.of("alice", "Bob", "a*b", "")),
            new Key(
                    "aws:PrincipalTag/team",
                    false,
                    List.of("red", "Red", "blue", "r*", "stra\u00dfe", "\u212aelvin", "\ud83d\ude00x", "\u0130x")),
            new Key("aws:ResourceTag/owner", false, List.of("alice", "red", "${aws:username}")),
            new Key(
                    "aws:PrincipalArn",
                    false,
                    List.of(World.userArn(World.HERE, "alice"), World.role(World.HERE, "Admin"))),
            new Key(
                    "aws:SourceArn",
                    false,
                    List.of("arn:aws:s3:::logs", "arn:aws:sns:eu-west-1:111122223333:a:b", "no-arn")),
            new Key(
                    "aws:SourceIp",
                    false,
                    List.of(
                            "10.1.2.3",
                            "10.1.2.3",
                            "192.0.2.7",
                            "2001:db8::7",
                            "2001:DB8:0:0::0007",
                            "::ffff:10.1.2.3",
                            "1:2:3:4:5:6:7:8",
                            "::",
                            "::1",
                            "1::8",
                            "10.1.2.3.4",
                            "256.1.2.3",
                            "1:2:3:4:5:6:7::",
                            "1:2:3:4:5:6:7:8:9",
                            "fe80::1%1",
                            "localhost")),
            new Key(
                    "aws:CurrentTime",
                    false,
                    List.of(
                            "2026-07-01T12:00:00Z",
                            "2026-07-01T12:00:00Z",
                            "2026-07-01T14:00:00+02:00",
                            "2026-07-01T12:00:00.5Z",
                            "1782907200",
                            "2026-07",
                            "2026-02-29",
                            "2028-02-29",
                            "2026-07-01T24:00:00Z",
                            "2026-07-01T12:00:60Z",
                            "2026-07-01T12:00:00-18:30",
                            "2026-07-01t12:00:00z",
                            "99999999999",
                            "soon")),
            new Key(
                    "s3:max-keys",
                    false,
                    List.of(
                            "10",
                            "10",
                            "10.0",
                            "-3",
                            "+7",
                            "1e3",
                            "1E-3",
                            "1e999999999",
                            "-0",
                            " 10",
                            "0x10",
                            "NaN",
                            "10d",
                            "\u0661",
                            "ten")),
            new Key("aws:SecureTransport", false, List.of("true", "false", "TRUE", "yes")),
            new Key("kms:blob", false, List.of("YWJj", "YWI=", "YWI", "YW-_", "", "Y", "YWJj\n", "%%%")),
            new Key("aws:TagKeys", true, List.of("team", "cost", "Team", "env")),
            new Key("aws:PrincipalOrgPaths", true, List.of("o-1/r-1/ou-1/", "o-1/r-1/", "o-2/")));

    static RequestDraw draw(Choices choices) {
        var ask = choices.oneOf(World.ASKS);
        var owner = choices.oneOf(World.ACCOUNTS);
        var resource =
                ask.resource().equals("*") ? "*" : "arn:aws:" + ask.resource().replace("ACCOUNT", owner);
        Principal principal = choices.oneOf(World.PRINCIPALS);
        var texts = new LinkedHashMap<String, List<String>>();
        var context = Context.builder();
        for (var key : KEYS) {
            if (choices.chance(45)) {
                var values = values(choices, key);
                texts.put(key.name(), values);
                var name = choices.chance(10) ? key.name().toUpperCase(Locale.ROOT) : key.name();
                if (key.isMultivalued()) {
                    context.putAll(name, values);
                } else {
                    context.put(name, values.getFirst());
                }
            }
        }
        return new RequestDraw(new Request(principal, ask.action(), resource, owner, context.build()), texts);
    }

    /** A request that is already there, so that policies can be made for it. */
    static RequestDraw of(Request request) {
        var texts = new LinkedHashMap<String, List<String>>();
        for (var key : KEYS) {
            request.context().value(key.name()).ifPresent(value -> texts.put(key.name(), value.texts()));
        }
        return new RequestDraw(request, texts);
    }

    private static List<String> values(Choices choices, Key key) {
        var values = new ArrayList<String>();
        int count = key.isMultivalued() ? choices.below(4) : 1;
        for (int i = 0; i < count; i++) {
            values.add(choices.oneOf(key.values()));
        }
        return values;
    }
}
