// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.conveyedroles;

import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.deny;
import static dev.portcullis.server.Documents.trustingService;
import static dev.portcullis.server.TestWorld.HERE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.policy.Authorizer;
import dev.portcullis.policy.Context;
import dev.portcullis.policy.PolicySet;
import dev.portcullis.policy.Request;
import dev.portcullis.policy.Result;
import dev.portcullis.server.TestWorld;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.GrantedPolicies;
import dev.portcullis.server.account.Group;
import dev.portcullis.server.account.PolicyDocument;
import dev.portcullis.server.account.PolicyHolder;
import dev.portcullis.server.account.RoleCarrier;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authz.PolicySets;
import dev.portcullis.server.authz.Subject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * What the server makes of users, groups, roles and boundaries against rule 16.2 said plainly, over drawn accounts that are edited
 * between the questions: a set that outlives an edit shows.
 */
class ComposedSetsTest {
    private static final List<String> ACTIONS = List.of("svc:A", "svc:B", "svc:C");

    private final TestWorld world = new TestWorld();
    private final Authorizer authorizer = new Authorizer();

    @RepeatedTest(20)
    void aUserMayWhatTheRuleSays(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var ann = world.user(HERE, "ann");
        var user = world.account(HERE).user("ann");
        for (var name : List.of("g1", "g2")) {
            var group = new Group("AGPA" + name, name, "/", world.now(), GrantedPolicies.NONE);
            world.change(
                    HERE,
                    account ->
                            account.with(group).with(account.user(user.name()).joining(group)));
        }
        for (var name : List.of("R1", "R2", "R3")) {
            world.role(HERE, name, trustingService("groups.portcullis"));
        }
        for (int edit = 0; edit < 40; edit++) {
            edit(random);
            var account = world.account(HERE);
            for (var action : ACTIONS) {
                assertThat(decide(account, ann, action))
                        .as("seed %d, edit %d, %s", repetition.getCurrentRepetition(), edit, action)
                        .isEqualTo(expected(account, action));
            }
        }
    }

    private void edit(Random random) {
        var role = "R" + (1 + random.nextInt(3));
        var carrier = random.nextInt(3);
        switch (random.nextInt(4)) {
            case 0 ->
                world.change(HERE, account -> {
                    var now = carrier(account, carrier);
                    var wanted = account.role(role);
                    return account.with(
                            now.roles().contains(wanted.id()) ? now.notCarrying(wanted) : now.carrying(wanted));
                });
            case 1 ->
                world.change(HERE, account -> account.with(account.role(role).withBoundary(boundary(random))));
            case 2 ->
                world.change(
                        HERE,
                        account -> account.with(changed(
                                random.nextInt(3) == 0 ? carrier(account, carrier) : account.role(role), random)));
            default ->
                world.change(HERE, account -> account.with(account.user("ann").withBoundary(boundary(random))));
        }
    }

    private static PolicyHolder changed(PolicyHolder holder, Random random) {
        var name = "p" + random.nextInt(2);
        var policies = holder.policies();
        if (policies.inline().containsKey(name)) {
            return holder.withPolicies(policies.remove(name));
        }
        var action = ACTIONS.get(random.nextInt(ACTIONS.size()));
        var document = random.nextInt(5) == 0 ? deny(action) : allow(action);
        return holder.withPolicies(policies.put(name, new PolicyDocument(name, document)));
    }

    private static RoleCarrier carrier(Account account, int which) {
        return which == 0 ? account.user("ann") : account.group("g" + which);
    }

    /** AWS's policies stand in for boundaries: one that allows none of the actions, one that allows all. */
    private static Optional<String> boundary(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> Optional.of("arn:aws:iam::aws:policy/AmazonS3FullAccess");
            case 1 -> Optional.of("arn:aws:iam::aws:policy/AdministratorAccess");
            default -> Optional.empty();
        };
    }

    private Result decide(Account account, Caller caller, String action) {
        var subject = Subject.of(account, caller, world.awsPolicies());
        PolicySet set = PolicySets.of(subject, Optional.empty());
        var request = new Request(
                subject.principal(), action, "*", HERE.text(), Context.builder().build());
        return authorizer.decide(request, set).result();
    }

    private static Result expected(Account account, String action) {
        var user = account.user("ann");
        var holders = new ArrayList<RoleCarrier>(account.groupsOf(user));
        holders.add(user);
        boolean denies = false;
        boolean allows = false;
        for (var holder : holders) {
            denies |= effects(holder, action).contains("Deny");
            allows |= effects(holder, action).contains("Allow");
            for (var role : account.rolesOf(holder)) {
                denies |= effects(role, action).contains("Deny");
                allows |= effects(role, action).contains("Allow") && within(role.boundary());
            }
        }
        if (denies) {
            return Result.EXPLICIT_DENY;
        }
        return allows && within(user.boundary()) ? Result.ALLOWED : Result.IMPLICIT_DENY;
    }

    private static boolean within(Optional<String> boundary) {
        return boundary.isEmpty() || boundary.get().endsWith("AdministratorAccess");
    }

    private static Set<String> effects(PolicyHolder holder, String action) {
        var effects = new HashSet<String>();
        holder.policies().inline().values().stream()
                .map(PolicyDocument::text)
                .filter(text -> text.contains("\"" + action + "\""))
                .forEach(text -> effects.add(text.contains("Deny") ? "Deny" : "Allow"));
        return effects;
    }
}
