// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.testkit;

import dev.portcullis.policy.Context;
import dev.portcullis.policy.Layer;
import dev.portcullis.policy.ParseResult;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.PolicyDocumentPrincipals;
import dev.portcullis.policy.PolicyKind;
import dev.portcullis.policy.PolicyValidator;
import dev.portcullis.policy.Principal;
import dev.portcullis.policy.Request;
import dev.portcullis.policy.reference.ReferencePolicies;
import dev.portcullis.policy.reference.ReferencePolicies.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What {@code ./dev fuzz documents} lets Jazzer call: its bytes are a text that may be a policy. Nothing that reads or judges it throws, what
 * may be written can be read, and engine and reference decide the same by it. How long one text may take is for Jazzer to watch.
 */
public final class DocumentFuzzTarget {
    private static final Request ASKED = new Request(
            new Principal.User(World.HERE, World.userArn(World.HERE, "alice"), "AIDAALICE"),
            "s3:GetObject",
            "arn:aws:s3:::logs/2026/07/a.txt",
            World.HERE,
            Context.builder()
                    .put("aws:username", "alice")
                    .put("aws:SourceIp", "10.1.2.3")
                    .put("aws:CurrentTime", "2026-07-01T12:00:00Z")
                    .put("aws:SecureTransport", "true")
                    .put("s3:max-keys", "10")
                    .put("aws:PrincipalArn", World.userArn(World.HERE, "alice"))
                    .putAll("aws:TagKeys", List.of("team", "cost"))
                    .build());
    private static final ReferencePolicies NOTHING = ReferencePolicies.identityOnly(List.of());

    private static long documents;
    private static long readable;

    private DocumentFuzzTarget() {}

    /** Throws if one of the claims above does not hold. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.UTF_8);
        documents++;
        boolean isReadable = Policy.read("text", text) instanceof ParseResult.Parsed;
        readable += isReadable ? 1 : 0;
        for (var kind : PolicyKind.values()) {
            if (PolicyValidator.validate(text, kind).isValid() && !isReadable) {
                throw new AssertionError("may be written as " + kind + " and cannot be read: " + text);
            }
        }
        PolicyDocumentPrincipals.spans(text);
        Policy.sizeWithoutWhiteSpace(text);
        for (var layer : List.of(Layer.IDENTITY, Layer.RESOURCE, Layer.SCP, Layer.RCP)) {
            var scenario = new Scenario(ASKED, NOTHING).with(layer, List.of(new Text("text", text)));
            Difference.in(scenario).ifPresent(difference -> {
                throw new AssertionError(difference.shrunk().toString());
            });
        }
    }

    /** Called at the end. */
    public static void fuzzerTearDown() {
        System.out.printf("%d documents, %d of them policies%n", documents, readable);
    }
}
