// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.portcullis.aws.ec2.Ec2Model;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.model.Access;
import dev.portcullis.aws.model.ServiceModel;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.sts.StsModel;
import dev.portcullis.server.TestServer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RegistryTest {
    @Test
    void everyOperationInTheOverlayIsCarriedOut() {
        try (var server = TestServer.start()) {
            assertThat(server.portcullis().unservedOperations()).isEmpty();
        }
    }

    @Test
    void policiesAreAskedAboutEveryOperationButAFewThatAreKnown() {
        assertThat(with(Access.ANY_AUTHENTICATED)).containsExactly("sts:GetCallerIdentity", "sts:GetSessionToken");
        assertThat(with(Access.AGENT))
                .containsExactly(
                        "portcullis:GetOwnInstance", "portcullis:GetOwnInstanceCredentials", "portcullis:RenewAgent");
        assertThat(with(Access.ANYONE))
                .containsExactly("portcullis:JoinInstance", "portcullis:JoinInstanceWithCertificate");
    }

    @Test
    void whatIsForEveryoneMustBeMadeForEveryone() {
        assertThatThrownBy(() -> new Operations(List.of(Operation.special(
                        PortcullisModel.JOIN_INSTANCE, (input, call) -> fail("It runs for a caller")))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Operations(
                        List.of(Operation.open(PortcullisModel.BACKUP, (input, call) -> fail("It runs for everyone")))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> with(Access access) {
        return Stream.of(IamModel.SERVICE, StsModel.SERVICE, Ec2Model.SERVICE, PortcullisModel.SERVICE)
                .map(ServiceModel::operations)
                .flatMap(operations -> operations.values().stream())
                .filter(operation -> operation.authorization().access() == access)
                .map(Object::toString)
                .sorted()
                .toList();
    }
}
