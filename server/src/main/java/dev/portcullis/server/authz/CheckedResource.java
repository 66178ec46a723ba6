// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import dev.portcullis.aws.model.Authorization.ResourceTemplate;
import dev.portcullis.server.account.AccessKey;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountSettings;
import dev.portcullis.server.account.AnywhereProfile;
import dev.portcullis.server.account.AnywhereResource;
import dev.portcullis.server.account.Arns;
import dev.portcullis.server.account.Bounded;
import dev.portcullis.server.account.Entity;
import dev.portcullis.server.account.InstanceMembership;
import dev.portcullis.server.account.InstanceRegistry;
import dev.portcullis.server.account.LoginProfile;
import dev.portcullis.server.account.ManagedPolicy;
import dev.portcullis.server.account.Named;
import dev.portcullis.server.account.Passkey;
import dev.portcullis.server.account.RevocationList;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.account.ServiceCredential;
import dev.portcullis.server.account.ServiceIdentity;
import dev.portcullis.server.account.SignInState;
import dev.portcullis.server.account.SigningCertificate;
import dev.portcullis.server.account.SshPublicKey;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.account.TrustAnchor;
import dev.portcullis.server.account.Zones;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The resource of a check: its ARN and, where it exists, the entity. For a thing that does not exist the ARN has the path {@code /}, so
 * that the answer does not tell before policies have spoken.
 *
 * @param keys condition keys that tell of the resource, besides its tags
 */
record CheckedResource(String arn, Optional<Entity> entity, Tags tags, Map<String, String> keys) {
    private static final String ANY = "*";

    CheckedResource(String arn, Optional<Entity> entity) {
        this(arn, entity, entity.map(CheckedResource::tagsOf).orElseGet(Tags::none), Map.of());
    }

    /** What is to be checked: one resource, but where the template speaks of several (or none). */
    static List<CheckedResource> all(
            Account account,
            Optional<InstanceRegistry> instances,
            Zones zones,
            Subject subject,
            ResourceTemplate template,
            Input input) {
        return switch (template.kind()) {
            case ROLES_OF_GROUP -> rolesOfGroup(account, text(input.text(template.member())));
            case ROLES_BY_ARN ->
                input.texts(template.member()).stream()
                        .distinct()
                        .map(arn -> roleByArn(account, arn))
                        .toList();
            case ROLE_OF_PROFILE -> InstanceResources.roleOfProfile(account, input, template.member());
            case GROUP_ROLES_OF_ASSOCIATION ->
                instances
                        .orElseThrow()
                        .ofAssociation(text(input.text(template.member())))
                        .flatMap(instance -> account.instanceMemberships().get(instance.id()))
                        .map(membership -> checked(account, account.rolesOf(membership)))
                        .orElse(List.of());
            case NEW_INSTANCES, IMAGE, INSTANCE, INSTANCES, INSTANCE_OF_ASSOCIATION ->
                new InstanceResources(account, instances.orElseThrow(), zones, input).of(template);
            default -> List.of(of(account, subject, template, input::text));
        };
    }

    private static List<CheckedResource> rolesOfGroup(Account account, String groupName) {
        return checked(
                account, account.groups().named(groupName).map(account::rolesOf).orElse(List.of()));
    }

    private static List<CheckedResource> checked(Account account, List<Role> roles) {
        return roles.stream()
                .map(role -> new CheckedResource(account.arns().of(role), Optional.<Entity>of(role)))
                .toList();
    }

    /** @param input the members of the request by name */
    private static CheckedResource of(
            Account account, Subject subject, ResourceTemplate template, Function<String, Optional<String>> input) {
        var arns = account.arns();
        var members = template.members().stream().map(input).toList();
        return switch (template.kind()) {
            case ANY -> new CheckedResource(ANY, Optional.empty());
            case NEW_USER -> notYet(arns.user(path(members.get(0)), text(members.get(1))));
            case NEW_GROUP -> notYet(arns.group(path(members.get(0)), text(members.get(1))));
            case NEW_ROLE -> notYet(arns.role(path(members.get(0)), text(members.get(1))));
            case NEW_POLICY -> notYet(arns.policy(path(members.get(0)), text(members.get(1))));
            case NEW_SERVER_CERTIFICATE -> notYet(arns.serverCertificate(path(members.get(0)), text(members.get(1))));
            case NEW_INSTANCE_PROFILE -> notYet(arns.instanceProfile(path(members.get(0)), text(members.get(1))));
            case NEW_MFA_DEVICE -> notYet(arns.mfaDevice(path(members.get(0)), text(members.get(1))));
            case MFA_DEVICE -> mfaDevice(account, text(members.get(0)));
            case USER -> user(account, text(members.get(0)));
            case CALLER -> caller(account, subject);
            case USER_OR_CALLER ->
                members.get(0).map(name -> user(account, name)).orElseGet(() -> caller(account, subject));
            case USER_CALLER_OR_ALL -> userCallerOrAll(account, subject, members);
            case GROUP ->
                named(arns, account.groups().named(text(members.get(0))), () -> arns.group("/", text(members.get(0))));
            case ROLE ->
                named(arns, account.roles().named(text(members.get(0))), () -> arns.role("/", text(members.get(0))));
            case INSTANCE_PROFILE ->
                named(
                        arns,
                        account.instanceProfiles().named(text(members.get(0))),
                        () -> arns.instanceProfile("/", text(members.get(0))));
            case SERVER_CERTIFICATE ->
                named(
                        arns,
                        account.serverCertificates().named(text(members.get(0))),
                        () -> arns.serverCertificate("/", text(members.get(0))));
            case NEW_TRUST_ANCHOR -> anywhere(account, subject, TrustAnchor.TYPE, ANY);
            case TRUST_ANCHOR -> anywhere(account, subject, TrustAnchor.TYPE, text(members.get(0)));
            case NEW_ANYWHERE_PROFILE -> anywhere(account, subject, AnywhereProfile.TYPE, ANY);
            case ANYWHERE_PROFILE -> anywhere(account, subject, AnywhereProfile.TYPE, text(members.get(0)));
            case NEW_CRL -> anywhere(account, subject, RevocationList.TYPE, ANY);
            case CRL -> anywhere(account, subject, RevocationList.TYPE, text(members.get(0)));
            case SUBJECT -> anywhere(account, subject, "subject", text(members.get(0)));
            case ANYWHERE_ARN -> anywhere(account, text(members.get(0)));
            case ROLES_OF_GROUP,
                    ROLES_BY_ARN,
                    ROLE_OF_PROFILE,
                    GROUP_ROLES_OF_ASSOCIATION,
                    NEW_INSTANCES,
                    IMAGE,
                    INSTANCE,
                    INSTANCES,
                    INSTANCE_OF_ASSOCIATION ->
                throw new IllegalArgumentException(template.kind() + " is not one resource");
            case RENAMED_SERVER_CERTIFICATE -> renamedServerCertificate(account, members);
            case SERVER_CERTIFICATE_PATH -> notYet(arns.serverCertificate(path(members.get(0)), ""));
            case RENAMED_USER -> renamedUser(account, members);
            case RENAMED_GROUP -> renamedGroup(account, members);
            case ROLE_ARN -> roleByArn(account, text(members.get(0)));
            case POLICY_ARN -> policy(account, text(members.get(0)));
            case ACCESS_KEY_OWNER -> ownerOf(account, text(members.get(0)));
            case FEDERATED_USER -> notYet(arns.federatedUser(text(members.get(0))));
            case SERVICE -> service(account, text(members.get(0)));
            case USER_PATH -> notYet(arns.user(path(members.get(0)), ""));
            case GROUP_PATH -> notYet(arns.group(path(members.get(0)), ""));
            case ROLE_PATH -> notYet(arns.role(path(members.get(0)), ""));
            case POLICY_PATH -> notYet(arns.policy(path(members.get(0)), ""));
            case INSTANCE_PROFILE_PATH -> notYet(arns.instanceProfile(path(members.get(0)), ""));
            case ARN_OR_ANY -> notYet(members.get(0).orElse(ANY));
        };
    }

    private static Tags tagsOf(Entity entity) {
        return switch (entity) {
            case Named named -> named.tags();
            case ServiceIdentity service -> service.tags();
            case AnywhereResource resource -> resource.tags();
            case AccessKey _,
                    LoginProfile _,
                    Passkey _,
                    SshPublicKey _,
                    ServiceCredential _,
                    SigningCertificate _,
                    SignInState _,
                    InstanceMembership _,
                    AccountSettings _ -> Tags.none();
        };
    }

    Optional<String> boundary() {
        return entity.filter(Bounded.class::isInstance).map(Bounded.class::cast).flatMap(Bounded::boundary);
    }

    static CheckedResource notYet(String arn) {
        return new CheckedResource(arn, Optional.empty());
    }

    private static CheckedResource named(Arns arns, Optional<? extends Named> entity, Supplier<String> otherwise) {
        return entity.map(found -> new CheckedResource(arns.of(found), Optional.<Entity>of(found)))
                .orElseGet(() -> notYet(otherwise.get()));
    }

    private static CheckedResource user(Account account, String name) {
        var arns = account.arns();
        return named(arns, account.users().named(name), () -> arns.user("/", name));
    }

    /** The serial number of a virtual device is its ARN; a hardware token's is not. */
    private static CheckedResource mfaDevice(Account account, String serialNumber) {
        var arn =
                serialNumber.startsWith("arn:") ? serialNumber : account.arns().mfaDevice("/", serialNumber);
        return new CheckedResource(arn, account.mfaDeviceBySerial(serialNumber).map(Entity.class::cast));
    }

    private static CheckedResource service(Account account, String name) {
        return new CheckedResource(
                account.arns().service(name), account.services().get(name).map(Entity.class::cast));
    }

    private static CheckedResource caller(Account account, Subject subject) {
        return subject.userName().map(name -> user(account, name)).orElseGet(() -> notYet(subject.principalArn()));
    }

    private static CheckedResource userCallerOrAll(Account account, Subject subject, List<Optional<String>> members) {
        if (members.get(1).map(Boolean::parseBoolean).orElse(false)) {
            return notYet(ANY);
        }
        return members.get(0).map(name -> user(account, name)).orElseGet(() -> caller(account, subject));
    }

    /** In the region asked. */
    private static CheckedResource anywhere(Account account, Subject subject, String type, String id) {
        return anywhere(
                account, account.arns().anywhere(subject.caller().facts().region(), type, id));
    }

    private static CheckedResource anywhere(Account account, String arn) {
        return new CheckedResource(arn, account.anywhereByArn(arn).map(Entity.class::cast));
    }

    private static CheckedResource renamedUser(Account account, List<Optional<String>> members) {
        var present = account.users().named(text(members.get(0)));
        var path = members.get(1).or(() -> present.map(Named::path)).orElse("/");
        var name = members.get(2).or(() -> present.map(Named::name)).orElseGet(() -> text(members.get(0)));
        return notYet(account.arns().user(path, name));
    }

    private static CheckedResource renamedGroup(Account account, List<Optional<String>> members) {
        var present = account.groups().named(text(members.get(0)));
        var path = members.get(1).or(() -> present.map(Named::path)).orElse("/");
        var name = members.get(2).or(() -> present.map(Named::name)).orElseGet(() -> text(members.get(0)));
        return notYet(account.arns().group(path, name));
    }

    private static CheckedResource renamedServerCertificate(Account account, List<Optional<String>> members) {
        var present = account.serverCertificates().named(text(members.get(0)));
        var path = members.get(1).or(() -> present.map(Named::path)).orElse("/");
        var name = members.get(2).or(() -> present.map(Named::name)).orElseGet(() -> text(members.get(0)));
        return notYet(account.arns().serverCertificate(path, name));
    }

    private static CheckedResource roleByArn(Account account, String arn) {
        var name = arn.substring(arn.lastIndexOf('/') + 1);
        var role = account.roles()
                .named(name)
                .filter(found -> account.arns().of(found).equals(arn));
        return named(account.arns(), role, () -> arn);
    }

    private static CheckedResource policy(Account account, String arn) {
        Optional<ManagedPolicy> policy = account.policyByArn(arn);
        return named(account.arns(), policy, () -> arn);
    }

    private static CheckedResource ownerOf(Account account, String keyId) {
        var owner = account.accessKeys().get(keyId).map(AccessKey::owner).flatMap(account.users()::get);
        return named(account.arns(), owner, () -> ANY);
    }

    private static String path(Optional<String> path) {
        return path.orElse("/");
    }

    private static String text(Optional<String> required) {
        return required.orElseThrow(() -> new IllegalStateException("A required member is absent"));
    }
}
