// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authz;

import dev.portcullis.policy.Context;
import dev.portcullis.policy.Effect;
import dev.portcullis.policy.Explanation;
import dev.portcullis.policy.Explanation.Match;
import dev.portcullis.policy.Explanation.Way;
import dev.portcullis.policy.Layer;
import dev.portcullis.policy.Request;
import dev.portcullis.policy.Result;
import dev.portcullis.server.secrets.AuthorizationMessages;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What {@code sts:DecodeAuthorizationMessage} tells of a denial, in AWS's form: whether a statement denied and which, who asked for what on what,
 * and the values of the condition keys. It is sealed for the account of the caller who was denied: whoever passes it on learns nothing from it.
 */
public final class EncodedMessages {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final AuthorizationMessages messages;

    public EncodedMessages(AuthorizationMessages messages) {
        this.messages = messages;
    }

    /** The sealed message of a denial; where the condition keys have too much to say, without them. Empty if even that is too long. */
    public Optional<String> of(Subject subject, Request request, Explanation explanation, Instant now) {
        var account = subject.caller().account().text();
        return messages.seal(account, json(subject, request, explanation, request.context()), now)
                .or(() -> messages.seal(account, json(subject, request, explanation, Context.empty()), now));
    }

    private static String json(Subject subject, Request request, Explanation explanation, Context context) {
        var text = new StringWriter(1_024);
        try (var json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeBooleanProperty("allowed", false);
            json.writeBooleanProperty("explicitDeny", explanation.decision().result() == Result.EXPLICIT_DENY);
            list(json, "matchedStatements", denials(subject, request, explanation), match -> statement(json, match));
            list(json, "failures", List.of(), failure -> {});
            json.writeObjectPropertyStart("context");
            json.writeObjectPropertyStart("principal");
            json.writeStringProperty("id", subject.userId());
            subject.userName().ifPresent(name -> json.writeStringProperty("name", name));
            json.writeStringProperty("arn", subject.arn());
            json.writeEndObject();
            json.writeStringProperty("action", request.action());
            json.writeStringProperty("resource", request.resource());
            json.writeObjectPropertyStart("conditions");
            items(json, sortedKeys(context), key -> condition(json, key, context));
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString();
    }

    /** The statements that deny. A policy on the resource of another account is that account's secret. */
    private static List<Match> denials(Subject subject, Request request, Explanation explanation) {
        boolean isOwn =
                request.resourceAccount().equals(subject.caller().account().text());
        return explanation.matched().stream()
                .filter(match -> match.statement().effect() == Effect.DENY)
                .filter(match -> isOwn || match.statement().layer() != Layer.RESOURCE)
                .toList();
    }

    private static void statement(JsonGenerator json, Match match) {
        var statement = match.statement();
        json.writeStartObject();
        json.writeStringProperty("statementId", statement.sid().orElse(""));
        json.writeStringProperty("effect", "DENY");
        json.writeStringProperty("sourcePolicyId", statement.policyId());
        json.writeStringProperty("sourcePolicyType", Denial.name(statement.layer()));
        json.writeNumberProperty("statementIndex", statement.index());
        match.way().ifPresent(way -> way(json, way));
        json.writeEndObject();
    }

    private static void way(JsonGenerator json, Way way) {
        json.writeStringProperty("roleArn", way.roleArn());
        json.writeStringProperty("attachedTo", way.attachedTo());
    }

    private static List<String> sortedKeys(Context context) {
        return StreamSupport.stream(context.keys().spliterator(), false)
                .filter(key -> context.value(key).isPresent())
                .sorted()
                .toList();
    }

    private static void condition(JsonGenerator json, String key, Context context) {
        json.writeStartObject();
        json.writeStringProperty("key", key);
        list(json, "values", context.value(key).orElseThrow().texts(), value -> {
            json.writeStartObject();
            json.writeStringProperty("value", value);
            json.writeEndObject();
        });
        json.writeEndObject();
    }

    /** Lists are objects with a member {@code items} in these messages. */
    private static <T> void list(JsonGenerator json, String name, List<T> items, Consumer<T> write) {
        json.writeObjectPropertyStart(name);
        items(json, items, write);
        json.writeEndObject();
    }

    private static <T> void items(JsonGenerator json, List<T> items, Consumer<T> write) {
        json.writeArrayPropertyStart("items");
        items.forEach(write);
        json.writeEndArray();
    }
}
