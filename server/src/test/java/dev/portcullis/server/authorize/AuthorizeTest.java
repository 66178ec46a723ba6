// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authorize;

import static dev.portcullis.server.Documents.allow;
import static dev.portcullis.server.Documents.deny;
import static dev.portcullis.server.Documents.statement;
import static dev.portcullis.server.Documents.trusting;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.server.PortcullisClient;
import dev.portcullis.server.PortcullisClient.Answer;
import dev.portcullis.server.TestServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.iam.IamClient;

/** Services ask about sessions. What they ask about signed requests is in {@link SignedRequestsTest}. */
class AuthorizeTest {
    private static final String OTHER = "999988887777";
    private static final String OBJECT = "arn:aws:s3:::reports/2026/may.csv";

    private static TestServer server;
    private static IamClient iam;
    private static PortcullisClient root;
    private static PortcullisClient service;
    private static AwsSessionCredentials reader;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        iam = server.iam();
        root = new PortcullisClient(server.endpoint(), server.root());
        service = new PortcullisClient(server.endpoint(), register("storage.example"));
        reader = session("reader", allow("s3:Get*"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static AwsCredentials register(String principal) {
        var answer = root.call("RegisterService", Map.of("ServicePrincipal", principal));
        return AwsBasicCredentials.create(answer.texts("AccessKeyId").getLast(), answer.text("SecretAccessKey"));
    }

    /** A session of a new user with these policies. */
    private static AwsSessionCredentials session(String name, String... policies) {
        var key = server.user(name);
        for (int i = 0; i < policies.length; i++) {
            var policy = policies[i];
            var policyName = "p" + i;
            iam.putUserPolicy(
                    request -> request.userName(name).policyName(policyName).policyDocument(policy));
        }
        return (AwsSessionCredentials)
                TestServer.session(server.sts(key).getSessionToken().credentials());
    }

    private static Map<String, String> about(AwsSessionCredentials caller, String action, String resource) {
        var question = new LinkedHashMap<String, String>();
        question.put("Session.AccessKeyId", caller.accessKeyId());
        question.put("Session.SessionToken", caller.sessionToken());
        question.put("ActionName", action);
        question.put("Resource", resource);
        question.put("ResourceAccount", TestServer.ACCOUNT);
        return question;
    }

    private static Answer ask(Map<String, String> question) {
        return service.call("Authorize", question);
    }

    private static Map<String, String> with(Map<String, String> question, String... more) {
        var next = new LinkedHashMap<>(question);
        for (int i = 0; i < more.length; i += 2) {
            next.put(more[i], more[i + 1]);
        }
        return next;
    }

    @Test
    void aDecisionNamesCallerLayerAndStatement() {
        var answer = ask(with(about(reader, "s3:GetObject", OBJECT), "Explain", "true"));

        assertThat(answer.text("Decision")).isEqualTo("allowed");
        assertThat(answer.text("Layer")).isEqualTo("identity");
        assertThat(answer.text("CallerArn")).isEqualTo("arn:aws:iam::" + TestServer.ACCOUNT + ":user/reader");
        assertThat(answer.text("CallerAccount")).isEqualTo(TestServer.ACCOUNT);
        assertThat(answer.text("UserId")).startsWith("AIDA");
        assertThat(answer.text("SourcePolicyId")).isEqualTo("p0");
        assertThat(answer.text("StatementIndex")).isEqualTo("0");
        assertThat(answer.text("Reason")).isEqualTo("Allowed by statement 0 of the identity-based policy p0.");
    }

    @Test
    void aRefusalIsToldInAwssWords() {
        var implicit = ask(about(reader, "s3:PutObject", OBJECT));
        assertThat(implicit.text("Decision")).isEqualTo("implicitDeny");
        assertThat(implicit.text("Reason"))
                .isEqualTo("User: arn:aws:iam::" + TestServer.ACCOUNT
                        + ":user/reader is not authorized to perform: s3:PutObject on resource: " + OBJECT
                        + " because no identity-based policy allows the s3:PutObject action");

        var denied = session("denied", allow("s3:*"), deny("s3:Delete*"));
        var explicit = ask(with(about(denied, "s3:DeleteObject", OBJECT), "Explain", "true"));
        assertThat(explicit.text("Decision")).isEqualTo("explicitDeny");
        assertThat(explicit.texts("SourcePolicyId")).contains("p1");
        assertThat(explicit.text("Reason")).contains("with an explicit deny in an identity-based policy");
    }

    @Test
    void whatWasMissingIsTold() {
        var office = session(
                "office",
                statement("\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"*\","
                        + "\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"192.0.2.0/24\"}}"));
        var question = with(about(office, "s3:GetObject", OBJECT), "Explain", "true");

        var absent = ask(question);
        assertThat(absent.text("ConditionKey")).isEqualTo("aws:SourceIp");
        assertThat(absent.text("KeyAbsent")).isEqualTo("true");

        assertThat(ask(sourceIp(question, "198.51.100.7")).text("KeyAbsent")).isEqualTo("false");
        assertThat(ask(sourceIp(question, "192.0.2.7")).text("Decision")).isEqualTo("allowed");
    }

    private static Map<String, String> sourceIp(Map<String, String> question, String address) {
        return with(question, "Context.member.1.Key", "aws:SourceIp", "Context.member.1.Values.member.1", address);
    }

    @Test
    void anActionThatNobodyKnowsIsAllowedByWhatMatchesItOnly() {
        assertThat(ask(about(reader, "teapot:Brew", "*")).text("Decision")).isEqualTo("implicitDeny");
        assertThat(ask(about(session("brewer", allow("*")), "teapot:Brew", "*")).text("Decision"))
                .isEqualTo("allowed");
    }

    @Test
    void acrossAccountsBothSidesHaveToAllow() {
        var question = with(about(reader, "s3:GetObject", OBJECT), "ResourceAccount", OTHER);
        assertThat(ask(question).text("Decision")).isEqualTo("implicitDeny");
        assertThat(ask(question).text("Layer")).isEqualTo("resource");

        var open = statement("\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" + TestServer.ACCOUNT
                + "\"},\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::reports/*\"");
        assertThat(ask(with(question, "ResourcePolicy", open)).text("Decision")).isEqualTo("allowed");
        assertThat(ask(with(question, "ResourcePolicy", open, "ActionName", "s3:PutObject"))
                        .text("Decision"))
                .isEqualTo("implicitDeny");
    }

    @Test
    void aResourcePolicyCanDeny() {
        var closed = statement(
                "\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"" + OBJECT + "\"");

        var answer = ask(with(about(reader, "s3:GetObject", OBJECT), "ResourcePolicy", closed));

        assertThat(answer.text("Decision")).isEqualTo("explicitDeny");
        assertThat(answer.text("Layer")).isEqualTo("resource");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "not json",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principle\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}"
            })
    void aMalformedResourcePolicyIsRefusedNotSkipped(String policy) {
        assertThat(service.refused("Authorize", with(about(reader, "s3:GetObject", OBJECT), "ResourcePolicy", policy)))
                .isEqualTo("MalformedPolicyDocument");
    }

    /** Rule 9.1, and abuse case 2: identity comes from the verified credentials, never from what somebody says beside them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws:PrincipalArn",
                "AWS:principalaccount",
                "aws:PrincipalTag/Team",
                "aws:PrincipalOrgID",
                "aws:PrincipalIsAWSService",
                "aws:userid",
                "aws:username",
                "aws:TokenIssueTime",
                "aws:MultiFactorAuthPresent",
                "aws:MultiFactorAuthAge",
                "aws:SourceIdentity",
                "aws:FederatedProvider",
                "aws:CurrentTime",
                "aws:EpochTime",
                "aws:ResourceAccount",
                "saml:sub",
                "token.actions.example.com:sub",
                "ec2:SourceInstanceARN"
            })
    void whatSpeaksOfTheCallerIsNotTheServicesToSay(String key) {
        var question = with(
                about(reader, "s3:GetObject", OBJECT),
                "Context.member.1.Key",
                key,
                "Context.member.1.Values.member.1",
                "true");

        assertThat(service.refused("Authorize", question)).isEqualTo("InvalidInput");
    }

    @Test
    void whatCouldBeUnderstoodInTwoWaysIsRefused() {
        var question = about(reader, "s3:GetObject", OBJECT);
        var twice = with(
                sourceIp(question, "192.0.2.1"),
                "Context.member.2.Key",
                "AWS:SourceIP",
                "Context.member.2.Values.member.1",
                "192.0.2.2");
        var many = with(sourceIp(question, "192.0.2.1"), "Context.member.1.Values.member.2", "192.0.2.2");

        assertThat(service.refused("Authorize", twice)).isEqualTo("InvalidInput");
        assertThat(service.refused("Authorize", many)).isEqualTo("InvalidInput");
    }

    @ParameterizedTest
    @CsvSource({
        "reports/may.csv, 123456789012",
        "arn:aws:s3:::reports/may.csv,",
        "arn:aws:sqs:us-east-1:123456789012:queue, 999988887777"
    })
    void theOwnerOfTheResourceIsNotGuessed(String resource, String account) {
        var question = about(reader, "s3:GetObject", resource);
        if (account == null) {
            question.remove("ResourceAccount");
        } else {
            question.put("ResourceAccount", account);
        }
        assertThat(service.refused("Authorize", question)).isEqualTo("InvalidInput");
    }

    @Test
    void theCallerIsPresentedInExactlyOneWay() {
        var question = about(reader, "s3:GetObject", OBJECT);
        question.remove("Session.AccessKeyId");
        question.remove("Session.SessionToken");
        assertThat(service.refused("Authorize", question)).isEqualTo("InvalidInput");
    }

    /** Rule 10.13 holds for whoever asks. */
    @Test
    void aSessionWithoutASecondFactorIsOfNoUseForIam() {
        var admin = session("admin", allow("*"));

        assertThat(ask(about(admin, "iam:CreateUser", "*")).text("Decision")).isEqualTo("implicitDeny");
        assertThat(ask(about(admin, "IAM:createuser", "*")).text("Decision")).isEqualTo("implicitDeny");
        assertThat(ask(about(admin, "s3:CreateBucket", "*")).text("Decision")).isEqualTo("allowed");
    }

    @Test
    void tokensThatDoNotCountAreTheCallersFaultNotTheAskers() {
        var question = about(reader, "s3:GetObject", OBJECT);
        var other = session("other");

        assertThat(service.refused("Authorize", with(question, "Session.AccessKeyId", other.accessKeyId())))
                .isEqualTo("InvalidCaller");
        assertThat(service.refused("Authorize", with(question, "Session.SessionToken", "x")))
                .isEqualTo("InvalidCaller");
        var forged = "A".repeat(8) + reader.sessionToken().substring(8);
        assertThat(service.refused("Authorize", with(question, "Session.SessionToken", forged)))
                .isEqualTo("InvalidCaller");
    }

    @Test
    void revokedSessionsEndAtOnce() {
        var one = session("revoked", allow("s3:*"));
        var key = keyOf("revoked");
        var two = (AwsSessionCredentials)
                TestServer.session(server.sts(key).getSessionToken().credentials());
        root.call("RevokeSessions", Map.of("SessionAccessKeyId", one.accessKeyId()));

        assertThat(service.refused("Authorize", about(one, "s3:GetObject", OBJECT)))
                .isEqualTo("InvalidCaller");
        assertThat(ask(about(two, "s3:GetObject", OBJECT)).text("Decision")).isEqualTo("allowed");

        root.call("RevokeSessions", Map.of("PrincipalArn", "arn:aws:iam::" + TestServer.ACCOUNT + ":user/revoked"));
        assertThat(service.refused("Authorize", about(two, "s3:GetObject", OBJECT)))
                .isEqualTo("InvalidCaller");
        var three = (AwsSessionCredentials)
                TestServer.session(server.sts(key).getSessionToken().credentials());
        assertThat(ask(about(three, "s3:GetObject", OBJECT)).text("Decision")).isEqualTo("allowed");
    }

    private static AwsCredentials keyOf(String userName) {
        var key = iam.createAccessKey(request -> request.userName(userName)).accessKey();
        return AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey());
    }

    @Test
    void aUserAsksIfItsPoliciesAllowIt() {
        var gateway = new PortcullisClient(server.endpoint(), server.user("gateway"));
        var question = about(reader, "s3:GetObject", OBJECT);
        assertThat(gateway.refused("Authorize", question)).isEqualTo("AccessDenied");

        iam.putUserPolicy(request -> request.userName("gateway")
                .policyName("ask")
                .policyDocument(statement("\"Effect\":\"Allow\",\"Action\":\"portcullis:Authorize\","
                        + "\"Resource\":\"arn:aws:s3:::reports/*\","
                        + "\"Condition\":{\"StringLike\":{\"portcullis:Action\":\"s3:Get*\"}}")));

        assertThat(gateway.call("Authorize", question).text("Decision")).isEqualTo("allowed");
        assertThat(gateway.refused("Authorize", with(question, "ActionName", "s3:PutObject")))
                .isEqualTo("AccessDenied");
        assertThat(gateway.refused("Authorize", with(question, "Resource", "arn:aws:s3:::others/x")))
                .isEqualTo("AccessDenied");
    }

    /** Abuse case 47: what policies of another account say is not for anybody's user to find out. */
    @Test
    void abuseCase47OnlyServicesAskAboutCallersOfOtherAccounts() {
        var made = root.call("CreateAccount", Map.of("AccountName", "asker", "Email", "asker@example.com"));
        var asker = new PortcullisClient(
                server.endpoint(), AwsBasicCredentials.create(made.text("AccessKeyId"), made.text("SecretAccessKey")));

        assertThat(asker.refused("Authorize", about(reader, "s3:GetObject", OBJECT)))
                .isEqualTo("InvalidCaller");
    }

    /** Abuse case 32: questions that are decided together come out as each does alone, in any order. */
    @Test
    void abuseCase32ABatchDecidesAsSingleQuestionsDo() {
        var caller = session(
                "batch",
                statement("\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"*\","
                        + "\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"192.0.2.0/24\"}}"),
                deny("s3:DeleteObject"));
        var batch = new LinkedHashMap<String, String>();
        batch.put("Session.AccessKeyId", caller.accessKeyId());
        batch.put("Session.SessionToken", caller.sessionToken());
        var expected = new ArrayList<String>();
        for (int i = 0; i < 12; i++) {
            var action =
                    List.of("s3:GetObject", "s3:PutObject", "s3:DeleteObject").get(i % 3);
            var address = i % 4 < 2 ? "192.0.2.9" : "198.51.100.9";
            expected.add(ask(sourceIp(about(caller, action, OBJECT), address)).text("Decision"));
            var question = "Questions.member." + (i + 1);
            batch.put(question + ".ActionName", action);
            batch.put(question + ".Resource", OBJECT);
            batch.put(question + ".ResourceAccount", TestServer.ACCOUNT);
            batch.put(question + ".Context.member.1.Key", "aws:SourceIp");
            batch.put(question + ".Context.member.1.Values.member.1", address);
        }

        var answer = service.call("AuthorizeBatch", batch);

        assertThat(answer.texts("Decision")).isEqualTo(expected);
        assertThat(expected).contains("allowed", "implicitDeny", "explicitDeny");
        assertThat(answer.text("CallerArn")).endsWith(":user/batch");
        batch.put("Context.member.1.Key", "aws:sourceip");
        batch.put("Context.member.1.Values.member.1", "192.0.2.9");
        assertThat(service.refused("AuthorizeBatch", batch)).isEqualTo("InvalidInput");
    }

    @Test
    void assumingARoleIsDecidedByItsTrustPolicyOnly() {
        var role = "arn:aws:iam::" + TestServer.ACCOUNT + ":role/Any";
        var assumer = session("assumer", allow("sts:*"));

        assertThat(ask(about(assumer, "sts:AssumeRole", role)).text("Decision")).isEqualTo("implicitDeny");
        var trust = trusting("arn:aws:iam::" + TestServer.ACCOUNT + ":user/assumer")
                .replace("\"Action\"", "\"Resource\":\"*\",\"Action\"");
        assertThat(ask(with(about(assumer, "sts:AssumeRole", role), "ResourcePolicy", trust))
                        .text("Decision"))
                .isEqualTo("allowed");
    }
}
