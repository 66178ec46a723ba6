// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import dev.portcullis.server.account.Tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Entities as stored documents and back. A document says nothing of its kind and id, which are its key in the store. Each kind has
 * a schema version; a change that old documents do not satisfy raises it, and the reader here goes on to accept the older ones.
 */
final class EntityJson {
    private EntityJson() {}

    /** The schema version in which documents of a kind are written. */
    static int schemaVersion(Kind kind) {
        return switch (kind) {
            case USER -> 2; // 2: with the roles it carries
            case GROUP -> 3; // 2: with the roles it carries, 3: with the epoch of its fleet
            case ROLE,
                    POLICY,
                    INSTANCE_PROFILE,
                    ACCESS_KEY,
                    LOGIN_PROFILE,
                    MFA_DEVICE,
                    PASSKEY,
                    SSH_PUBLIC_KEY,
                    SERVICE_CREDENTIAL,
                    SIGNING_CERTIFICATE,
                    SERVER_CERTIFICATE,
                    SERVICE,
                    TRUST_ANCHOR,
                    ANYWHERE_PROFILE,
                    REVOCATION_LIST,
                    SIGN_IN,
                    INSTANCE_MEMBERSHIP,
                    SETTINGS -> 1;
        };
    }

    static String write(Entity entity) {
        return switch (entity) {
            case User user -> write(user);
            case Group group -> write(group);
            case Role role -> write(role);
            case ManagedPolicy policy -> write(policy);
            case InstanceProfile profile -> write(profile);
            case AccessKey key -> write(key);
            case LoginProfile profile -> write(profile);
            case MfaDevice device -> write(device);
            case Passkey passkey -> write(passkey);
            case SshPublicKey key -> write(key);
            case ServiceCredential credential -> write(credential);
            case SigningCertificate certificate -> write(certificate);
            case ServerCertificate certificate -> write(certificate);
            case ServiceIdentity service -> write(service);
            case AnywhereResource resource -> AnywhereJson.write(resource);
            case SignInState state -> write(state);
            case InstanceMembership membership -> write(membership);
            case AccountSettings settings -> write(settings);
        };
    }

    /** @param arns of the account whose entity it is */
    static Entity read(Kind kind, String id, String document, Arns arns) {
        var json = Json.parse(document);
        return switch (kind) {
            case USER -> readUser(id, json);
            case GROUP ->
                new Group(
                        id,
                        json.text("name"),
                        json.text("path"),
                        json.instant("createdAt"),
                        readPolicies(json),
                        new TreeSet<>(json.textsIfAny("roles")),
                        json.numberIfAny("fleetEpoch"));
            case ROLE -> readRole(id, json);
            case POLICY -> readPolicy(id, json, arns);
            case INSTANCE_PROFILE ->
                new InstanceProfile(
                        id,
                        json.text("name"),
                        json.text("path"),
                        json.instant("createdAt"),
                        readTags(json),
                        json.optionalText("role"));
            case ACCESS_KEY -> new AccessKey(id, json.text("owner"), json.flag("active"), json.instant("createdAt"));
            case LOGIN_PROFILE ->
                new LoginProfile(
                        id,
                        json.instant("createdAt"),
                        json.instant("changedAt"),
                        json.flag("resetRequired"),
                        json.text("passwordId"));
            case MFA_DEVICE -> readMfaDevice(id, json);
            case PASSKEY -> readPasskey(id, json);
            case SSH_PUBLIC_KEY ->
                new SshPublicKey(
                        id, json.text("user"), json.text("key"), json.flag("active"), json.instant("uploadedAt"));
            case SERVICE_CREDENTIAL ->
                new ServiceCredential(
                        id,
                        json.text("user"),
                        json.text("service"),
                        json.text("loginName"),
                        json.flag("active"),
                        json.instant("createdAt"),
                        json.optionalText("expiresAt").map(Instant::parse),
                        json.number("resets"));
            case SIGNING_CERTIFICATE ->
                new SigningCertificate(
                        id,
                        json.text("owner"),
                        json.text("body"),
                        json.text("fingerprint"),
                        json.flag("active"),
                        json.instant("uploadedAt"));
            case SERVER_CERTIFICATE ->
                new ServerCertificate(
                        id,
                        json.text("name"),
                        json.text("path"),
                        json.instant("uploadedAt"),
                        json.instant("expiresAt"),
                        json.text("body"),
                        json.optionalText("chain"),
                        readTags(json));
            case SERVICE ->
                new ServiceIdentity(id, json.instant("createdAt"), json.optionalText("description"), readTags(json));
            case TRUST_ANCHOR -> AnywhereJson.readTrustAnchor(id, json);
            case ANYWHERE_PROFILE -> AnywhereJson.readProfile(id, json);
            case REVOCATION_LIST -> AnywhereJson.readRevocationList(id, json);
            case SIGN_IN -> new SignInState(id, json.number("generation"), json.optionalText("kept"));
            case INSTANCE_MEMBERSHIP -> readMembership(id, json);
            case SETTINGS -> readSettings(json);
        };
    }

    private static String write(User user) {
        return policies(named(user), user.policies())
                .put("boundary", user.boundary())
                .put("createdAt", user.createdAt())
                .putTexts("groups", user.groups())
                .putTexts("roles", user.roles())
                .put("epoch", user.epoch())
                .toString();
    }

    private static User readUser(String id, Json json) {
        return new User(
                id,
                json.text("name"),
                json.text("path"),
                json.instant("createdAt"),
                readTags(json),
                readPolicies(json),
                json.optionalText("boundary"),
                new TreeSet<>(json.texts("groups")),
                new TreeSet<>(json.textsIfAny("roles")),
                json.number("epoch"));
    }

    private static String write(SignInState state) {
        return new JsonText()
                .put("generation", state.generation())
                .put("kept", state.kept())
                .toString();
    }

    private static String write(Group group) {
        return policies(named(group), group.policies())
                .put("createdAt", group.createdAt())
                .putTexts("roles", group.roles())
                .put("fleetEpoch", group.fleetEpoch())
                .toString();
    }

    private static String write(InstanceMembership membership) {
        return new JsonText()
                .put("region", membership.region())
                .putObjects(
                        "groups",
                        membership.groups().entrySet(),
                        (object, group) -> object.put("id", group.getKey()).put("joining", group.getValue()))
                .put("joinings", membership.joinings())
                .toString();
    }

    private static InstanceMembership readMembership(String id, Json json) {
        var groups = new TreeMap<String, Integer>();
        json.objects("groups").forEach(group -> groups.put(group.text("id"), group.number("joining")));
        return new InstanceMembership(id, json.text("region"), groups, json.number("joinings"));
    }

    private static String write(Role role) {
        return policies(named(role), role.policies())
                .put("boundary", role.boundary())
                .put("createdAt", role.createdAt())
                .put("trust", role.trust().text())
                .putObjects("trustBound", role.trust().bound(), EntityJson::put)
                .put("description", role.description())
                .put("maxSessionSeconds", role.maxSession().toSeconds())
                .put("epoch", role.epoch())
                .toString();
    }

    private static void put(JsonText json, TrustPolicy.Bound span) {
        json.put("start", span.start())
                .put("end", span.end())
                .put("account", span.account().text())
                .put("arn", span.arn())
                .put("id", span.uniqueId());
    }

    private static Role readRole(String id, Json json) {
        var bound = json.objects("trustBound").stream()
                .map(span -> new TrustPolicy.Bound(
                        span.number("start"),
                        span.number("end"),
                        new AccountId(span.text("account")),
                        span.text("arn"),
                        span.text("id")))
                .toList();
        return new Role(
                id,
                json.text("name"),
                json.text("path"),
                json.instant("createdAt"),
                new TrustPolicy(json.text("trust"), bound),
                json.optionalText("description"),
                Duration.ofSeconds(json.number("maxSessionSeconds")),
                readTags(json),
                readPolicies(json),
                json.optionalText("boundary"),
                json.number("epoch"));
    }

    private static String write(ManagedPolicy policy) {
        return named(policy)
                .put("createdAt", policy.createdAt())
                .put("updatedAt", policy.updatedAt())
                .put("description", policy.description())
                .putObjects("versions", policy.versions(), EntityJson::put)
                .put("defaultVersion", policy.defaultVersion())
                .put("lastVersion", policy.lastVersion())
                .toString();
    }

    private static void put(JsonText json, ManagedPolicy.Version version) {
        json.put("number", version.number())
                .put("document", version.document().text())
                .put("createdAt", version.createdAt());
    }

    private static ManagedPolicy readPolicy(String id, Json json, Arns arns) {
        var arn = arns.policy(json.text("path"), json.text("name"));
        var versions = json.objects("versions").stream()
                .map(version -> new ManagedPolicy.Version(
                        version.number("number"),
                        new PolicyDocument(arn, version.text("document")),
                        version.instant("createdAt")))
                .toList();
        return new ManagedPolicy(
                id,
                json.text("name"),
                json.text("path"),
                json.instant("createdAt"),
                json.instant("updatedAt"),
                json.optionalText("description"),
                readTags(json),
                versions,
                json.number("defaultVersion"),
                json.number("lastVersion"));
    }

    private static String write(InstanceProfile profile) {
        return named(profile)
                .put("createdAt", profile.createdAt())
                .put("role", profile.role())
                .toString();
    }

    private static String write(AccessKey key) {
        return new JsonText()
                .put("owner", key.owner())
                .put("active", key.isActive())
                .put("createdAt", key.createdAt())
                .toString();
    }

    private static String write(LoginProfile profile) {
        return new JsonText()
                .put("createdAt", profile.createdAt())
                .put("changedAt", profile.changedAt())
                .put("resetRequired", profile.isResetRequired())
                .put("passwordId", profile.passwordId())
                .toString();
    }

    private static String write(MfaDevice device) {
        return named(device)
                .put("createdAt", device.createdAt())
                .putObject(
                        "hardware",
                        device.hardware().map(token -> new JsonText().put("stepSeconds", token.stepSeconds())))
                .putObject(
                        "enabled",
                        device.enabled()
                                .map(enabled -> new JsonText()
                                        .put("owner", enabled.owner())
                                        .put("at", enabled.at())
                                        .put("drift", enabled.drift())))
                .toString();
    }

    private static MfaDevice readMfaDevice(String id, Json json) {
        return new MfaDevice(
                id,
                json.text("name"),
                json.text("path"),
                json.instant("createdAt"),
                readTags(json),
                json.optionalObject("hardware").map(token -> new MfaDevice.Hardware(token.number("stepSeconds"))),
                json.optionalObject("enabled")
                        .map(enabled -> new MfaDevice.Enabled(
                                enabled.text("owner"), enabled.instant("at"), enabled.number("drift"))));
    }

    private static String write(Passkey passkey) {
        return new JsonText()
                .put("owner", passkey.owner())
                .put("name", passkey.name())
                .put("credentialId", passkey.credentialId())
                .put("attested", passkey.attested())
                .put("site", passkey.site())
                .putTexts("transports", passkey.transports())
                .put("backupEligible", passkey.isBackupEligible())
                .put("counter", Long.toString(passkey.counter()))
                .put("registeredAt", passkey.registeredAt())
                .toString();
    }

    private static Passkey readPasskey(String id, Json json) {
        return new Passkey(
                id,
                json.text("owner"),
                json.text("name"),
                json.text("credentialId"),
                json.text("attested"),
                json.text("site"),
                json.texts("transports"),
                json.flag("backupEligible"),
                Long.parseLong(json.text("counter")),
                json.instant("registeredAt"));
    }

    private static String write(SshPublicKey key) {
        return new JsonText()
                .put("user", key.user())
                .put("key", key.text())
                .put("active", key.isActive())
                .put("uploadedAt", key.uploadedAt())
                .toString();
    }

    private static String write(ServiceCredential credential) {
        return new JsonText()
                .put("user", credential.user())
                .put("service", credential.service())
                .put("loginName", credential.loginName())
                .put("active", credential.isActive())
                .put("createdAt", credential.createdAt())
                .put("expiresAt", credential.expiresAt().map(Instant::toString))
                .put("resets", credential.resets())
                .toString();
    }

    private static String write(SigningCertificate certificate) {
        return new JsonText()
                .put("owner", certificate.owner())
                .put("body", certificate.body())
                .put("fingerprint", certificate.fingerprint())
                .put("active", certificate.isActive())
                .put("uploadedAt", certificate.uploadedAt())
                .toString();
    }

    private static String write(ServerCertificate certificate) {
        return named(certificate)
                .put("uploadedAt", certificate.uploadedAt())
                .put("expiresAt", certificate.expiresAt())
                .put("body", certificate.body())
                .put("chain", certificate.chain())
                .toString();
    }

    private static String write(ServiceIdentity service) {
        return tags(new JsonText(), service.tags())
                .put("createdAt", service.createdAt())
                .put("description", service.description())
                .toString();
    }

    private static String write(AccountSettings settings) {
        var revoked = settings.revokedSessions().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .toList();
        return new JsonText()
                .put("createdAt", settings.createdAt())
                .put("alias", settings.alias())
                .put("rootEpoch", settings.rootEpoch())
                .putObjects(
                        "revokedSessions",
                        revoked,
                        (json, session) -> json.put("id", session.getKey()).put("until", session.getValue()))
                .putObject("passwordPolicy", settings.passwordPolicy().map(EntityJson::json))
                .toString();
    }

    private static JsonText json(PasswordPolicy policy) {
        return new JsonText()
                .put("minimumLength", policy.minimumLength())
                .put("symbols", policy.requiresSymbols())
                .put("numbers", policy.requiresNumbers())
                .put("uppercase", policy.requiresUppercase())
                .put("lowercase", policy.requiresLowercase())
                .put("usersMayChange", policy.usersMayChange())
                .put("maxAgeDays", policy.maxAgeDays())
                .put("reusePrevention", policy.reusePrevention())
                .put("hardExpiry", policy.isExpiryHard());
    }

    private static PasswordPolicy readPasswordPolicy(Json json) {
        return new PasswordPolicy(
                json.number("minimumLength"),
                json.flag("symbols"),
                json.flag("numbers"),
                json.flag("uppercase"),
                json.flag("lowercase"),
                json.flag("usersMayChange"),
                json.number("maxAgeDays"),
                json.number("reusePrevention"),
                json.flag("hardExpiry"));
    }

    private static AccountSettings readSettings(Json json) {
        var revoked = new LinkedHashMap<String, Instant>();
        json.objects("revokedSessions").forEach(session -> revoked.put(session.text("id"), session.instant("until")));
        return new AccountSettings(
                json.instant("createdAt"),
                json.optionalText("alias"),
                json.number("rootEpoch"),
                revoked,
                json.optionalObject("passwordPolicy").map(EntityJson::readPasswordPolicy));
    }

    private static JsonText named(Named entity) {
        return tags(new JsonText().put("name", entity.name()).put("path", entity.path()), entity.tags());
    }

    static JsonText tags(JsonText json, Tags tags) {
        return json.putObjects(
                "tags",
                tags.list(),
                (object, tag) -> object.put("key", tag.key()).put("value", tag.value()));
    }

    static Tags readTags(Json json) {
        return Tags.of(json.objects("tags").stream()
                .map(tag -> new Tag(tag.text("key"), tag.text("value")))
                .toList());
    }

    private static JsonText policies(JsonText json, GrantedPolicies policies) {
        return json.putTexts("attached", policies.attached())
                .putObjects(
                        "inline",
                        policies.inline().entrySet(),
                        (object, policy) -> object.put("name", policy.getKey())
                                .put("document", policy.getValue().text()));
    }

    private static GrantedPolicies readPolicies(Json json) {
        var inline = new TreeMap<String, PolicyDocument>();
        for (var policy : json.objects("inline")) {
            var name = policy.text("name");
            inline.put(name, new PolicyDocument(name, policy.text("document")));
        }
        return new GrantedPolicies(new TreeSet<>(json.texts("attached")), inline);
    }
}
