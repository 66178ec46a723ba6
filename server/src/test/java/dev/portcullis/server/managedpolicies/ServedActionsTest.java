// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.managedpolicies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.ec2.Ec2Model;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.model.Access;
import dev.portcullis.aws.model.Authorization.Check;
import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.aws.model.ServiceModel;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.sts.StsModel;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of actions against what this server itself asks policies about. */
class ServedActionsTest {
    private final ActionCatalogue catalogue = ActionCatalogue.load();

    @ParameterizedTest
    @MethodSource("services")
    void everyActionThatIsCheckedStandsInTheTable(ServiceModel service) {
        assertThat(operations(service)
                        .flatMap(operation -> operation.authorization().checks().stream())
                        .map(Check::action))
                .isNotEmpty()
                .allSatisfy(
                        action -> assertThat(catalogue.find(action)).as(action).isPresent());
    }

    @Test
    void anActionOfReadingLevelGuardsNoOperationThatWrites() {
        assertThat(services()
                        .flatMap(ServedActionsTest::operations)
                        .filter(operation -> operation.authorization().writes()))
                .isNotEmpty()
                .allSatisfy(operation -> assertThat(
                                operation.authorization().checks().stream().map(this::level))
                        .as(operation.name())
                        .noneMatch(AccessLevel::isReadOnly));
    }

    @ParameterizedTest
    @MethodSource("services")
    void everyOperationOfTheModelIsAnAction(ServiceModel service) {
        assertThat(service.knownOperations().stream().filter(name -> isAskedAbout(service, name)))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(catalogue.find(actionOf(service, name)))
                        .as(name)
                        .isPresent());
    }

    /** About agents and about who has proved nothing yet no policy is asked. */
    private static boolean isAskedAbout(ServiceModel service, String name) {
        return service.operation(name)
                .map(operation -> operation.authorization().access())
                .filter(access -> access == Access.AGENT || access == Access.ANYONE)
                .isEmpty();
    }

    /** What policies call an operation: its name, or that of another one, where it is not one that AWS has. */
    private static String actionOf(ServiceModel service, String name) {
        return service.operation(name)
                .flatMap(
                        operation -> operation.authorization().checks().stream().findFirst())
                .map(Check::action)
                .orElse(service.metadata().signingName() + ":" + name);
    }

    private static Stream<ServiceModel> services() {
        return Stream.of(IamModel.SERVICE, StsModel.SERVICE, Ec2Model.SERVICE, PortcullisModel.SERVICE);
    }

    private static Stream<OperationModel<?, ?>> operations(ServiceModel service) {
        return service.operations().values().stream();
    }

    private AccessLevel level(Check check) {
        return catalogue.find(check.action()).orElseThrow().level();
    }
}
