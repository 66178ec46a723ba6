// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.conformance;

import java.net.URI;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Someone who calls the server with credentials of their own: root, a user, a session, a service. */
record Person(ShippedServer server, AwsCredentials credentials) {
    private static final SdkHttpClient HTTP = UrlConnectionHttpClient.create();

    /** IAM, through the AWS SDK for Java. */
    IamClient iam() {
        return pointed(IamClient.builder()).build();
    }

    /** STS, through the AWS SDK for Java. */
    StsClient sts() {
        return pointed(StsClient.builder()).build();
    }

    private <B extends AwsClientBuilder<B, ?>> B pointed(B builder) {
        if (builder instanceof software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder<?, ?> sync) {
            sync.httpClient(HTTP);
        }
        return builder.endpointOverride(server.endpoint())
                .region(Region.of(server.region()))
                .credentialsProvider(StaticCredentialsProvider.create(credentials));
    }

    /** An operation of Portcullis's own service: signed by the SDK's signer. Parameters as in a Query form. */
    Answer portcullis(String operation, Map<String, String> parameters) {
        return SignedForm.call(server, credentials, "portcullis", "2026-11-01", operation, parameters);
    }

    /** An operation of any service, as a signed Query form. */
    Answer query(String service, String version, String operation, Map<String, String> parameters) {
        return SignedForm.call(server, credentials, service, version, operation, parameters);
    }

    Finished cli(AwsCli cli, String... arguments) {
        return cli.run(server, credentials, arguments);
    }

    /** The same with other credentials. */
    Person with(AwsCredentials others) {
        return new Person(server, others);
    }

    /** Makes a user without any permission in the caller's account, with an access key. */
    Person newUser(String name) {
        try (var iam = iam()) {
            iam.createUser(request -> request.userName(name));
            var key = iam.createAccessKey(request -> request.userName(name)).accessKey();
            return with(AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
        }
    }

    /** Embeds a policy of one statement in a user of the caller's account. */
    void letUser(String name, String policyName, String... statements) {
        try (var iam = iam()) {
            iam.putUserPolicy(request ->
                    request.userName(name).policyName(policyName).policyDocument(Policies.document(statements)));
        }
    }

    /** Assumes a role. */
    Person assume(String roleArn, String sessionName) {
        return assume(AssumeRoleRequest.builder()
                .roleArn(roleArn)
                .roleSessionName(sessionName)
                .build());
    }

    Person assume(AssumeRoleRequest request) {
        try (var sts = sts()) {
            return with(session(sts.assumeRole(request).credentials()));
        }
    }

    /** What STS answered, as credentials to call with. */
    static AwsCredentials session(Credentials answered) {
        return AwsSessionCredentials.create(
                answered.accessKeyId(), answered.secretAccessKey(), answered.sessionToken());
    }

    /** The caller's own ARN. */
    String arn() {
        try (var sts = sts()) {
            return sts.getCallerIdentity().arn();
        }
    }

    String account() {
        return arn().split(":", -1)[4];
    }

    URI endpoint() {
        return server.endpoint();
    }
}
