// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.api;

import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Accounts;
import dev.portcullis.server.authn.Caller.RequestFacts;
import dev.portcullis.server.authn.CertificateSignatures.Certified;
import dev.portcullis.server.storage.CommitRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * One call of an operation that is for everyone: who makes it is not known, unless the operation finds that out.
 *
 * @param facts what is known of the request itself
 * @param time the time that counts for everything the call does, in whole seconds as AWS tells times
 * @param certificate whose key signed the request, if it was signed so: who it is of is for the operation to find out
 * @param trail is told whether a commit tells of the call
 */
public record OpenCall(
        RequestFacts facts,
        Instant time,
        Accounts accounts,
        Issuer issuer,
        Optional<Certified> certificate,
        Trail trail) {
    public OpenCall {
        time = time.truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * What is kept with a commit that the call makes.
     *
     * @param callerArn who it turned out to be
     * @param accessKeyId the credentials that it got
     * @param allowedBy the proof
     */
    public CommitRecord record(
            String operationId,
            OperationModel<?, ?> operation,
            String callerArn,
            String accessKeyId,
            String allowedBy) {
        return new CommitRecord(
                operationId,
                callerArn,
                accessKeyId,
                operation.toString(),
                facts.requestId(),
                facts.sourceAddress().getHostAddress(),
                facts.arrival(),
                allowedBy);
    }

    /** Says who it turned out to be, and which credentials it gets, for the audit log. */
    public void proven(AccountId account, String callerArn, String accessKeyId) {
        trail.proven(account, callerArn, accessKeyId);
    }

    /** Says that the call's commit is durable: the history tells of it, and the audit log need not. */
    public void committed() {
        trail.changes(true);
    }
}
