// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.generator;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The authorization overlay of one service: what no model says.
 *
 * @param service our short name of the service
 * @param model the file of AWS's model; empty where the supplement is the whole model
 * @param secrets the shapes whose values must never be printed, besides those that the model calls sensitive
 * @param percentEncodedPolicies the shapes of policy documents, which answers carry percent-encoded
 * @param nullableLists lists as {@code Structure.member} of which requests may say that they are empty, which then is not the same as absent
 * @param operations the operations that may be served
 */
record Overlay(
        String service,
        Optional<String> model,
        List<String> secrets,
        List<String> percentEncodedPolicies,
        List<String> nullableLists,
        Map<String, Entry> operations) {

    /** What one operation asks of its caller. */
    record Entry(String access, boolean writes, List<Check> checks) {}

    /** One question to the policies. */
    record Check(String action, Template resource, List<ContextKey> context, List<String> onlyIfAny) {}

    /** {@code kind(Member, Member)}. */
    record Template(String kind, List<String> arguments) {}

    /** A condition key and where its value comes from. */
    record ContextKey(String key, Template source) {}
}
