// SPDX-License-Identifier: Apache-2.0
/**
 * AWS Signature Version 4 and 4a over raw bytes: what a client adds to a request ({@link dev.portcullis.aws.sigv4.SigV4Signer}), what a server
 * reads in one ({@link dev.portcullis.aws.sigv4.SigV4Parser}) and whether it holds ({@link dev.portcullis.aws.sigv4.SigV4Verifier}).
 * Nothing here knows accounts, keys' owners or the HTTP implementation, and nothing that a request can contain makes it throw: a request
 * is unsigned, malformed, rejected with a {@link dev.portcullis.aws.sigv4.SignatureProblem}, or verified.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html">AWS Signature Version 4</a>
 */
@NullMarked
package dev.portcullis.aws.sigv4;

import org.jspecify.annotations.NullMarked;
