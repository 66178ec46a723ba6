// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.query;

import dev.portcullis.aws.model.Member;
import dev.portcullis.aws.model.OperationModel;
import dev.portcullis.aws.model.Protocol;
import dev.portcullis.aws.model.ServiceMetadata;
import dev.portcullis.aws.model.Shape;
import dev.portcullis.aws.model.Shape.BlobShape;
import dev.portcullis.aws.model.Shape.BooleanShape;
import dev.portcullis.aws.model.Shape.DoubleShape;
import dev.portcullis.aws.model.Shape.FloatShape;
import dev.portcullis.aws.model.Shape.IntegerShape;
import dev.portcullis.aws.model.Shape.ListShape;
import dev.portcullis.aws.model.Shape.LongShape;
import dev.portcullis.aws.model.Shape.MapShape;
import dev.portcullis.aws.model.Shape.StringShape;
import dev.portcullis.aws.model.Shape.TimestampShape;
import dev.portcullis.aws.model.StructureShape;
import dev.portcullis.aws.model.TimestampFormat;
import dev.portcullis.aws.model.XmlNamespace;
import dev.portcullis.aws.wire.ErrorAnswer;
import dev.portcullis.aws.wire.XmlText;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Encodes answers and errors of the Query protocol and of its EC2 dialect, which has no element around the result, names the request's id
 * {@code requestId}, answers {@code return} where there is no output, and wraps errors in {@code Response} and {@code Errors}. Members stand in model order. Absent members are left out, and so are empty lists and
 * maps, but for required ones and those of the output itself: {@code <Users/>} is sent, the {@code <Tags/>} of a user is not. Moments are
 * whole seconds in UTC.
 */
public final class XmlEncoder {
    /** The media type of everything encoded here. */
    public static final String CONTENT_TYPE = "text/xml";

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Xml xml = new Xml();

    private XmlEncoder() {}

    /**
     * The answer of an operation that succeeded.
     *
     * @throws IllegalArgumentException if the output holds text that XML 1.0 cannot carry, which no accepted input contains
     */
    public static <O> byte[] answer(OperationModel<?, O> operation, O output, String requestId) {
        var encoder = new XmlEncoder();
        Xml xml = encoder.xml;
        String root = operation.name() + "Response";
        encoder.openRoot(root, operation.service().xmlNamespace());
        if (operation.service().protocol() == Protocol.EC2) {
            encoder.ec2Answer(operation, output, requestId);
            return xml.close(root).toByteArray();
        }
        operation.resultWrapper().ifPresent(wrapper -> {
            xml.open(wrapper);
            encoder.members(operation.output(), output, true);
            xml.close(wrapper);
        });
        xml.open("ResponseMetadata").open("RequestId").text(requestId).close("RequestId");
        return xml.close("ResponseMetadata").close(root).toByteArray();
    }

    private <O> void ec2Answer(OperationModel<?, O> operation, O output, String requestId) {
        xml.open("requestId").text(requestId).close("requestId");
        if (operation.hasOutput()) {
            members(operation.output(), output, true);
        } else {
            xml.open("return").ascii("true").close("return");
        }
    }

    /** An error in the dialect of the service that answers. */
    public static byte[] error(ServiceMetadata service, ErrorAnswer error, String requestId) {
        return service.protocol() == Protocol.EC2
                ? ec2Error(error, requestId)
                : error(service.xmlNamespace(), error, requestId);
    }

    private static byte[] ec2Error(ErrorAnswer error, String requestId) {
        var encoder = new XmlEncoder();
        Xml xml = encoder.xml;
        xml.open("Response").open("Errors").open("Error");
        xml.open("Code").text(error.code()).close("Code");
        xml.open("Message").text(error.message()).close("Message");
        error.details().ifPresent(encoder::details);
        xml.close("Error").close("Errors");
        xml.open("RequestID").text(requestId).close("RequestID");
        return xml.close("Response").toByteArray();
    }

    /** An error of plain Query, in the namespace of the service that answers. */
    public static byte[] error(String namespace, ErrorAnswer error, String requestId) {
        var encoder = new XmlEncoder();
        Xml xml = encoder.xml;
        encoder.openRoot("ErrorResponse", namespace);
        xml.open("Error")
                .open("Type")
                .ascii(error.senderFault() ? "Sender" : "Receiver")
                .close("Type");
        xml.open("Code").text(error.code()).close("Code");
        xml.open("Message").text(error.message()).close("Message");
        error.details().ifPresent(encoder::details);
        xml.close("Error").open("RequestId").text(requestId).close("RequestId");
        return xml.close("ErrorResponse").toByteArray();
    }

    private <T> void details(ErrorAnswer.Details<T> details) {
        List<Member> members = details.shape().members();
        for (int place = 0; place < members.size(); place++) {
            Object value = details.shape().value(details.value(), place);
            if (value != null && !members.get(place).wireName().equalsIgnoreCase("message")) {
                member(members.get(place), value, false);
            }
        }
    }

    private void openRoot(String name, String namespace) {
        xml.openTag(name);
        if (!namespace.isEmpty()) {
            xml.attribute("xmlns", namespace);
        }
        xml.closeTag();
    }

    private void members(StructureShape<?> shape, Object structure, boolean isOutput) {
        List<Member> members = shape.members();
        for (int place = 0; place < members.size(); place++) {
            Member member = members.get(place);
            Object value = shape.valueOf(structure, place);
            if (value != null && !member.xmlAttribute()) {
                member(member, value, isOutput);
            }
        }
    }

    private void member(Member member, Object value, boolean ofOutput) {
        Shape shape = member.shape();
        switch (shape) {
            case ListShape list
            when list.flattened() -> {
                Optional<XmlNamespace> namespace = list.elementNamespace().or(member::xmlNamespace);
                for (Object element : (List<?>) value) {
                    element(member.wireName(), namespace, list.element(), element, Optional.empty());
                }
            }
            case MapShape map
            when map.flattened() ->
                ((Map<?, ?>) value).forEach((key, entry) -> {
                    open(member.wireName(), member.xmlNamespace());
                    entry(map, key, entry);
                    xml.close(member.wireName());
                });
            default -> {
                if (ofOutput || member.required() || !isEmptyAggregate(shape, value)) {
                    element(member.wireName(), member.xmlNamespace(), shape, value, member.timestampFormat());
                }
            }
        }
    }

    private static boolean isEmptyAggregate(Shape shape, Object value) {
        return switch (shape) {
            case ListShape any -> ((List<?>) value).isEmpty();
            case MapShape any -> ((Map<?, ?>) value).isEmpty();
            default -> false;
        };
    }

    private void element(
            String name,
            Optional<XmlNamespace> namespace,
            Shape shape,
            Object value,
            Optional<TimestampFormat> format) {
        xml.openTag(name);
        namespace.ifPresent(this::namespace);
        if (shape instanceof StructureShape<?> structure) {
            attributes(structure, value);
        }
        xml.closeTag();
        content(shape, value, format);
        xml.close(name);
    }

    private void open(String name, Optional<XmlNamespace> namespace) {
        xml.openTag(name);
        namespace.ifPresent(this::namespace);
        xml.closeTag();
    }

    private void namespace(XmlNamespace namespace) {
        xml.attribute(namespace.prefix().isEmpty() ? "xmlns" : "xmlns:" + namespace.prefix(), namespace.uri());
    }

    private void attributes(StructureShape<?> shape, Object structure) {
        List<Member> members = shape.members();
        for (int place = 0; place < members.size(); place++) {
            Member member = members.get(place);
            if (member.xmlAttribute() && shape.valueOf(structure, place) instanceof String value) {
                xml.attribute(member.wireName(), carried(value));
            }
        }
    }

    private void content(Shape shape, Object value, Optional<TimestampFormat> format) {
        switch (shape) {
            case StructureShape<?> structure -> members(structure, value, false);
            case ListShape list -> {
                for (Object element : (List<?>) value) {
                    element(list.elementName(), list.elementNamespace(), list.element(), element, Optional.empty());
                }
            }
            case MapShape map ->
                ((Map<?, ?>) value).forEach((key, entry) -> {
                    xml.open("entry");
                    entry(map, key, entry);
                    xml.close("entry");
                });
            case StringShape text when text.percentEncodedPolicy() -> xml.percentEncoded((String) value);
            case StringShape text -> xml.text(carried((String) value));
            case BlobShape any -> xml.bytes(Base64.getEncoder().encode((byte[]) value));
            case TimestampShape moment -> xml.ascii(timestamp((Instant) value, format.orElse(moment.format())));
            case FloatShape any -> xml.ascii(value.toString());
            case DoubleShape any -> xml.ascii(value.toString());
            case IntegerShape any -> xml.ascii(value.toString());
            case LongShape any -> xml.ascii(value.toString());
            case BooleanShape any -> xml.ascii(value.toString());
        }
    }

    private void entry(MapShape map, Object key, Object value) {
        element(map.keyName(), Optional.empty(), map.key(), key, Optional.empty());
        element(map.valueName(), Optional.empty(), map.value(), value, Optional.empty());
    }

    private static String carried(String text) {
        if (!XmlText.canCarry(text)) {
            throw new IllegalArgumentException("an answer holds text that XML 1.0 cannot carry");
        }
        return text;
    }

    private static String timestamp(Instant moment, TimestampFormat format) {
        return switch (format) {
            case ISO8601 -> moment.truncatedTo(ChronoUnit.SECONDS).toString();
            case RFC822 -> HTTP_DATE.format(moment);
            case UNIX_TIMESTAMP -> Long.toString(moment.getEpochSecond());
        };
    }
}
