// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.signin;

import dev.portcullis.server.http.HttpAnswer;
import dev.portcullis.server.http.HttpCall;
import dev.portcullis.server.http.HttpHeader;
import dev.portcullis.server.signin.CliLogins.Refused;
import dev.portcullis.server.signin.CliLogins.Tokens;
import dev.portcullis.server.signin.SignInEvents.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code POST /v1/token} as AWS Sign-In has it: CreateOAuth2Token, in REST-JSON. Nobody signs it; code or refresh token and the proof of a key are all. */
final class TokenEndpoint {
    private final CliLogins logins;
    private final SignInEvents events;

    TokenEndpoint(CliLogins logins, SignInEvents events) {
        this.logins = logins;
        this.events = events;
    }

    HttpAnswer handle(HttpCall call) {
        try {
            if (!call.rawQuery().isEmpty()) {
                throw Refused.invalid("Only CreateOAuth2Token is served here.");
            }
            var body = Fields.ofJson(call).orElseThrow(() -> Refused.invalid("The body is a JSON object of texts."));
            return Answers.json(200, shown(logins.tokens(body, call)), List.of());
        } catch (Refused e) {
            events.refused(call, Event.CREATE_CLI_TOKEN, 400, e.error(), Optional.empty());
            return error(e);
        }
    }

    private static Map<String, Object> shown(Tokens tokens) {
        var credentials = new LinkedHashMap<String, Object>();
        credentials.put("accessKeyId", tokens.accessKeyId());
        credentials.put("secretAccessKey", tokens.secretAccessKey().revealText());
        credentials.put("sessionToken", tokens.sessionToken());
        var fields = new LinkedHashMap<String, Object>();
        fields.put("accessToken", credentials);
        fields.put("tokenType", "aws_sigv4");
        fields.put("expiresIn", tokens.expiresIn());
        fields.put("refreshToken", tokens.refreshToken());
        tokens.idToken().ifPresent(token -> fields.put("idToken", token));
        return fields;
    }

    private static HttpAnswer error(Refused refused) {
        var answer = Answers.json(400, Map.of("error", refused.error(), "message", refused.text()), List.of());
        var headers = new ArrayList<>(answer.headers());
        headers.add(new HttpHeader("x-amzn-errortype", refused.type()));
        return new HttpAnswer(answer.status(), headers, answer.body());
    }
}
