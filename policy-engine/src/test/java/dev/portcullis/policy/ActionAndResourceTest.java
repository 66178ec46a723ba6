// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import static dev.portcullis.policy.Given.ALICE;
import static dev.portcullis.policy.Given.allow;
import static dev.portcullis.policy.Given.deny;
import static dev.portcullis.policy.Given.identity;
import static dev.portcullis.policy.Given.request;
import static dev.portcullis.policy.Given.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sections 3 and 4, and the letter case of section 5. */
class ActionAndResourceTest {
    @ParameterizedTest
    @CsvSource({
        "*, true",
        "*:*, true",
        "s3:GetObject, true",
        "S3:GETOBJECT, true", // 3.2
        "s3:*, true",
        "s3:Get*, true",
        "s3:*Object, true",
        "s3:?etObject, true",
        "s3:G*O*t, true",
        "s3:GetObjec, false",
        "s3:GetObject?, false",
        "s3:Get, false",
        "*:GetObject, false", // 3.1: no wildcard before the colon
        "s*:GetObject, false",
        "s?:GetObject, false",
        "GetObject, false", // 3.3
        "s3:, false",
        ":GetObject, false",
        "s3: GetObject, false",
        "'s3:GetObject ', false",
        "'s3:GetObject,PutObject', false",
        "s3:Get.bject, false",
        "**, false"
    })
    void anActionMatchesIgnoringCase(String action, boolean matches) {
        var got = result(request(ALICE, "s3:GetObject", Given.OBJECT), identity(allow(action, "*")));
        assertThat(got).isEqualTo(matches ? Result.ALLOWED : Result.IMPLICIT_DENY);
        var shouting = result(request(ALICE, "S3:GETOBJECT", Given.OBJECT), identity(allow(action, "*")));
        assertThat(shouting).isEqualTo(got);
    }

    @Test
    void notActionGrantsAllOthersAndDeniesNone() { // 3.4, 3.5
        var statement = "{'Effect':'Allow','NotAction':['iam:*','s3:PutObject'],'Resource':'*'}";
        assertThat(result(request(ALICE, "s3:GetObject", "*"), identity(statement)))
                .isEqualTo(Result.ALLOWED);
        assertThat(result(request(ALICE, "ec2:RunInstances", "*"), identity(statement)))
                .isEqualTo(Result.ALLOWED);
        assertThat(result(request(ALICE, "IAM:CreateUser", "*"), identity(statement)))
                .isEqualTo(Result.IMPLICIT_DENY);
        var with = statement + "," + allow("iam:CreateUser", "*");
        assertThat(result(request(ALICE, "iam:CreateUser", "*"), identity(with)))
                .isEqualTo(Result.ALLOWED);
        var denies = "{'Effect':'Deny','NotAction':'s3:*','Resource':'*'}," + allow("*", "*");
        assertThat(result(request(ALICE, "s3:GetObject", "*"), identity(denies)))
                .isEqualTo(Result.ALLOWED);
        assertThat(result(request(ALICE, "ec2:RunInstances", "*"), identity(denies)))
                .isEqualTo(Result.EXPLICIT_DENY);
        var nothing = "{'Effect':'Allow','Action':[],'Resource':'*'}";
        assertThat(result(request(ALICE, "s3:GetObject", "*"), identity(nothing)))
                .isEqualTo(Result.IMPLICIT_DENY);
    }

    @ParameterizedTest
    @CsvSource({
        "*, true",
        "arn:aws:ec2:eu-west-1:111122223333:instance/i-1, true",
        "arn:aws:ec2:eu-west-1:111122223333:instance/I-1, false", // 4.4
        "arn:aws:ec2:*:111122223333:instance/i-1, true",
        "arn:aws:ec2:eu-west-?:*:instance/*, true",
        "arn:*:ec2:*:*:*, true",
        "arn:???:ec2:*:*:*, true",
        "arn:aws:*:*:*:*, true", // 14.19
        "arn:aws:ec2:eu-west-1:111122223333:*, true",
        "arn:aws:ec2:eu-west-1:111122223333:inst*/i-1, true",
        "arn:aws:ec2:eu-west-1::instance/i-1, false", // 4.5
        "arn:aws:ec2:*:instance/i-1, false", // 4.2: no star crosses a colon of the first five
        "arn:aws:ec2:*/i-1, false",
        "arn:aws-cn:ec2:*:*:*, false",
        "arn:aws:ec2, true", // 4.3: what is missing is *
        "arn:aws:ec2:us-east-1, false",
        "arn:aws:ec2:eu-west-1:*, true",
        "arn:aws, true",
        "instance/i-1, false",
        "i-1, false"
    })
    void aResourceMatchesSegmentBySegment(String resource, boolean matches) {
        var arn = "arn:aws:ec2:eu-west-1:111122223333:instance/i-1";
        var got = result(request(ALICE, "ec2:StopInstances", arn), identity(allow("*", resource)));
        assertThat(got).isEqualTo(matches ? Result.ALLOWED : Result.IMPLICIT_DENY);
    }

    @Test
    void aStarInTheResourcePartCrossesSlashesAndColons() { // 4.2
        var policies = identity(allow("*", "arn:aws:logs:*:*:log-group:/x/*:z"));
        assertThat(result(request(ALICE, "logs:Get", "arn:aws:logs:r:a:log-group:/x/y:stream:/q:z"), policies))
                .isEqualTo(Result.ALLOWED);
    }

    @Test
    void wildcardsOfTheRequestAreLiteral() { // 4.4
        var policies = identity(allow("*", "arn:aws:s3:::photos/a"));
        assertThat(result(request(ALICE, "s3:GetObject", "arn:aws:s3:::photos/*"), policies))
                .isEqualTo(Result.IMPLICIT_DENY);
    }

    @Test
    void anActionWithoutResourcesNeedsTheStar() { // 4.6
        var any = request(ALICE, "ec2:DescribeInstances", "*");
        assertThat(result(any, identity(allow("*", "*")))).isEqualTo(Result.ALLOWED);
        assertThat(result(any, identity(allow("*", "arn:aws:ec2:*:*:instance/*"))))
                .isEqualTo(Result.IMPLICIT_DENY);
        assertThat(result(any, identity(allow("*", "arn:*:*:*:*:*")))).isEqualTo(Result.IMPLICIT_DENY);
        var denied = identity(deny("*", "arn:aws:ec2:*:*:*") + "," + allow("*", "*"));
        assertThat(result(any, denied)).isEqualTo(Result.ALLOWED);
    }

    @Test
    void listingAllBucketsIsAskedAboutAsEveryBucket() { // 14.9
        var any = request(ALICE, "s3:ListAllMyBuckets", "*");
        assertThat(result(any, identity(allow("s3:*", "arn:aws:s3:::*")))).isEqualTo(Result.ALLOWED);
        assertThat(result(any, identity(allow("s3:*", "*")))).isEqualTo(Result.ALLOWED);
        assertThat(result(any, identity(allow("s3:*", "arn:aws:s3:::photos")))).isEqualTo(Result.IMPLICIT_DENY);
    }

    @Test
    void notResourceMatchesWhatNoPatternDoes() { // 4.8
        var statement = "{'Effect':'Allow','Action':'*','NotResource':['arn:aws:s3:::a','arn:aws:s3:::b/*']}";
        assertThat(result(request(ALICE, "s3:Get", "arn:aws:s3:::c"), identity(statement)))
                .isEqualTo(Result.ALLOWED);
        assertThat(result(request(ALICE, "s3:Get", "arn:aws:s3:::b/x"), identity(statement)))
                .isEqualTo(Result.IMPLICIT_DENY);
    }

    @Test
    void shortArnsAreReadByTheKindOfPolicy() { // 4.3
        var get = Given.get(ALICE);
        var all = List.of(Given.policy(allow("*", "*")));
        var shorter = List.of(Given.policy(allow("*", "arn:aws:s3")));
        var starred = List.of(Given.policy(allow("*", "arn:aws:s3*")));
        assertThat(result(
                        get,
                        PolicySet.builder()
                                .identity(all)
                                .boundary(shorter.getFirst())
                                .build()))
                .isEqualTo(Result.ALLOWED);
        assertThat(result(
                        get, PolicySet.builder().identity(all).session(shorter).build()))
                .isEqualTo(Result.ALLOWED);
        assertThat(result(
                        get,
                        PolicySet.builder().identity(all).scp(List.of(shorter)).build()))
                .isEqualTo(Result.IMPLICIT_DENY);
        assertThat(result(
                        get,
                        PolicySet.builder().identity(all).scp(List.of(starred)).build()))
                .isEqualTo(Result.ALLOWED);
        var toAll = "{'Effect':'Allow','Principal':'*','Action':'*','Resource':'%s'}";
        var bucket = Given.policy(toAll.formatted("arn:aws:s3"));
        var starredBucket = Given.policy(toAll.formatted("arn:aws:*"));
        assertThat(result(get, PolicySet.builder().resource(bucket).build())).isEqualTo(Result.IMPLICIT_DENY);
        assertThat(result(get, PolicySet.builder().resource(starredBucket).build()))
                .isEqualTo(Result.ALLOWED);
    }

    @Test
    void aStatementWithoutResourceFailsClosedWhereItIsAttachedToNone() { // 1.5
        assertThat(result(Given.get(ALICE), identity("{'Effect':'Allow','Action':'*'}")))
                .isEqualTo(Result.IMPLICIT_DENY);
        assertThat(result(Given.get(ALICE), identity("{'Effect':'Deny','Action':'*'}," + allow("*", "*"))))
                .isEqualTo(Result.EXPLICIT_DENY);
    }

    @Test
    void thePrincipalOfAnIdentityPolicyIsNotRead() {
        var statement = "{'Effect':'Allow','Principal':{'AWS':'444455556666'},'Action':'*','Resource':'*'}";
        assertThat(result(request(ALICE, "s3:Get", "*", Map.of()), identity(statement)))
                .isEqualTo(Result.ALLOWED);
    }

    @Test
    void actionsOfOneHashCodeAreDifferentActions() {
        assertThat("s3:az").hasSameHashCodeAs("s3:b[");
        var policies = Given.identity(Given.allow("s3:az", "*"));
        assertThat(Given.result(Given.request(Given.ALICE, "s3:az", "*"), policies))
                .isEqualTo(Result.ALLOWED);
        assertThat(Given.result(Given.request(Given.ALICE, "s3:b[", "*"), policies))
                .isEqualTo(Result.IMPLICIT_DENY);
        assertThat(Given.result(Given.request(Given.ALICE, "s3:az", "*"), policies))
                .isEqualTo(Result.ALLOWED);
    }

    @Test
    void anActionWithAnEmptyPartMatchesNothing() { // 3.3
        for (var action : new String[] {"s3:", ":x", ":"}) {
            assertThat(Given.result(Given.request(Given.ALICE, action, "*"), Given.identity(Given.allow(action, "*"))))
                    .as(action)
                    .isEqualTo(Result.IMPLICIT_DENY);
        }
        assertThat(Given.result(Given.request(Given.ALICE, "x", "*"), Given.identity(Given.allow(":x", "*"))))
                .isEqualTo(Result.IMPLICIT_DENY);
    }
}
