// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import static dev.portcullis.policy.Given.ACCOUNT;
import static dev.portcullis.policy.Given.ALICE;
import static dev.portcullis.policy.Given.DEPLOYER;
import static dev.portcullis.policy.Given.OBJECT;
import static dev.portcullis.policy.Given.OTHER_ACCOUNT;
import static dev.portcullis.policy.Given.ROOT;
import static dev.portcullis.policy.Given.allow;
import static dev.portcullis.policy.Given.decide;
import static dev.portcullis.policy.Given.deny;
import static dev.portcullis.policy.Given.federated;
import static dev.portcullis.policy.Given.get;
import static dev.portcullis.policy.Given.policy;
import static dev.portcullis.policy.Given.request;
import static dev.portcullis.policy.Given.toPrincipal;
import static dev.portcullis.policy.Result.ALLOWED;
import static dev.portcullis.policy.Result.EXPLICIT_DENY;
import static dev.portcullis.policy.Result.IMPLICIT_DENY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sections 10, 11 and 12.11: who wins. */
class DecisionTest {
    private static final Policy ALL = policy(allow("*", "*"));
    private static final Policy NOTHING = policy(allow("other:Thing", "*"));
    private static final Policy DENY_ALL = policy(deny("*", "*"));
    private static final String KEY = "arn:aws:kms:eu-west-1:111122223333:key/k-1";
    private static final String ROLE = "arn:aws:iam::111122223333:role/team/Deployer";

    private static Decision decision(Result result, Layer layer) {
        return new Decision(result, layer);
    }

    private static PolicySet set(UnaryOperator<PolicySet.Builder> layers) {
        return layers.apply(PolicySet.builder()).build();
    }

    private static PolicySet withIdentity(UnaryOperator<PolicySet.Builder> layers) {
        return set(set -> layers.apply(set.identity(List.of(ALL))));
    }

    private static Request from(Principal principal, String action, String resource, String owner) {
        return new Request(principal, action, resource, owner, Context.empty());
    }

    @Test
    void nothingIsAllowedByDefault() {
        assertThat(decide(get(ALICE), set(it -> it))).isEqualTo(decision(IMPLICIT_DENY, Layer.IDENTITY));
        assertThat(decide(get(ALICE), withIdentity(it -> it))).isEqualTo(decision(ALLOWED, Layer.IDENTITY));
    }

    @Test
    void aDenyInAnyLayerWins() { // 10.2, 10.3
        var toAll = policy(toPrincipal("Allow", "'*'", "*"));
        var denyToAll = policy(toPrincipal("Deny", "'*'", "*"));
        var open = withIdentity(it -> it.resource(toAll).endpoint(toAll));
        assertThat(decide(
                        get(ALICE),
                        open.toBuilder().identity(List.of(ALL, DENY_ALL)).build()))
                .isEqualTo(decision(EXPLICIT_DENY, Layer.IDENTITY));
        assertThat(decide(get(ALICE), open.toBuilder().boundary(DENY_ALL).build()))
                .isEqualTo(decision(EXPLICIT_DENY, Layer.BOUNDARY));
        assertThat(decide(
                        get(ALICE),
                        open.toBuilder().session(List.of(ALL, DENY_ALL)).build()))
                .isEqualTo(decision(EXPLICIT_DENY, Layer.SESSION));
        assertThat(decide(get(ALICE), open.toBuilder().resource(denyToAll).build()))
                .isEqualTo(decision(EXPLICIT_DENY, Layer.RESOURCE));
        assertThat(decide(get(ALICE), open.toBuilder().endpoint(denyToAll).build()))
                .isEqualTo(decision(EXPLICIT_DENY, Layer.ENDPOINT));
        assertThat(decide(
                        get(ALICE),
                        open.toBuilder()
                                .scp(List.of(List.of(ALL), List.of(ALL, DENY_ALL)))
                                .build()))
                .isEqualTo(decision(EXPLICIT_DENY, Layer.SCP));
        assertThat(decide(
                        get(ALICE),
                        open.toBuilder().rcp(List.of(List.of(denyToAll))).build()))
                .isEqualTo(decision(EXPLICIT_DENY, Layer.RCP));
        var all = open.toBuilder()
                .identity(List.of(DENY_ALL))
                .boundary(DENY_ALL)
                .scp(List.of(List.of(DENY_ALL)))
                .rcp(List.of(List.of(denyToAll)))
                .build();
        assertThat(decide(get(ALICE), all)).isEqualTo(decision(EXPLICIT_DENY, Layer.RCP));
    }

    @Test
    void aPresentButSilentLayerWithholds() { // 10.1
        assertThat(decide(get(ALICE), withIdentity(it -> it.boundary(NOTHING))))
                .isEqualTo(decision(IMPLICIT_DENY, Layer.BOUNDARY));
        assertThat(decide(get(ALICE), withIdentity(it -> it.session(List.of()))))
                .isEqualTo(decision(IMPLICIT_DENY, Layer.SESSION));
        assertThat(decide(get(ALICE), withIdentity(it -> it.session(List.of(NOTHING, ALL)))))
                .isEqualTo(decision(ALLOWED, Layer.IDENTITY)); // one pool
        assertThat(decide(get(ALICE), withIdentity(it -> it.endpoint(NOTHING))))
                .isEqualTo(decision(IMPLICIT_DENY, Layer.ENDPOINT));
        assertThat(decide(get(ALICE), withIdentity(it -> it.scp(List.of()))))
                .isEqualTo(decision(ALLOWED, Layer.IDENTITY));
        assertThat(decide(get(ALICE), withIdentity(it -> it.scp(List.of(List.of(ALL), List.of())))))
                .isEqualTo(decision(IMPLICIT_DENY, Layer.SCP)); // 10.14: every level
        assertThat(decide(get(ALICE), withIdentity(it -> it.scp(List.of(List.of(NOTHING, ALL), List.of(ALL))))))
                .isEqualTo(decision(ALLOWED, Layer.IDENTITY));
        assertThat(decide(get(ALICE), withIdentity(it -> it.rcp(List.of(List.of())))))
                .isEqualTo(decision(ALLOWED, Layer.IDENTITY)); // 10.15: full access is implied
    }

    /** The table of rule 10.5, a row a line: what a missing Allow in identity, boundary and session comes to. */
    @ParameterizedTest
    @CsvSource({
        "role, ROLE, true, false, false",
        "role, SESSION, true, true, true",
        "user, USER, true, true, true",
        "federated, USER, true, false, false",
        "federated, FEDERATED, true, true, true",
        "role, ACCOUNT, false, false, false",
        "user, ACCOUNT, false, false, true",
        "role, *, true, true, true",
        "user, *, true, true, true",
        "federated, *, true, true, true"
    })
    void aResourcePolicyOfTheAccountReachesAsFarAsItNamesTheCaller(
            String caller, String named, boolean withoutIdentity, boolean withoutBoundary, boolean withoutSession) {
        Principal principal = switch (caller) {
            case "role" -> DEPLOYER;
            case "user" -> ALICE;
            default -> federated("fay");
        };
        var arn = switch (named) {
            case "ROLE" -> DEPLOYER.roleArn();
            case "SESSION" -> DEPLOYER.sessionArn();
            case "USER" -> ALICE.arn();
            case "FEDERATED" -> federated("fay").arn();
            case "ACCOUNT" -> ACCOUNT;
            default -> "*";
        };
        var granted = set(it -> it.resource(policy(toPrincipal("Allow", "{'AWS':'" + arn + "'}", "*")))
                .identity(List.of(ALL))
                .boundary(ALL)
                .session(List.of(ALL)));
        var isUser = caller.equals("user");
        var base = isUser ? withIdentity(it -> it.boundary(ALL)).toBuilder() : granted.toBuilder();
        var start = base.resource(policy(toPrincipal("Allow", "{'AWS':'" + arn + "'}", "*")))
                .build();
        assertThat(decide(get(principal), start).isAllowed()).isTrue();
        assertThat(decide(
                                get(principal),
                                start.toBuilder().identity(List.of(NOTHING)).build())
                        .isAllowed())
                .isEqualTo(withoutIdentity);
        assertThat(decide(get(principal), start.toBuilder().boundary(NOTHING).build())
                        .isAllowed())
                .isEqualTo(withoutBoundary);
        if (!isUser) {
            assertThat(decide(
                                    get(principal),
                                    start.toBuilder().session(List.of(NOTHING)).build())
                            .isAllowed())
                    .isEqualTo(withoutSession);
        }
    }

    @Test
    void theWithholdingLayerIsTheFirstThatHadToAllow() {
        var toRole = policy(toPrincipal("Allow", "{'AWS':'" + DEPLOYER.roleArn() + "'}", "*"));
        assertThat(decide(
                        get(DEPLOYER),
                        set(it -> it.resource(toRole).boundary(NOTHING).session(List.of()))))
                .isEqualTo(decision(IMPLICIT_DENY, Layer.BOUNDARY));
        assertThat(decide(get(DEPLOYER), set(it -> it.boundary(NOTHING).session(List.of()))))
                .isEqualTo(decision(IMPLICIT_DENY, Layer.IDENTITY));
        assertThat(decide(get(DEPLOYER), set(it -> it.resource(toRole)))).isEqualTo(decision(ALLOWED, Layer.RESOURCE));
    }

    @Test
    void anotherAccountNeedsBothSides() { // 10.6
        var eve = Given.user(OTHER_ACCOUNT, "eve");
        for (var named : new String[] {eve.arn(), OTHER_ACCOUNT, "*"}) {
            var bucket = policy(toPrincipal("Allow", "{'AWS':'" + named + "'}", "*"));
            assertThat(decide(get(eve), set(it -> it.resource(bucket))))
                    .isEqualTo(decision(IMPLICIT_DENY, Layer.IDENTITY));
            assertThat(decide(get(eve), withIdentity(it -> it))).isEqualTo(decision(IMPLICIT_DENY, Layer.RESOURCE));
            assertThat(decide(get(eve), withIdentity(it -> it.resource(bucket))))
                    .isEqualTo(decision(ALLOWED, Layer.IDENTITY));
            assertThat(decide(get(eve), withIdentity(it -> it.resource(bucket).boundary(NOTHING))))
                    .isEqualTo(decision(IMPLICIT_DENY, Layer.BOUNDARY));
        }
        var eveRoot = new Principal.Root(OTHER_ACCOUNT, "arn:aws:iam::444455556666:root");
        assertThat(decide(get(eveRoot), set(it -> it.resource(policy(toPrincipal("Allow", "'*'", "*"))))))
                .isEqualTo(decision(ALLOWED, Layer.RESOURCE)); // 10.9
        assertThat(decide(get(eveRoot), set(it -> it))).isEqualTo(decision(IMPLICIT_DENY, Layer.RESOURCE));
    }

    @Test
    void aFederatedSessionWithoutPolicyHasNothing() { // 10.7
        var fay = federated("fay");
        assertThat(decide(get(fay), withIdentity(it -> it))).isEqualTo(decision(IMPLICIT_DENY, Layer.SESSION));
        assertThat(decide(get(fay), withIdentity(it -> it.session(List.of(ALL)))))
                .isEqualTo(decision(ALLOWED, Layer.IDENTITY));
        var toUser = policy(toPrincipal("Allow", "{'AWS':'" + ALICE.arn() + "'}", "*"));
        assertThat(decide(get(fay), withIdentity(it -> it.resource(toUser))))
                .isEqualTo(decision(IMPLICIT_DENY, Layer.SESSION));
        var toFay = policy(toPrincipal("Allow", "{'AWS':'" + fay.arn() + "'}", "*"));
        assertThat(decide(get(fay), set(it -> it.resource(toFay)))).isEqualTo(decision(ALLOWED, Layer.RESOURCE));
    }

    @Test
    void aDenyWithNotPrincipalSparesNobodyWithABoundary() { // 10.8
        var sparesAlice = policy("{'Effect':'Deny','NotPrincipal':{'AWS':['" + ALICE.arn() + "','" + ACCOUNT
                + "']},'Action':'*','Resource':'*'}");
        assertThat(decide(get(ALICE), withIdentity(it -> it.resource(sparesAlice)))
                        .isAllowed())
                .isTrue();
        assertThat(decide(
                        get(ALICE), withIdentity(it -> it.resource(sparesAlice).boundary(ALL))))
                .isEqualTo(decision(EXPLICIT_DENY, Layer.RESOURCE));
    }

    @Test
    void theRootUserIsAllowedEverythingInItsAccount() { // 10.9
        assertThat(decide(get(ROOT), set(it -> it))).isEqualTo(decision(ALLOWED, Layer.NONE));
        assertThat(decide(get(ROOT), set(it -> it.scp(List.of(List.of(NOTHING))))))
                .isEqualTo(decision(IMPLICIT_DENY, Layer.SCP));
        var denies = set(it -> it.resource(policy(toPrincipal("Deny", "'*'", "*"))));
        assertThat(decide(get(ROOT), denies)).isEqualTo(decision(EXPLICIT_DENY, Layer.RESOURCE));
        var putPolicy = request(ROOT, "s3:PutBucketPolicy", "arn:aws:s3:::photos");
        assertThat(decide(putPolicy, denies)).isEqualTo(decision(ALLOWED, Layer.NONE));
        assertThat(decide(request(ALICE, "s3:PutBucketPolicy", "arn:aws:s3:::photos"), denies)
                        .result())
                .isEqualTo(EXPLICIT_DENY);
        assertThat(decide(get(ROOT), set(it -> it.session(List.of(NOTHING)))))
                .isEqualTo(decision(IMPLICIT_DENY, Layer.SESSION)); // a limit that is there limits
    }

    @Test
    void outsidersNeedTheResourcesPolicy() { // 10.10, 10.11
        var nobody = new Principal.Anonymous();
        var service = new Principal.Service("cloudtrail.amazonaws.com");
        var publicBucket = policy(toPrincipal("Allow", "'*'", "s3:GetObject"));
        var forService = policy(toPrincipal("Allow", "{'Service':'cloudtrail.amazonaws.com'}", "*"));
        assertThat(decide(get(nobody), withIdentity(it -> it))).isEqualTo(decision(IMPLICIT_DENY, Layer.RESOURCE));
        assertThat(decide(get(nobody), set(it -> it.resource(publicBucket))))
                .isEqualTo(decision(ALLOWED, Layer.RESOURCE));
        assertThat(decide(get(nobody), set(it -> it.resource(forService))))
                .isEqualTo(decision(IMPLICIT_DENY, Layer.RESOURCE));
        assertThat(decide(get(service), set(it -> it.resource(forService))))
                .isEqualTo(decision(ALLOWED, Layer.RESOURCE));
        assertThat(decide(get(service), set(it -> it.resource(forService).scp(List.of(List.of(DENY_ALL))))))
                .isEqualTo(decision(ALLOWED, Layer.RESOURCE)); // SCPs do not bind services
        assertThat(decide(
                        get(nobody),
                        set(it -> it.resource(publicBucket)
                                .rcp(List.of(List.of(policy(toPrincipal("Deny", "'*'", "*"))))))))
                .isEqualTo(decision(EXPLICIT_DENY, Layer.RCP)); // 10.15
        assertThat(decide(get(service), set(it -> it.resource(forService).endpoint(publicBucket))))
                .isEqualTo(decision(ALLOWED, Layer.RESOURCE));
    }

    @Test
    void someActionsCannotBeDenied() { // 10.12
        var denied = set(it -> it.identity(List.of(DENY_ALL)).session(List.of()));
        for (var caller : List.of(ALICE, DEPLOYER, ROOT, federated("fay"), new Principal.Service("x.amazonaws.com"))) {
            assertThat(decide(request(caller, "STS:GetCallerIdentity", "*"), denied))
                    .isEqualTo(decision(ALLOWED, Layer.NONE));
        }
        assertThat(decide(request(new Principal.Anonymous(), "sts:GetCallerIdentity", "*"), denied)
                        .isAllowed())
                .isFalse();
        assertThat(decide(request(ALICE, "sts:GetSessionToken", "*"), denied).isAllowed())
                .isTrue();
        assertThat(decide(request(DEPLOYER, "sts:GetSessionToken", "*"), denied).isAllowed())
                .isFalse();
    }

    @Test
    void organizationPoliciesDoNotBindServiceLinkedRoles() { // 12.10, 10.14, 10.15
        var linked = new Principal.RoleSession(
                ACCOUNT, "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForX/s", "", "", true);
        var denyToAll = policy(toPrincipal("Deny", "'*'", "*"));
        var policies = withIdentity(it -> it.scp(List.of(List.of(DENY_ALL))).rcp(List.of(List.of(denyToAll))));
        assertThat(decide(get(linked), policies)).isEqualTo(decision(ALLOWED, Layer.IDENTITY));
        assertThat(decide(get(DEPLOYER), policies).result()).isEqualTo(EXPLICIT_DENY);
    }

    @Test
    void resourceControlPoliciesReachSomeServicesOnly() { // 10.15
        var policies = withIdentity(it -> it.rcp(List.of(List.of(policy(toPrincipal("Deny", "'*'", "*"))))));
        assertThat(decide(request(ALICE, "sqs:SendMessage", "*"), policies).result())
                .isEqualTo(EXPLICIT_DENY);
        assertThat(decide(request(ALICE, "iam:CreateUser", "*"), policies).result())
                .isEqualTo(ALLOWED);
    }

    @Test
    void onlyTheTrustPolicyLetsAnybodyAssumeARole() { // 11.1
        var eve = Given.user(OTHER_ACCOUNT, "eve");
        var assume = from(ALICE, "sts:AssumeRole", ROLE, ACCOUNT);
        var trustsAlice = policy("{'Effect':'Allow','Principal':{'AWS':['" + ALICE.userId() + "','" + eve.arn()
                + "']},'Action':'sts:AssumeRole'}");
        var trustsAccount =
                policy("{'Effect':'Allow','Principal':{'AWS':'" + ACCOUNT + "'},'Action':'sts:AssumeRole'}");
        var trustsBob = policy("{'Effect':'Allow','Principal':{'AWS':'AIDABOB'},'Action':'sts:AssumeRole'}");
        UnaryOperator<PolicySet.Builder> gate = it -> it.gate(Gate.TRUST);
        assertThat(decide(assume, set(it -> gate.apply(it).resource(trustsAlice))))
                .isEqualTo(decision(ALLOWED, Layer.RESOURCE));
        assertThat(decide(assume, set(it -> gate.apply(it).resource(trustsAccount))))
                .isEqualTo(decision(IMPLICIT_DENY, Layer.IDENTITY));
        assertThat(decide(assume, withIdentity(it -> gate.apply(it).resource(trustsAccount))))
                .isEqualTo(decision(ALLOWED, Layer.IDENTITY));
        assertThat(decide(assume, withIdentity(it -> gate.apply(it).resource(trustsBob))))
                .isEqualTo(decision(IMPLICIT_DENY, Layer.RESOURCE));
        assertThat(decide(assume, withIdentity(gate))).isEqualTo(decision(IMPLICIT_DENY, Layer.RESOURCE));
        var fromEve = from(eve, "sts:AssumeRole", ROLE, ACCOUNT);
        assertThat(decide(fromEve, set(it -> gate.apply(it).resource(trustsAlice))))
                .isEqualTo(decision(IMPLICIT_DENY, Layer.IDENTITY));
        assertThat(decide(fromEve, withIdentity(it -> gate.apply(it).resource(trustsAlice))))
                .isEqualTo(decision(ALLOWED, Layer.IDENTITY));
        var fromRoot = from(ROOT, "sts:AssumeRole", ROLE, ACCOUNT);
        assertThat(decide(fromRoot, set(it -> gate.apply(it).resource(trustsAccount))))
                .isEqualTo(decision(IMPLICIT_DENY, Layer.NONE));
        var trustsService =
                policy("{'Effect':'Allow','Principal':{'Service':'ec2.amazonaws.com'},'Action':'sts:AssumeRole'}");
        var fromService = from(new Principal.Service("ec2.amazonaws.com"), "sts:AssumeRole", ROLE, ACCOUNT);
        assertThat(decide(fromService, set(it -> gate.apply(it).resource(trustsService))))
                .isEqualTo(decision(ALLOWED, Layer.RESOURCE));
        var trustsProvider = policy(
                "{'Effect':'Allow','Principal':{'Federated':'idp.example'},'Action':'sts:AssumeRoleWithWebIdentity',"
                        + "'Condition':{'StringEquals':{'idp.example:aud':'app'}}}");
        var web = new Request(
                new Principal.Federated("idp.example"),
                "sts:AssumeRoleWithWebIdentity",
                ROLE,
                ACCOUNT,
                Given.context(Map.of("idp.example:aud", "app")));
        assertThat(decide(web, set(it -> gate.apply(it).resource(trustsProvider))))
                .isEqualTo(decision(ALLOWED, Layer.RESOURCE));
    }

    @Test
    void aRoleDoesNotTrustItself() { // 11.1
        var assume = from(DEPLOYER, "sts:AssumeRole", DEPLOYER.roleArn(), ACCOUNT);
        var trustsAlice =
                policy("{'Effect':'Allow','Principal':{'AWS':'" + ALICE.userId() + "'},'Action':'sts:AssumeRole'}");
        var trustsItself =
                policy("{'Effect':'Allow','Principal':{'AWS':'" + DEPLOYER.roleId() + "'},'Action':'sts:AssumeRole'}");
        assertThat(decide(assume, withIdentity(it -> it.gate(Gate.TRUST).resource(trustsAlice)))
                        .isAllowed())
                .isFalse();
        assertThat(decide(assume, set(it -> it.gate(Gate.TRUST).resource(trustsItself)))
                        .isAllowed())
                .isTrue();
        assertThat(decide(
                        assume,
                        set(it -> it.gate(Gate.TRUST).resource(trustsItself).boundary(NOTHING))))
                .isEqualTo(decision(IMPLICIT_DENY, Layer.BOUNDARY));
    }

    @Test
    void theKeyPolicyDecidesWhetherIdentityPoliciesCount() { // 11.2
        var use = request(ALICE, "kms:Decrypt", KEY);
        var delegates = policy(toPrincipal("Allow", "{'AWS':'arn:aws:iam::111122223333:root'}", "kms:*"));
        var silent = policy(toPrincipal("Allow", "{'AWS':'AIDABOB'}", "kms:*"));
        assertThat(decide(use, withIdentity(it -> it.gate(Gate.KMS_KEY).resource(delegates)))
                        .isAllowed())
                .isTrue();
        assertThat(decide(use, set(it -> it.gate(Gate.KMS_KEY).resource(delegates)))
                        .isAllowed())
                .isFalse();
        assertThat(decide(use, withIdentity(it -> it.gate(Gate.KMS_KEY).resource(silent))))
                .isEqualTo(decision(IMPLICIT_DENY, Layer.RESOURCE));
        assertThat(decide(
                        request(ROOT, "kms:Decrypt", KEY),
                        set(it -> it.gate(Gate.KMS_KEY).resource(delegates))))
                .isEqualTo(decision(ALLOWED, Layer.RESOURCE));
        assertThat(decide(
                        request(ROOT, "kms:Decrypt", KEY),
                        set(it -> it.gate(Gate.KMS_KEY).resource(silent))))
                .isEqualTo(decision(IMPLICIT_DENY, Layer.RESOURCE));
    }

    @ParameterizedTest
    @CsvSource({
        "sts:AssumeRole, arn:aws:iam::111122223333:role/a, TRUST",
        "STS:assumerolewithsaml, arn:aws:iam::111122223333:role/a, TRUST",
        "sts:TagSession, arn:aws:iam::111122223333:role/a, TRUST",
        "iam:GetRole, arn:aws:iam::111122223333:role/a, NONE",
        "sts:AssumeRole, *, NONE",
        "kms:Decrypt, arn:aws:kms:r:1:key/k, KMS_KEY",
        "kms:CreateAlias, arn:aws:kms:r:1:alias/a, NONE",
        "kms:ListKeys, *, NONE",
        "s3:GetObject, arn:aws:s3:::key/x, NONE"
    })
    void gatesStandBeforeRolesAndKeys(String action, String resource, Gate gate) {
        assertThat(Gate.of(action, resource)).isEqualTo(gate);
    }

    @ParameterizedTest
    @CsvSource({
        "iam:GetPolicy, arn:aws:iam::aws:policy/AdministratorAccess, true",
        "iam:AttachUserPolicy, arn:aws:iam::aws:policy/AdministratorAccess, true",
        "iam:DetachRolePolicy, arn:aws:iam::aws:policy/AdministratorAccess, true",
        "iam:SimulateCustomPolicy, arn:aws:iam::aws:policy/AdministratorAccess, true",
        "iam:CreatePolicyVersion, arn:aws:iam::aws:policy/job-function/ViewOnlyAccess, false",
        "iam:DeletePolicy, arn:aws:iam::aws:policy/AdministratorAccess, false",
        "iam:UntagPolicy, arn:aws:iam::aws:policy/AdministratorAccess, false",
        "iam:DeletePolicy, arn:aws:iam::111122223333:policy/aws, true",
        "iam:GetRole, arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/r, true",
        "iam:PassRole, arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/r, true",
        "iam:PutRolePolicy, arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/r, false",
        "iam:DeleteServiceLinkedRole, arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/r, false",
        "iam:CreateServiceLinkedRole, arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/r, true",
        "iam:DeleteServiceLinkedRole, arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/r, true",
        "iam:AttachRolePolicy, arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/r, false",
        "iam:UpdateAssumeRolePolicy, arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/r, false",
        "iam:PutRolePolicy, arn:aws:iam::111122223333:role/plain, true",
        "kms:CreateAlias, arn:aws:kms:r:111122223333:alias/aws/s3, false",
        "kms:UpdateAlias, arn:aws:kms:r:111122223333:alias/aws/s3, false",
        "kms:CreateAlias, arn:aws:kms:r:111122223333:alias/awsome, true",
        "kms:DescribeKey, arn:aws:kms:r:111122223333:alias/aws/s3, true"
    })
    void nobodyChangesWhatAwsOwns(String action, String resource, boolean isAllowed) { // 12.11
        var all = withIdentity(it -> it);
        assertThat(decide(request(ALICE, action, resource), all))
                .isEqualTo(isAllowed ? decision(ALLOWED, Layer.IDENTITY) : decision(IMPLICIT_DENY, Layer.NONE));
        assertThat(decide(request(ROOT, action, resource), all).isAllowed()).isEqualTo(isAllowed);
        assertThat(decide(request(ALICE, action, resource), set(it -> it.identity(List.of(DENY_ALL))))
                        .result())
                .isEqualTo(EXPLICIT_DENY);
    }

    @Test
    void anUnknownOwnerIsAnotherAccount() {
        assertThat(decide(from(ALICE, "s3:GetObject", OBJECT, ""), withIdentity(it -> it))
                        .isAllowed())
                .isFalse();
        assertThat(decide(from(new Principal.Root("", ""), "s3:GetObject", OBJECT, ""), set(it -> it))
                        .isAllowed())
                .isFalse();
    }

    @Test
    void aResourceStatementWithoutPrincipalNamesNobody() { // corpus: noPrincipalElement
        var bucket = policy(allow("*", "*") + "," + deny("*", "*"));
        assertThat(decide(get(ALICE), set(it -> it.resource(bucket))))
                .isEqualTo(decision(IMPLICIT_DENY, Layer.IDENTITY));
    }
}
