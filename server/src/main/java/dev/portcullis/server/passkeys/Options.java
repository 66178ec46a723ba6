// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.passkeys;

import dev.portcullis.server.account.Passkey;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** What a page hands to {@code navigator.credentials}, in the JSON form that browsers parse (W3C Web Authentication, section 5.1.8 and 5.1.9). */
final class Options {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final String NAME_OF_THIS_SERVICE = "Portcullis";

    private Options() {}

    /** Who a new credential is for, as authenticators keep and show it. */
    record ForWhom(String userHandle, String name, String displayName) {}

    /** For a new credential of somebody, on an authenticator that has none of these yet. */
    static String creation(Site site, ForWhom whom, byte[] challenge, List<Passkey> present) {
        return object(json -> {
            json.writeObjectPropertyStart("rp");
            json.writeStringProperty("id", site.host());
            json.writeStringProperty("name", NAME_OF_THIS_SERVICE);
            json.writeEndObject();
            json.writeObjectPropertyStart("user");
            json.writeStringProperty("id", whom.userHandle());
            json.writeStringProperty("name", whom.name());
            json.writeStringProperty("displayName", whom.displayName());
            json.writeEndObject();
            challenge(json, challenge);
            json.writeArrayPropertyStart("pubKeyCredParams");
            for (int algorithm : Authenticators.ALGORITHMS) {
                json.writeStartObject();
                json.writeStringProperty("type", "public-key");
                json.writeNumberProperty("alg", algorithm);
                json.writeEndObject();
            }
            json.writeEndArray();
            credentials(json, "excludeCredentials", present);
            json.writeObjectPropertyStart("authenticatorSelection");
            json.writeStringProperty("residentKey", "preferred");
            json.writeStringProperty("userVerification", "preferred");
            json.writeEndObject();
            json.writeStringProperty("attestation", "none");
        });
    }

    /** For a proof by one of these credentials; by any that the authenticator knows for the site, if there are none. */
    static String request(Site site, byte[] challenge, List<Passkey> allowed) {
        return object(json -> {
            json.writeStringProperty("rpId", site.host());
            challenge(json, challenge);
            credentials(json, "allowCredentials", allowed);
            json.writeStringProperty("userVerification", allowed.isEmpty() ? "required" : "preferred");
        });
    }

    private static void challenge(JsonGenerator json, byte[] challenge) {
        json.writeStringProperty("challenge", Authenticators.encoded(challenge));
        json.writeNumberProperty("timeout", Challenges.LIFE.toMillis());
    }

    private static void credentials(JsonGenerator json, String name, List<Passkey> passkeys) {
        json.writeArrayPropertyStart(name);
        for (var passkey : passkeys) {
            json.writeStartObject();
            json.writeStringProperty("type", "public-key");
            json.writeStringProperty("id", passkey.credentialId());
            json.writeArrayPropertyStart("transports");
            passkey.transports().forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static String object(Consumer<JsonGenerator> fields) {
        var text = new StringWriter(512);
        try (var json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            fields.accept(json);
            json.writeEndObject();
        }
        return text.toString();
    }
}
