// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.agent.metadata;

import dev.portcullis.agent.http.HttpAnswer;
import dev.portcullis.agent.metadata.Knowledge.RoleState;
import dev.portcullis.agent.server.RoleCredentials;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The credentials of the role in the two forms in which AWS's SDKs read them. */
final class CredentialsJson {
    /**
     * The longest time that clients are told credentials last. They keep them for nearly as long as they are told; but those of a role that is
     * replaced end at once, and a program that runs on is to come for the new ones soon. AWS's clients come at the latest when 15 minutes are
     * left, so that less would have them come each time.
     */
    private static final Duration LONGEST_TOLD = Duration.ofMinutes(20);

    private CredentialsJson() {}

    /** Of the metadata service; a role that cannot be assumed is told with status 200 and another code, as EC2 does. */
    static HttpAnswer metadata(Knowledge knowledge, Instant now) {
        if (knowledge.role() instanceof RoleState.NotAssumable(String message)) {
            return json(
                    200,
                    new Json()
                            .put("Code", "AssumeRoleUnauthorizedAccess")
                            .put("Message", message)
                            .put("LastUpdated", lastUpdated(knowledge).toString()));
        }
        return knowledge
                .credentials(now)
                .map(credentials -> json(
                        200,
                        new Json()
                                .put("Code", "Success")
                                .put("LastUpdated", seconds(credentials.lastUpdated()))
                                .put("Type", "AWS-HMAC")
                                .put("AccessKeyId", credentials.accessKeyId())
                                .put(
                                        "SecretAccessKey",
                                        credentials.secretAccessKey().reveal())
                                .put("Token", credentials.sessionToken().reveal())
                                .put("Expiration", seconds(toldExpiration(credentials, now)))))
                .orElseGet(() -> HttpAnswer.status(503));
    }

    /** Of the endpoint for containers. */
    static HttpAnswer container(Knowledge knowledge, RoleCredentials credentials, Instant now) {
        return json(
                200,
                new Json()
                        .put("AccessKeyId", credentials.accessKeyId())
                        .put("SecretAccessKey", credentials.secretAccessKey().reveal())
                        .put("Token", credentials.sessionToken().reveal())
                        .put("Expiration", seconds(toldExpiration(credentials, now)))
                        .put("RoleArn", credentials.roleArn())
                        .put("AccountId", knowledge.instance().accountId()));
    }

    static HttpAnswer json(int status, Json json) {
        return HttpAnswer.of(status, HttpAnswer.JSON, json.toBytes());
    }

    /** When what is known of the role last changed. */
    static Instant lastUpdated(Knowledge knowledge) {
        var since = knowledge.role() instanceof RoleState.Available(RoleCredentials credentials)
                ? credentials.lastUpdated()
                : knowledge.since();
        return since.truncatedTo(ChronoUnit.SECONDS);
    }

    private static Instant toldExpiration(RoleCredentials credentials, Instant now) {
        Instant soon = now.plus(LONGEST_TOLD);
        return soon.isBefore(credentials.expiration()) ? soon : credentials.expiration();
    }

    private static String seconds(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
