// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.modelled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.aws.model.ErrorModel;
import dev.portcullis.server.Documents;
import dev.portcullis.server.modelled.ErrorTable.Pair;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;

/**
 * Every error that the model lists for an operation on credentials is answered, as the AWS SDK for Java understands it, or the table says why
 * it cannot come about. An error in neither place fails here, so that none is forgotten when the model or the operations grow.
 */
class ModelledErrorsTest {
    private static final String FAILURE = "ServiceFailure";
    private static final ErrorTable TABLE = ErrorTable.filled();

    @TempDir
    private static Path directory;

    private static Stage stage;

    @BeforeAll
    static void start() {
        stage = new Stage(directory);
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    /** An error of an operation. */
    record Case(String operation, ErrorModel error) {
        Pair pair() {
            return new Pair(operation, error.code());
        }

        @Override
        public String toString() {
            return operation + " answers " + error.code();
        }
    }

    static List<Case> cases() {
        return CredentialOperations.all().stream()
                .flatMap(model -> model.errors().stream().map(error -> new Case(model.name(), error)))
                .filter(found -> !found.error().code().equals(FAILURE))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void eachErrorIsAnsweredOrCannotBe(Case found) {
        var provocation = TABLE.provocation(found.pair());
        if (provocation.isEmpty()) {
            assertThat(TABLE.reason(found.pair()))
                    .as("how, or why not, %s", found)
                    .isPresent();
            return;
        }
        var call = provocation.get().apply(stage);
        assertAnswered(call::run, found.error());
    }

    private static void assertAnswered(ThrowingCallable call, ErrorModel error) {
        assertThatThrownBy(call).isInstanceOfSatisfying(IamException.class, thrown -> {
            assertThat(thrown.awsErrorDetails().errorCode()).isEqualTo(error.code());
            assertThat(thrown.statusCode()).isEqualTo(error.httpStatus());
            assertThat(thrown.getClass().getSimpleName()).isEqualToIgnoringCase(error.shapeName());
        });
    }

    @Test
    void theTableSpeaksOfNothingElse() {
        assertThat(cases().stream().map(Case::pair).collect(Collectors.toSet()))
                .hasSizeGreaterThan(100)
                .containsAll(TABLE.pairs());
        assertThat(TABLE.contradictions()).isEmpty();
    }

    /** One call of each operation that writes. */
    static Collection<Sample> writes() {
        return CredentialOperations.samples().stream()
                .filter(ModelledErrorsTest::writes)
                .collect(Collectors.toMap(Sample::operation, sample -> sample, (first, second) -> first, TreeMap::new))
                .values();
    }

    private static boolean writes(Sample sample) {
        return CredentialOperations.model(sample.operation()).authorization().writes();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("writes")
    void aWriteFailsIfItsDataCannotBeWrittenAndCanBeRepeated(Sample sample) throws SQLException {
        sample.before().accept(stage);
        var caller = caller(sample);
        whileNothingCanBeWritten(() -> assertThatThrownBy(() -> sample.call().accept(stage, caller))
                .isInstanceOfSatisfying(IamException.class, thrown -> {
                    assertThat(thrown.awsErrorDetails().errorCode()).isEqualTo(FAILURE);
                    assertThat(thrown.statusCode()).isEqualTo(500);
                }));
        sample.call().accept(stage, caller);
    }

    /** They are answered from memory: nothing about them can fail but the program. */
    @Test
    void readsGoOnWhenNothingCanBeWritten() throws SQLException {
        var reads = CredentialOperations.samples().stream()
                .filter(sample -> !writes(sample))
                .toList();
        assertThat(reads).hasSizeGreaterThan(15);
        reads.forEach(sample -> sample.before().accept(stage));
        stage.root()
                .putUserPolicy(policy ->
                        policy.userName(Stage.DORA).policyName("now").policyDocument(Documents.allow("iam:*")));
        var dora = stage.server().iamWithoutRetries(stage.dora());
        whileNothingCanBeWritten(() -> reads.forEach(sample -> sample.call().accept(stage, dora)));
    }

    private static IamClient caller(Sample sample) {
        if (!sample.operation().equals("ChangePassword")) {
            return stage.root();
        }
        stage.root()
                .putUserPolicy(policy ->
                        policy.userName(Stage.DORA).policyName("now").policyDocument(Documents.allow("iam:*")));
        return stage.server().iamWithoutRetries(stage.dora());
    }

    private static void whileNothingCanBeWritten(Runnable task) throws SQLException {
        sql("CREATE TRIGGER refusing BEFORE UPDATE ON transactions BEGIN SELECT RAISE(ABORT, 'The disk is full'); END");
        try {
            task.run();
        } finally {
            sql("DROP TRIGGER refusing");
        }
    }

    private static void sql(String statement) throws SQLException {
        var file = stage.server().dataDirectory().resolve("store.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var change = connection.createStatement()) {
            change.execute("PRAGMA busy_timeout = 10000");
            change.execute(statement);
        }
    }
}
