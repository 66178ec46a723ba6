// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.http.HttpCall;
import java.util.Optional;

/** The steps of a sign-in as forms and the API name them, with the fields that each reads. */
final class Steps {
    private Steps() {}

    /**
     * Takes a step.
     *
     * @param step one of {@code password}, {@code passkey}, {@code second-factor} and {@code new-password}
     */
    static Outcome take(SignIns signIns, String step, Fields fields, String browser, HttpCall call) {
        return switch (step) {
            case "password" -> signIns.password(claim(fields), fields.get("password"), browser, call);
            case "passkey" -> signIns.passkey(fields.get("passkey"), browser, call);
            case "second-factor" ->
                signIns.secondFactor(
                        fields.get("ticket"), answer(fields).orElse(new SecondFactorAnswer.Code("")), browser, call);
            case "new-password" -> signIns.newPassword(fields.get("ticket"), fields.get("newPassword"), browser, call);
            default -> throw new IllegalArgumentException("no step: " + step);
        };
    }

    private static Claim claim(Fields fields) {
        return fields.has("email")
                ? new Claim.OfRoot(fields.get("email"))
                : new Claim.OfUser(fields.get("account"), fields.get("name"));
    }

    /** The answer to the question for a second factor, if there is one. */
    static Optional<SecondFactorAnswer> answer(Fields fields) {
        if (!fields.get("passkey").isEmpty()) {
            return Optional.of(new SecondFactorAnswer.Passkey(fields.get("passkey")));
        }
        return fields.get("code").isEmpty()
                ? Optional.empty()
                : Optional.of(new SecondFactorAnswer.Code(fields.get("code")));
    }
}
