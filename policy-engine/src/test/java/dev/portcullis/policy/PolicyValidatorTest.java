// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import static dev.portcullis.policy.Given.json;
import static dev.portcullis.policy.PolicyKind.BOUNDARY;
import static dev.portcullis.policy.PolicyKind.IDENTITY_INLINE;
import static dev.portcullis.policy.PolicyKind.IDENTITY_MANAGED;
import static dev.portcullis.policy.PolicyKind.RCP;
import static dev.portcullis.policy.PolicyKind.RESOURCE;
import static dev.portcullis.policy.PolicyKind.SCP;
import static dev.portcullis.policy.PolicyKind.SESSION;
import static dev.portcullis.policy.PolicyKind.TRUST;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be written, and what AWS says to what may not. */
class PolicyValidatorTest {
    private static final String SYNTAX = "Syntax errors in policy.";
    private static final String LEGACY = "The policy failed legacy parsing";

    private static Validation validate(PolicyKind kind, String statements) {
        return PolicyValidator.validate(json("{'Version':'2012-10-17','Statement':[" + statements + "]}"), kind);
    }

    private static String awsMessage(PolicyKind kind, String statements) {
        return validate(kind, statements).awsMessage();
    }

    private static String managed(String text) {
        return PolicyValidator.validate(json(text), IDENTITY_MANAGED).awsMessage();
    }

    private static String withResource(String resource) {
        return "{'Effect':'Allow','Action':'s3:ListBucket','Resource':'" + resource + "'}";
    }

    private static String withAction(String action) {
        return "{'Effect':'Allow','Action':'" + action + "','Resource':'*'}";
    }

    private static String withCondition(String condition) {
        return "{'Effect':'Allow','Action':'s3:ListBucket','Resource':'*','Condition':" + condition + "}";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Effect':'Allow','Action':'*','Resource':'*'}",
                "{'Sid':'Read1','Effect':'Allow','NotAction':['s3:Get*','ec2:Describe?'],'NotResource':['arn:aws:s3:::b/${aws:username}/*']}",
                "{'Effect':'Deny','Action':'iam:*','Resource':['arn:aws:iam::*:user/${aws:username}','arn:aws:iam::aws:policy/*','arn:aws:iam::*:*']}",
                "{'Effect':'Allow','Action':'s3.x-y:ListBucket','Resource':'arn:aws-us-gov:s3:::b'}",
                "{'Effect':'Allow','Action':'sts:AssumeRoot','Resource':'arn:aws:iam::*:root'}",
                "{'Effect':'Allow','Action':'s3:GetObject','Resource':'arn:aws:s3:eu-west-1:111122223333:accesspoint/a'}",
                "{'Effect':'Allow','Action':'s3:Get','Resource':'*','Condition':{'DateLessThan':{'aws:CurrentTime':'2027-01-01T00:00:00Z'},"
                        + "'NumericLessThan':{'s3:max-keys':10},'IpAddress':{'aws:SourceIp':['10.0.0.0/8','2001:db8::/32']},'Bool':{'aws:SecureTransport':true},"
                        + "'ForAnyValue:StringEqualsIfExists':{'aws:TagKeys':['a']},'BinaryEquals':{'k':'QQ=='},'Null':{'x':'true'}}}"
            })
    void soundPoliciesMayBeWritten(String statement) {
        for (var kind : new PolicyKind[] {IDENTITY_MANAGED, IDENTITY_INLINE, BOUNDARY, SESSION, SCP}) {
            assertThat(validate(kind, statement).errors()).as(kind.name()).isEmpty();
            assertThat(validate(kind, statement).isValid()).isTrue();
            assertThat(awsMessage(kind, statement)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "null",
                "{'Version':'2012-10-17'}",
                "{'Version':'2012-10-17','Statement':[]}",
                "{'Version':'2012-10-17','Statement':['x']}",
                "{'Version':'2013-10-17','Statement':{'Effect':'Allow','Action':'s3:*','Resource':'*'}}",
                "{'Version':'2012-10-17','Id':'x','Statement':{'Effect':'Allow','Action':'s3:*','Resource':'*'}}",
                "{'Version':'2012-10-17','Extra':1,'Statement':{'Effect':'Allow','Action':'s3:*','Resource':'*'}}",
                "{'Version':'2012-10-17','Statement':{'Effect':'Maybe','Action':'s3:*','Resource':'*'}}",
                "{'Version':'2012-10-17','Statement':{'Action':'s3:*','Resource':'*'}}",
                "{'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'s3:*','NotAction':[],'Resource':'*'}}",
                "{'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':{},'Resource':'*'}}",
                "{'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'Bogus':{'a':'1'}}}}",
                "{'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'Bogus':{}}}}",
                "{'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'NullIfExists':{}}}}",
                "{'Statement':{'Effect':'Allow','Action':{},'Resource':'*'}}",
                "{'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'s3:*','Resource':'arn:aws:s3:::\u20ac'}}"
            })
    void whatIsNoPolicyIsASyntaxError(String text) {
        assertThat(managed(text)).isEqualTo(SYNTAX);
    }

    @Test
    void policiesOfTheOrganizationAreOfTheCurrentVersion() { // 1.7
        var scp = json("{'Statement':{'Effect':'Deny','Action':'s3:*','Resource':'*'}}");
        var rcp = json(
                "{'Version':'2008-10-17','Statement':{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':'*'}}");
        assertThat(PolicyValidator.validate(scp, SCP).isValid()).isFalse();
        assertThat(PolicyValidator.validate(rcp, RCP).isValid()).isFalse();
    }

    @Test
    void managedPoliciesAreOfTheCurrentVersion() { // 1.7
        var old = json("{'Version':'2008-10-17','Statement':{'Effect':'Allow','Action':'s3:*','Resource':'*'}}");
        var none = json("{'Statement':{'Effect':'Allow','Action':'s3:*','Resource':'*'}}");
        for (var text : new String[] {old, none}) {
            for (var kind : new PolicyKind[] {IDENTITY_MANAGED, BOUNDARY}) {
                assertThat(PolicyValidator.validate(text, kind).awsMessage())
                        .isEqualTo("Policy document must be version 2012-10-17 or greater.");
            }
            assertThat(PolicyValidator.validate(text, IDENTITY_INLINE).isValid())
                    .isTrue();
            assertThat(PolicyValidator.validate(text, IDENTITY_INLINE).findings())
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ListBucket | Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
                "'' | Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
                "a a:List | Vendor a a is not valid",
                "*:List | Vendor * is not valid",
                ":List | Vendor  is not valid",
                "s3:List:Bucket | Actions/Condition can contain only one colon.",
                "s3: | The policy failed legacy parsing",
                "s3:List Bucket | The policy failed legacy parsing"
            })
    void actionsHaveAVendorAndAName(String action, String message) { // 3.3
        assertThat(awsMessage(IDENTITY_MANAGED, withAction(action))).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bucket | Resource bucket must be in ARN format or \"*\".",
                "'' | Resource  must be in ARN format or \"*\".",
                "a:bucket | Partition \"bucket\" is not valid for resource \"arn:bucket:*:*:*:*\".",
                "aws:s3:::bucket | Partition \"s3\" is not valid for resource \"arn:s3:::bucket:*\".",
                "arn:red:s3:::b | Partition \"red\" is not valid for resource \"arn:red:s3:::b\".",
                "s3::b/* | Partition \"\" is not valid for resource \"arn::b/*:*:*:*\".",
                "arn:aws | Resource vendor must be fully qualified and cannot contain regexes.",
                "arn:aws:s3::bucket | The policy failed legacy parsing",
                "arn:aws::::bucket | The policy failed legacy parsing",
                "arn:aws:iam::${aws:PrincipalAccount}:role/x | The policy failed legacy parsing",
                "arn:aws:iam:us-east-1::user/x | IAM resource arn:aws:iam:us-east-1::user/x cannot contain region information.",
                "arn:aws:s3:us-east-1::b | Resource arn:aws:s3:us-east-1::b can not contain region information."
            })
    void resourcesAreArns(String resource, String message) { // 4.1
        assertThat(awsMessage(IDENTITY_MANAGED, withResource(resource))).isEqualTo(message);
    }

    @Test
    void iamResourcesAreOfAKnownType() {
        assertThat(awsMessage(IDENTITY_MANAGED, withResource("arn:aws:iam:::thing")))
                .startsWith("IAM resource path must either be \"*\" or start with user/, federated-user/, role/");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'DateLessThan':{'a':'someday'}}",
                "{'NumericEquals':{'a':'ten'}}",
                "{'IpAddress':{'a':'10.0.0.0/99'}}",
                "{'BinaryEquals':{'a':'!'}}"
            })
    void conditionValuesAreOfTheOperatorsType(String condition) { // 8.5
        assertThat(awsMessage(IDENTITY_MANAGED, withCondition(condition))).isEqualTo(LEGACY);
    }

    @Test
    void theFirstMessageIsTheOneThatAwsWouldGive() {
        var effectCase = "{'Effect':'allow','Resource':'arn:aws:s3:us-east-1::b'}";
        assertThat(awsMessage(IDENTITY_MANAGED, effectCase)).isEqualTo(LEGACY);
        assertThat(managed("{'Statement':{'Effect':'allow','Action':'s3:*','Resource':'*'}}"))
                .isEqualTo("Policy document must be version 2012-10-17 or greater.");
        var twice = "{'Sid':'a','Effect':'Allow','Action':'s3:*','Resource':'*'},{'Sid':'a','Effect':'Allow'}";
        assertThat(awsMessage(IDENTITY_MANAGED, twice))
                .isEqualTo("Statement IDs (SID) in a single policy must be unique.");
        assertThat(awsMessage(IDENTITY_MANAGED, "{'Effect':'Allow'}"))
                .isEqualTo("Policy statement must contain actions.");
        assertThat(awsMessage(IDENTITY_MANAGED, "{'Effect':'Allow','Action':'x'}"))
                .isEqualTo("Policy statement must contain resources.");
        assertThat(awsMessage(IDENTITY_MANAGED, "{'Effect':'Allow','Action':[],'Resource':[]}"))
                .isEqualTo("Policy statement must contain actions.");
        assertThat(awsMessage(IDENTITY_MANAGED, "{'Sid':'a b','Effect':'Allow','Action':'s3:*','Resource':'*'}"))
                .startsWith("Statement IDs (SID) must be alpha-numeric.");
        assertThat(awsMessage(IDENTITY_MANAGED, "{'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'*'}"))
                .isEqualTo("Policy document should not specify a principal.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'sts:AssumeRole'} | ''",
                "{'Effect':'Allow','Principal':'*','Action':['sts:TagSession','STS:AssumeRole*'],'Condition':{'StringEquals':{'sts:ExternalId':'x'}}} | ''",
                "{'Effect':'Allow','Principal':{'Service':'ec2.amazonaws.com','Federated':'arn:aws:iam::111122223333:saml-provider/x'},'Action':'sts:AssumeRole'} | ''",
                "{'Effect':'Allow','Principal':{'AWS':['arn:aws:iam::111122223333:role/a/b','arn:aws:sts::111122223333:assumed-role/r/s']},'Action':'sts:*'} | ''",
                "{'Effect':'Allow','Action':'sts:AssumeRole'} | Missing required field Principal",
                "{'Effect':'Allow','Principal':{},'Action':'sts:AssumeRole'} | Missing required field Principal cannot be empty!",
                "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::111122223333:user/*'},'Action':'sts:AssumeRole'} | Invalid principal in policy: \"AWS\":\"arn:aws:iam::111122223333:user/*\"",
                "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::111122223333:group/g'},'Action':'sts:AssumeRole'} | Invalid principal in policy: \"AWS\":\"arn:aws:iam::111122223333:group/g\"",
                "{'Effect':'Allow','Principal':{'AWS':'AIDAX'},'Action':'sts:AssumeRole'} | Invalid principal in policy: \"AWS\":\"AIDAX\"",
                "{'Effect':'Allow','Principal':{'Service':'ec2'},'Action':'sts:AssumeRole'} | Invalid principal in policy: \"SERVICE\":\"ec2\"",
                "{'Effect':'Allow','Principal':{'CanonicalUser':'x'},'Action':'sts:AssumeRole'} | Invalid principal in policy: \"CANONICALUSER\":\"x\"",
                "{'Effect':'Deny','NotPrincipal':{'AWS':'111122223333'},'Action':'sts:AssumeRole'} | AssumeRole policy must not contain NotPrincipal field.",
                "{'Effect':'Allow','NotPrincipal':{'AWS':'111122223333'},'Action':'sts:AssumeRole'} | Allow with NotPrincipal is not allowed.",
                "{'Effect':'Allow','Principal':'*','Action':'s3:GetObject'} | AssumeRole policy may only specify STS AssumeRole actions.",
                "{'Effect':'Allow','Principal':'*','Action':'*'} | AssumeRole policy may only specify STS AssumeRole actions.",
                "{'Effect':'Allow','Principal':'*','Action':'sts:GetCallerIdentity'} | AssumeRole policy may only specify STS AssumeRole actions.",
                "{'Effect':'Allow','Principal':'*','Action':'sts:AssumeRole','Resource':'*'} | Has prohibited field Resource",
                "{'Effect':'Allow','Principal':'*','Action':'sts:AssumeRole','NotResource':'*'} | AssumeRole policy must not contain resources.",
                "{'Effect':'Allow','Principal':'*'} | Missing required field Action",
                "{'Principal':'*','Action':'sts:AssumeRole'} | Missing required field Effect",
                "{'Effect':'Allow','Principal':{'Federated':'cognito-identity.amazonaws.com'},'Action':'sts:AssumeRoleWithWebIdentity'} | A condition block must be present for the Cognito provider"
            })
    void trustPoliciesHaveAParserOfTheirOwn(String statement, String message) {
        assertThat(awsMessage(TRUST, statement)).isEqualTo(message);
    }

    @Test
    void brokenTrustPoliciesHaveTextsOfTheirOwn() {
        assertThat(PolicyValidator.validate("{", TRUST).awsMessage()).isEqualTo("This policy contains invalid Json");
        assertThat(awsMessage(TRUST, "")).isEqualTo("Could not parse the policy: Statement is empty!");
        assertThat(PolicyValidator.validate("{}", TRUST).awsMessage()).isEqualTo("Missing required field Statement");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RESOURCE | {'Sid':'with spaces','Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'arn:aws:s3:::b/*'} | true",
                "RESOURCE | {'Effect':'Deny','NotPrincipal':{'AWS':'111122223333'},'Action':'s3:*','Resource':'*'} | true",
                "RESOURCE | {'Effect':'Allow','NotPrincipal':{'AWS':'111122223333'},'Action':'s3:*','Resource':'*'} | false",
                "RESOURCE | {'Effect':'Allow','Principal':'*','Action':'s3:*'} | false",
                "RESOURCE | {'Effect':'Allow','Action':'s3:*','Resource':'*'} | false",
                "SCP | {'Effect':'Allow','Action':'*','Resource':'arn:aws:s3*'} | true",
                "SCP | {'Effect':'Allow','Action':'*','Resource':'arn:aws:s3'} | false",
                "SCP | {'Effect':'Allow','Principal':'*','Action':'*','Resource':'*'} | false",
                "RCP | {'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':'*'} | true",
                "RCP | {'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'*'} | false",
                "RCP | {'Effect':'Deny','Principal':{'AWS':'111122223333'},'Action':'s3:*','Resource':'*'} | false",
                "RCP | {'Effect':'Deny','NotPrincipal':'*','Action':'s3:*','Resource':'*'} | false",
                "RCP | {'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':'arn:aws:s3*'} | false",
                "RCP | {'Effect':'Deny','Action':'s3:*','Resource':'*'} | false",
                "RCP | {'Effect':'Deny','Principal':'*','Action':['s3:*','*'],'Resource':'*'} | false",
                "RCP | {'Effect':'Deny','Principal':'*','Action':'*:*','Resource':'*'} | false",
                "RCP | {'Effect':'Deny','Principal':'*','NotAction':'s3:*','Resource':'*'} | false",
                "SCP | {'Effect':'Deny','NotAction':'s3:*','Resource':'*'} | true"
            })
    void eachKindHasItsElements(PolicyKind kind, String statement, boolean isValid) { // the table of 1.5
        assertThat(validate(kind, statement).isValid()).isEqualTo(isValid);
        if (!isValid && (kind == SCP || kind == RCP)) {
            assertThat(awsMessage(kind, statement))
                    .contains("does not meet the requirements of the specified policy type");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'Effect':'Allow','Action':'s3:*','Resource':'arn:aws:s3'}", // 4.3
                "{'Effect':'Allow','Action':'s3:*','Resource':'arn:aws:*:::b'}", // 14.19
                "{'Effect':'Allow','Action':'s3:*','Resource':'arn:aws:s3:::b/${aws'}", // 6.9
                "{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'StringLike':{'k':'${'}}}",
                "{'Effect':'Allow','Action':'s3:*','Resource':'arn:aws:s3:::b/${ aws:username}'}", // 14.21
                "{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'StringLike':{'k':'${aws:username }'}}}",
                "{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'Bool':{'k':'yes'}}}",
                "{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{'ForAllValues:StringEquals':{'k':'yes'}}}",
                "{'Effect':'Allow','NotAction':'s3:*','Resource':'*'}",
                "{'Effect':'Allow','Action':'iam:PassRole','Resource':'*'}"
            })
    void oddThingsAreFoundButWritten(String statement) {
        var validation = validate(IDENTITY_MANAGED, statement);
        assertThat(validation.isValid()).isTrue();
        assertThat(validation.findings()).hasSize(1);
    }

    @Test
    void aNullCheckSparesTheForAllValuesFinding() {
        var checked = withCondition("{'ForAllValues:StringEquals':{'aws:TagKeys':'a'},'Null':{'AWS:tagkeys':'false'}}");
        assertThat(validate(IDENTITY_MANAGED, checked).findings()).isEmpty();
        assertThat(validate(TRUST, "{'Effect':'Allow','Principal':'*','Action':'sts:AssumeRole'}")
                        .findings())
                .hasSize(1);
        assertThat(validate(
                                RESOURCE,
                                "{'Effect':'Deny','NotPrincipal':{'AWS':'arn:aws:iam::111122223333:user/a'},'Action':'s3:*','Resource':'*'}")
                        .findings())
                .hasSize(1);
    }

    @Test
    void errorsCarryOurWordsAndTheirPlace() {
        var validation = validate(IDENTITY_MANAGED, "{'Effect':'Allow','Action':'s3:*','Resource':'*','Colour':1}");
        assertThat(validation.errors()).containsExactly(new Problem("Unknown field Colour", new Position(1, 87)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'AWS':'arn:aws:iam::109876543210:user/'}",
                "{'AWS':'arn:aws:iam::109876543210:group/g'}",
                "{'AWS':'arn:aws:sts::109876543210:user/x'}",
                "{'AWS':'arn:aws:sts::109876543210:assumed-role/'}",
                "{'AWS':'arn:aws:sts::109876543210:assumed-role/r'}",
                "{'AWS':'arn:aws:sts::109876543210:assumed-role/r/'}",
                "{'AWS':'arn:aws:sts::109876543210:assumed-role//s'}",
                "{'AWS':'arn:red:iam::109876543210:root'}",
                "{'AWS':'arn:*:iam::109876543210:root'}",
                "{'AWS':'arn:aws:s3::109876543210:user/x'}",
                "{'AWS':'arn:aws:iam:eu-west-1:109876543210:user/x'}",
                "{'Service':'.com'}",
                "{'Service':'a b.com'}",
                "{'Service':'*'}",
                "{'Service':'arn:aws:iam::109876543210:ec2.amazonaws.com'}",
                "{'CanonicalUser':'79a5'}"
            })
    void aTrustPolicyDoesNotTrust(String principal) { // 2.2
        assertThat(validate(TRUST, "{'Effect':'Allow','Principal':" + principal + ",'Action':'sts:AssumeRole'}")
                        .isValid())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "provider",
                "arn:aws:iam//109876543210:oidc-provider/id.example.com",
                "arn:aws:iam::109876543210:user/x",
                "arn:aws:iam::109876543210:saml-provider/",
                "arn:aws:iam::109876543210:saml-provider/*",
                "arn:aws:iam::12:saml-provider/x",
                "arn:aws:iam:eu-west-1:109876543210:saml-provider/x",
                "arn:aws:s3:::oidc-provider/x"
            })
    void whatIsNoProviderIsNoFederatedPrincipal(String principal) { // 2.10
        assertThat(awsMessage(
                        TRUST,
                        "{'Effect':'Allow','Principal':{'Federated':'" + principal
                                + "'},'Action':'sts:AssumeRoleWithWebIdentity'}"))
                .isEqualTo("Federated principals must be valid domain names or SAML metadata ARNs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accounts.google.com",
                "arn:aws:iam::109876543210:oidc-provider/id.example.com/path",
                "arn:aws-cn:iam::109876543210:saml-provider/x"
            })
    void providersAreFederatedPrincipals(String principal) { // 2.10
        assertThat(validate(
                                TRUST,
                                "{'Effect':'Allow','Principal':{'Federated':'" + principal
                                        + "'},'Action':'sts:AssumeRoleWithWebIdentity'}")
                        .errors())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'AWS':'109876543210'}",
                "{'AWS':'arn:aws:sts::109876543210:assumed-role/r/s'}",
                "{'AWS':'arn:aws:sts::109876543210:federated-user/f'}",
                "{'CanonicalUser':'79a5'}"
            })
    void aBucketPolicyMayName(String principal) { // 2.2
        assertThat(validate(RESOURCE, "{'Effect':'Allow','Principal':" + principal + ",'Action':'s3:*','Resource':'*'}")
                        .errors())
                .isEmpty();
    }

    @Test
    void aSidMayHaveTheFirstAndTheLastLetterAndDigit() { // 1.9
        assertThat(validate(IDENTITY_MANAGED, "{'Sid':'azAZ09','Effect':'Allow','Action':'*','Resource':'*'}")
                        .isValid())
                .isTrue();
        for (var sid : new String[] {"`", "{", "@", "[", "/", ":"}) {
            assertThat(validate(IDENTITY_MANAGED, "{'Sid':'" + sid + "','Effect':'Allow','Action':'*','Resource':'*'}")
                            .isValid())
                    .as(sid)
                    .isFalse();
        }
    }

    @Test
    void theLastCharacterOfLatinOneIsAllowed() { // 1.6
        assertThat(validate(IDENTITY_MANAGED, withCondition("{'StringEquals':{'aws:username':'\u00ff'}}"))
                        .isValid())
                .isTrue();
        assertThat(validate(IDENTITY_MANAGED, withCondition("{'StringEquals':{'aws:username':'\u0100'}}"))
                        .isValid())
                .isFalse();
    }

    @Test
    void findingsStandInTheOrderOfTheTextAndWhereTheyBelong() {
        var validation = PolicyValidator.validate(
                json("{'Version':'2012-10-17','Statement':[\n"
                        + "{'Effect':'Allow','NotAction':'iam:*',\n'Resource':'arn:*:s3:x'}]}"),
                SESSION);
        assertThat(validation.findings())
                .extracting(Problem::position)
                .isSortedAccordingTo((a, b) -> a.line() - b.line());
        assertThat(validation.findings())
                .extracting(Problem::message)
                .first()
                .asString()
                .contains("NotAction");
        assertThat(validation.findings().getFirst().position()).isEqualTo(new Position(2, 1));
    }

    @Test
    void aFixedValueThatIsNoBooleanIsNoticedWhereVariablesWorkToo() { // 8.5
        assertThat(validate(IDENTITY_MANAGED, withCondition("{'Bool':{'aws:SecureTransport':'yes'}}")))
                .matches(it -> !it.errors().isEmpty() || !it.findings().isEmpty());
        var dynamic = validate(IDENTITY_MANAGED, withCondition("{'Bool':{'aws:SecureTransport':'${aws:x}'}}"));
        assertThat(dynamic.errors()).isEmpty();
        assertThat(dynamic.findings()).isEmpty();
    }

    @Test
    void passingOneRoleIsNotPassingAnyRole() {
        assertThat(validate(
                                IDENTITY_MANAGED,
                                "{'Effect':'Allow','Action':'iam:PassRole','Resource':'arn:aws:iam::111122223333:role/App'}")
                        .findings())
                .isEmpty();
        assertThat(validate(IDENTITY_MANAGED, withAction("iam:PassRole")).findings())
                .hasSize(1);
        assertThat(validate(IDENTITY_MANAGED, withAction("iam:GetRole")).findings())
                .isEmpty();
    }

    @Test
    void aWildcardForTheServiceIsAFindingAlsoAtItsStart() { // 14.19
        assertThat(validate(RESOURCE, "{'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'arn:aws:*3:::b'}")
                        .findings())
                .hasSize(1);
        assertThat(validate(RESOURCE, "{'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'arn:aws:?3:::b'}")
                        .findings())
                .hasSize(1);
    }

    @Test
    void findingsStandInTheOrderOfTheTextInWhateverOrderItsMembersStand() {
        var condition = "'Condition':{'ForAllValues:StringEquals':{'aws:TagKeys':'a'}}";
        var resource = "'Resource':'arn:aws:s3'";
        for (var members : new String[] {condition + ",\n" + resource, resource + ",\n" + condition}) {
            var findings = validate(SESSION, "{'Effect':'Allow','Action':'s3:*',\n" + members + "}")
                    .findings();
            assertThat(findings).as(members).hasSize(2);
            assertThat(findings)
                    .extracting(problem -> problem.position().line())
                    .containsExactly(2, 3);
        }
    }

    @Test
    void aResourceOfIamThatBeginsWithASlashIsNone() {
        assertThat(validate(IDENTITY_MANAGED, withResource("arn:aws:iam::111122223333:/x*"))
                        .isValid())
                .isFalse();
    }
}
