// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.wire;

import dev.portcullis.aws.model.Bounds;
import dev.portcullis.aws.model.Shape.BlobShape;
import dev.portcullis.aws.model.Shape.StringShape;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects what breaks the constraints of a model, and says it in AWS's words. Patterns match the whole value; lengths of text count
 * Unicode code points, as Smithy defines them; lengths of blobs count bytes.
 *
 * <p>Text is always held to what XML 1.0 can carry, so that whatever is accepted can be answered. A value longer than its maximum is matched
 * against its pattern only up to {@value #LONGEST_MATCHED} characters, which bounds the time and depth of matching.
 */
public final class ConstraintValidator {
    private static final int LONGEST_MATCHED = 1_024;
    private static final int LONGEST_SHOWN = 2_048;
    private static final int MOST_REPORTED = 100;
    private static final String XML_TEXT =
            "[\\u0009\\u000A\\u000D\\u0020-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]*";

    private final ValueEcho echo;
    private final List<String> broken = new ArrayList<>();
    private int missing;

    public ConstraintValidator(ValueEcho echo) {
        this.echo = echo;
    }

    /** How many constraints are broken so far. */
    public int count() {
        return broken.size();
    }

    public void missing(MemberPath path) {
        missing++;
        report(echo == ValueEcho.SHOWN ? "Value null" : "Value", path, "Member must not be null");
    }

    public void text(StringShape shape, String value, MemberPath path) {
        String subject = shape.sensitive() || echo == ValueEcho.HIDDEN ? "Value" : shown(value);
        int length = value.codePointCount(0, value.length());
        boolean matched = !shape.length().isAbove(length) || length <= LONGEST_MATCHED;
        if (!XmlText.canCarry(value)) {
            report(
                    subject,
                    path,
                    "Member must satisfy regular expression pattern: "
                            + shape.pattern().map(Object::toString).orElse(XML_TEXT));
        } else if (matched
                && shape.pattern().isPresent()
                && !shape.pattern().get().matcher(value).matches()) {
            report(
                    subject,
                    path,
                    "Member must satisfy regular expression pattern: "
                            + shape.pattern().get());
        }
        length(shape.length(), length, subject, path);
        if (!shape.values().isEmpty() && !shape.values().contains(value)) {
            String set = echo == ValueEcho.SHOWN ? ": [" + String.join(", ", shape.values()) + "]" : "";
            report(subject, path, "Member must satisfy enum value set" + set);
        }
    }

    public void blob(BlobShape shape, byte[] value, MemberPath path) {
        length(shape.length(), value.length, "Value", path);
    }

    /** The size of a list or map. */
    public void size(Bounds bounds, int size, MemberPath path) {
        length(bounds, size, "Value", path);
    }

    public void number(Bounds bounds, long value, MemberPath path) {
        if (bounds.isAbove(value)) {
            report(shown(Long.toString(value)), path, "Member must have value less than or equal to " + bounds.max());
        }
        if (bounds.isBelow(value)) {
            report(
                    shown(Long.toString(value)),
                    path,
                    "Member must have value greater than or equal to " + bounds.min());
        }
    }

    private void length(Bounds bounds, long length, String subject, MemberPath path) {
        if (bounds.isAbove(length)) {
            report(subject, path, "Member must have length less than or equal to " + bounds.max());
        }
        if (bounds.isBelow(length)) {
            report(subject, path, "Member must have length greater than or equal to " + bounds.min());
        }
    }

    private static String shown(String value) {
        return "Value '" + (value.length() <= LONGEST_SHOWN ? value : value.substring(0, LONGEST_SHOWN) + "...") + "'";
    }

    private void report(String subject, MemberPath path, String constraint) {
        if (broken.size() < MOST_REPORTED) {
            broken.add(subject + " at '" + path + "' failed to satisfy constraint: " + constraint);
        }
    }

    /** Refuses the request if anything was reported. */
    public void requireNothingBroken() {
        if (!broken.isEmpty()) {
            throw new InvalidRequestException(
                    missing >= broken.size()
                            ? InvalidRequestException.Reason.MISSING
                            : InvalidRequestException.Reason.CONSTRAINTS,
                    broken.size()
                            + (broken.size() == 1 ? " validation error detected: " : " validation errors detected: ")
                            + String.join("; ", broken));
        }
    }
}
