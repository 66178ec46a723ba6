// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.managedpolicies;

import static dev.portcullis.server.managedpolicies.Statement.allow;
import static dev.portcullis.server.managedpolicies.Statement.allowAllBut;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What each AWS managed policy is meant to allow; {@link ManagedPolicyDocumentsTest} writes the documents from it. */
final class PolicySpecifications {
    private final ReadOnlyActions readable;
    private final ReadOnlyActions metadata;
    private final Map<String, List<Statement>> policies = new TreeMap<>();

    private PolicySpecifications(ActionCatalogue catalogue) {
        this.readable = ReadOnlyActions.withData(catalogue);
        this.metadata = ReadOnlyActions.metadata(catalogue);
    }

    /** The document of every policy by its name. */
    static Map<String, String> documents(ActionCatalogue catalogue) {
        var specifications = new PolicySpecifications(catalogue);
        specifications.general();
        specifications.identity();
        specifications.compute();
        specifications.storage();
        specifications.messagingAndMonitoring();
        var documents = new TreeMap<String, String>();
        specifications.policies.forEach((name, statements) -> documents.put(name, document(statements)));
        return documents;
    }

    private void general() {
        put("AdministratorAccess", allow("Everything", "*"));
        put(
                "PowerUserAccess",
                allowAllBut("AllButIdentities", "iam:*", "organizations:*", "account:*", "portcullis:*"),
                allow(
                        "WhatServicesNeedOfThem",
                        "account:GetAccountInformation",
                        "account:GetGovCloudAccountInformation",
                        "account:GetPrimaryEmail",
                        "account:ListRegions",
                        "iam:CreateServiceLinkedRole",
                        "iam:DeleteServiceLinkedRole",
                        "iam:ListRoles",
                        "organizations:DescribeEffectivePolicy",
                        "organizations:DescribeOrganization"));
        put("ReadOnlyAccess", allow("Read").and(readable.ofAllServices()), restApis());
        put("SecurityAudit", allow("ReadConfiguration").and(metadata.ofAllServices()), restApis());
        put(
                "ViewOnlyAccess",
                allow("ListAndDescribe")
                        .and(metadata.matching(PolicySpecifications::isView).ofAllServices()));
    }

    private static boolean isView(ServiceAction action) {
        return action.level() == AccessLevel.LIST || action.name().startsWith("Describe");
    }

    /** All of API Gateway's own reading is one action; the keys of API callers stand under other paths than these. */
    private static Statement restApis() {
        return allow("ReadApisButNotTheirKeys", "apigateway:GET")
                .on(Stream.of(
                                "account",
                                "apis",
                                "apis/*",
                                "clientcertificates",
                                "clientcertificates/*",
                                "domainnames",
                                "domainnames/*",
                                "restapis",
                                "restapis/*",
                                "tags/*",
                                "usageplans",
                                "vpclinks",
                                "vpclinks/*")
                        .map(path -> "arn:aws:apigateway:*::/" + path)
                        .toArray(String[]::new));
    }

    private void identity() {
        put(
                "IAMFullAccess",
                allow(
                        "ManageIdentities",
                        "iam:*",
                        "organizations:DescribeAccount",
                        "organizations:DescribeOrganization",
                        "organizations:DescribeOrganizationalUnit",
                        "organizations:DescribePolicy",
                        "organizations:ListChildren",
                        "organizations:ListParents",
                        "organizations:ListPolicies",
                        "organizations:ListPoliciesForTarget",
                        "organizations:ListRoots",
                        "organizations:ListTargetsForPolicy"));
        put("IAMReadOnlyAccess", allow("ReadIdentities").and(readable.of("iam")));
        put(
                "IAMUserChangePassword",
                allow("ChangeOwnPassword", "iam:ChangePassword").on("arn:aws:iam::*:user/${aws:username}"),
                allow("ReadPasswordRules", "iam:GetAccountPasswordPolicy"));
        put(
                "AWSKeyManagementServicePowerUser",
                allow(
                                "ManageKeysWithoutUsingThem",
                                "iam:ListGroups",
                                "iam:ListRoles",
                                "iam:ListUsers",
                                "kms:CreateAlias",
                                "kms:CreateKey",
                                "kms:DeleteAlias",
                                "kms:GenerateRandom",
                                "kms:TagResource",
                                "kms:UntagResource")
                        .and(readable.of("kms")));
    }

    private void compute() {
        put(
                "AmazonEC2FullAccess",
                allow("ManageInstances", "ec2:*", "elasticloadbalancing:*", "autoscaling:*", "cloudwatch:*"),
                serviceLinkedRoles(
                        "autoscaling.amazonaws.com",
                        "ec2scheduled.amazonaws.com",
                        "elasticloadbalancing.amazonaws.com",
                        "spot.amazonaws.com",
                        "spotfleet.amazonaws.com",
                        "transitgateway.amazonaws.com"));
        put(
                "AmazonEC2ReadOnlyAccess",
                allow("ReadInstances")
                        .and(readable.of("ec2"))
                        .and(readable.of("elasticloadbalancing"))
                        .and(readable.of("autoscaling"))
                        .and(metrics()));
        put(
                "AWSLambda_FullAccess",
                allow(
                                "ManageFunctions",
                                "lambda:*",
                                "cloudformation:DescribeStacks",
                                "cloudformation:ListStackResources",
                                "ec2:DescribeSecurityGroups",
                                "ec2:DescribeSubnets",
                                "ec2:DescribeVpcs",
                                "kms:ListAliases",
                                "logs:DescribeLogGroups",
                                "states:DescribeStateMachine",
                                "states:ListStateMachines",
                                "tag:GetResources")
                        .and(metrics())
                        .and(rolesToChooseFrom()),
                allow("PassRolesToFunctions", "iam:PassRole")
                        .when("StringEquals", "iam:PassedToService", "lambda.amazonaws.com"),
                functionLogs());
        put(
                "AWSLambda_ReadOnlyAccess",
                allow(
                                "ReadFunctions",
                                "cloudformation:DescribeStacks",
                                "cloudformation:ListStackResources",
                                "ec2:DescribeSecurityGroups",
                                "ec2:DescribeSubnets",
                                "ec2:DescribeVpcs",
                                "kms:ListAliases",
                                "logs:DescribeLogGroups",
                                "states:DescribeStateMachine",
                                "states:ListStateMachines",
                                "tag:GetResources")
                        .and(readable.of("lambda"))
                        .and(metrics())
                        .and(rolesToChooseFrom()),
                functionLogs());
    }

    private void storage() {
        put("AmazonS3FullAccess", allow("ManageBucketsAndObjects", "s3:*", "s3-object-lambda:*"));
        put(
                "AmazonS3ReadOnlyAccess",
                allow("ReadBucketsAndObjects").and(readable.of("s3")).and(readable.of("s3-object-lambda")));
        put(
                "AmazonRDSFullAccess",
                allow("ManageDatabases", "rds:*", "logs:DescribeLogStreams", "logs:GetLogEvents", "sns:Publish")
                        .and(network())
                        .and(topics())
                        .and(metrics())
                        .and(alarms())
                        .and(scaling()),
                serviceLinkedRoles("rds.amazonaws.com", "rds.application-autoscaling.amazonaws.com"));
        put(
                "AmazonRDSReadOnlyAccess",
                allow("ReadDatabases", "logs:DescribeLogStreams", "logs:GetLogEvents")
                        .and(readable.of("rds"))
                        .and(network())
                        .and(metrics()));
        put(
                "AmazonDynamoDBFullAccess",
                allow(
                                "ManageTables",
                                "dynamodb:*",
                                "iam:GetRole",
                                "iam:ListRoles",
                                "kinesis:DescribeStream",
                                "kinesis:DescribeStreamSummary",
                                "kinesis:ListStreams",
                                "kms:DescribeKey",
                                "kms:ListAliases",
                                "lambda:CreateEventSourceMapping",
                                "lambda:DeleteEventSourceMapping",
                                "lambda:GetFunctionConfiguration",
                                "lambda:ListEventSourceMappings",
                                "lambda:ListFunctions",
                                "tag:GetResources")
                        .and(network())
                        .and(topics())
                        .and(metrics())
                        .and(alarms())
                        .and(scaling()),
                allow("PassRolesToScaling", "iam:PassRole")
                        .when("StringEquals", "iam:PassedToService", "application-autoscaling.amazonaws.com"),
                serviceLinkedRoles(
                        "contributorinsights.dynamodb.amazonaws.com",
                        "dynamodb.application-autoscaling.amazonaws.com",
                        "kinesisreplication.dynamodb.amazonaws.com",
                        "replication.dynamodb.amazonaws.com"));
        put(
                "AmazonDynamoDBReadOnlyAccess",
                allow(
                                "ReadTables",
                                "application-autoscaling:DescribeScalableTargets",
                                "application-autoscaling:DescribeScalingActivities",
                                "application-autoscaling:DescribeScalingPolicies",
                                "iam:GetRole",
                                "iam:ListRoles",
                                "kinesis:DescribeStream",
                                "kinesis:DescribeStreamSummary",
                                "kinesis:ListStreams",
                                "kms:DescribeKey",
                                "kms:ListAliases",
                                "lambda:GetFunctionConfiguration",
                                "lambda:ListEventSourceMappings",
                                "lambda:ListFunctions",
                                "tag:GetResources")
                        .and(readable.of("dynamodb"))
                        .and(network())
                        .and(topics())
                        .and(metrics()));
    }

    private void messagingAndMonitoring() {
        put("AmazonSQSFullAccess", allow("ManageQueuesAndMessages", "sqs:*"));
        put("AmazonSQSReadOnlyAccess", allow("ReadQueues").and(readable.of("sqs")));
        put("AmazonSNSFullAccess", allow("ManageTopicsAndMessages", "sns:*"));
        put("AmazonSNSReadOnlyAccess", allow("ReadTopics").and(readable.of("sns")));
        put(
                "CloudWatchFullAccess",
                allow(
                                "ManageMonitoring",
                                "cloudwatch:*",
                                "logs:*",
                                "sns:*",
                                "iam:GetPolicy",
                                "iam:GetPolicyVersion",
                                "iam:GetRole")
                        .and(readable.of("autoscaling")),
                serviceLinkedRoles("events.amazonaws.com"));
        put(
                "CloudWatchReadOnlyAccess",
                allow("ReadMonitoring", "application-autoscaling:DescribeScalingPolicies")
                        .and(readable.of("cloudwatch"))
                        .and(readable.of("logs"))
                        .and(readable.of("sns"))
                        .and(readable.of("autoscaling")));
    }

    private static Statement serviceLinkedRoles(String... services) {
        return allow("CreateTheRolesOfServices", "iam:CreateServiceLinkedRole")
                .on("arn:aws:iam::*:role/aws-service-role/*")
                .when("StringEquals", "iam:AWSServiceName", services);
    }

    private static Statement functionLogs() {
        return allow(
                        "ReadLogsOfFunctions",
                        "logs:DescribeLogStreams",
                        "logs:FilterLogEvents",
                        "logs:GetLogEvents",
                        "logs:StartLiveTail",
                        "logs:StopLiveTail")
                .on("arn:aws:logs:*:*:log-group:/aws/lambda/*");
    }

    private static Stream<String> rolesToChooseFrom() {
        return Stream.of(
                "iam:GetPolicy",
                "iam:GetPolicyVersion",
                "iam:GetRole",
                "iam:GetRolePolicy",
                "iam:ListAttachedRolePolicies",
                "iam:ListRolePolicies",
                "iam:ListRoles");
    }

    private static Stream<String> metrics() {
        return Stream.of(
                "cloudwatch:DescribeAlarms",
                "cloudwatch:DescribeAlarmsForMetric",
                "cloudwatch:GetMetricData",
                "cloudwatch:GetMetricStatistics",
                "cloudwatch:ListMetrics");
    }

    private static Stream<String> alarms() {
        return Stream.of("cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm");
    }

    private static Stream<String> network() {
        return Stream.of(
                "ec2:DescribeAccountAttributes",
                "ec2:DescribeAvailabilityZones",
                "ec2:DescribeInternetGateways",
                "ec2:DescribeSecurityGroups",
                "ec2:DescribeSubnets",
                "ec2:DescribeVpcAttribute",
                "ec2:DescribeVpcs");
    }

    private static Stream<String> topics() {
        return Stream.of("sns:ListSubscriptions", "sns:ListSubscriptionsByTopic", "sns:ListTopics");
    }

    private static Stream<String> scaling() {
        return Stream.of(
                "application-autoscaling:DeleteScalingPolicy",
                "application-autoscaling:DeregisterScalableTarget",
                "application-autoscaling:DescribeScalableTargets",
                "application-autoscaling:DescribeScalingActivities",
                "application-autoscaling:DescribeScalingPolicies",
                "application-autoscaling:PutScalingPolicy",
                "application-autoscaling:RegisterScalableTarget");
    }

    private void put(String name, Statement... statements) {
        policies.put(name, List.of(statements));
    }

    private static String document(List<Statement> statements) {
        var json = new StringBuilder("{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n");
        for (int i = 0; i < statements.size(); i++) {
            json.append(i == 0 ? "" : ",\n");
            statements.get(i).write(json);
        }
        return json.append("\n  ]\n}\n").toString();
    }
}
