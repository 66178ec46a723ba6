// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.managedpolicies;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class ActionCatalogueTest {
    private static final Path TABLES = Path.of("src/main/resources/dev/portcullis/server/managedpolicies/actions");

    /** Verbs under which no action only reads. */
    private static final Pattern CHANGING_VERB = Pattern.compile(
            "(Accept|Add|Apply|Assign|Associate|Attach|Authorize|Cancel|Change|Copy|Create|Deactivate|Delete"
                    + "|Deregister|Detach|Disable|Disassociate|Enable|Execute|Import|Invoke|Modify|Move|Pass|Publish|Purge|Put|Reboot"
                    + "|Register|Reject|Release|Remove|Replace|Reset|Restore|Revoke|Rotate|Run|Send|Set|Stop(?!Query|LiveTail)"
                    + "|Start(?!Query|LiveTail)|Tag|Terminate|Unassign|Untag|Update|Upload).*");

    private final ActionCatalogue catalogue = ActionCatalogue.load();

    @Test
    void everyTableIsListed() throws IOException {
        try (var files = Files.list(TABLES)) {
            var tables = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".tsv"))
                    .map(name -> name.substring(0, name.length() - ".tsv".length()))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(catalogue.services()).isEqualTo(tables).hasSizeGreaterThan(40);
        }
    }

    @Test
    void everyServiceHasActionsWithProperNames() {
        assertThat(catalogue.services())
                .allSatisfy(service -> assertThat(catalogue.actions(service))
                        .isNotEmpty()
                        .allSatisfy(action -> assertThat(action.name()).matches("[A-Za-z][A-Za-z0-9]*")));
    }

    @ParameterizedTest
    @CsvSource({
        "iam:GetUser, READ, METADATA",
        "IAM:getuser, READ, METADATA",
        "iam:PutUserPolicy, PERMISSIONS_MANAGEMENT, METADATA",
        "iam:TagRole, TAGGING, METADATA",
        "iam:CreateUser, WRITE, METADATA",
        "iam:ListUsers, LIST, METADATA",
        "s3:GetObject, READ, DATA",
        "secretsmanager:GetSecretValue, READ, SECRET",
        "ssm:GetParametersByPath, READ, SECRET",
        "kms:Decrypt, WRITE, SECRET",
        "rds-db:connect, PERMISSIONS_MANAGEMENT, SECRET",
        "portcullis:Backup, READ, SECRET"
    })
    void anActionIsFoundIgnoringCase(String name, AccessLevel level, Disclosure disclosure) {
        assertThat(catalogue.find(name)).hasValueSatisfying(action -> {
            assertThat(action.qualifiedName()).isEqualToIgnoringCase(name);
            assertThat(action.level()).isEqualTo(level);
            assertThat(action.disclosure()).isEqualTo(disclosure);
        });
    }

    @ParameterizedTest
    @CsvSource({"iam:GetNobody", "nothing:GetUser", "GetUser", "iam:", ":GetUser"})
    void anUnknownActionIsNotFound(String name) {
        assertThat(catalogue.find(name)).isEmpty();
    }

    @Test
    void noActionNamedForAChangeCountsAsReading() {
        assertThat(catalogue
                        .all()
                        .filter(action -> action.level().isReadOnly())
                        .filter(action -> action.disclosure() != Disclosure.SECRET)
                        .filter(action -> CHANGING_VERB.matcher(action.name()).matches()))
                .isEmpty();
    }

    @Test
    void everyReadingOfASecretSaysWhy() {
        assertThat(catalogue.all().filter(action -> action.disclosure() == Disclosure.SECRET))
                .isNotEmpty()
                .allSatisfy(action -> assertThat(action.note()).isNotBlank());
    }

    @ParameterizedTest
    @CsvSource({
        "iam, iam, PassRole",
        "sts, sts, TagSession",
        "kms, kms, ReEncryptFrom",
        "organizations, organizations, ListRoots"
    })
    @EnabledIfEnvironmentVariable(named = "PORTCULLIS_CASES", matches = ".+")
    void everyOperationOfThePublicModelIsAnAction(String service, String folder, String known) throws IOException {
        var model = Path.of(System.getenv("PORTCULLIS_CASES"), "api", folder, "service-2.json");
        var operations = operations(model);
        var renamed = Set.of("ReEncrypt"); // two actions: ReEncryptFrom and ReEncryptTo
        assertThat(operations).hasSizeGreaterThan(5);
        assertThat(catalogue.find(service + ":" + known)).isPresent();
        assertThat(operations)
                .filteredOn(operation -> !renamed.contains(operation))
                .allSatisfy(operation -> assertThat(catalogue.find(service + ":" + operation))
                        .as(operation)
                        .isPresent());
    }

    /** The names of the members of the top-level object {@code operations}. */
    private static Set<String> operations(Path model) throws IOException {
        var names = new TreeSet<String>();
        try (var in = Files.newInputStream(model);
                var json = JsonFactory.builder().build().createParser(ObjectReadContext.empty(), in)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean wanted = "operations".equals(json.currentName());
                json.nextToken();
                if (!wanted) {
                    json.skipChildren();
                    continue;
                }
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    names.add(json.currentName());
                    json.nextToken();
                    json.skipChildren();
                }
            }
        }
        return names;
    }
}
