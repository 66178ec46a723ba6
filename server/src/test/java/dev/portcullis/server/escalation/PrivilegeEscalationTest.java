// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.escalation;

import static dev.portcullis.server.Documents.ALLOW_ALL;
import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.statement;
import static dev.portcullis.server.Documents.trusting;
import static dev.portcullis.server.Documents.trustingService;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.model.Authorization.Check;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.sts.StsModel;
import dev.portcullis.server.TestServer;
import dev.portcullis.server.escalation.Stage.Refused;
import dev.portcullis.server.managedpolicies.AccessLevel;
import dev.portcullis.server.managedpolicies.ActionCatalogue;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * Every known way in which somebody who may do some things in IAM could give themselves more, tried by users who lack just one permission that
 * it takes, and by one who has just those that it takes. The first are refused and told which one, the last gets through.
 */
class PrivilegeEscalationTest {
    private static final String S3_ONLY = "arn:aws:iam::aws:policy/AmazonS3FullAccess";
    private static final String EVERYTHING = "arn:aws:iam::aws:policy/AdministratorAccess";
    private static final AtomicInteger STAGES = new AtomicInteger();

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Stage stage() {
        return Stage.set(server, Integer.toString(STAGES.incrementAndGet()));
    }

    private static List<Path> paths() {
        return Path.all();
    }

    @ParameterizedTest
    @MethodSource("paths")
    void isClosedToWhoLacksOneOfItsPermissionsAndOpenToWhoHasThemAll(Path path) {
        var stage = stage();
        path.before().accept(stage);
        for (var need : path.needs()) {
            var lacking = stage.attacker(
                    "without-" + path.needs().indexOf(need),
                    statement("\"Effect\":\"Allow\",\"NotAction\":\"" + need + "\",\"Resource\":\"*\""));
            assertDenied(() -> path.attempt().accept(lacking), need);
        }
        var actions = path.needs().stream().map(need -> "\"" + need + "\"").collect(Collectors.joining(","));
        var having = stage.attacker(
                "with", statement("\"Effect\":\"Allow\",\"Action\":[" + actions + "],\"Resource\":\"*\""));
        assertThatCode(() -> path.attempt().accept(having)).doesNotThrowAnyException();
    }

    /** A new operation that manages permissions has to be tried here, or be said to be harmless. */
    @Test
    void everyActionThatManagesPermissionsIsTriedOrSaidToBeHarmless() {
        var catalogue = ActionCatalogue.load();
        var tried = paths().stream().flatMap(path -> path.needs().stream()).collect(Collectors.toSet());
        assertThat(Stream.of(IamModel.SERVICE, StsModel.SERVICE, PortcullisModel.SERVICE)
                        .flatMap(service -> service.operations().values().stream())
                        .flatMap(operation -> operation.authorization().checks().stream())
                        .map(Check::action)
                        .filter(action ->
                                catalogue.find(action).orElseThrow().level() == AccessLevel.PERMISSIONS_MANAGEMENT))
                .isNotEmpty()
                .allSatisfy(action -> assertThat(tried.contains(action) != Path.HARMLESS.containsKey(action))
                        .as(action)
                        .isTrue());
    }

    @Test
    void mailingSomebodysCredentialsNeedsWhatMakingThemNeeds() {
        var stage = stage();
        var asked = Map.of(
                "UserName", stage.admin(),
                "EmailAddress", "attacker@example.com",
                "IncludePassword", "true",
                "IncludeAccessKey", "true");
        for (var need : List.of(
                "portcullis:SendSignInInstructions",
                "iam:CreateLoginProfile",
                "iam:UpdateLoginProfile",
                "iam:CreateAccessKey")) {
            var lacking = stage.attacker(
                    "without-" + need.substring(need.indexOf(':') + 1),
                    statement("\"Effect\":\"Allow\",\"NotAction\":\"" + need + "\",\"Resource\":\"*\""));
            assertDenied(() -> lacking.portcullis("SendSignInInstructions", asked), need);
        }
    }

    @Test
    void rootsOwnPasswordIsSetByNobodyElse() {
        var almighty = stage().attacker("almighty", ALLOW_ALL);
        assertThat(catchThrowable(() ->
                        almighty.portcullis("SetRootPassword", Map.of("NewPassword", "Chosen by the attacker 1"))))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo("AccessDenied"));
    }

    @Test
    void aPermissionForOneSelfIsNoneForAnAdministrator() {
        var stage = stage();
        var own = stage.attacker(
                "own",
                statement(
                        "\"Effect\":\"Allow\",\"Action\":\"iam:*\",\"Resource\":\"arn:aws:iam::*:user/${aws:username}\""));
        own.iam().createAccessKey(request -> request.userName(own.name()));
        own.iam().createLoginProfile(request -> request.userName(own.name()).password("My own password 1"));
        assertDenied(
                () -> own.iam().createAccessKey(request -> request.userName(stage.admin())), "iam:CreateAccessKey");
        assertDenied(
                () -> own.iam()
                        .createLoginProfile(
                                request -> request.userName(stage.admin()).password("My own password 1")),
                "iam:CreateLoginProfile");
        assertDenied(
                () -> own.iam()
                        .updateUser(request -> request.userName(own.name()).newUserName("root")),
                "iam:UpdateUser");
    }

    @Test
    void whoMayAttachSomePoliciesAttachesNoOthers() {
        var stage = stage();
        var limited = stage.attacker(
                "limited",
                statement("\"Effect\":\"Allow\",\"Action\":\"iam:Attach*\",\"Resource\":\"*\","
                        + "\"Condition\":{\"ArnEquals\":{\"iam:PolicyARN\":\"" + S3_ONLY + "\"}}"));
        limited.iam()
                .attachUserPolicy(request -> request.userName(limited.name()).policyArn(S3_ONLY));
        assertDenied(
                () -> limited.iam()
                        .attachUserPolicy(
                                request -> request.userName(limited.name()).policyArn(EVERYTHING)),
                "iam:AttachUserPolicy");
        assertDenied(
                () -> limited.iam()
                        .attachRolePolicy(
                                request -> request.roleName(stage.strong()).policyArn(EVERYTHING)),
                "iam:AttachRolePolicy");
    }

    @Test
    void whoMayPassOneRolePassesNoStrongerOne() {
        var stage = stage();
        server.iam()
                .createRole(
                        request -> request.roleName("Weak-" + stage.id()).assumeRolePolicyDocument(trustingGroups()));
        server.iam().createInstanceProfile(request -> request.instanceProfileName("weak-" + stage.id()));
        var limited = stage.attacker(
                "limited",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Resource\":\"*\",\"Action\":"
                        + "[\"portcullis:Attach*\",\"iam:AddRoleToInstanceProfile\"]},"
                        + "{\"Effect\":\"Allow\",\"Action\":\"iam:PassRole\",\"Resource\":\"arn:aws:iam::*:role/Weak-"
                        + stage.id() + "\"}]}");
        limited.portcullis("AttachRoleToUser", Map.of("UserName", limited.name(), "RoleName", "Weak-" + stage.id()));
        assertDenied(
                () -> limited.portcullis(
                        "AttachRoleToUser", Map.of("UserName", limited.name(), "RoleName", stage.strong())),
                "iam:PassRole");
        assertDenied(
                () -> limited.portcullis(
                        "AttachRoleToGroup", Map.of("GroupName", stage.attackers(), "RoleName", stage.strong())),
                "iam:PassRole");
        assertDenied(
                () -> limited.iam()
                        .addRoleToInstanceProfile(request -> request.instanceProfileName("weak-" + stage.id())
                                .roleName(stage.strong())),
                "iam:PassRole");
    }

    @Test
    void withinABoundaryNothingThatOneGivesOneselfCounts() {
        var stage = stage();
        var bounded = stage.attacker("bounded", ALLOW_ALL);
        boundary("Within-" + stage.id(), allow("iam:AttachUserPolicy"));
        bound(stage, bounded.name(), "Within-" + stage.id());
        bounded.iam()
                .attachUserPolicy(request -> request.userName(bounded.name()).policyArn(EVERYTHING));

        var iam = bounded.iam();
        assertDenied(iam::listUsers, "iam:ListUsers");
        assertDenied(
                () -> iam.deleteUserPermissionsBoundary(request -> request.userName(bounded.name())),
                "iam:DeleteUserPermissionsBoundary");
        assertDenied(() -> iam.createAccessKey(request -> request.userName(stage.admin())), "iam:CreateAccessKey");
        assertDenied(
                () -> bounded.portcullis(
                        "AttachRoleToUser", Map.of("UserName", bounded.name(), "RoleName", stage.strong())),
                "portcullis:AttachRoleToUser");
    }

    /** The pattern of the IAM User Guide for delegating: whoever makes users gives them the boundary, and cannot take it off. */
    @Test
    void whoMayMakeUsersWithinABoundaryMakesNoneWithout() {
        var stage = stage();
        boundary("Everyone-" + stage.id(), allow("s3:*"));
        var arn = "arn:aws:iam::" + stage.account() + ":policy/Everyone-" + stage.id();
        var delegate = stage.attacker(
                "delegate",
                statement(
                        "\"Effect\":\"Allow\",\"Resource\":\"*\",\"Action\":[\"iam:CreateUser\",\"iam:AttachUserPolicy\","
                                + "\"iam:PutUserPolicy\",\"iam:PutUserPermissionsBoundary\",\"portcullis:AttachRoleToUser\"],"
                                + "\"Condition\":{\"StringEquals\":{\"iam:PermissionsBoundary\":\"" + arn + "\"}}"));
        var made = "made-" + stage.id();
        assertDenied(() -> delegate.iam().createUser(request -> request.userName(made)), "iam:CreateUser");
        delegate.iam().createUser(request -> request.userName(made).permissionsBoundary(arn));
        delegate.iam().attachUserPolicy(request -> request.userName(made).policyArn(EVERYTHING));

        assertDenied(
                () -> delegate.iam()
                        .attachUserPolicy(
                                request -> request.userName(delegate.name()).policyArn(EVERYTHING)),
                "iam:AttachUserPolicy");
        assertDenied(
                () -> delegate.iam()
                        .putUserPermissionsBoundary(
                                request -> request.userName(made).permissionsBoundary(EVERYTHING)),
                "iam:PutUserPermissionsBoundary");
        assertDenied(
                () -> delegate.iam().deleteUserPermissionsBoundary(request -> request.userName(made)),
                "iam:DeleteUserPermissionsBoundary");
        assertDenied(
                () -> delegate.portcullis(
                        "AttachRoleToUser", Map.of("UserName", delegate.name(), "RoleName", stage.strong())),
                "portcullis:AttachRoleToUser");
    }

    /** Role chaining: each hop needs the trust of the next role in the session that asks, not in whoever began. */
    @Test
    void aChainOfRolesEndsWhereTheNextOneDoesNotTrust() {
        var stage = stage();
        var walker = stage.attacker("walker", allow("sts:AssumeRole"));
        var first = role(stage, "First", trusting("arn:aws:iam::" + stage.account() + ":user/" + walker.name()));
        var second = role(stage, "Second", trusting(first));
        var third = role(stage, "Third", trusting(second));

        assertDenied(() -> assume(walker.sts(), second), "sts:AssumeRole");
        assertDenied(() -> assume(walker.sts(), third), "sts:AssumeRole");
        var inFirst = assume(walker.sts(), first);
        assertDenied(() -> assume(inFirst, third), "sts:AssumeRole");
        var inSecond = assume(inFirst, second);
        assertThat(assume(inSecond, third).getCallerIdentity().arn()).contains("assumed-role/Third-" + stage.id());
    }

    /** A session policy in the middle of a chain limits what comes after no less than the role does. */
    @Test
    void aNarrowedSessionDoesNotWidenItselfByTheNextRole() {
        var stage = stage();
        var walker = stage.attacker("walker", allow("sts:AssumeRole"));
        var first = role(stage, "First", trusting("arn:aws:iam::" + stage.account() + ":user/" + walker.name()));
        var second = role(stage, "Second", trusting("arn:aws:iam::" + stage.account() + ":root"));
        var narrowed = server.sts(TestServer.session(walker.sts()
                .assumeRole(request ->
                        request.roleArn(first).roleSessionName("narrow").policy(allow("svc:Read")))
                .credentials()));
        assertDenied(() -> assume(narrowed, second), "sts:AssumeRole");
    }

    private static String role(Stage stage, String name, String trust) {
        var full = name + "-" + stage.id();
        var arn = server.iam()
                .createRole(request -> request.roleName(full).assumeRolePolicyDocument(trust))
                .role()
                .arn();
        server.iam()
                .putRolePolicy(
                        request -> request.roleName(full).policyName("assume").policyDocument(allow("sts:AssumeRole")));
        return arn;
    }

    private static StsClient assume(StsClient as, String role) {
        return server.sts(TestServer.session(
                as.assumeRole(request -> request.roleArn(role).roleSessionName("hop"))
                        .credentials()));
    }

    private static void boundary(String name, String document) {
        server.iam().createPolicy(request -> request.policyName(name).policyDocument(document));
    }

    private static void bound(Stage stage, String user, String boundary) {
        server.iam()
                .putUserPermissionsBoundary(request -> request.userName(user)
                        .permissionsBoundary("arn:aws:iam::" + stage.account() + ":policy/" + boundary));
    }

    private static String trustingGroups() {
        return trustingService("groups.portcullis");
    }

    /** Refused for want of this permission, in AWS's words. */
    private static void assertDenied(ThrowingCallable attempt, String action) {
        var thrown = catchThrowable(attempt);
        assertThat(thrown).as(action).isNotNull();
        var code = switch (thrown) {
            case AwsServiceException refused -> refused.awsErrorDetails().errorCode();
            case Refused refused -> refused.code();
            default -> throw new AssertionError("Not refused but failed", thrown);
        };
        assertThat(code).isIn("AccessDenied", "UnauthorizedOperation");
        assertThat(thrown).hasMessageContaining("is not authorized to perform: " + action);
    }
}
