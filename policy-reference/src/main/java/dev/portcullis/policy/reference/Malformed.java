// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy.reference;

/** A text that is no policy (section 1). The evaluator answers it by refusing the request (rule 10.2). */
final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Malformed(String why) {
        super(why);
    }
}
