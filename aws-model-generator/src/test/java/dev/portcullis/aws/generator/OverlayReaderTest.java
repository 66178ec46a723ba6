// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.aws.generator.Overlay.Check;
import dev.portcullis.aws.generator.Overlay.ContextKey;
import dev.portcullis.aws.generator.Overlay.Template;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverlayReaderTest {
    @Test
    void theFirstCheckIsNamedAfterTheOperation() {
        Overlay overlay = read("  DeleteUser: {kind: write, resource: user(UserName)}");

        assertThat(overlay.operations().get("DeleteUser"))
                .isEqualTo(new Overlay.Entry(
                        "checked",
                        true,
                        List.of(new Check(
                                "iam:DeleteUser", new Template("user", List.of("UserName")), List.of(), List.of()))));
    }

    @Test
    void contextAndFurtherChecksAreRead() {
        Overlay overlay = read("""
                  CreateUser:
                    kind: write
                    resource: newUser(Path, UserName)
                    context: {"iam:PolicyARN": PolicyArn, "iam:PermissionsBoundary": resourceBoundary}
                    also:
                      - action: iam:PassRole
                        resource: any
                        context: {"iam:PassedToService": constant(ec2.amazonaws.com)}
                        onlyIfAny: [Tags]
                """);

        assertThat(overlay.operations().values().iterator().next().checks())
                .containsExactly(
                        new Check(
                                "iam:CreateUser",
                                new Template("newUser", List.of("Path", "UserName")),
                                List.of(
                                        new ContextKey("iam:PolicyARN", new Template("input", List.of("PolicyArn"))),
                                        new ContextKey(
                                                "iam:PermissionsBoundary",
                                                new Template("resourceBoundary", List.of()))),
                                List.of()),
                        new Check(
                                "iam:PassRole",
                                new Template("any", List.of()),
                                List.of(new ContextKey(
                                        "iam:PassedToService", new Template("constant", List.of("ec2.amazonaws.com")))),
                                List.of("Tags")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "  A: {kind: write}                                       # iam.yaml: A: names no resource",
                "  A: {resource: any}                                     # iam.yaml: A: kind must be read or write, not ''",
                "  A: {kind: reads, resource: any}                        # iam.yaml: A: kind must be read or write, not 'reads'",
                "  A: {kind: read, resource: any, ressource: any}         # iam.yaml: A: unknown word 'ressource'",
                "  A: {kind: read, access: public}                        # iam.yaml: A: access must be one of checked, anyAuthenticated, agent, anyone, not public",
                "  A: {kind: read, access: anyone, resource: any}         # iam.yaml: A: with access anyone: unknown word 'resource'",
                "  A: {kind: read, resource: any, also: [{resource: any}]} # iam.yaml: A: also: names no action",
                "  A: []                                                  # iam.yaml: A: must hold a mapping"
            })
    void mistakesAreNamed(String entry, String message) {
        assertThatThrownBy(() -> read("  " + entry))
                .isInstanceOf(ModelException.class)
                .hasMessage(message);
    }

    @Test
    void anOperationCannotBeEnteredTwice() {
        assertThatThrownBy(() -> read("  A: {kind: read, resource: any}\n  A: {kind: read, resource: any}"))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith("iam.yaml: is not YAML: ");
    }

    private static Overlay read(String operations) {
        return OverlayReader.read("service: iam\noperations:\n" + operations, "iam.yaml");
    }
}
