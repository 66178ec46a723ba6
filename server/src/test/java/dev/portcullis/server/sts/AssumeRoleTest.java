// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sts;

import static dev.portcullis.server.Documents.ALLOW_ALL;
import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.statement;
import static dev.portcullis.server.Documents.trusting;
import static dev.portcullis.server.Documents.trustingFully;
import static dev.portcullis.server.Documents.trustingService;
import static dev.portcullis.server.Refusals.assertDenied;
import static dev.portcullis.server.Refusals.assertRefused;
import static dev.portcullis.server.TestWorld.HERE;
import static dev.portcullis.server.TestWorld.THERE;
import static dev.portcullis.server.TestWorld.assuming;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.aws.iam.DeleteRoleRequest;
import dev.portcullis.aws.iam.GetRoleRequest;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.ListRolesRequest;
import dev.portcullis.aws.sts.AssumeRoleRequest;
import dev.portcullis.aws.sts.GetCallerIdentityRequest;
import dev.portcullis.aws.sts.PolicyDescriptorType;
import dev.portcullis.aws.sts.ProvidedContext;
import dev.portcullis.aws.sts.StsModel;
import dev.portcullis.aws.sts.Tag;
import dev.portcullis.server.TestWorld;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiError.InvalidParameterValue;
import dev.portcullis.server.error.ApiError.MalformedPolicyDocument;
import dev.portcullis.server.error.ApiError.NotAuthenticated;
import dev.portcullis.server.error.ApiError.NotImplemented;
import dev.portcullis.server.error.ApiError.PackedPolicyTooLarge;
import dev.portcullis.server.error.ApiError.ValidationError;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.secrets.SessionClaims;
import dev.portcullis.server.secrets.SessionOrigin;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssumeRoleTest {
    private final TestWorld world = new TestWorld();
    private final Caller ann = world.user(HERE, "ann");

    @Test
    void theUserWhomTheTrustPolicyNamesNeedsNothingElse() {
        var role = world.role(HERE, "Reader", trusting(arn(HERE, "user/ann")));
        world.grant(HERE, "Reader", allow("iam:ListRoles"));

        var answer =
                world.call(ann, StsModel.ASSUME_ROLE, assuming(HERE, "Reader").build());

        var user = answer.assumedRoleUser().orElseThrow();
        assertThat(user.arn()).isEqualTo("arn:aws:sts::" + HERE + ":assumed-role/Reader/session");
        assertThat(user.assumedRoleId()).isEqualTo(role.id() + ":session");
        assertThat(answer.packedPolicySize()).isEmpty();
        assertThat(answer.sourceIdentity()).isEmpty();
        var credentials = answer.credentials().orElseThrow();
        assertThat(credentials.accessKeyId()).matches("ASIA[A-Z2-7]{16}");
        assertThat(credentials.secretAccessKey()).hasSize(40);
        assertThat(credentials.expiration()).isEqualTo(world.now().plusSeconds(3_600));
        assertThat(answer.sessionTokenSize())
                .hasValue(credentials.sessionToken().length());

        var session = world.session(credentials);
        world.call(session, IamModel.LIST_ROLES, ListRolesRequest.builder().build());
        assertRefused(
                () -> world.call(
                        session,
                        IamModel.GET_ROLE,
                        GetRoleRequest.builder().roleName("Reader").build()),
                new AccessDenied(
                        "User: arn:aws:sts::" + HERE + ":assumed-role/Reader/session is not authorized to perform:"
                                + " iam:GetRole on resource: " + arn(HERE, "role/Reader")
                                + " because no identity-based policy allows the iam:GetRole action"));
    }

    @Test
    void anAccountThatIsTrustedDecidesByItsIdentityPolicies() {
        world.role(HERE, "Ops", trusting(HERE.text()));
        var bob = world.user(HERE, "bob", allow("sts:AssumeRole"));

        assertThat(world.assume(bob, assuming(HERE, "Ops")).account()).isEqualTo(HERE);
        assertRefused(
                () -> world.assume(ann, assuming(HERE, "Ops")),
                new AccessDenied("User: " + arn(HERE, "user/ann") + " is not authorized to perform: sts:AssumeRole on"
                        + " resource: " + arn(HERE, "role/Ops")
                        + " because no identity-based policy allows the sts:AssumeRole action"));
    }

    @Test
    void aRoleOfAnotherAccountNeedsBothSides() {
        var guest = world.user(HERE, "guest", allow("sts:AssumeRole"));
        world.role(THERE, "Shared", trusting("arn:aws:iam::" + HERE + ":root"));

        var session = world.assume(guest, assuming(THERE, "Shared"));

        assertThat(session.account()).isEqualTo(THERE);
        assertThat(world.call(session, StsModel.GET_CALLER_IDENTITY, new GetCallerIdentityRequest())
                        .arn())
                .hasValue("arn:aws:sts::" + THERE + ":assumed-role/Shared/session");
        assertDenied(() -> world.assume(ann, assuming(THERE, "Shared")));
    }

    @Test
    void anExternalIdHasToBeTheOneThatTheTrustPolicyAsksFor() {
        var guest = world.user(HERE, "guest", allow("sts:AssumeRole"));
        world.role(
                THERE,
                "Audit",
                statement("\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" + HERE + "\"},\"Action\":\"sts:AssumeRole\","
                        + "\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"4711\"}}"));

        assertThat(world.assume(guest, assuming(THERE, "Audit").externalId("4711"))
                        .account())
                .isEqualTo(THERE);
        assertDenied(() -> world.assume(guest, assuming(THERE, "Audit").externalId("4712")));
        assertDenied(() -> world.assume(guest, assuming(THERE, "Audit")));
    }

    @Test
    void aRegisteredServiceAssumesTheRolesThatTrustIt() {
        var billing = world.service(HERE, "billing.example");
        world.role(HERE, "ForBilling", trustingService("billing.example"));
        world.role(THERE, "ForBilling", trustingService("billing.example"));
        world.role(HERE, "ForOthers", trustingService("other.example"));

        assertThat(world.assume(billing, assuming(HERE, "ForBilling")).account())
                .isEqualTo(HERE);
        assertThat(world.assume(billing, assuming(THERE, "ForBilling")).account())
                .isEqualTo(THERE);
        assertDenied(() -> world.assume(billing, assuming(HERE, "ForOthers")));
        assertDenied(() -> world.assume(ann, assuming(HERE, "ForBilling")));
    }

    @Test
    void rootMayNotAssumeRoles() {
        world.role(HERE, "Open", trusting("*"));

        assertRefused(
                () -> world.assume(world.root(HERE), assuming(HERE, "Open")),
                new AccessDenied("Roles may not be assumed by root accounts."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn::b:::something/test-role",
                "arn:a::::something/test-role",
                "arn:a:::something/test-role",
                "arn:a:a::aaaaaaaaaa:",
                "nothing-valid-in-here",
                "arn:aws:iam::1234:role/short"
            })
    void whatIsNoArnIsInvalid(String arn) {
        var request = AssumeRoleRequest.builder().roleArn(arn).roleSessionName("session");

        assertRefused(() -> world.assume(ann, request), new ValidationError(arn + " is invalid"));
    }

    @Test
    void theNameOfTheRoleCountsInItsOwnCaseOnly() {
        world.role(HERE, "Admin", trusting(HERE.text()));
        var bob = world.user(
                HERE,
                "bob",
                allow("sts:AssumeRole"),
                statement("\"Effect\":\"Deny\",\"Action\":\"sts:AssumeRole\",\"Resource\":\"" + arn(HERE, "role/Admin")
                        + "\""));

        assertDenied(() -> world.assume(bob, assuming(HERE, "ADMIN")));
        assertDenied(() -> world.assume(bob, assuming(HERE, "Admin")));
    }

    @Test
    void aSessionLivesAsLongAsTheRoleAllowsAtMost() {
        world.role(HERE, "Short", trusting(arn(HERE, "user/ann")));

        assertThat(world.call(
                                ann,
                                StsModel.ASSUME_ROLE,
                                assuming(HERE, "Short").durationSeconds(900).build())
                        .credentials()
                        .orElseThrow()
                        .expiration())
                .isEqualTo(world.now().plusSeconds(900));
        assertRefused(
                () -> world.assume(ann, assuming(HERE, "Short").durationSeconds(3_601)),
                new ValidationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role."));
    }

    @Test
    void aChainedSessionLivesAnHourAtMost() {
        world.role(HERE, "First", trusting(arn(HERE, "user/ann")));
        world.role(HERE, "Second", trusting(arn(HERE, "role/First")));
        world.change(HERE, account -> {
            var second = account.role("Second");
            return account.with(second.described(second.description(), Duration.ofHours(12)));
        });
        var first = world.assume(ann, assuming(HERE, "First"));

        var second = world.assume(first, assuming(HERE, "Second").durationSeconds(3_600));

        assertThat(second.session().orElseThrow().origin().chained()).isTrue();
        assertRefused(
                () -> world.assume(first, assuming(HERE, "Second").durationSeconds(3_601)),
                new ValidationError(
                        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"));
    }

    @Test
    void credentialsOfAnInstanceDoNotCountAsChaining() {
        world.role(HERE, "First", trusting(arn(HERE, "user/ann")));
        world.role(HERE, "Second", trusting(arn(HERE, "role/First")));
        world.change(HERE, account -> {
            var second = account.role("Second");
            return account.with(second.described(second.description(), Duration.ofHours(2)));
        });
        var first = world.assume(ann, assuming(HERE, "First"));
        var claims = first.session().orElseThrow();
        var instance = new SessionOrigin.Instance(
                "i-0123456789abcdef0", new SessionOrigin.Through.Association("iip-assoc-0123456789abcdef0"));
        var delivered = new SessionClaims(
                claims.subject(),
                claims.accessKeyId(),
                claims.sessionId(),
                claims.sessionEpoch(),
                claims.issuedAt(),
                claims.expiresAt(),
                claims.policies(),
                claims.tags(),
                claims.origin().withInstance(instance),
                claims.context());
        var onInstance = new Caller(
                first.account(), first.identity(), first.accessKeyId(), Optional.of(delivered), first.facts());

        var second = world.assume(onInstance, assuming(HERE, "Second").durationSeconds(7_200));

        assertThat(second.session().orElseThrow().origin().chained()).isFalse();
    }

    @Test
    void aSessionPolicyHasToBeASoundOne() {
        world.role(HERE, "Any", trusting(arn(HERE, "user/ann")));

        assertRefused(
                () -> world.assume(ann, assuming(HERE, "Any").policy("{")),
                new MalformedPolicyDocument("Syntax errors in policy."));
        assertRefused(
                () -> world.assume(ann, assuming(HERE, "Any").policy(trusting("*"))),
                new MalformedPolicyDocument("Policy document should not specify a principal."));
    }

    @Test
    void managedSessionPoliciesAreTenAtMostAndHaveToBeThere() {
        world.role(HERE, "Any", trusting(arn(HERE, "user/ann")));
        var readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";

        var session = world.assume(ann, assuming(HERE, "Any").policyArns(List.of(descriptor(readOnly))));

        assertThat(session.session().orElseThrow().policies().managedArns()).containsExactly(readOnly);
        var missing = "arn:aws:iam::" + HERE + ":policy/missing";
        assertRefused(
                () -> world.assume(ann, assuming(HERE, "Any").policyArns(List.of(descriptor(missing)))),
                new ValidationError("Policy " + missing + " does not exist or is not attachable."));
        var eleven = IntStream.range(0, 11).mapToObj(i -> descriptor(readOnly)).toList();
        assertThatThrownBy(() -> world.assume(ann, assuming(HERE, "Any").policyArns(eleven)))
                .hasMessageContaining("Member must have length less than or equal to 10");
    }

    @Test
    void whatDoesNotFitIntoTheTokenIsTooLarge() {
        world.role(HERE, "Any", trustingFully(arn(HERE, "user/ann")));
        var random = new Random(1);
        var tags = IntStream.range(0, 50)
                .mapToObj(i -> tag("key-" + i, randomText(random, 200)))
                .toList();

        assertThatThrownBy(() -> world.assume(ann, assuming(HERE, "Any").tags(tags)))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error()).isInstanceOf(PackedPolicyTooLarge.class))
                .hasMessageMatching(".*Packed size of session tags consumes [1-9][0-9]{2}% of allotted space\\..*");
        var resource = randomText(random, 9_000);
        var policy = statement("\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"arn:aws:s3:::" + resource + "\"");
        assertThatThrownBy(() -> world.assume(ann, assuming(HERE, "Any").policy(policy)))
                .hasMessageMatching(
                        ".*Packed policy consumes [1-9][0-9]{2}% of allotted space, please use smaller policy\\..*");
    }

    @Test
    void theShareThatPoliciesAndTagsTakeIsTold() {
        world.role(HERE, "Any", trustingFully(arn(HERE, "user/ann")));

        var answer = world.call(
                ann,
                StsModel.ASSUME_ROLE,
                assuming(HERE, "Any")
                        .policy(ALLOW_ALL)
                        .minimumSessionTokenSize(2_000)
                        .build());

        assertThat(answer.packedPolicySize().orElseThrow()).isBetween(1, 20);
        assertThat(answer.sessionTokenSize().orElseThrow()).isBetween(2_000, 2_010);
        assertThat(answer.sessionTokenUtilization()).hasValue(49);
    }

    @Test
    void whatIsNotBuiltIsNeverPassedOver() {
        world.role(HERE, "Any", trusting(arn(HERE, "user/ann")));
        var context = ProvidedContext.builder()
                .providerArn("arn:aws:iam::aws:contextProvider/IdentityCenter")
                .contextAssertion("assertion")
                .build();

        assertRefused(
                () -> world.assume(ann, assuming(HERE, "Any").providedContexts(List.of(context))),
                new NotImplemented("AssumeRole with ProvidedContexts"));
        assertThatThrownBy(() -> world.assume(
                        ann,
                        assuming(HERE, "Any")
                                .serialNumber("arn:aws:iam::" + HERE + ":mfa/ann")
                                .tokenCode("123456")))
                .hasMessageContaining("MultiFactorAuthentication failed, unable to validate MFA code.");
        assertThatThrownBy(() -> world.assume(ann, assuming(HERE, "Any").tokenCode("123456")))
                .hasMessageContaining("MultiFactorAuthentication failed, must provide both");
    }

    @Test
    void sourceIdentityStaysForTheWholeChainAndNeedsPermissionAtEachHop() {
        world.role(HERE, "First", trustingFully(arn(HERE, "user/ann")));
        world.role(HERE, "Second", trustingFully(arn(HERE, "role/First")));
        world.role(HERE, "Silent", trusting(arn(HERE, "role/First")));
        var first = world.assume(ann, assuming(HERE, "First").sourceIdentity("ann@example.com"));

        var second =
                world.call(first, StsModel.ASSUME_ROLE, assuming(HERE, "Second").build());

        assertThat(second.sourceIdentity()).hasValue("ann@example.com");
        assertThat(world.assume(first, assuming(HERE, "Second").sourceIdentity("ann@example.com"))
                        .session()
                        .orElseThrow()
                        .origin()
                        .sourceIdentity())
                .hasValue("ann@example.com");
        assertRefused(
                () -> world.assume(first, assuming(HERE, "Second").sourceIdentity("bob@example.com")),
                new AccessDenied("The source identity of the calling session cannot be changed."));
        assertDenied(() -> world.assume(first, assuming(HERE, "Silent")), "sts:SetSourceIdentity");
    }

    @Test
    void aSourceIdentityHasToBeAllowed() {
        world.role(HERE, "Plain", trusting(arn(HERE, "user/ann")));

        assertDenied(() -> world.assume(ann, assuming(HERE, "Plain").sourceIdentity("ann")), "sts:SetSourceIdentity");
    }

    @Test
    void sessionTagsHaveToBeAllowedAndCountAsThePrincipals() {
        world.role(HERE, "Plain", trusting(arn(HERE, "user/ann")));
        world.role(HERE, "Tagged", trustingFully(arn(HERE, "user/ann")));
        world.grant(
                HERE,
                "Tagged",
                statement("\"Effect\":\"Allow\",\"Action\":\"iam:ListRoles\",\"Resource\":\"*\",\"Condition\":"
                        + "{\"StringEquals\":{\"aws:PrincipalTag/Team\":\"blue\"}}"));

        assertDenied(
                () -> world.assume(ann, assuming(HERE, "Plain").tags(List.of(tag("Team", "blue")))), "sts:TagSession");
        var blue = world.assume(ann, assuming(HERE, "Tagged").tags(List.of(tag("Team", "blue"))));
        var red = world.assume(ann, assuming(HERE, "Tagged").tags(List.of(tag("Team", "red"))));

        world.call(blue, IamModel.LIST_ROLES, ListRolesRequest.builder().build());
        assertDenied(() ->
                world.call(red, IamModel.LIST_ROLES, ListRolesRequest.builder().build()));
    }

    @Test
    void transitiveTagsGoOnAndTheOthersDoNot() {
        world.role(HERE, "First", trustingFully(arn(HERE, "user/ann")));
        world.role(HERE, "Second", trustingFully(arn(HERE, "role/First")));
        world.role(HERE, "Third", trustingFully(arn(HERE, "role/Second")));
        var first = world.assume(
                ann,
                assuming(HERE, "First")
                        .tags(List.of(tag("Team", "blue"), tag("Build", "7")))
                        .transitiveTagKeys(List.of("team")));

        var second = world.assume(first, assuming(HERE, "Second").tags(List.of(tag("Step", "2"))));
        var third = world.assume(second, assuming(HERE, "Third"));

        var tags = second.session().orElseThrow().tags();
        assertThat(tags.values()).containsOnlyKeys("Team", "Step").containsEntry("Team", "blue");
        assertThat(tags.transitiveKeys()).containsExactly("Team");
        assertThat(third.session().orElseThrow().tags().values()).containsOnlyKeys("Team");
        assertRefused(
                () -> world.assume(first, assuming(HERE, "Second").tags(List.of(tag("TEAM", "red")))),
                new InvalidParameterValue(
                        "One of the specified transitive tag keys can't be set because it conflicts with a"
                                + " transitive tag key from the calling session."));
    }

    @Test
    void tagsGoOnOnlyWhereTheNextRoleAllowsTaggingToo() {
        world.role(HERE, "First", trustingFully(arn(HERE, "user/ann")));
        world.role(HERE, "Second", trusting(arn(HERE, "role/First")));
        var first = world.assume(
                ann, assuming(HERE, "First").tags(List.of(tag("Team", "blue"))).transitiveTagKeys(List.of("Team")));

        assertDenied(() -> world.assume(first, assuming(HERE, "Second")), "sts:TagSession");
    }

    @Test
    void transitiveTagsStandForTheRolesOwnWhileItsTrustPolicyIsAsked() {
        world.role(HERE, "First", trustingFully(arn(HERE, "user/ann")));
        world.role(
                HERE,
                "Second",
                statement("\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" + arn(HERE, "role/First")
                        + "\"},\"Action\":[\"sts:AssumeRole\",\"sts:TagSession\"],\"Condition\":{\"StringEquals\":"
                        + "{\"aws:ResourceTag/Team\":\"blue\"}}"));
        world.change(
                HERE,
                account ->
                        account.with(account.role("Second").withTags(Tags.of(List.of(new Tags.Tag("Team", "red"))))));
        var first = world.assume(
                ann, assuming(HERE, "First").tags(List.of(tag("Team", "blue"))).transitiveTagKeys(List.of("Team")));
        var untagged = world.assume(ann, assuming(HERE, "First"));

        assertThat(world.assume(first, assuming(HERE, "Second")).account()).isEqualTo(HERE);
        assertDenied(() -> world.assume(untagged, assuming(HERE, "Second")));
    }

    @Test
    void sessionPoliciesDoNotGoOn() {
        world.role(HERE, "First", trusting(arn(HERE, "user/ann")));
        world.role(HERE, "Second", trusting(arn(HERE, "role/First")));
        world.grant(HERE, "Second", ALLOW_ALL);
        var first = world.assume(ann, assuming(HERE, "First").policy(allow("sts:AssumeRole")));

        var second = world.assume(first, assuming(HERE, "Second"));

        assertThat(second.session().orElseThrow().policies().isEmpty()).isTrue();
        world.call(second, IamModel.LIST_ROLES, ListRolesRequest.builder().build());
    }

    @Test
    void aRoleDoesNotTrustItself() {
        world.role(HERE, "Loop", trusting(arn(HERE, "user/ann")));
        world.grant(HERE, "Loop", ALLOW_ALL);
        var session = world.assume(ann, assuming(HERE, "Loop"));

        assertDenied(() -> world.assume(session, assuming(HERE, "Loop")));
    }

    @Test
    void deletingTheRoleOrRaisingItsEpochEndsItsSessions() {
        world.role(HERE, "Gone", trusting(arn(HERE, "user/ann")));
        world.role(HERE, "Raised", trusting(arn(HERE, "user/ann")));
        var gone = world.assume(ann, assuming(HERE, "Gone"));
        var raised = world.assume(ann, assuming(HERE, "Raised"));

        world.call(
                world.root(HERE),
                IamModel.DELETE_ROLE,
                DeleteRoleRequest.builder().roleName("Gone").build());
        world.role(HERE, "Gone", trusting(arn(HERE, "user/ann")));
        world.change(HERE, account -> account.with(account.role("Raised").withNextEpoch()));

        for (var session : List.of(gone, raised)) {
            assertThatThrownBy(() -> world.call(session, StsModel.GET_CALLER_IDENTITY, new GetCallerIdentityRequest()))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.error()).isInstanceOf(NotAuthenticated.class));
        }
        assertThat(world.assume(ann, assuming(HERE, "Raised"))
                        .session()
                        .orElseThrow()
                        .sessionEpoch())
                .isOne();
    }

    private static String arn(AccountId account, String resource) {
        return "arn:aws:iam::" + account + ":" + resource;
    }

    private static PolicyDescriptorType descriptor(String arn) {
        return PolicyDescriptorType.builder().arn(arn).build();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static String randomText(Random random, int length) {
        return random.ints(length, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
