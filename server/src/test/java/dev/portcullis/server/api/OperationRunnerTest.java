// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.api;

import static dev.portcullis.server.account.SampleAccount.ID;
import static dev.portcullis.server.account.SampleAccount.NOW;
import static dev.portcullis.server.account.SampleAccount.change;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.aws.iam.CreateGroupRequest;
import dev.portcullis.aws.iam.CreateGroupResponse;
import dev.portcullis.aws.iam.Group;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.server.account.AccessKey;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Accounts.WithDirectory;
import dev.portcullis.server.account.PolicyDocument;
import dev.portcullis.server.account.SampleAccount;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.account.Tags.Tag;
import dev.portcullis.server.account.TroubledStore;
import dev.portcullis.server.account.Zones;
import dev.portcullis.server.api.Operation.Foundation;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.authn.Caller.RequestFacts;
import dev.portcullis.server.authz.EncodedMessages;
import dev.portcullis.server.authz.Gatekeeper;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiError.NotAuthenticated;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.groups.GroupsHandlers;
import dev.portcullis.server.managedpolicies.AwsPolicies;
import dev.portcullis.server.managedpolicies.ManagedPolicyCatalogue;
import dev.portcullis.server.ops.Metrics;
import dev.portcullis.server.secrets.AuthorizationMessages;
import dev.portcullis.server.secrets.KeyRing;
import dev.portcullis.server.secrets.MasterKey;
import dev.portcullis.server.secrets.PageMarkers;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.Sealer;
import dev.portcullis.server.secrets.SessionTokens;
import dev.portcullis.server.secrets.StoredSecrets;
import dev.portcullis.server.storage.MemoryObjectStore;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A permission that is taken away while a write is under way. */
class OperationRunnerTest {
    private static final String KEY = "AKIAEXAMPLEEXAMPLE00";
    private static final String MAY_CREATE_GROUPS_IF_BLUE = """
            {"Version": "2012-10-17", "Statement": {
              "Effect": "Allow", "Action": "iam:CreateGroup", "Resource": "*",
              "Condition": {"StringEquals": {"aws:PrincipalTag/team": "blue"}}}}""";

    private final TroubledStore store =
            new TroubledStore(new MemoryObjectStore(Accounts.objectKinds(), InstantSource.fixed(NOW)));
    private final Accounts accounts = new Accounts(store, 10);
    private final RandomSource random = RandomSource.secure();
    private final KeyRing keys = KeyRing.of(MasterKey.generate(random));
    private final Sealer sealer = new Sealer(keys, random);
    private final OperationRunner runner = new OperationRunner(
            accounts,
            new Gatekeeper(
                    new AwsPolicies(ManagedPolicyCatalogue.load()),
                    new EncodedMessages(new AuthorizationMessages(sealer)),
                    Zones.of("us-east-1", List.of())),
            new Issuer(random, new StoredSecrets(sealer), new SessionTokens(keys, random), accounts),
            "us-east-1");

    @BeforeEach
    void makeAUserWhoMayCreateGroups() {
        SampleAccount.create(accounts, ID);
        var ann = SampleAccount.user("ann").withTags(Tags.of(List.of(new Tag("team", "blue"))));
        var granted = ann.policies().put("groups", new PolicyDocument("groups", MAY_CREATE_GROUPS_IF_BLUE));
        change(
                accounts,
                account -> account.with(ann.withPolicies(granted)).with(new AccessKey(KEY, ann.id(), true, NOW)));
        store.awaitCommit();
        store.awaitCommit();
    }

    @Test
    void whoMayDoItDoesIt() {
        createGroup();

        assertThat(accounts.read(ID).groups().named("devs")).isPresent();
    }

    @Test
    void aWriteAfterItsPolicyIsGoneIsRefusedThoughItWasAllowedWhenItCame() {
        assertRefusedWhen(
                account -> account.with(account.user("ann")
                        .withPolicies(account.user("ann").policies().remove("groups"))),
                AccessDenied.class);
    }

    @Test
    void aWriteAfterItsTagIsGoneIsRefused() {
        assertRefusedWhen(account -> account.with(account.user("ann").withTags(Tags.none())), AccessDenied.class);
    }

    @Test
    void aWriteAfterItsKeyIsInactiveIsRefused() {
        assertRefusedWhen(
                account ->
                        account.with(account.accessKeys().get(KEY).orElseThrow().active(false)),
                NotAuthenticated.class);
    }

    @Test
    void aWriteWithTheDirectoryIsCheckedAgainOnTheValueThatItChanges() {
        var operation = Operation.writeWithDirectory(IamModel.CREATE_GROUP, (request, call) -> {
            change(accounts, account -> account.with(account.user("ann").withTags(Tags.none())));
            return values -> new WithDirectory(
                            values.account().with(SampleAccount.group(request.groupName())), values.directory())
                    .answering(CreateGroupResponse.builder()
                            .group(Group.builder()
                                    .path("/")
                                    .groupName(request.groupName())
                                    .groupId("AGPADEVS")
                                    .arn("arn:aws:iam::123456789012:group/devs")
                                    .createDate(NOW)
                                    .build())
                            .build());
        });

        assertThatThrownBy(() -> run(operation))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error()).isInstanceOf(AccessDenied.class));
        assertThat(accounts.read(ID).groups().size()).isZero();
    }

    @Test
    void anAccountIsMadeOnlyIfTheFoundersPermissionIsStillThere() {
        var made = new AccountId("210987654321");
        var operation = Operation.founding(IamModel.CREATE_GROUP, (request, call) -> {
            change(accounts, account -> account.with(account.user("ann").withTags(Tags.none())));
            return new Foundation<>(made, values -> {
                throw new AssertionError("It was made without permission");
            });
        });

        assertThatThrownBy(() -> run(operation))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error()).isInstanceOf(AccessDenied.class));
        assertThat(accounts.find(made)).isEmpty();
    }

    /** Lets the write pass its first check, and takes the permission away before it is applied. */
    private void assertRefusedWhen(UnaryOperator<Account> taken, Class<?> error) {
        store.holdCommits();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var taking = threads.submit(() -> change(accounts, taken));
            store.awaitCommit();
            var writing = threads.submit(this::createGroup);
            awaitSecondWriter();
            store.letGoOn();

            assertThatCausedBy(taking::get, writing::get, error);
        }
        assertThat(accounts.read(ID).groups().size()).isZero();
    }

    private static void assertThatCausedBy(ThrowingCallable first, ThrowingCallable second, Class<?> error) {
        assertThatNoException().isThrownBy(first);
        assertThatThrownBy(second)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error()).isInstanceOf(error));
    }

    /** The write has passed its first check, on the value that is published, once it waits in the account's queue. */
    private void awaitSecondWriter() {
        while (accounts.waitingWrites(ID) == 0) {
            Thread.onSpinWait();
        }
    }

    private Object createGroup() {
        return run(createGroupOperation());
    }

    private Object run(Operation<CreateGroupRequest, ?> operation) {
        var facts = new RequestFacts(
                "r", NOW, InetAddress.getLoopbackAddress(), false, Optional.empty(), Optional.empty(), "", "us-east-1");
        var caller = new Caller(ID, new Identity.User(SampleAccount.user("ann").id()), KEY, Optional.empty(), facts);
        var request = CreateGroupRequest.builder().groupName("devs").build();
        return runner.run(operation, request, caller, new Trail(new DecisionMetrics(new Metrics())));
    }

    @SuppressWarnings("unchecked") // the registry knows operations by name only
    private Operation<CreateGroupRequest, ?> createGroupOperation() {
        return (Operation<CreateGroupRequest, ?>) new GroupsHandlers(new Pages(new PageMarkers(sealer)))
                .operations().stream()
                        .filter(operation -> operation.model().equals(IamModel.CREATE_GROUP))
                        .findFirst()
                        .orElseThrow();
    }
}
