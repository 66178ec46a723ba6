// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sts;

import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.statement;
import static dev.portcullis.server.Documents.trusting;
import static dev.portcullis.server.Refusals.refusal;
import static dev.portcullis.server.TestWorld.HERE;
import static dev.portcullis.server.TestWorld.THERE;
import static dev.portcullis.server.TestWorld.assuming;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.iam.CreateRoleRequest;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.server.TestWorld;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.error.ApiError;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiError.MalformedPolicyDocument;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AbuseCase34StrangersLearnNothingTest {
    private static final AccountId NOWHERE = new AccountId("999999999999");
    private static final String DENY_IF_TAGGED = probe("\"StringLike\":{\"aws:ResourceTag/Secret\":\"*\"}");
    private static final String DENY_IF_UNTAGGED = probe("\"Null\":{\"aws:ResourceTag/Secret\":\"true\"}");

    private final TestWorld world = new TestWorld();

    @BeforeEach
    void makeARoleThatTrustsOnlyItsOwnAccountAndOneThatRefusesByName() {
        world.role(THERE, "Present", trusting(THERE.text()));
        world.role(
                THERE, "Refusing", statement("\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"sts:AssumeRole\""));
        world.change(
                THERE,
                account -> account.with(
                        account.role("Present").withTags(Tags.of(List.of(new Tags.Tag("Secret", "project-x"))))));
    }

    @Test
    void aRoleThatDoesNotTrustTheCallerIsRefusedAsOneThatIsNotThere() {
        var callers = List.of(
                world.user(HERE, "able", allow("sts:AssumeRole")),
                world.user(HERE, "unable"),
                world.user(HERE, "probing", allow("sts:AssumeRole"), DENY_IF_TAGGED),
                world.user(HERE, "probing-too", allow("sts:AssumeRole"), DENY_IF_UNTAGGED),
                world.service(HERE, "billing.example"));

        for (var caller : callers) {
            var absent = refused(caller, THERE, "Absent");
            assertThat(absent).isInstanceOf(AccessDenied.class);
            assertThat(refused(caller, THERE, "Present").toString()).isEqualTo(named(absent, "Absent", "Present"));
            assertThat(refused(caller, THERE, "Refusing").toString()).isEqualTo(named(absent, "Absent", "Refusing"));
            assertThat(refused(caller, NOWHERE, "Absent").toString())
                    .isEqualTo(named(absent, THERE.text(), NOWHERE.text()));
        }
    }

    @Test
    void withinTheAccountARoleThatIsNotThereIsRefusedAsOneThatDoesNotTrust() {
        var ann = world.user(HERE, "ann", allow("sts:AssumeRole"));
        world.role(HERE, "Present", trusting(THERE.text()));

        assertThat(refused(ann, HERE, "Present").toString())
                .isEqualTo(named(refused(ann, HERE, "Absent"), "Absent", "Present"));
    }

    @Test
    void whoIsTrustedIsToldWhatIsMissing() {
        world.role(THERE, "Trusting", trusting(HERE.text()));

        assertThat(refused(world.user(HERE, "unable"), THERE, "Trusting").toString())
                .contains("because no identity-based policy allows the sts:AssumeRole action");
    }

    @Test
    void trustingAnEntityThatIsNotThereFailsTheSameWhetherItsAccountIsThereOrNot() {
        var inAccount = trustRefused("arn:aws:iam::" + THERE + ":role/Absent");
        var inNone = trustRefused("arn:aws:iam::" + NOWHERE + ":role/Absent");

        assertThat(inAccount)
                .isEqualTo(new MalformedPolicyDocument(
                        "Invalid principal in policy: \"AWS\":\"arn:aws:iam::" + THERE + ":role/Absent\""));
        assertThat(inNone.toString()).isEqualTo(named(inAccount, THERE.text(), NOWHERE.text()));
    }

    /** Medians of rounds that take turns, so that whatever else the machine does falls on all alike. */
    @Test
    void aRefusalTakesAboutAsLongWhateverIsThere() {
        var ann = world.user(HERE, "ann", allow("sts:AssumeRole"));
        int rounds = 600;
        var present = new long[rounds];
        var absent = new long[rounds];
        var nowhere = new long[rounds];
        for (int round = -rounds; round < rounds; round++) { // the first half warms up
            int kept = Math.floorMod(round, rounds);
            present[kept] = nanos(() -> refused(ann, THERE, "Present"));
            absent[kept] = nanos(() -> refused(ann, THERE, "Absent"));
            nowhere[kept] = nanos(() -> refused(ann, NOWHERE, "Absent"));
        }
        var medians = Stream.of(present, absent, nowhere)
                .map(AbuseCase34StrangersLearnNothingTest::median)
                .toList();
        assertThat(Collections.max(medians)).as("medians in ns: %s", medians).isLessThan(3 * Collections.min(medians));
    }

    private static long nanos(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return System.nanoTime() - start;
    }

    private static long median(long[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private ApiError refused(Caller caller, AccountId account, String role) {
        return refusal(() -> world.assume(caller, assuming(account, role)));
    }

    private ApiError trustRefused(String principal) {
        var request = CreateRoleRequest.builder()
                .roleName("New")
                .assumeRolePolicyDocument(trusting(principal))
                .build();
        return refusal(() -> world.call(world.root(HERE), IamModel.CREATE_ROLE, request));
    }

    private static String named(ApiError error, String from, String to) {
        return error.toString().replace(from, to);
    }

    private static String probe(String condition) {
        return statement("\"Effect\":\"Deny\",\"Action\":\"sts:AssumeRole\",\"Resource\":\"*\",\"Condition\":{"
                + condition + "}");
    }
}
