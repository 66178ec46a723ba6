// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sts;

import static dev.portcullis.server.Documents.ALLOW_ALL;
import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.deny;
import static dev.portcullis.server.Documents.trusting;
import static dev.portcullis.server.Refusals.assertDenied;
import static dev.portcullis.server.Refusals.assertRefused;
import static dev.portcullis.server.Refusals.refusal;
import static dev.portcullis.server.TestWorld.HERE;
import static dev.portcullis.server.TestWorld.assuming;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.ListRolesRequest;
import dev.portcullis.aws.sts.GetAccessKeyInfoRequest;
import dev.portcullis.aws.sts.GetCallerIdentityRequest;
import dev.portcullis.aws.sts.GetCallerIdentityResponse;
import dev.portcullis.aws.sts.GetFederationTokenRequest;
import dev.portcullis.aws.sts.GetSessionTokenRequest;
import dev.portcullis.aws.sts.StsModel;
import dev.portcullis.aws.sts.Tag;
import dev.portcullis.policy.Authorizer;
import dev.portcullis.policy.Context;
import dev.portcullis.policy.Request;
import dev.portcullis.server.TestWorld;
import dev.portcullis.server.account.AccessKey;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authz.PolicySets;
import dev.portcullis.server.authz.Subject;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiError.NotAuthenticated;
import dev.portcullis.server.error.ApiError.ValidationError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OtherSessionsTest {
    private final TestWorld world = new TestWorld();

    @Test
    void everyoneLearnsWhoTheyAreEvenWhenEverythingIsDenied() {
        var ann = world.user(HERE, "ann", deny("*"));
        var userId = world.account(HERE).user("ann").id();

        assertIdentity(ann, userId, "arn:aws:iam::" + HERE + ":user/ann");
        assertIdentity(world.root(HERE), HERE.text(), "arn:aws:iam::" + HERE + ":root");
        assertIdentity(
                world.service(HERE, "billing.example"),
                "billing.example",
                "arn:aws:portcullis::" + HERE + ":service/billing.example");
        assertIdentity(sessionOf(ann), userId, "arn:aws:iam::" + HERE + ":user/ann");
    }

    @Test
    void aUsersSessionLivesHalfADayAndRootsAnHour() {
        var ann = world.user(HERE, "ann");

        assertThat(lifeOf(ann, Optional.empty())).isEqualTo(Duration.ofHours(12));
        assertThat(lifeOf(ann, Optional.of(129_600))).isEqualTo(Duration.ofHours(36));
        assertThat(lifeOf(world.root(HERE), Optional.empty())).isEqualTo(Duration.ofHours(1));
        assertThat(lifeOf(world.root(HERE), Optional.of(129_600))).isEqualTo(Duration.ofHours(1));
        assertThat(lifeOf(world.root(HERE), Optional.of(900))).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void aUsersSessionMayDoWhatTheUserMayButNotCallIam() {
        var ann = world.user(HERE, "ann", ALLOW_ALL);
        world.role(HERE, "Next", trusting(HERE.text()));
        var session = sessionOf(ann);

        assertThat(world.assume(session, assuming(HERE, "Next")).account()).isEqualTo(HERE);
        assertThat(refusal(() -> world.call(
                        session, IamModel.LIST_ROLES, ListRolesRequest.builder().build())))
                .isInstanceOf(NotAuthenticated.class);
        assertRefused(
                () -> sessionOf(session), new AccessDenied("Cannot call GetSessionToken with session credentials"));
        assertThat(session.session().orElseThrow().origin().chained()).isFalse();
    }

    @Test
    void onlyUsersAndRootAskForSessionsOfTheirOwn() {
        var ann = world.user(HERE, "ann", ALLOW_ALL);
        world.role(HERE, "Any", trusting("arn:aws:iam::" + HERE + ":user/ann"));
        world.grant(HERE, "Any", ALLOW_ALL);
        var role = world.assume(ann, assuming(HERE, "Any"));
        var federated = federated(ann, "guest", Optional.of(ALLOW_ALL));
        var service = world.service(HERE, "billing.example");

        for (var caller : List.of(role, federated, service)) {
            assertDenied(() -> sessionOf(caller));
            assertDenied(() -> federated(caller, "other", Optional.empty()));
        }
        assertDenied(() -> world.assume(federated, assuming(HERE, "Any")));
        assertIdentity(federated, HERE + ":guest", "arn:aws:sts::" + HERE + ":federated-user/guest");
    }

    @Test
    void aOneTimePasswordIsNeverTakenOnTrust() {
        var ann = world.user(HERE, "ann");
        var request = GetSessionTokenRequest.builder()
                .serialNumber("arn:aws:iam::" + HERE + ":mfa/ann")
                .tokenCode("123456")
                .build();

        assertDenied(() -> world.call(ann, StsModel.GET_SESSION_TOKEN, request));
        assertDenied(() -> world.call(
                ann,
                StsModel.GET_SESSION_TOKEN,
                request.toBuilder().serialNumber(Optional.empty()).build()));
    }

    @Test
    void anEpochEndsTheSessionsOfAUserAndOfThoseWhomItVouchedFor() {
        var ann = world.user(HERE, "ann", ALLOW_ALL);
        var session = sessionOf(ann);
        var federated = federated(ann, "guest", Optional.of(ALLOW_ALL));

        world.change(HERE, account -> account.with(account.user("ann").withNextEpoch()));

        for (var ended : List.of(session, federated)) {
            assertThat(refusal(() -> world.call(ended, StsModel.GET_CALLER_IDENTITY, new GetCallerIdentityRequest())))
                    .isInstanceOf(NotAuthenticated.class);
        }
    }

    @Test
    void aFederatedUserMayDoWhatItsVoucherAndItsPolicyBothAllow() {
        var ann = world.user(HERE, "ann", allow("s3:*"), allow("sts:GetFederationToken"));

        assertThat(allows(federated(ann, "guest", Optional.of(allow("s3:GetObject"))), "s3:GetObject"))
                .isTrue();
        assertThat(allows(federated(ann, "guest", Optional.of(allow("s3:GetObject"))), "s3:PutObject"))
                .isFalse();
        assertThat(allows(federated(ann, "guest", Optional.of(ALLOW_ALL)), "ec2:RunInstances"))
                .isFalse();
        assertThat(allows(federated(ann, "guest", Optional.empty()), "s3:GetObject"))
                .isFalse();
        assertThat(allows(federated(world.root(HERE), "guest", Optional.of(allow("ec2:*"))), "ec2:RunInstances"))
                .isTrue();
        assertThat(allows(federated(world.root(HERE), "guest", Optional.empty()), "ec2:RunInstances"))
                .isFalse();
    }

    @Test
    void vouchingForSomebodyTakesAPermission() {
        var ann = world.user(HERE, "ann");

        assertDenied(() -> federated(ann, "guest", Optional.empty()), "sts:GetFederationToken");
    }

    @Test
    void aFederatedUsersTagsHaveToBeAllowedAndStandOverTheVouchers() {
        var ann = world.user(HERE, "ann", allow("sts:*"));
        var plain = world.user(HERE, "plain", allow("sts:GetFederationToken"));
        var request = GetFederationTokenRequest.builder()
                .name("guest")
                .tags(List.of(Tag.builder().key("Team").value("blue").build()))
                .build();

        var session = world.session(world.call(ann, StsModel.GET_FEDERATION_TOKEN, request)
                .credentials()
                .orElseThrow());

        assertThat(Subject.of(world.account(HERE), session, world.awsPolicies())
                        .tags()
                        .get("team"))
                .hasValue("blue");
        assertDenied(() -> world.call(plain, StsModel.GET_FEDERATION_TOKEN, request), "sts:TagSession");
    }

    @Test
    void anAccessKeyTellsItsAccount() {
        var ann = world.user(HERE, "ann", allow("sts:GetAccessKeyInfo"));
        var bob = world.user(TestWorld.THERE, "bob");
        world.change(
                TestWorld.THERE,
                account -> account.with(
                        new AccessKey("CHOSENKEYOFBOB00", account.user("bob").id(), true, world.now())));

        assertThat(accountOf(ann, bob.accessKeyId())).isEqualTo(TestWorld.THERE.text());
        assertThat(accountOf(ann, sessionOf(bob).accessKeyId())).isEqualTo(TestWorld.THERE.text());
        assertThat(accountOf(ann, "CHOSENKEYOFBOB00")).isEqualTo(TestWorld.THERE.text());
        assertRefused(() -> accountOf(ann, "CHOSENKEYOFNOONE"), new ValidationError("Invalid access key ID."));
        assertDenied(() -> accountOf(bob, bob.accessKeyId()));
    }

    private Caller sessionOf(Caller caller) {
        var request = GetSessionTokenRequest.builder().build();
        return world.session(world.call(caller, StsModel.GET_SESSION_TOKEN, request)
                .credentials()
                .orElseThrow());
    }

    private Duration lifeOf(Caller caller, Optional<Integer> seconds) {
        var request = GetSessionTokenRequest.builder().durationSeconds(seconds).build();
        var credentials = world.call(caller, StsModel.GET_SESSION_TOKEN, request)
                .credentials()
                .orElseThrow();
        var claims = world.claims(credentials);
        assertThat(claims.expiresAt()).isEqualTo(credentials.expiration());
        return Duration.between(claims.issuedAt(), claims.expiresAt());
    }

    private Caller federated(Caller caller, String name, Optional<String> policy) {
        var request =
                GetFederationTokenRequest.builder().name(name).policy(policy).build();
        return world.session(world.call(caller, StsModel.GET_FEDERATION_TOKEN, request)
                .credentials()
                .orElseThrow());
    }

    private boolean allows(Caller caller, String action) {
        var subject = Subject.of(world.account(HERE), caller, world.awsPolicies());
        var request = new Request(subject.principal(), action, "arn:aws:s3:::bucket/key", HERE.text(), Context.empty());
        return new Authorizer()
                .decide(request, PolicySets.of(subject, Optional.empty()))
                .isAllowed();
    }

    private String accountOf(Caller caller, String keyId) {
        var request = GetAccessKeyInfoRequest.builder().accessKeyId(keyId).build();
        return world.call(caller, StsModel.GET_ACCESS_KEY_INFO, request)
                .account()
                .orElseThrow();
    }

    private void assertIdentity(Caller caller, String userId, String arn) {
        assertThat(world.call(caller, StsModel.GET_CALLER_IDENTITY, new GetCallerIdentityRequest()))
                .isEqualTo(GetCallerIdentityResponse.builder()
                        .userId(userId)
                        .account(HERE.text())
                        .arn(arn)
                        .build());
    }
}
