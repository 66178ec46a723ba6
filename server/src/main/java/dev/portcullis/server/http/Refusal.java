// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.http;

/** A request that the listener answers itself: it cannot be understood, is too much, or comes the wrong way. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** The sentence is shown to the caller. */
    Refusal(int status, String sentence) {
        super(sentence, null, false, false);
        this.status = status;
    }

    HttpAnswer answer() {
        return HttpAnswer.text(status, getMessage() + "\n");
    }
}
