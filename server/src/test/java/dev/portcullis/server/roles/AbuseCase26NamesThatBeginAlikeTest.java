// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.roles;

import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.trusting;
import static dev.portcullis.server.Refusals.assertDenied;
import static dev.portcullis.server.TestWorld.HERE;
import static dev.portcullis.server.TestWorld.assuming;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.TestWorld;
import org.junit.jupiter.api.Test;

class AbuseCase26NamesThatBeginAlikeTest {
    private final TestWorld world = new TestWorld();

    @Test
    void trustInOneIsNoTrustInTheOther() {
        var jack = world.user(HERE, "jack");
        var jackson = world.user(HERE, "jackson", allow("sts:AssumeRole"));
        world.role(HERE, "ForJack", trusting("arn:aws:iam::" + HERE + ":user/jack"));

        assertThat(world.assume(jack, assuming(HERE, "ForJack")).account()).isEqualTo(HERE);
        assertDenied(() -> world.assume(jackson, assuming(HERE, "ForJack")));
    }
}
