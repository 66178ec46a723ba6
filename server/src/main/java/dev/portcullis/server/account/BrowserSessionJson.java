// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.account;

import dev.portcullis.server.account.BrowserSession.ActingRole;
import dev.portcullis.server.account.BrowserSession.SecondFactor;
import java.time.Duration;
import java.util.Optional;

/** Browser sessions as stored documents and back. */
final class BrowserSessionJson {
    static final int SCHEMA_VERSION = 2; // 2: with roles

    private BrowserSessionJson() {}

    static String write(BrowserSession session) {
        return new JsonText()
                .putObject("principal", Optional.of(write(session.principal())))
                .put("epoch", session.epoch())
                .put("generation", session.generation())
                .put("halfHash", session.halfHash())
                .putObject("secondFactor", session.secondFactor().map(BrowserSessionJson::write))
                .put("createdAt", session.createdAt())
                .put("expiresAt", session.expiresAt())
                .put("idleSeconds", session.idle().toSeconds())
                .put("provenAt", session.provenAt())
                .put("usedAt", session.usedAt())
                .put("address", session.address())
                .put("agent", session.agent())
                .putObjects("roles", session.roles(), BrowserSessionJson::write)
                .toString();
    }

    private static JsonText write(SessionPrincipal principal) {
        return switch (principal) {
            case SessionPrincipal.Root(var account) -> new JsonText().put("root", account);
            case SessionPrincipal.User(var id) -> new JsonText().put("user", id);
            case SessionPrincipal.Temporary(var id, var accessKeyId, var sessionToken) ->
                new JsonText()
                        .put("temporary", id)
                        .put("accessKeyId", accessKeyId)
                        .put("sessionToken", sessionToken);
        };
    }

    private static JsonText write(SecondFactor factor) {
        return new JsonText().put("at", factor.at()).put("method", factor.method());
    }

    private static void write(JsonText json, ActingRole role) {
        json.put("id", role.id()).put("sessionToken", role.sessionToken()).put("expiresAt", role.expiresAt());
    }

    private static ActingRole readRole(Json json) {
        return new ActingRole(json.text("id"), json.text("sessionToken"), json.instant("expiresAt"));
    }

    static BrowserSession read(String id, String document) {
        var json = Json.parse(document);
        return new BrowserSession(
                id,
                readPrincipal(json.optionalObject("principal").orElseThrow()),
                json.number("epoch"),
                json.number("generation"),
                json.text("halfHash"),
                json.optionalObject("secondFactor")
                        .map(factor -> new SecondFactor(factor.instant("at"), factor.text("method"))),
                json.instant("createdAt"),
                json.instant("expiresAt"),
                Duration.ofSeconds(json.number("idleSeconds")),
                json.instant("provenAt"),
                json.instant("usedAt"),
                json.text("address"),
                json.text("agent"),
                json.objectsIfAny("roles").stream()
                        .map(BrowserSessionJson::readRole)
                        .toList());
    }

    private static SessionPrincipal readPrincipal(Json json) {
        return json.optionalText("root")
                .<SessionPrincipal>map(SessionPrincipal.Root::new)
                .or(() -> json.optionalText("user").map(SessionPrincipal.User::new))
                .orElseGet(() -> new SessionPrincipal.Temporary(
                        json.text("temporary"), json.text("accessKeyId"), json.text("sessionToken")));
    }
}
