// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.sigv4;

/** What came out of verifying a signature. */
public sealed interface Verdict {
    /**
     * The signature holds: whoever knows the secret of this key made this very request. Identity must be read from here and nowhere else.
     *
     * @param claim the claim that has proved true
     */
    record Verified(SignatureClaim.Signed claim) implements Verdict {
        /** The key that signed. */
        public String accessKeyId() {
            return claim.scope().accessKeyId();
        }
    }

    /** The request must be refused. */
    record Rejected(SignatureProblem problem) implements Verdict {}
}
