// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.managedpolicies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.policy.Authorizer;
import dev.portcullis.policy.Context;
import dev.portcullis.policy.ParseResult;
import dev.portcullis.policy.Policy;
import dev.portcullis.policy.PolicySet;
import dev.portcullis.policy.Principal;
import dev.portcullis.policy.Request;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the managed policies allow, as the engine decides it for every action in the table. */
class ManagedPolicyDecisionsTest {
    private static final String ACCOUNT = "111122223333";
    private static final Principal KIM =
            new Principal.User(ACCOUNT, "arn:aws:iam::" + ACCOUNT + ":user/kim", "AIDAQQQQQQQQQQQQQQQQQ");

    /** Open to every user whatever the policies say (rule 10.12), so they tell nothing about a policy. */
    private static final List<String> ALWAYS_OPEN = List.of("sts:GetCallerIdentity", "sts:GetSessionToken");

    /** The one action that is allowed for some resources and not for those that hold secrets. */
    private static final String API_GATEWAY = "apigateway:GET";

    private static final Pattern ACTION_IN_DOCUMENT = Pattern.compile("\"([a-z0-9-]+:[A-Za-z0-9*]+)\"");

    private final ActionCatalogue catalogue = ActionCatalogue.load();
    private final ManagedPolicyCatalogue policies = ManagedPolicyCatalogue.load();
    private final Authorizer authorizer = new Authorizer();

    static Stream<String> readOnlyPolicies() {
        return ManagedPolicyCatalogue.load().all().stream()
                .map(AwsManagedPolicy::name)
                .filter(name -> name.endsWith("ReadOnlyAccess")
                        || List.of("SecurityAudit", "ViewOnlyAccess").contains(name));
    }

    @Test
    void thereAreReadOnlyPolicies() {
        assertThat(readOnlyPolicies()).hasSize(12).contains("ReadOnlyAccess", "IAMReadOnlyAccess", "SecurityAudit");
    }

    @Test
    void everyDocumentCanBeRead() {
        assertThat(policies.all())
                .allSatisfy(policy -> assertThat(Policy.read(policy.arn(), policy.document()))
                        .isInstanceOf(ParseResult.Parsed.class));
    }

    @ParameterizedTest
    @MethodSource("readOnlyPolicies")
    void aReadOnlyPolicyAllowsNoWritingTaggingOrPermissionsManagement(String policy) {
        assertThatAllowed(policy, action -> !action.level().isReadOnly()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("readOnlyPolicies")
    void aReadOnlyPolicyReadsNoSecret(String policy) {
        assertThatAllowed(policy, action -> action.disclosure() == Disclosure.SECRET)
                .isEmpty();
    }

    /** Whatever the resource and the condition of a statement: the decisions above ask with one resource and no context. */
    @ParameterizedTest
    @MethodSource("readOnlyPolicies")
    void noStatementOfAReadOnlyPolicyNamesAnythingElse(String policy) {
        var patterns = ACTION_IN_DOCUMENT
                .matcher(document(policy))
                .results()
                .map(found -> found.group(1))
                .filter(pattern -> !pattern.equals(API_GATEWAY))
                .map(pattern -> Pattern.compile(pattern.replace("*", ".*"), Pattern.CASE_INSENSITIVE))
                .toList();
        assertThat(patterns).isNotEmpty();
        assertThat(catalogue
                        .all()
                        .filter(action -> patterns.stream()
                                .anyMatch(pattern ->
                                        pattern.matcher(action.qualifiedName()).matches()))
                        .filter(action -> !action.level().isReadOnly() || action.disclosure() == Disclosure.SECRET))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SecurityAudit", "ViewOnlyAccess"})
    void anAuditReadsNoData(String policy) {
        assertThatAllowed(policy, action -> action.disclosure() == Disclosure.DATA)
                .isEmpty();
    }

    @Test
    void readOnlyAccessReadsEverythingButSecrets() {
        var policy = read("ReadOnlyAccess");
        assertThat(catalogue
                        .all()
                        .filter(action -> action.level().isReadOnly() && action.disclosure() != Disclosure.SECRET))
                .isNotEmpty()
                .allMatch(action -> allows(policy, action));
    }

    @ParameterizedTest
    @CsvSource({
        "ReadOnlyAccess, /restapis/abc123/stages/prod, true",
        "ReadOnlyAccess, /domainnames, true",
        "ReadOnlyAccess, /apikeys, false",
        "ReadOnlyAccess, /apikeys/abc123, false",
        "ReadOnlyAccess, /usageplans/abc123/keys, false",
        "ReadOnlyAccess, /usageplans/abc123/keys/def456, false",
        "SecurityAudit, /apis/abc123/routes, true",
        "SecurityAudit, /apikeys/abc123, false",
        "ViewOnlyAccess, /apis, false"
    })
    void apiGatewayIsReadWithoutItsKeys(String policy, String path, boolean allowed) {
        assertThat(allows(read(policy), API_GATEWAY, "arn:aws:apigateway:eu-central-1::" + path))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @MethodSource("readOnlyPolicies")
    void noReadOnlyPolicyReadsKeysOfApis(String policy) {
        assertThat(allows(read(policy), API_GATEWAY, "arn:aws:apigateway:eu-central-1::/apikeys/abc123"))
                .isFalse();
    }

    @Test
    void anAdministratorMayDoEverything() {
        var policy = read("AdministratorAccess");
        assertThat(catalogue.all()).allMatch(action -> allows(policy, action));
        assertThat(allows(policy, "billing:ReadInvoice", "arn:example:billing:::invoice/7"))
                .isTrue();
    }

    @Test
    void aPowerUserMayUseEveryServiceButManageNoIdentities() {
        var kept = List.of("iam", "organizations", "account", "portcullis");
        var policy = read("PowerUserAccess");
        assertThat(catalogue.all().filter(action -> !kept.contains(action.service())))
                .allMatch(action -> allows(policy, action));
        assertThat(allows(policy, "billing:ReadInvoice", "arn:example:billing:::invoice/7"))
                .isTrue();
        assertThatAllowed("PowerUserAccess", action -> kept.contains(action.service()))
                .containsExactlyInAnyOrder(
                        "account:GetAccountInformation",
                        "account:GetGovCloudAccountInformation",
                        "account:GetPrimaryEmail",
                        "account:ListRegions",
                        "iam:CreateServiceLinkedRole",
                        "iam:DeleteServiceLinkedRole",
                        "iam:ListRoles",
                        "organizations:DescribeEffectivePolicy",
                        "organizations:DescribeOrganization");
    }

    @ParameterizedTest
    @CsvSource({
        "AmazonDynamoDBFullAccess, dynamodb",
        "AmazonEC2FullAccess, ec2",
        "AmazonEC2FullAccess, elasticloadbalancing",
        "AmazonEC2FullAccess, autoscaling",
        "AmazonRDSFullAccess, rds",
        "AmazonS3FullAccess, s3",
        "AmazonSNSFullAccess, sns",
        "AmazonSQSFullAccess, sqs",
        "AWSLambda_FullAccess, lambda",
        "CloudWatchFullAccess, cloudwatch",
        "CloudWatchFullAccess, logs",
        "IAMFullAccess, iam"
    })
    void fullAccessCoversEveryActionOfItsService(String policy, String service) {
        var document = read(policy);
        assertThat(catalogue.actions(service)).isNotEmpty().allMatch(action -> allows(document, action));
    }

    @ParameterizedTest
    @CsvSource({
        "AmazonDynamoDBFullAccess, iam:GetRole iam:ListRoles",
        "AmazonEC2FullAccess, ''",
        "AmazonRDSFullAccess, ''",
        "AmazonS3FullAccess, ''",
        "AmazonSNSFullAccess, ''",
        "AmazonSQSFullAccess, ''",
        "AWSLambda_FullAccess, iam:GetPolicy iam:GetPolicyVersion iam:GetRole iam:GetRolePolicy"
                + " iam:ListAttachedRolePolicies iam:ListRolePolicies iam:ListRoles",
        "CloudWatchFullAccess, iam:GetPolicy iam:GetPolicyVersion iam:GetRole",
        "AWSKeyManagementServicePowerUser, iam:ListGroups iam:ListRoles iam:ListUsers"
    })
    void aServicePolicyReachesNoFurtherIntoIam(String policy, String actions) {
        assertThatAllowed(
                        policy,
                        action -> List.of("iam", "sts", "portcullis", "organizations")
                                .contains(action.service()))
                .containsExactlyInAnyOrder(actions.isEmpty() ? new String[0] : actions.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "AWSLambda_FullAccess, lambda.amazonaws.com, true",
        "AWSLambda_FullAccess, ec2.amazonaws.com, false",
        "AmazonDynamoDBFullAccess, application-autoscaling.amazonaws.com, true",
        "AmazonDynamoDBFullAccess, lambda.amazonaws.com, false"
    })
    void rolesArePassedToTheOwnServiceOnly(String policy, String service, boolean allowed) {
        assertThat(allows(
                        read(policy),
                        KIM,
                        "iam:PassRole",
                        "arn:aws:iam::111122223333:role/worker",
                        Context.builder().put("iam:PassedToService", service).build()))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({"autoscaling.amazonaws.com, true", "lambda.amazonaws.com, false"})
    void serviceLinkedRolesAreMadeForTheOwnServicesOnly(String service, boolean allowed) {
        assertThat(allows(
                        read("AmazonEC2FullAccess"),
                        KIM,
                        "iam:CreateServiceLinkedRole",
                        "arn:aws:iam::111122223333:role/aws-service-role/" + service + "/Role",
                        Context.builder().put("iam:AWSServiceName", service).build()))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({"kim, true", "lee, false"})
    void usersChangeTheirOwnPasswordOnly(String user, boolean allowed) {
        assertThat(allows(
                        read("IAMUserChangePassword"),
                        KIM,
                        "iam:ChangePassword",
                        "arn:aws:iam::111122223333:user/" + user,
                        Context.builder().put("aws:username", "kim").build()))
                .isEqualTo(allowed);
    }

    @Test
    void aKeyManagerUsesNoKey() {
        assertThatAllowed(
                        "AWSKeyManagementServicePowerUser",
                        action -> action.service().equals("kms"))
                .contains("kms:CreateKey", "kms:DescribeKey", "kms:ListAliases", "kms:TagResource")
                .doesNotContain(
                        "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:PutKeyPolicy", "kms:CreateGrant");
    }

    private ListAssert<String> assertThatAllowed(String policy, Predicate<ServiceAction> which) {
        var document = read(policy);
        return assertThat(catalogue
                .all()
                .filter(which)
                .filter(action -> allows(document, action))
                .map(ServiceAction::qualifiedName)
                .filter(action -> !ALWAYS_OPEN.contains(action))
                .toList());
    }

    /** Whether the policy alone allows the action on any resource of the account, without any context. */
    private boolean allows(PolicySet policy, ServiceAction action) {
        return allows(
                policy,
                action.qualifiedName(),
                "arn:aws:" + action.service() + ":eu-central-1:" + ACCOUNT + ":any/thing");
    }

    private boolean allows(PolicySet policy, String action, String resource) {
        return allows(policy, KIM, action, resource, Context.empty());
    }

    private boolean allows(PolicySet policy, Principal principal, String action, String resource, Context context) {
        return authorizer
                .decide(new Request(principal, action, resource, ACCOUNT, context), policy)
                .isAllowed();
    }

    private String document(String name) {
        return policies.all().stream()
                .filter(policy -> policy.name().equals(name))
                .map(AwsManagedPolicy::document)
                .findFirst()
                .orElseThrow();
    }

    private PolicySet read(String name) {
        return switch (Policy.read(name, document(name))) {
            case ParseResult.Parsed(var parsed) ->
                PolicySet.builder().identity(List.of(parsed)).build();
            case ParseResult.Rejected(var problems) -> throw new AssertionError(name + ": " + problems);
        };
    }
}
