// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import static dev.portcullis.server.Documents.ALLOW_ALL;
import static dev.portcullis.server.Documents.trustingFully;
import static dev.portcullis.server.TestWorld.HERE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.policy.Context;
import dev.portcullis.server.TestWorld;
import dev.portcullis.server.authn.Caller;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReservedKeysTest {
    private final TestWorld world = new TestWorld();

    /** What this server says of callers, a service that asks cannot say: a new key has to be reserved as well. */
    @Test
    void everyKeyThatIsKnownOfACallerIsReserved() {
        var user = world.user(HERE, "ann", ALLOW_ALL);
        world.role(HERE, "Reader", trustingFully("arn:aws:iam::" + HERE + ":user/ann"));
        var session = world.assume(user, TestWorld.assuming(HERE, "Reader").sourceIdentity("ann"));
        for (var caller : List.of(user, session, world.root(HERE), world.service(HERE, "a.example"))) {
            assertThat(keysOf(caller)).isNotEmpty().allMatch(ReservedKeys::contains);
        }
    }

    private Iterable<String> keysOf(Caller caller) {
        var keys = Context.builder();
        var subject = Subject.of(world.account(HERE), caller, world.awsPolicies());
        ContextKeys.ofCaller(subject, world.now(), keys);
        return keys.build().keys();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws:SourceIp",
                "aws:UserAgent",
                "aws:SecureTransport",
                "aws:RequestedRegion",
                "aws:ResourceTag/Team",
                "aws:RequestTag/Team",
                "aws:TagKeys",
                "aws:SourceVpce",
                "s3:prefix",
                "ec2:AvailabilityZone"
            })
    void whatSpeaksOfTheRequestIsTheServicesToSay(String key) {
        assertThat(ReservedKeys.contains(key)).isFalse();
    }
}
