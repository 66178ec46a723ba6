// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.error.ApiError.ProofRequired;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a browser session may do only within a quarter of an hour after whoever sits there proved to be the principal: so that nobody does
 * at an unlocked screen what would outlast the session. Signed requests are proofs by themselves.
 */
final class RecentProof {
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final Set<String> OF_EVERYBODY = Set.of(
            "iam:DeactivateMFADevice",
            "iam:DeleteVirtualMFADevice",
            "portcullis:DeleteHardwareMFADevice",
            "portcullis:BeginPasskeyRegistration",
            "portcullis:FinishPasskeyRegistration",
            "portcullis:CreateAccount",
            "portcullis:RegisterService",
            "portcullis:CreateServiceAccessKey",
            "portcullis:GetInstanceCredentials",
            "portcullis:CreateJoinToken",
            "portcullis:PutInstanceJoinCertificate");

    /** What gives somebody else credentials. */
    private static final Set<String> FOR_OTHERS = Set.of(
            "iam:CreateAccessKey",
            "iam:CreateLoginProfile",
            "iam:UpdateLoginProfile",
            "iam:CreateServiceSpecificCredential",
            "iam:ResetServiceSpecificCredential",
            "iam:UploadSSHPublicKey",
            "iam:UploadSigningCertificate",
            "portcullis:HandOutCredentials",
            "portcullis:SendSignInInstructions");

    private RecentProof() {}

    /**
     * Requires the proof where it is needed.
     *
     * @param subject whose caller is a browser session
     * @param operation with its service, such as {@code iam:CreateUser}
     * @param writes whether it changes something
     * @param userName whom the request names; asked only of operations that name somebody
     * @throws dev.portcullis.server.error.ApiException if the last proof is too long ago
     */
    static void require(Subject subject, String operation, boolean writes, Supplier<Optional<String>> userName) {
        if (isNeeded(subject, operation, writes, userName) && isTooOld(subject.caller())) {
            throw new ProofRequired("Prove again that it is you: this is asked for when the last proof is more than "
                            + LONGEST.toMinutes() + " minutes old.")
                    .asException();
        }
    }

    private static boolean isTooOld(Caller caller) {
        var provenAt = caller.browser().orElseThrow().provenAt();
        return Duration.between(provenAt, caller.facts().arrival()).compareTo(LONGEST) > 0;
    }

    private static boolean isNeeded(
            Subject subject, String operation, boolean writes, Supplier<Optional<String>> userName) {
        boolean isRoot = subject.caller().identity() instanceof Identity.Root;
        return (isRoot && writes)
                || OF_EVERYBODY.contains(operation)
                || (FOR_OTHERS.contains(operation) && !isOwn(subject, userName.get()));
    }

    private static boolean isOwn(Subject subject, Optional<String> userName) {
        return userName.isEmpty()
                || subject.userName().filter(userName.get()::equalsIgnoreCase).isPresent();
    }
}
