// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.audit;

import dev.portcullis.server.audit.AuditRecord.Decided;
import dev.portcullis.server.audit.AuditRecord.DecidingStatement;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Records as lines of JSON. A field is left out where there is nothing to say. */
final class RecordLines {
    private static final JsonFactory FACTORY = new JsonFactory();

    private RecordLines() {}

    static String of(AuditRecord record) {
        return line(json -> {
            json.writeStringProperty("time", record.time().toString());
            json.writeStringProperty("requestId", record.requestId());
            put(json, "account", record.account());
            put(json, "caller", record.callerArn());
            put(json, "accessKeyId", record.accessKeyId());
            json.writeStringProperty("sourceAddress", record.sourceAddress());
            put(json, "userAgent", record.userAgent());
            json.writeStringProperty("service", record.service());
            json.writeStringProperty("operation", record.operation());
            json.writeNumberProperty("status", record.status());
            json.writeStringProperty("code", record.code());
            put(json, "claimedIdentity", record.claimed());
            if (!record.decisions().isEmpty()) {
                json.writeArrayPropertyStart("decisions");
                record.decisions().forEach(decided -> decision(json, decided, record.callerArn()));
                json.writeEndArray();
            }
        });
    }

    /** The line that stands for records that were not written. */
    static String ofLost(Instant now, long count) {
        return line(json -> {
            json.writeStringProperty("time", now.toString());
            json.writeNumberProperty("recordsLost", count);
        });
    }

    private static void decision(JsonGenerator json, Decided decided, Optional<String> caller) {
        json.writeStartObject();
        if (!caller.equals(Optional.of(decided.callerArn()))) {
            json.writeStringProperty("caller", decided.callerArn());
        }
        json.writeStringProperty("action", decided.action());
        json.writeStringProperty("resource", decided.resource());
        json.writeStringProperty("result", decided.result());
        json.writeStringProperty("layer", decided.layer());
        decided.statement().ifPresent(statement -> statement(json, statement));
        json.writeEndObject();
    }

    private static void statement(JsonGenerator json, DecidingStatement statement) {
        json.writeStringProperty("policy", statement.policy());
        json.writeNumberProperty("statement", statement.index());
        put(json, "sid", statement.sid());
        put(json, "role", statement.way().map(AuditRecord.Way::role));
        put(json, "attachedTo", statement.way().map(AuditRecord.Way::attachedTo));
    }

    private static void put(JsonGenerator json, String name, Optional<String> value) {
        value.ifPresent(text -> json.writeStringProperty(name, text));
    }

    private static String line(Consumer<JsonGenerator> fields) {
        var text = new StringWriter(512);
        try (var json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            fields.accept(json);
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }
}
