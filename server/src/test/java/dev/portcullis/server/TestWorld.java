// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server;

import dev.portcullis.aws.iam.CreateRoleRequest;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.aws.sts.AssumeRoleRequest;
import dev.portcullis.aws.sts.Credentials;
import dev.portcullis.aws.sts.StsModel;
import dev.portcullis.server.account.AccessKey;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Accounts.Outcome;
import dev.portcullis.server.account.PolicyDocument;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.account.SampleAccount;
import dev.portcullis.server.account.ServiceIdentity;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.account.User;
import dev.portcullis.server.account.Zones;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.DecisionMetrics;
import dev.portcullis.server.api.Issuer;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.OperationRunner;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Trail;
import dev.portcullis.server.attachments.AttachmentsHandlers;
import dev.portcullis.server.authn.Authenticator;
import dev.portcullis.server.authn.BrowserSessions;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.authn.Caller.RequestFacts;
import dev.portcullis.server.authn.SigningKeyCache;
import dev.portcullis.server.authz.EncodedMessages;
import dev.portcullis.server.authz.Gatekeeper;
import dev.portcullis.server.conveyedroles.ConveyedRolesHandlers;
import dev.portcullis.server.groups.GroupsHandlers;
import dev.portcullis.server.inlinepolicies.InlinePoliciesHandlers;
import dev.portcullis.server.instanceprofiles.InstanceProfilesHandlers;
import dev.portcullis.server.managedpolicies.AwsPolicies;
import dev.portcullis.server.managedpolicies.ManagedPolicyCatalogue;
import dev.portcullis.server.mfa.OneTimePasswords;
import dev.portcullis.server.mfa.Seeds;
import dev.portcullis.server.ops.Metrics;
import dev.portcullis.server.policies.PoliciesHandlers;
import dev.portcullis.server.policies.PolicyArns;
import dev.portcullis.server.roles.RolesHandlers;
import dev.portcullis.server.secrets.AuthorizationMessages;
import dev.portcullis.server.secrets.KeyRing;
import dev.portcullis.server.secrets.MasterKey;
import dev.portcullis.server.secrets.OpenedSession;
import dev.portcullis.server.secrets.PageMarkers;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.Sealer;
import dev.portcullis.server.secrets.SessionClaims;
import dev.portcullis.server.secrets.SessionSubject;
import dev.portcullis.server.secrets.SessionTokens;
import dev.portcullis.server.secrets.StoredSecrets;
import dev.portcullis.server.secrets.UniqueIds;
import dev.portcullis.server.storage.MemoryLedgers;
import dev.portcullis.server.storage.MemoryObjectStore;
import dev.portcullis.server.sts.StsHandlers;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Two accounts in memory, and the operations on groups, roles, policies, instance profiles and sessions, behind the gatekeeper. Callers are stated, not
 * verified, so that a test can have several accounts and any clock.
 */
public final class TestWorld {
    public static final AccountId HERE = new AccountId("111111111111");
    public static final AccountId THERE = new AccountId("222222222222");

    private Instant now = SampleAccount.NOW;
    private final Accounts accounts = new Accounts(new MemoryObjectStore(Accounts.objectKinds(), () -> now), 10);
    private final AwsPolicies awsPolicies = new AwsPolicies(ManagedPolicyCatalogue.load());
    private final RandomSource random = RandomSource.secure();
    private final KeyRing keys = KeyRing.of(MasterKey.generate(random));
    private final Sealer sealer = new Sealer(keys, random);
    private final SessionTokens tokens = new SessionTokens(keys, random);
    private final Issuer issuer = new Issuer(random, new StoredSecrets(sealer), tokens, accounts);
    private final OperationRunner runner = new OperationRunner(
            accounts,
            new Gatekeeper(
                    awsPolicies,
                    new EncodedMessages(new AuthorizationMessages(sealer)),
                    Zones.of("us-east-1", List.of())),
            issuer,
            "us-east-1");
    private final List<Operation<?, ?>> operations = new ArrayList<>();

    public TestWorld() {
        var policyArns = new PolicyArns(awsPolicies);
        var pages = new Pages(new PageMarkers(sealer));
        operations.addAll(new RolesHandlers(policyArns, (roleId, time) -> Optional.empty(), pages).operations());
        operations.addAll(new InstanceProfilesHandlers(pages).operations());
        operations.addAll(new PoliciesHandlers(policyArns, pages).operations());
        operations.addAll(new AttachmentsHandlers(policyArns, pages).operations());
        operations.addAll(new InlinePoliciesHandlers(pages).operations());
        operations.addAll(new GroupsHandlers(pages).operations());
        operations.addAll(new ConveyedRolesHandlers(pages).operations());
        operations.addAll(new StsHandlers(awsPolicies, policyArns, oneTimePasswords()).operations());
        SampleAccount.create(accounts, HERE);
        SampleAccount.create(accounts, THERE);
    }

    /** The one-time passwords of MFA devices in these accounts. */
    public OneTimePasswords oneTimePasswords() {
        var ledgers = new MemoryLedgers();
        return new OneTimePasswords(new Seeds(accounts, new StoredSecrets(sealer), random), ledgers, ledgers);
    }

    /** The browser sessions in these accounts. */
    public BrowserSessions browserSessions() {
        return new BrowserSessions(accounts, sealer, random);
    }

    /** An authenticator for callers of these accounts. */
    public Authenticator authenticator(BrowserSessions sessions) {
        return new Authenticator(
                accounts,
                new StoredSecrets(sealer),
                tokens,
                new SigningKeyCache(),
                sessions,
                (caller, service) -> {},
                "us-east-1",
                () -> now);
    }

    public Account account(AccountId id) {
        return accounts.read(id);
    }

    public AwsPolicies awsPolicies() {
        return awsPolicies;
    }

    public Instant now() {
        return now;
    }

    public void pass(Duration time) {
        now = now.plus(time);
    }

    public void change(AccountId id, UnaryOperator<Account> change) {
        accounts.update(id, account -> new Outcome<>(change.apply(account), "done", SampleAccount.record()));
    }

    public Caller root(AccountId account) {
        return new Caller(account, new Identity.Root(), key(account, account.text()), Optional.empty(), facts());
    }

    /** A new user with inline policies, given by their documents. */
    public Caller user(AccountId account, String name, String... policies) {
        var id = issuer.newId(UniqueIds.Kind.USER);
        var user = User.create(id, name, "/", now, Tags.none(), Optional.empty());
        var granted = user.policies();
        for (int i = 0; i < policies.length; i++) {
            granted = granted.put("p" + i, new PolicyDocument("p" + i, policies[i]));
        }
        var holder = user.withPolicies(granted);
        change(account, present -> present.with(holder));
        return new Caller(account, new Identity.User(id), key(account, id), Optional.empty(), facts());
    }

    /** A newly registered service. */
    public Caller service(AccountId account, String principal) {
        change(account, present -> present.with(new ServiceIdentity(principal, now, Optional.empty(), Tags.none())));
        return new Caller(account, new Identity.Service(principal), key(account, principal), Optional.empty(), facts());
    }

    /** A new role, made by the root user. */
    public Role role(AccountId account, String name, String trust) {
        var request = CreateRoleRequest.builder()
                .roleName(name)
                .assumeRolePolicyDocument(trust)
                .build();
        call(root(account), IamModel.CREATE_ROLE, request);
        return account(account).role(name);
    }

    /** Gives a role another inline policy. */
    public void grant(AccountId account, String roleName, String policy) {
        change(account, present -> {
            var role = present.role(roleName);
            var name = "p" + role.policies().inline().size();
            return present.with(role.withPolicies(role.policies().put(name, new PolicyDocument(name, policy))));
        });
    }

    public static AssumeRoleRequest.Builder assuming(AccountId account, String roleName) {
        return AssumeRoleRequest.builder()
                .roleArn("arn:aws:iam::" + account + ":role/" + roleName)
                .roleSessionName("session");
    }

    /** Assumes a role; answers the caller that the session is. */
    public Caller assume(Caller caller, AssumeRoleRequest.Builder request) {
        return session(call(caller, StsModel.ASSUME_ROLE, request.build())
                .credentials()
                .orElseThrow());
    }

    /** The caller who signs with temporary credentials. */
    public Caller session(Credentials credentials) {
        var claims = claims(credentials);
        return new Caller(
                new AccountId(claims.account()),
                identity(claims.subject()),
                claims.accessKeyId(),
                Optional.of(claims),
                facts());
    }

    public SessionClaims claims(Credentials credentials) {
        var opened = tokens.open(credentials.sessionToken(), credentials.accessKeyId(), now);
        return ((OpenedSession.Valid) opened).claims();
    }

    private static Identity identity(SessionSubject subject) {
        return switch (subject) {
            case SessionSubject.Root(var _) -> new Identity.Root();
            case SessionSubject.User(var userId) -> new Identity.User(userId);
            case SessionSubject.Role(var roleId, var name) -> new Identity.Role(roleId, name);
            case SessionSubject.FederatedUser(var issuerId, var name) -> new Identity.FederatedUser(issuerId, name);
            case SessionSubject.Agent(var instanceId) -> new Identity.Agent(instanceId);
        };
    }

    /** Runs an operation as it runs for a verified call. */
    @SuppressWarnings("unchecked") // the registry knows operations by name only
    public <I, O> O call(Caller caller, OperationModel<I, O> model, I input) {
        var operation = operations.stream()
                .filter(known -> known.model().equals(model))
                .findFirst()
                .orElseThrow();
        return runner.run((Operation<I, O>) operation, input, arriving(caller), trail());
    }

    /** A call that arrives now. */
    public Call calling(Caller caller) {
        return new Call(arriving(caller), now, accounts, issuer, trail());
    }

    private static Trail trail() {
        return new Trail(new DecisionMetrics(new Metrics()));
    }

    private Caller arriving(Caller caller) {
        return new Caller(
                caller.account(), caller.identity(), caller.accessKeyId(), caller.session(), caller.browser(), facts());
    }

    private String key(AccountId account, String owner) {
        var id = issuer.newAccessKey(account, owner).id();
        change(account, present -> present.with(new AccessKey(id, owner, true, now)));
        return id;
    }

    private RequestFacts facts() {
        return new RequestFacts(
                "r", now, InetAddress.getLoopbackAddress(), false, Optional.empty(), Optional.empty(), "", "us-east-1");
    }
}
