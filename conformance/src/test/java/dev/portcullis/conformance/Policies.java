// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Policy documents, written short. */
final class Policies {
    private Policies() {}

    /** A document of these statements. */
    static String document(String... statements) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
    }

    /** A statement that allows these actions on everything. */
    static String allow(String... actions) {
        return statement("Allow", "*", actions);
    }

    static String allowOn(String resource, String... actions) {
        return statement("Allow", resource, actions);
    }

    /** A statement that denies these actions on everything. */
    static String deny(String... actions) {
        return statement("Deny", "*", actions);
    }

    static String denyOn(String resource, String... actions) {
        return statement("Deny", resource, actions);
    }

    /** Allows these actions under a condition block. */
    static String allowWhen(String condition, String... actions) {
        return when(allow(actions), condition);
    }

    static String denyWhen(String condition, String... actions) {
        return when(deny(actions), condition);
    }

    private static String when(String statement, String condition) {
        return statement.substring(0, statement.length() - 1) + ",\"Condition\":" + condition + "}";
    }

    private static String statement(String effect, String resource, String... actions) {
        return "{\"Effect\":\"%s\",\"Action\":%s,\"Resource\":\"%s\"}".formatted(effect, list(actions), resource);
    }

    /** A trust policy: this principal (a JSON object such as {@code {"AWS":"…"}}) may assume the role. */
    static String trust(String principal) {
        return document("{\"Effect\":\"Allow\",\"Principal\":%s,\"Action\":\"sts:AssumeRole\"}".formatted(principal));
    }

    static String trustWhen(String principal, String condition) {
        return document("{\"Effect\":\"Allow\",\"Principal\":%s,\"Action\":\"sts:AssumeRole\",\"Condition\":%s}"
                .formatted(principal, condition));
    }

    /** A principal by ARN or account. */
    static String aws(String arn) {
        return "{\"AWS\":\"" + arn + "\"}";
    }

    private static String list(String... texts) {
        return Arrays.stream(texts).map(text -> "\"" + text + "\"").collect(Collectors.joining(",", "[", "]"));
    }
}
