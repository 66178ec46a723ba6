// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.PortcullisClient.Answer;
import dev.portcullis.server.TestServer;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/** What an agent does on its first way to the server. */
record Agents(TestServer server) {
    static final String OWN = "ami-00000000000000001";

    PortcullisClient root() {
        return new PortcullisClient(server.endpoint(), server.root());
    }

    /** Launches a host of one's own. */
    String launch() {
        return server.ec2(server.root())
                .runInstances(request -> request.imageId(OWN).minCount(1).maxCount(1))
                .instances()
                .getFirst()
                .instanceId();
    }

    /** Launches a host of one's own with an instance profile. */
    String launch(String profile) {
        return server.ec2(server.root())
                .runInstances(request ->
                        request.imageId(OWN).minCount(1).maxCount(1).iamInstanceProfile(given -> given.name(profile)))
                .instances()
                .getFirst()
                .instanceId();
    }

    String token(String instanceId) {
        return root().call("CreateJoinToken", Map.of("InstanceId", instanceId)).text("JoinToken");
    }

    PortcullisClient nobody() {
        return PortcullisClient.unsigned(server.endpoint());
    }

    Answer join(String token) {
        return nobody().send("JoinInstance", Map.of("JoinToken", token));
    }

    /** The agent that joined as the instance. */
    PortcullisClient joined(String instanceId) {
        return new PortcullisClient(server.endpoint(), credentials(join(token(instanceId))));
    }

    static AwsCredentials credentials(Answer answer) {
        return AwsSessionCredentials.create(
                answer.text("AccessKeyId"), answer.text("SecretAccessKey"), answer.text("SessionToken"));
    }
}
