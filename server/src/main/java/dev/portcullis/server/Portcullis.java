// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server;

import dev.portcullis.server.accesskeys.AccessKeysHandlers;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.account.Zones;
import dev.portcullis.server.accounts.AccountsHandlers;
import dev.portcullis.server.accounts.AliasAndSummaryHandlers;
import dev.portcullis.server.accounts.FirstStart;
import dev.portcullis.server.api.ApiRouter;
import dev.portcullis.server.api.Issuer;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.OperationRunner;
import dev.portcullis.server.api.Operations;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.attachments.AttachmentsHandlers;
import dev.portcullis.server.audit.AuditLog;
import dev.portcullis.server.audit.AuditRetention;
import dev.portcullis.server.authn.Authenticator;
import dev.portcullis.server.authn.BrowserSessions;
import dev.portcullis.server.authn.SigningKeyCache;
import dev.portcullis.server.authorize.AuthorizeHandlers;
import dev.portcullis.server.authorize.VerifyHandlers;
import dev.portcullis.server.authz.EncodedMessages;
import dev.portcullis.server.authz.Gatekeeper;
import dev.portcullis.server.backup.BackupHandlers;
import dev.portcullis.server.backup.StoredMasterCheck;
import dev.portcullis.server.certificates.ServerCertificatesHandlers;
import dev.portcullis.server.certificates.SigningCertificatesHandlers;
import dev.portcullis.server.conveyedroles.ConveyedRolesHandlers;
import dev.portcullis.server.fleets.FleetsHandlers;
import dev.portcullis.server.groups.GroupsHandlers;
import dev.portcullis.server.handout.HandOutHandlers;
import dev.portcullis.server.handout.HandOutSettings;
import dev.portcullis.server.http.HttpApi;
import dev.portcullis.server.inlinepolicies.InlinePoliciesHandlers;
import dev.portcullis.server.instanceidentity.CertificatePage;
import dev.portcullis.server.instanceidentity.InstanceIdentities;
import dev.portcullis.server.instanceprofiles.InstanceProfilesHandlers;
import dev.portcullis.server.instances.AgentHandlers;
import dev.portcullis.server.instances.InstanceCredentialsHandlers;
import dev.portcullis.server.instances.InstanceProfileAssociationsHandlers;
import dev.portcullis.server.instances.InstanceTagsHandlers;
import dev.portcullis.server.instances.InstancesHandlers;
import dev.portcullis.server.instances.JoinCertificatesHandlers;
import dev.portcullis.server.instances.JoinHandlers;
import dev.portcullis.server.instances.OfferedHandlers;
import dev.portcullis.server.managedpolicies.AwsPolicies;
import dev.portcullis.server.managedpolicies.ManagedPolicyCatalogue;
import dev.portcullis.server.metrics.MetricsHandlers;
import dev.portcullis.server.mfa.HardwareMfaHandlers;
import dev.portcullis.server.mfa.MfaHandlers;
import dev.portcullis.server.mfa.OneTimePasswords;
import dev.portcullis.server.mfa.RootMfaHandlers;
import dev.portcullis.server.mfa.Seeds;
import dev.portcullis.server.ops.Metrics;
import dev.portcullis.server.passkeys.Passkeys;
import dev.portcullis.server.passkeys.PasskeysHandlers;
import dev.portcullis.server.passwords.LoginProfilesHandlers;
import dev.portcullis.server.passwords.PasswordHasher;
import dev.portcullis.server.passwords.PasswordPolicyHandlers;
import dev.portcullis.server.passwords.Passwords;
import dev.portcullis.server.passwords.RootPasswordHandlers;
import dev.portcullis.server.policies.PoliciesHandlers;
import dev.portcullis.server.policies.PolicyArns;
import dev.portcullis.server.revocation.RevocationHandlers;
import dev.portcullis.server.roles.RolesHandlers;
import dev.portcullis.server.rolesanywhere.AnywhereTagsHandlers;
import dev.portcullis.server.rolesanywhere.CreateSession;
import dev.portcullis.server.rolesanywhere.ProfilesHandlers;
import dev.portcullis.server.rolesanywhere.RevocationListsHandlers;
import dev.portcullis.server.rolesanywhere.Subjects;
import dev.portcullis.server.rolesanywhere.SubjectsHandlers;
import dev.portcullis.server.rolesanywhere.TrustAnchorsHandlers;
import dev.portcullis.server.rootsetup.RootSetup;
import dev.portcullis.server.rootsetup.RootSetupLinks;
import dev.portcullis.server.rootsetup.RootSetupPage;
import dev.portcullis.server.secrets.AuthorizationMessages;
import dev.portcullis.server.secrets.JoinTokens;
import dev.portcullis.server.secrets.KeyRing;
import dev.portcullis.server.secrets.MasterKeyPlace;
import dev.portcullis.server.secrets.PageMarkers;
import dev.portcullis.server.secrets.RandomSource;
import dev.portcullis.server.secrets.RootSetupTokens;
import dev.portcullis.server.secrets.Sealer;
import dev.portcullis.server.secrets.SessionTokens;
import dev.portcullis.server.secrets.StoredSecrets;
import dev.portcullis.server.servicecredentials.ServiceCredentialsHandlers;
import dev.portcullis.server.servicecredentials.ServicePasswords;
import dev.portcullis.server.services.ServicesHandlers;
import dev.portcullis.server.signin.SignInParts;
import dev.portcullis.server.sshkeys.SshPublicKeysHandlers;
import dev.portcullis.server.storage.SqliteObjectStore;
import dev.portcullis.server.sts.DecodeAuthorizationMessage;
import dev.portcullis.server.sts.StsHandlers;
import dev.portcullis.server.usage.LastUses;
import dev.portcullis.server.users.UsersHandlers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The server without its listener: the object graph, top to bottom. */
public final class Portcullis implements AutoCloseable {
    private static final int MOST_LOADED_ACCOUNTS = 1_000;

    private final SqliteObjectStore store;
    private final LastUses lastUses;
    private final Subjects subjects;
    private final AuditLog audit;
    private final AccountId managementAccount;
    private final Operations operations;
    private final ApiRouter router;
    private final HttpApi api;
    private final RootSetupLinks rootSetupLinks;
    private final RootSetupPage rootSetupPage;
    private final CertificatePage certificatePage;

    private Portcullis(
            SqliteObjectStore store,
            LastUses lastUses,
            Subjects subjects,
            AuditLog audit,
            AccountId managementAccount,
            Operations operations,
            ApiRouter router,
            HttpApi api,
            RootSetupLinks rootSetupLinks,
            RootSetupPage rootSetupPage,
            CertificatePage certificatePage) {
        this.store = store;
        this.lastUses = lastUses;
        this.subjects = subjects;
        this.audit = audit;
        this.managementAccount = managementAccount;
        this.operations = operations;
        this.router = router;
        this.api = api;
        this.rootSetupLinks = rootSetupLinks;
        this.rootSetupPage = rootSetupPage;
        this.certificatePage = certificatePage;
    }

    /**
     * Opens the data directory, or makes it and the first account in it.
     *
     * @param zones where the server and the instances are
     * @param handOut how credentials get to people
     */
    public static Portcullis open(
            Path dataDir,
            MasterKeyPlace masterKey,
            AuditRetention auditRetention,
            FirstStart.Wishes wishes,
            Zones zones,
            HandOutSettings handOut,
            InstantSource clock,
            Metrics metrics) {
        var store = SqliteObjectStore.open(dataDir, Accounts.objectKinds(), clock);
        try {
            var random = RandomSource.secure();
            var keys = masterKey.open(dataDir, StoredMasterCheck.isIn(store), random);
            return assemble(dataDir, store, keys, random, auditRetention, wishes, zones, handOut, clock, metrics);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static Portcullis assemble(
            Path dataDir,
            SqliteObjectStore store,
            KeyRing keys,
            RandomSource random,
            AuditRetention auditRetention,
            FirstStart.Wishes wishes,
            Zones zones,
            HandOutSettings handOut,
            InstantSource clock,
            Metrics metrics) {
        var sealer = new Sealer(keys, random);
        StoredMasterCheck.verify(store, sealer, clock);
        var region = zones.region();
        var storedSecrets = new StoredSecrets(sealer);
        var sessionTokens = new SessionTokens(keys, random);
        var accounts = new Accounts(store, MOST_LOADED_ACCOUNTS);
        var issuer = new Issuer(random, storedSecrets, sessionTokens, accounts);
        boolean isFirstStart = accounts.directory().management().isEmpty();
        var managementAccount = new FirstStart(accounts, issuer, clock).managementAccount(wishes);
        var rootSetupLinks = new RootSetupLinks(accounts, new RootSetupTokens(sealer), dataDir, clock);
        if (isFirstStart) {
            rootSetupLinks.offer(managementAccount);
        }

        var awsPolicies = new AwsPolicies(ManagedPolicyCatalogue.load());
        var lastUses = LastUses.start(store.usage());
        var browserSessions = new BrowserSessions(accounts, sealer, random);
        var authenticator = new Authenticator(
                accounts,
                storedSecrets,
                sessionTokens,
                new SigningKeyCache(),
                browserSessions,
                lastUses,
                region,
                clock);
        var pages = new Pages(new PageMarkers(sealer));
        var passwords =
                new Passwords(accounts, storedSecrets, new PasswordHasher(random), store.lockoutCounters(), random);
        var authorizationMessages = new AuthorizationMessages(sealer);
        var encodedMessages = new EncodedMessages(authorizationMessages);
        var gatekeeper = new Gatekeeper(awsPolicies, encodedMessages, zones);
        var seeds = new Seeds(accounts, storedSecrets, random);
        var oneTimePasswords = new OneTimePasswords(seeds, store.onceLedger(), store.lockoutCounters());
        var servicePasswords = new ServicePasswords(accounts, storedSecrets, random);
        var all = operations(awsPolicies, lastUses, pages);
        all.addAll(new ServiceCredentialsHandlers(servicePasswords, pages).operations());
        all.addAll(new SigningCertificatesHandlers(pages).operations());
        all.addAll(new ServerCertificatesHandlers(storedSecrets, pages).operations());
        all.addAll(new SshPublicKeysHandlers(pages).operations());
        all.addAll(new LoginProfilesHandlers(passwords).operations());
        all.addAll(new PasswordPolicyHandlers().operations());
        all.addAll(new RootPasswordHandlers(passwords).operations());
        var passkeys = new Passkeys(accounts, sealer, random, store.onceLedger());
        all.addAll(new PasskeysHandlers(passkeys, random).operations());
        all.addAll(new MfaHandlers(seeds, oneTimePasswords, pages).operations());
        all.addAll(new RootMfaHandlers(oneTimePasswords).operations());
        all.addAll(new HardwareMfaHandlers(seeds, pages).operations());
        all.addAll(new HandOutHandlers(passwords, random, handOut.urls(), handOut.mail()).operations());
        all.addAll(new StsHandlers(awsPolicies, new PolicyArns(awsPolicies), oneTimePasswords).operations());
        all.addAll(new DecodeAuthorizationMessage(authorizationMessages).operations());
        all.addAll(new AuthorizeHandlers(authenticator, awsPolicies, encodedMessages).operations());
        all.addAll(new VerifyHandlers(authenticator, awsPolicies, servicePasswords).operations());
        all.addAll(new InstancesHandlers(pages, zones, lastUses::ofAgent).operations());
        all.addAll(new InstanceProfileAssociationsHandlers(pages).operations());
        all.addAll(new InstanceTagsHandlers(pages).operations());
        all.addAll(new FleetsHandlers(pages).operations());
        all.addAll(new OfferedHandlers(zones).operations());
        all.addAll(new InstanceCredentialsHandlers().operations());
        all.addAll(new JoinHandlers(new JoinTokens(sealer), region).operations());
        all.addAll(new JoinCertificatesHandlers(region).operations());
        var identities = new InstanceIdentities(store, storedSecrets, random, clock, region);
        all.addAll(new AgentHandlers(identities).operations());
        var subjects = Subjects.start(store.subjects());
        all.addAll(new TrustAnchorsHandlers(pages, awsPolicies).operations());
        all.addAll(new ProfilesHandlers(pages, awsPolicies).operations());
        all.addAll(new RevocationListsHandlers(pages).operations());
        all.addAll(new SubjectsHandlers(pages, subjects).operations());
        all.addAll(new AnywhereTagsHandlers().operations());
        all.addAll(new CreateSession(subjects).operations());
        all.addAll(new BackupHandlers(store, dataDir).operations());
        all.addAll(new MetricsHandlers(metrics).operations());
        var operations = new Operations(all);
        var runner = new OperationRunner(accounts, gatekeeper, issuer, region);
        var audit = AuditLog.start(dataDir.resolve("audit"), auditRetention, clock, metrics);
        var router = new ApiRouter(operations, authenticator, runner, metrics, audit);
        var signIn = new SignInParts(
                accounts,
                passwords,
                oneTimePasswords,
                passkeys,
                browserSessions,
                authenticator,
                sessionTokens,
                awsPolicies,
                store.lockoutCounters(),
                store.onceLedger(),
                sealer,
                random,
                lastUses::passwordUsed,
                audit,
                metrics,
                clock);
        return new Portcullis(
                store,
                lastUses,
                subjects,
                audit,
                managementAccount,
                operations,
                router,
                signIn.before(router),
                rootSetupLinks,
                new RootSetupPage(new RootSetup(accounts, rootSetupLinks, passwords, clock), audit),
                new CertificatePage(identities));
    }

    /** The operations that need no more than the account, their input and pages. */
    private static List<Operation<?, ?>> operations(AwsPolicies awsPolicies, LastUses lastUses, Pages pages) {
        var policyArns = new PolicyArns(awsPolicies);
        var operations = new ArrayList<Operation<?, ?>>();
        operations.addAll(new UsersHandlers(policyArns, lastUses::ofPassword, pages).operations());
        operations.addAll(new GroupsHandlers(pages).operations());
        operations.addAll(new RolesHandlers(policyArns, lastUses::ofRole, pages).operations());
        operations.addAll(new InstanceProfilesHandlers(pages).operations());
        operations.addAll(new PoliciesHandlers(policyArns, pages).operations());
        operations.addAll(new AttachmentsHandlers(policyArns, pages).operations());
        operations.addAll(new InlinePoliciesHandlers(pages).operations());
        operations.addAll(new ConveyedRolesHandlers(pages).operations());
        operations.addAll(new AccessKeysHandlers(lastUses, pages).operations());
        operations.addAll(new AliasAndSummaryHandlers(pages).operations());
        operations.addAll(new ServicesHandlers(pages).operations());
        operations.addAll(new AccountsHandlers(pages).operations());
        operations.addAll(new RevocationHandlers().operations());
        return operations;
    }

    public AccountId managementAccount() {
        return managementAccount;
    }

    /** The operations in the overlay that nothing carries out: there should be none. */
    public List<String> unservedOperations() {
        return operations.missing();
    }

    /** What the listener hands calls to. */
    public HttpApi api() {
        return call -> switch (call.rawPath()) {
            case RootSetupPage.PATH -> rootSetupPage.handle(call);
            case CertificatePage.PATH -> certificatePage.handle(call);
            default -> api.handle(call);
        };
    }

    /** The links by which root users may set their passwords now. */
    public List<RootSetupLinks.Link> rootSetupLinks() {
        return rootSetupLinks.pending();
    }

    /** What hands the metrics to callers who sign for them. */
    public HttpApi signedMetrics() {
        return router::metrics;
    }

    /** Finishes the writes that wait, and closes the store. */
    @Override
    public void close() {
        audit.close();
        lastUses.close();
        subjects.close();
        store.close();
    }
}
