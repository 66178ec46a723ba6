// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.authn.BrowserSessions.Opened;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What came of a step of a sign-in. */
sealed interface Outcome {
    /** It is done. */
    record SignedIn(Opened opened, SessionFacts facts) implements Outcome {}

    /**
     * A second factor is asked for.
     *
     * @param methods with which it can be proved
     * @param passkeyOptions what a page asks the browser for, if a passkey may answer
     * @param problem what was wrong with the last answer
     */
    record SecondFactorNeeded(
            String ticket, List<String> methods, Optional<String> passkeyOptions, Optional<String> problem)
            implements Outcome {}

    /**
     * Another password is asked for.
     *
     * @param problem what was wrong with the last one
     */
    record NewPasswordNeeded(String ticket, Optional<String> problem) implements Outcome {}

    /**
     * It failed, and begins anew.
     *
     * @param status of the HTTP answer
     * @param message for the one who tries
     * @param pause before another attempt is looked at
     */
    record Refused(int status, String message, Duration pause) implements Outcome {}
}
