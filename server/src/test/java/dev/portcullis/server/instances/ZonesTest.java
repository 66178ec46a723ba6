// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import static dev.portcullis.server.Documents.statement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.server.TestServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/** Availability zones of the operator's own. */
class ZonesTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start(List.of("rack-7", "rack-8"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String zone(Ec2Client ec2, RunInstancesRequest.Builder request) {
        return ec2.runInstances(request.imageId("ami-00000000000000000")
                        .minCount(1)
                        .maxCount(1)
                        .build())
                .instances()
                .getFirst()
                .placement()
                .availabilityZone();
    }

    private static RunInstancesRequest.Builder in(String zone) {
        return RunInstancesRequest.builder().placement(placement -> placement.availabilityZone(zone));
    }

    @Test
    void areToldAndAnInstanceIsInTheFirstUnlessSomebodyChooses() {
        var ec2 = server.ec2(server.root());
        var told = ec2.describeAvailabilityZones().availabilityZones();
        assertThat(told).extracting(AvailabilityZone::zoneName).containsExactly("rack-7", "rack-8");
        assertThat(told).extracting(AvailabilityZone::zoneId).containsExactly("us-east-1-az1", "us-east-1-az2");
        assertThat(told).extracting(AvailabilityZone::regionName).containsOnly("us-east-1");
        assertThat(zone(ec2, RunInstancesRequest.builder())).isEqualTo("rack-7");
        assertThat(zone(ec2, in("rack-8"))).isEqualTo("rack-8");
        assertThatThrownBy(() -> zone(ec2, in("us-east-1a"))).hasMessageContaining("Invalid availability zone");
    }

    @Test
    void arePutToPoliciesSaidOrNot() {
        var ec2 = server.ec2(server.user("second"));
        server.iam()
                .putUserPolicy(request -> request.userName("second")
                        .policyName("own")
                        .policyDocument(statement("\"Effect\":\"Allow\",\"Action\":\"ec2:*\",\"Resource\":\"*\"},"
                                + "{\"Effect\":\"Deny\",\"Action\":\"ec2:RunInstances\",\"Resource\":\"*\","
                                + "\"Condition\":{\"StringEquals\":{\"ec2:AvailabilityZone\":\"rack-7\"}}")));
        assertThat(zone(ec2, in("rack-8"))).isEqualTo("rack-8");
        assertThatThrownBy(() -> zone(ec2, RunInstancesRequest.builder()))
                .isInstanceOfSatisfying(
                        Ec2Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("UnauthorizedOperation"));
    }
}
