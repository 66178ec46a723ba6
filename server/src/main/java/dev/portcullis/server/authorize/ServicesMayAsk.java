// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authorize;

import dev.portcullis.server.account.PolicyDocument;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.authz.ResourceSide;
import java.util.Optional;
import java.util.Set;

/** What lets registered services ask, although they have no policies. */
final class ServicesMayAsk {
    /** Of no use to anybody but a service principal, whoever it may be put before. */
    private static final PolicyDocument POLICY = new PolicyDocument("registered services may ask", """
            {
              "Version": "2012-10-17",
              "Statement": [{
                "Sid": "RegisteredServicesMayAsk",
                "Effect": "Allow",
                "Principal": "*",
                "Action": ["portcullis:Authorize", "portcullis:AuthorizeBatch", "portcullis:VerifySshKey",
                  "portcullis:VerifyServicePassword", "portcullis:VerifySignature"],
                "Resource": "*",
                "Condition": {"Bool": {"aws:PrincipalIsAWSService": "true"}}
              }]
            }
            """);

    private ServicesMayAsk() {}

    /** The resource's side of a question; empty unless a service asks. */
    static Optional<ResourceSide> side(Call call) {
        if (!(call.caller().identity() instanceof Identity.Service)) {
            return Optional.empty();
        }
        return Optional.of(new ResourceSide(
                call.caller().account(), Optional.of(POLICY.policy()), Tags.none(), Set.of(), Optional.empty()));
    }
}
