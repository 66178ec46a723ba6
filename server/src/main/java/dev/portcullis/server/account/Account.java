// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import dev.portcullis.server.account.Reference.Relation;
import dev.portcullis.server.error.ApiError.LimitExceeded;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.error.ApiError.UnmodifiableEntity;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.storage.AggregateId;
import dev.portcullis.server.storage.Revision;
import dev.portcullis.server.storage.SealedBytes;
import io.vavr.collection.HashMap;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything IAM knows about one account, as one immutable value. {@link #with} and {@link #without} yield the next value and
 * record the change, so that a commit writes just what was changed; nothing is ever compared to find out.
 */
public final class Account implements Aggregate<Account> {
    private final AccountId id;
    private final AggregateId aggregateId;
    private final Revision revision;
    private final Map<Kind, Table<? extends Entity>> tables;
    private final HashMap<Reference, TreeSet<EntityKey>> referrers;
    private final Vector<Recorded> recorded;

    private Account(AccountId id, Revision revision, Map<Kind, Table<? extends Entity>> tables) {
        this.id = id;
        this.aggregateId = aggregateIdOf(id);
        this.revision = revision;
        this.tables = tables;
        this.referrers = HashMap.empty();
        this.recorded = Vector.empty();
    }

    /** What becomes of an account. */
    private Account(
            Account before,
            Revision revision,
            Map<Kind, Table<? extends Entity>> tables,
            HashMap<Reference, TreeSet<EntityKey>> referrers,
            Vector<Recorded> recorded) {
        this.id = before.id;
        this.aggregateId = before.aggregateId;
        this.revision = revision;
        this.tables = tables;
        this.referrers = referrers;
        this.recorded = recorded;
    }

    /** Names an entity within the account. */
    record EntityKey(Kind kind, String id) implements Comparable<EntityKey> {
        private static final Comparator<EntityKey> ORDER =
                Comparator.comparing(EntityKey::kind).thenComparing(EntityKey::id);

        @Override
        public int compareTo(EntityKey other) {
            return ORDER.compare(this, other);
        }
    }

    /** An account in which nothing is yet, not even its settings. */
    public static Account empty(AccountId id, Revision revision) {
        var tables = new EnumMap<Kind, Table<? extends Entity>>(Kind.class);
        for (var kind : Kind.values()) {
            tables.put(kind, Table.empty());
        }
        return new Account(id, revision, tables);
    }

    public AccountId id() {
        return id;
    }

    public Arns arns() {
        return new Arns(id);
    }

    public Table<User> users() {
        return table(Kind.USER);
    }

    public Table<Group> groups() {
        return table(Kind.GROUP);
    }

    public Table<Role> roles() {
        return table(Kind.ROLE);
    }

    public Table<ManagedPolicy> policies() {
        return table(Kind.POLICY);
    }

    public Table<InstanceProfile> instanceProfiles() {
        return table(Kind.INSTANCE_PROFILE);
    }

    public Table<AccessKey> accessKeys() {
        return table(Kind.ACCESS_KEY);
    }

    public Table<LoginProfile> loginProfiles() {
        return table(Kind.LOGIN_PROFILE);
    }

    public Table<MfaDevice> mfaDevices() {
        return table(Kind.MFA_DEVICE);
    }

    /** The MFA devices that are enabled for a user or (by account number) root, by name. */
    public List<MfaDevice> mfaDevicesOf(String ownerId) {
        return referrers(Reference.mfaOf(ownerId)).map(MfaDevice.class::cast).toList();
    }

    /** The MFA device with that serial number. */
    public Optional<MfaDevice> mfaDeviceBySerial(String serialNumber) {
        return mfaDevices()
                .named(serialNumber.substring(serialNumber.lastIndexOf('/') + 1))
                .filter(device -> arns().serialNumber(device).equals(serialNumber));
    }

    public Table<Passkey> passkeys() {
        return table(Kind.PASSKEY);
    }

    /** The passkeys of a user or (by account number) root, by id. */
    public List<Passkey> passkeysOf(String ownerId) {
        return referrers(Reference.passkeyOf(ownerId)).map(Passkey.class::cast).toList();
    }

    /** The passkey of that credential id. */
    public Optional<Passkey> passkeyByCredential(String credentialId) {
        return referrers(Reference.passkey(credentialId))
                .map(Passkey.class::cast)
                .findFirst();
    }

    /** The passkey with that serial number. */
    public Optional<Passkey> passkeyBySerial(String serialNumber) {
        return passkeys()
                .get(serialNumber.substring(serialNumber.lastIndexOf('-') + 1))
                .filter(passkey -> serialNumber(passkey).equals(serialNumber));
    }

    /** The serial number of a passkey: its ARN, which names its owner as the owner is called now. */
    public String serialNumber(Passkey passkey) {
        return passkey.owner().equals(id.text())
                ? arns().passkeyOfRoot(passkey.name(), passkey.id())
                : arns().passkey(users().get(passkey.owner()).orElseThrow().name(), passkey.name(), passkey.id());
    }

    /** How many second factors of any kind a user or (by account number) root has. */
    public int countSecondFactorsOf(String ownerId) {
        return countReferrers(Reference.mfaOf(ownerId)) + countReferrers(Reference.passkeyOf(ownerId));
    }

    public Table<SshPublicKey> sshPublicKeys() {
        return table(Kind.SSH_PUBLIC_KEY);
    }

    public Table<ServiceCredential> serviceCredentials() {
        return table(Kind.SERVICE_CREDENTIAL);
    }

    public Table<SigningCertificate> signingCertificates() {
        return table(Kind.SIGNING_CERTIFICATE);
    }

    public Table<ServerCertificate> serverCertificates() {
        return table(Kind.SERVER_CERTIFICATE);
    }

    public Table<ServiceIdentity> services() {
        return table(Kind.SERVICE);
    }

    public Table<TrustAnchor> trustAnchors() {
        return table(Kind.TRUST_ANCHOR);
    }

    public Table<AnywhereProfile> anywhereProfiles() {
        return table(Kind.ANYWHERE_PROFILE);
    }

    public Table<RevocationList> revocationLists() {
        return table(Kind.REVOCATION_LIST);
    }

    /** The thing of Roles Anywhere of that ARN, in its letter case. */
    public Optional<AnywhereResource> anywhereByArn(String arn) {
        var id = arn.substring(arn.lastIndexOf('/') + 1);
        return Stream.<Optional<? extends AnywhereResource>>of(
                        trustAnchors().get(id),
                        anywhereProfiles().get(id),
                        revocationLists().get(id))
                .<AnywhereResource>flatMap(Optional::stream)
                .filter(resource -> arns().of(resource).equals(arn))
                .findFirst();
    }

    /** What the browser sessions of a user or (by account number) root are held against. */
    public SignInState signInState(String ownerId) {
        return this.<SignInState>table(Kind.SIGN_IN).get(ownerId).orElseGet(() -> SignInState.first(ownerId));
    }

    /** This account, in which one older session of a user or root goes on, whatever has ended the others. */
    public Account keepingSession(String ownerId, String sessionId) {
        return put(signInState(ownerId).keeping(sessionId));
    }

    public AccountSettings settings() {
        return this.<AccountSettings>table(Kind.SETTINGS).get("settings").orElseThrow();
    }

    /** The user of that name. @throws ApiException if there is none */
    public User user(String name) {
        return users().named(name).orElseThrow(() -> NoSuchEntity.user(name).asException());
    }

    /** The group of that name. @throws ApiException if there is none */
    public Group group(String name) {
        return groups().named(name).orElseThrow(() -> NoSuchEntity.group(name).asException());
    }

    /** The login profile of a user. @throws ApiException if it has none */
    public LoginProfile loginProfile(User user) {
        return loginProfiles()
                .get(user.id())
                .orElseThrow(() -> NoSuchEntity.loginProfile(user.name()).asException());
    }

    /** The role of that name. @throws ApiException if there is none */
    public Role role(String name) {
        return roles().named(name).orElseThrow(() -> NoSuchEntity.role(name).asException());
    }

    /** The role of that name, for a change. @throws ApiException if there is none, or callers may not change it (rule 12.11) */
    public Role modifiableRole(String name) {
        var role = role(name);
        if (role.isUnmodifiable()) {
            throw UnmodifiableEntity.role(role.name()).asException();
        }
        return role;
    }

    /** The instance profile that a name and an ARN, or one of them, speak of; empty if there is none, or they speak of different ones. */
    public Optional<InstanceProfile> instanceProfile(Optional<String> name, Optional<String> arn) {
        return name.or(() -> arn.map(text -> text.substring(text.lastIndexOf('/') + 1)))
                .flatMap(instanceProfiles()::named)
                .filter(profile -> arn.map(arns().of(profile)::equals).orElse(true));
    }

    /** The instance profile of that name. @throws ApiException if there is none */
    public InstanceProfile instanceProfile(String name) {
        return instanceProfiles()
                .named(name)
                .orElseThrow(() -> NoSuchEntity.instanceProfile(name).asException());
    }

    /** @throws ApiException if a quota leaves no room for one more */
    public static void requireRoom(Quota quota, int present) {
        if (present >= quota.limit()) {
            throw LimitExceeded.of(quota.wireName(), quota.limit()).asException();
        }
    }

    /** The customer managed policy of that ARN. */
    public Optional<ManagedPolicy> policyByArn(String arn) {
        int slash = arn.lastIndexOf('/');
        return policies()
                .named(arn.substring(slash + 1))
                .filter(policy -> arns().of(policy).equals(arn));
    }

    /** Who points so at that, in the order of kinds and labels. */
    public Stream<Entity> referrers(Reference reference) {
        return referrers
                .get(reference)
                .getOrElse(TreeSet::empty)
                .toJavaStream()
                .map(key -> this.<Entity>table(key.kind()).get(key.id()).orElseThrow())
                .sorted(Comparator.comparing(Entity::kind).thenComparing(entity -> Table.fold(entity.label())));
    }

    public boolean isReferredTo(Reference reference) {
        return referrers.containsKey(reference);
    }

    public int countReferrers(Reference reference) {
        return referrers.get(reference).map(TreeSet::size).getOrElse(0);
    }

    /** The users in a group, by name. */
    public List<User> membersOf(Group group) {
        return referrers(Reference.memberOf(group.id())).map(User.class::cast).toList();
    }

    /** The groups that a user is in, by name. */
    public List<Group> groupsOf(User user) {
        return groupsByName(user.groups());
    }

    private List<Group> groupsByName(Collection<String> ids) {
        return ids.stream()
                .map(group -> groups().get(group).orElseThrow())
                .sorted(Comparator.comparing(group -> Table.fold(group.name())))
                .toList();
    }

    /** The groups that instances are in. */
    public Table<InstanceMembership> instanceMemberships() {
        return table(Kind.INSTANCE_MEMBERSHIP);
    }

    /** The instances in a group, by id. */
    public List<InstanceMembership> instancesIn(Group group) {
        return referrers(Reference.instanceIn(group.id()))
                .map(InstanceMembership.class::cast)
                .toList();
    }

    /** The groups that an instance is in, by name. */
    public List<Group> groupsOf(InstanceMembership membership) {
        return groupsByName(membership.groups().keySet());
    }

    /** The different roles that the groups of an instance carry, by name: never more than one (rule 16.5). */
    public List<Role> rolesOf(InstanceMembership membership) {
        return rolesByName(membership.groups().keySet().stream()
                .map(group -> groups().get(group).orElseThrow())
                .flatMap(group -> group.roles().stream())
                .distinct());
    }

    /** The access keys of a user, a service or (by account number) root, by id. */
    public List<AccessKey> keysOf(String ownerId) {
        return referrers(Reference.keyOf(ownerId)).map(AccessKey.class::cast).toList();
    }

    /** The SSH public keys of a user, by id. */
    public List<SshPublicKey> sshPublicKeysOf(User user) {
        return referrers(Reference.sshKeyOf(user.id()))
                .map(SshPublicKey.class::cast)
                .toList();
    }

    /** The entries of one and the same SSH public key, which may be several users', by id. */
    public List<SshPublicKey> sshPublicKeysLike(String text) {
        return referrers(Reference.sshKey(text)).map(SshPublicKey.class::cast).toList();
    }

    /** The service-specific credentials of a user, by login name. */
    public List<ServiceCredential> serviceCredentialsOf(User user) {
        return referrers(Reference.serviceCredentialOf(user.id()))
                .map(ServiceCredential.class::cast)
                .toList();
    }

    /** The signing certificates of a user or (by account number) root, by id. */
    public List<SigningCertificate> signingCertificatesOf(String ownerId) {
        return referrers(Reference.signingCertificateOf(ownerId))
                .map(SigningCertificate.class::cast)
                .toList();
    }

    /** The signing certificate of that fingerprint. */
    public Optional<SigningCertificate> signingCertificateLike(String fingerprint) {
        return referrers(Reference.certificate(fingerprint))
                .map(SigningCertificate.class::cast)
                .findFirst();
    }

    /** The instance profiles that hold a role, by name. */
    public List<InstanceProfile> profilesHolding(Role role) {
        return referrers(Reference.holds(role.id()))
                .map(InstanceProfile.class::cast)
                .toList();
    }

    /** The users and groups that carry a role. */
    public List<RoleCarrier> carriersOf(Role role) {
        return referrers(Reference.carries(role.id()))
                .map(RoleCarrier.class::cast)
                .toList();
    }

    /** The roles that a group or user carries, by name. */
    public List<Role> rolesOf(RoleCarrier carrier) {
        return rolesByName(carrier.roles().stream());
    }

    private List<Role> rolesByName(Stream<String> ids) {
        return ids.map(role -> roles().get(role).orElseThrow())
                .sorted(Comparator.comparing(role -> Table.fold(role.name())))
                .toList();
    }

    /**
     * This account with an entity added, or changed if there is one of its kind and id. Where that changes what somebody signs in with, the
     * browser sessions of that principal end.
     */
    public Account with(Entity entity) {
        var before = this.<Entity>table(entity.kind()).get(entity.id());
        return put(entity).endingSessions(before, Optional.of(entity));
    }

    private Account endingSessions(Optional<Entity> before, Optional<Entity> after) {
        return SignInState.endedBy(before, after)
                .reduce(this, (next, owner) -> next.put(next.signInState(owner).next()), (a, b) -> b);
    }

    /** As {@link #with}, and nothing else follows from it: for what was stored so. */
    Account put(Entity entity) {
        var table = this.<Entity>table(entity.kind());
        var old = table.get(entity.id());
        return new Account(
                this,
                revision,
                replaced(entity.kind(), table.with(entity)),
                linkedInPlaceOf(old, entity),
                recorded.append(new Recorded.Put(entity, old.isEmpty())));
    }

    /** This account without an entity that is in it. */
    public Account without(Entity entity) {
        if (isReferredToAnyhow(entity)) {
            throw new IllegalStateException(entity.kind() + " " + entity.id() + " is still referred to");
        }
        var next = removed(entity).endingSessions(Optional.of(entity), Optional.empty());
        return entity instanceof User user
                ? next.<SignInState>table(Kind.SIGN_IN)
                        .get(user.id())
                        .map(next::removed)
                        .orElse(next)
                : next;
    }

    private Account removed(Entity entity) {
        return new Account(
                this,
                revision,
                replaced(entity.kind(), this.<Entity>table(entity.kind()).without(entity)),
                unlinked(referrers, entity),
                recorded.append(new Recorded.Removed(entity)));
    }

    /** This account with a sealed secret of one of its entities to be stored in the same commit, apart and without history. */
    public Account withSecret(Kind kind, String entityId, SealedBytes sealed) {
        return new Account(
                this, revision, tables, referrers, recorded.append(new Recorded.Secret(kind, entityId, sealed)));
    }

    /** This value as the next of an operation that answers so. */
    public <R> Change<R> answering(R answer) {
        return new Change<>(this, answer);
    }

    @Override
    public AggregateId aggregateId() {
        return aggregateId;
    }

    static AggregateId aggregateIdOf(AccountId id) {
        return new AggregateId("account", id.text());
    }

    @Override
    public Revision revision() {
        return revision;
    }

    @Override
    public List<Recorded> recorded() {
        return recorded.asJava();
    }

    @Override
    public Account at(Revision next) {
        return new Account(this, next, tables, referrers, Vector.empty());
    }

    @SuppressWarnings("unchecked") // a table holds entities of its kind only, and each kind has one record type
    private <E extends Entity> Table<E> table(Kind kind) {
        return (Table<E>) Objects.requireNonNull(tables.get(kind));
    }

    private Map<Kind, Table<? extends Entity>> replaced(Kind kind, Table<? extends Entity> table) {
        var next = new EnumMap<>(tables);
        next.put(kind, table);
        return next;
    }

    private boolean isReferredToAnyhow(Entity entity) {
        if (entity instanceof LoginProfile) {
            return false; // it has the id of its user, and what is the user's points at the user
        }
        var target = entity instanceof ManagedPolicy policy ? arns().of(policy) : entity.id();
        for (var relation : Relation.values()) {
            if (isReferredTo(new Reference(relation, target))) {
                return true;
            }
        }
        return false;
    }

    /** The ways back, of which most changes of an entity change none. */
    private HashMap<Reference, TreeSet<EntityKey>> linkedInPlaceOf(Optional<Entity> old, Entity entity) {
        var after = entity.references().toList();
        if (old.isEmpty()) {
            return after.isEmpty() ? referrers : linked(referrers, entity);
        }
        var before = old.get();
        return before.references().toList().equals(after) ? referrers : linked(unlinked(referrers, before), entity);
    }

    private static HashMap<Reference, TreeSet<EntityKey>> linked(
            HashMap<Reference, TreeSet<EntityKey>> ways, Entity entity) {
        var key = new EntityKey(entity.kind(), entity.id());
        return entity.references()
                .reduce(
                        ways,
                        (map, to) -> map.put(
                                to, map.get(to).getOrElse(TreeSet::empty).add(key)),
                        (a, b) -> b);
    }

    private static HashMap<Reference, TreeSet<EntityKey>> unlinked(
            HashMap<Reference, TreeSet<EntityKey>> ways, Entity entity) {
        var key = new EntityKey(entity.kind(), entity.id());
        return entity.references().reduce(ways, (map, to) -> unlinked(map, to, key), (a, b) -> b);
    }

    private static HashMap<Reference, TreeSet<EntityKey>> unlinked(
            HashMap<Reference, TreeSet<EntityKey>> ways, Reference to, EntityKey key) {
        var left = ways.get(to).getOrElse(TreeSet::empty).remove(key);
        return left.isEmpty() ? ways.remove(to) : ways.put(to, left);
    }

    @Override
    public String toString() {
        return "Account[" + id + " at " + revision + "]";
    }
}
