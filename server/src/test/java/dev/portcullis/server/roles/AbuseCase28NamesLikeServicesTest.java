// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.roles;

import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.trusting;
import static dev.portcullis.server.Documents.trustingService;
import static dev.portcullis.server.Refusals.assertDenied;
import static dev.portcullis.server.TestWorld.HERE;
import static dev.portcullis.server.TestWorld.assuming;

import dev.portcullis.server.TestWorld;
import dev.portcullis.server.authn.Caller;
import org.junit.jupiter.api.Test;

class AbuseCase28NamesLikeServicesTest {
    private static final String LAMBDA = "lambda.amazonaws.com";

    private final TestWorld world = new TestWorld();

    @Test
    void whoIsCalledLikeAServiceIsNoService() {
        world.role(HERE, "ForLambda", trustingService(LAMBDA));
        var user = world.user(HERE, LAMBDA, allow("sts:AssumeRole"));
        world.role(HERE, LAMBDA, trusting("arn:aws:iam::" + HERE + ":user/" + LAMBDA));
        world.grant(HERE, LAMBDA, allow("sts:AssumeRole"));
        var session = world.assume(user, assuming(HERE, LAMBDA).roleSessionName(LAMBDA));

        assertMayNot(user);
        assertMayNot(session);
        assertMayNot(world.service(HERE, LAMBDA + ".example"));
    }

    private void assertMayNot(Caller caller) {
        assertDenied(() -> world.assume(caller, assuming(HERE, "ForLambda")), "sts:AssumeRole");
    }
}
