// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.ec2.Ec2Model;
import dev.portcullis.aws.iam.IamModel;
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
    void everyOperationButTheCallersOwnIdentityIsChecked() {
        var unchecked = Stream.of(IamModel.SERVICE, StsModel.SERVICE, Ec2Model.SERVICE, PortcullisModel.SERVICE)
                .map(ServiceModel::operations)
                .flatMap(operations -> operations.values().stream())
                .filter(operation -> operation.authorization().checks().isEmpty())
                .map(Object::toString)
                .sorted()
                .toList();
        assertThat(unchecked).isSubsetOf(List.of("sts:GetCallerIdentity", "sts:GetSessionToken"));
    }
}
