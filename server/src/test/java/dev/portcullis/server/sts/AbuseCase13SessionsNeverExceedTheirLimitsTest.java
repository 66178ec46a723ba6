// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sts;

import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.deny;
import static dev.portcullis.server.Documents.statement;
import static dev.portcullis.server.Documents.trusting;
import static dev.portcullis.server.Refusals.assertDenied;
import static dev.portcullis.server.TestWorld.HERE;
import static dev.portcullis.server.TestWorld.assuming;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.iam.CreateRoleRequest;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.sts.PolicyDescriptorType;
import dev.portcullis.policy.Authorizer;
import dev.portcullis.policy.Context;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.PolicySet;
import dev.portcullis.policy.Principal;
import dev.portcullis.policy.Request;
import dev.portcullis.server.TestWorld;
import dev.portcullis.server.account.ManagedPolicy;
import dev.portcullis.server.account.PolicyDocument;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authz.PolicySets;
import dev.portcullis.server.authz.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AbuseCase13SessionsNeverExceedTheirLimitsTest {
    private static final int SCENARIOS = 300;
    private static final long SEED = 20_260_301;
    private static final List<String> ACTIONS = List.of(
            "s3:GetObject", "s3:PutObject", "iam:CreateRole", "iam:GetRole", "sts:AssumeRole", "ec2:RunInstances");
    private static final List<String> PATTERNS =
            List.of("*", "s3:*", "s3:Get*", "iam:*", "iam:*Role", "iam:GetRole", "sts:*", "ec2:RunInstances", "s3:P*");

    private final TestWorld world = new TestWorld();
    private final Caller ann = world.user(HERE, "ann");
    private final Authorizer authorizer = new Authorizer();

    /** What a session may do is what the role, the session policies and the boundary all let it do: no more, and here no less. */
    @Test
    void aSessionMayDoWhatRoleSessionPoliciesAndBoundaryAllAllow() {
        int allowed = 0;
        for (int i = 0; i < SCENARIOS; i++) {
            var random = new SplittableRandom(SEED + i);
            var own = policies(random, 1 + random.nextInt(3));
            var boundary = random.nextInt(2) == 0 ? policies(random, 1) : List.<String>of();
            var inline = random.nextInt(3) > 0 ? policies(random, 1) : List.<String>of();
            var managed = random.nextInt(3) == 0 ? policies(random, 1) : List.<String>of();
            var session = session("role" + i, own, boundary, inline, managed);
            var passed = new ArrayList<>(inline);
            passed.addAll(managed);

            for (var action : ACTIONS) {
                boolean expected = permits(own, action)
                        && (boundary.isEmpty() || permits(boundary, action))
                        && (passed.isEmpty() || permits(passed, action));
                assertThat(allows(session, action))
                        .as("%s in scenario %s: role %s, boundary %s, session %s", action, i, own, boundary, passed)
                        .isEqualTo(expected);
                allowed += expected ? 1 : 0;
            }
        }
        assertThat(allowed).isBetween(SCENARIOS / 4, SCENARIOS * ACTIONS.size() / 2);
    }

    @Test
    void aRestrictedSessionCannotMakeItselfARole() {
        var session = session("Admin", List.of(allow("*")), List.of(), List.of(allow("iam:Get*")), List.of());

        assertDenied(
                () -> world.call(
                        session,
                        IamModel.CREATE_ROLE,
                        CreateRoleRequest.builder()
                                .roleName("Escape")
                                .assumeRolePolicyDocument(trusting("*"))
                                .build()),
                "iam:CreateRole");
        world.role(HERE, "Next", trusting(HERE.text()));
        assertDenied(() -> world.assume(session, assuming(HERE, "Next")), "sts:AssumeRole");
    }

    @Test
    void aDenyPassedAlongHoldsThoughTheRoleAllowsEverything() {
        var session = session("Admin", List.of(allow("*")), List.of(), List.of(allow("*")), List.of(deny("iam:*")));

        assertThat(allows(session, "s3:GetObject")).isTrue();
        assertThat(allows(session, "iam:GetRole")).isFalse();
    }

    @Test
    void aSessionWhoseManagedPolicyIsGoneMayDoNothing() {
        var session = session("Admin", List.of(allow("*")), List.of(), List.of(allow("*")), List.of(deny("iam:*")));
        world.change(
                HERE,
                account -> account.without(
                        account.policies().named("Admin-session").orElseThrow()));

        assertThat(ACTIONS).noneMatch(action -> allows(session, action));
    }

    private Caller session(
            String name, List<String> own, List<String> boundary, List<String> inline, List<String> managed) {
        world.role(HERE, name, trusting("arn:aws:iam::" + HERE + ":user/ann"));
        own.forEach(policy -> world.grant(HERE, name, policy));
        boundary.forEach(policy -> {
            var arn = managedPolicy(name + "-boundary", policy);
            world.change(HERE, account -> account.with(account.role(name).withBoundary(Optional.of(arn))));
        });
        var request = assuming(HERE, name);
        inline.forEach(request::policy);
        request.policyArns(managed.stream()
                .map(policy -> managedPolicy(name + "-session", policy))
                .map(arn -> PolicyDescriptorType.builder().arn(arn).build())
                .toList());
        return world.assume(ann, request);
    }

    private String managedPolicy(String name, String document) {
        var arn = "arn:aws:iam::" + HERE + ":policy/" + name;
        var version = new ManagedPolicy.Version(1, new PolicyDocument(arn, document), world.now());
        world.change(
                HERE,
                account -> account.with(new ManagedPolicy(
                        "ANPA" + name,
                        name,
                        "/",
                        world.now(),
                        world.now(),
                        Optional.empty(),
                        Tags.none(),
                        List.of(version),
                        1,
                        1)));
        return arn;
    }

    private static List<String> policies(SplittableRandom random, int count) {
        var policies = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            var pattern = PATTERNS.get(random.nextInt(PATTERNS.size()));
            policies.add(
                    switch (random.nextInt(5)) {
                        case 0 -> deny(pattern);
                        case 1 ->
                            statement("\"Effect\":\"Allow\",\"NotAction\":\"" + pattern + "\",\"Resource\":\"*\"");
                        default -> allow(pattern);
                    });
        }
        return policies;
    }

    /** Whether these policies alone allow the action: what each layer has to. */
    private boolean permits(List<String> documents, String action) {
        var policies = new ArrayList<Policy>();
        documents.forEach(document -> policies.add(new PolicyDocument("p", document).policy()));
        var somebody = new Principal.User(HERE.text(), "arn:aws:iam::" + HERE + ":user/somebody", "AIDASOMEBODY");
        return decide(somebody, action, PolicySet.builder().identity(policies).build());
    }

    private boolean allows(Caller session, String action) {
        var subject = Subject.of(world.account(HERE), session, world.awsPolicies());
        return decide(subject.principal(), action, PolicySets.of(subject, Optional.empty()));
    }

    private boolean decide(Principal principal, String action, PolicySet policies) {
        var request = new Request(principal, action, "arn:aws:any:::thing", HERE.text(), Context.empty());
        return authorizer.decide(request, policies).isAllowed();
    }
}
