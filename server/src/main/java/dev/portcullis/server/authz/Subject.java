// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.portcullis.policy.ConveyedRole;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.Principal;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.GrantedPolicies;
import dev.portcullis.server.account.Group;
import dev.portcullis.server.account.PasswordPolicy;
import dev.portcullis.server.account.PolicyDocument;
import dev.portcullis.server.account.Role;
import dev.portcullis.server.account.RoleCarrier;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.account.Tags.Tag;
import dev.portcullis.server.account.User;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.authn.Standing;
import dev.portcullis.server.managedpolicies.AwsPolicies;
import dev.portcullis.server.secrets.SessionClaims;
import dev.portcullis.server.secrets.SessionOrigin.Through;
import dev.portcullis.server.secrets.SessionPolicies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A caller as policies see it, in one value of its account: the principal, its tags, and the policies that count for it.
 *
 * @param arn the caller's own ARN: of a session the session's
 * @param principalArn {@code aws:PrincipalArn}: of a role session the role's
 * @param userId {@code aws:userid}
 * @param type {@code aws:PrincipalType}
 * @param userName {@code aws:username}, for users only
 * @param tags the principal's, with session tags over them
 * @param identity the identity policies: own, attached, of groups
 * @param conveyed the roles attached to the user and to its groups, or the role that an instance has by its groups (section 16)
 * @param boundary the permissions boundary; empty if none is set
 * @param session the session policies; empty if none were passed
 */
public record Subject(
        Caller caller,
        Principal principal,
        String arn,
        String principalArn,
        String userId,
        String type,
        Optional<String> userName,
        Tags tags,
        List<Policy> identity,
        List<ConveyedRole> conveyed,
        Optional<Policy> boundary,
        Optional<List<Policy>> session) {

    /** @throws dev.portcullis.server.error.ApiException if the caller's credentials do not count in this value of the account */
    public static Subject of(Account account, Caller caller, AwsPolicies aws) {
        Standing.require(account, caller);
        var policies = new PolicyLookup(account, aws);
        return switch (caller.identity()) {
            case Identity.Root() -> root(account, caller);
            case Identity.User(var userId) ->
                user(account, caller, account.users().get(userId).orElseThrow(), policies);
            case Identity.Role(var roleId, var sessionName) ->
                role(account, caller, account.roles().get(roleId).orElseThrow(), sessionName, policies);
            case Identity.FederatedUser(var issuerId, var name) -> federated(account, caller, issuerId, name, policies);
            case Identity.Service(var serviceId) -> service(caller, serviceId, account);
            case Identity.Agent(var instanceId) -> agent(account, caller, instanceId);
        };
    }

    /** The role that an instance has by a group, if it is the caller's own. */
    Optional<ConveyedRole> fleetRole() {
        return principal instanceof Principal.RoleSession ? conveyed.stream().findFirst() : Optional.empty();
    }

    private static Subject root(Account account, Caller caller) {
        var arn = account.arns().root();
        var number = account.id().text();
        return withoutPolicies(caller, new Principal.Root(number, arn), arn, number, "Account");
    }

    private static Subject user(Account account, Caller caller, User user, PolicyLookup policies) {
        var arn = account.arns().of(user);
        var groups = account.groupsOf(user);
        return new Subject(
                caller,
                new Principal.User(account.id().text(), arn, user.id()),
                arn,
                arn,
                user.id(),
                "User",
                Optional.of(user.name()),
                user.tags(),
                policies.ofUser(user, groups),
                policies.conveyedTo(user, groups),
                user.boundary().map(policies::boundary),
                caller.session().flatMap(session -> policies.session(session.policies())));
    }

    /** A role that an instance has by a group comes as one conveyed by the group, and as nothing else, so that explanations name the way (16.6). */
    private static Subject role(Account account, Caller caller, Role role, String sessionName, PolicyLookup policies) {
        var group = fleet(account, caller);
        var arn = account.arns().assumedRole(role.name(), sessionName);
        var roleArn = account.arns().of(role);
        return new Subject(
                caller,
                new Principal.RoleSession(account.id().text(), arn, roleArn, role.id(), role.isServiceLinked()),
                arn,
                roleArn,
                role.id() + ":" + sessionName,
                "AssumedRole",
                Optional.empty(),
                withSessionTags(role.tags(), caller.session()),
                group.isPresent() ? List.of() : policies.of(role.policies()),
                group.stream().map(from -> policies.conveyedWithin(role, from)).toList(),
                role.boundary().map(policies::boundary),
                caller.session().flatMap(session -> policies.session(session.policies())));
    }

    /** The group by which an instance has the role that it acts as. */
    private static Optional<Group> fleet(Account account, Caller caller) {
        return caller.session()
                .flatMap(session -> session.origin().instance())
                .filter(instance -> instance.through() instanceof Through.Membership)
                .map(instance -> (Through.Membership) instance.through())
                .map(membership -> account.groups().get(membership.groupId()).orElseThrow());
    }

    private static Subject federated(
            Account account, Caller caller, String issuerId, String name, PolicyLookup policies) {
        var arn = account.arns().federatedUser(name);
        var issuer = account.users().get(issuerId);
        var groups = issuer.map(account::groupsOf).orElse(List.of());
        var issuerArn = issuer.map(account.arns()::of).orElseGet(account.arns()::root);
        return new Subject(
                caller,
                new Principal.FederatedUser(account.id().text(), arn, issuerArn, issuerId),
                arn,
                arn,
                account.id() + ":" + name,
                "FederatedUser",
                Optional.empty(),
                withSessionTags(issuer.map(User::tags).orElseGet(Tags::none), caller.session()),
                issuer.map(user -> policies.ofUser(user, groups)).orElseGet(policies::ofRoot),
                issuer.map(user -> policies.conveyedTo(user, groups)).orElse(List.of()),
                issuer.flatMap(User::boundary).map(policies::boundary),
                caller.session().flatMap(session -> policies.session(session.policies())));
    }

    private static Subject service(Caller caller, String serviceId, Account account) {
        return withoutPolicies(
                caller, new Principal.Service(serviceId), account.arns().service(serviceId), serviceId, "Service");
    }

    /** To policies an agent is nobody: they are never asked about it. */
    private static Subject agent(Account account, Caller caller, String instanceId) {
        var region = caller.session().orElseThrow().origin().region();
        var arn = account.arns().instance(region, instanceId);
        return withoutPolicies(caller, new Principal.Anonymous(), arn, instanceId, "Agent");
    }

    /** One that has neither policies nor tags nor a name. */
    private static Subject withoutPolicies(Caller caller, Principal principal, String arn, String userId, String type) {
        return new Subject(
                caller,
                principal,
                arn,
                arn,
                userId,
                type,
                Optional.empty(),
                Tags.none(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static Tags withSessionTags(Tags own, Optional<SessionClaims> session) {
        return session.map(claims -> own.with(claims.tags().values().entrySet().stream()
                        .map(tag -> new Tag(tag.getKey(), tag.getValue()))
                        .toList()))
                .orElse(own);
    }

    /** The compiled policies behind names and ARNs, in one value of an account. */
    private record PolicyLookup(Account account, AwsPolicies aws) {
        private static final int MOST_SESSION_POLICY_CHARACTERS = 8 * 1024 * 1024;

        /** What {@code AllowUsersToChangePassword} gives each user; a password can be changed by nobody but its own user. */
        private static final PolicyDocument OWN_PASSWORD = new PolicyDocument("AllowUsersToChangePassword", """
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Resource": "*",
                  "Action": ["iam:ChangePassword", "iam:GetAccountPasswordPolicy"]}}""");

        /** Session policies come with each request of a session; compiling one is a pure function of its text. */
        private static final Cache<String, PolicyDocument> SESSION_POLICIES = Caffeine.newBuilder()
                .maximumWeight(MOST_SESSION_POLICY_CHARACTERS)
                .weigher((String text, PolicyDocument document) -> text.length())
                .build();

        List<Policy> of(GrantedPolicies granted) {
            var policies = new ArrayList<Policy>();
            add(granted, policies);
            return policies;
        }

        List<Policy> ofUser(User user, List<Group> groups) {
            var policies = new ArrayList<Policy>();
            add(user.policies(), policies);
            groups.forEach(group -> add(group.policies(), policies));
            if (account.settings()
                    .passwordPolicy()
                    .filter(PasswordPolicy::usersMayChange)
                    .isPresent()) {
                policies.add(OWN_PASSWORD.policy());
            }
            return policies;
        }

        /** The roles attached to a user, and then those of its groups; one that reaches it several ways is there once. */
        List<ConveyedRole> conveyedTo(User user, List<Group> groups) {
            if (user.roles().isEmpty()
                    && groups.stream().allMatch(group -> group.roles().isEmpty())) {
                return List.of();
            }
            var conveyed = new LinkedHashMap<String, ConveyedRole>();
            addConveyed(user, conveyed);
            groups.forEach(group -> addConveyed(group, conveyed));
            return List.copyOf(conveyed.values());
        }

        private void addConveyed(RoleCarrier carrier, Map<String, ConveyedRole> to) {
            for (var role : account.rolesOf(carrier)) {
                to.computeIfAbsent(role.id(), id -> conveyed(role, carrier));
            }
        }

        /** A role that a group conveys whole, as the caller's own: its boundary is the caller's and bounds it from outside. */
        ConveyedRole conveyedWithin(Role role, Group group) {
            return new ConveyedRole(
                    account.arns().of(role), account.arns().of(group), of(role.policies()), Optional.empty());
        }

        private ConveyedRole conveyed(Role role, RoleCarrier carrier) {
            return new ConveyedRole(
                    account.arns().of(role),
                    account.arns().of(carrier),
                    of(role.policies()),
                    role.boundary().map(this::boundary));
        }

        /** What a root user hands on to a federated user: everything, which the session policies then cut down. */
        List<Policy> ofRoot() {
            return List.of(aws.administratorAccess().policy());
        }

        Policy boundary(String arn) {
            return required(arn).policy();
        }

        Optional<List<Policy>> session(SessionPolicies passed) {
            if (passed.isEmpty()) {
                return Optional.empty();
            }
            var managed = passed.managedArns().stream().map(this::document).toList();
            if (managed.stream().anyMatch(Optional::isEmpty)) {
                return Optional.of(
                        List.of()); // what a policy that is gone denied is not known: the session may do nothing
            }
            var policies = new ArrayList<Policy>();
            passed.inline().ifPresent(text -> policies.add(sessionPolicy(text)));
            managed.forEach(found -> policies.add(found.orElseThrow().policy()));
            return Optional.of(policies);
        }

        private static Policy sessionPolicy(String text) {
            return SESSION_POLICIES
                    .get(text, unknown -> new PolicyDocument("session policy", unknown))
                    .policy();
        }

        private void add(GrantedPolicies granted, List<Policy> to) {
            granted.inline().values().forEach(document -> to.add(document.policy()));
            granted.attached().forEach(arn -> to.add(required(arn).policy()));
        }

        /** A policy in use cannot be deleted, so it is there; were it not, the request is refused rather than decided without it. */
        private PolicyDocument required(String arn) {
            return document(arn).orElseThrow(() -> new IllegalStateException("Policy " + arn + " is in use but gone"));
        }

        private Optional<PolicyDocument> document(String arn) {
            return aws.document(arn)
                    .or(() -> account.policyByArn(arn)
                            .map(policy -> policy.inForce().document()));
        }
    }
}
