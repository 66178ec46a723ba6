// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.policy;

import java.util.List;

/** A JSON value that knows where it stands: offsets into the text, {@code end} exclusive. */
sealed interface Json {
    int start();

    int end();

    record Obj(List<Member> members, int start, int end) implements Json {}

    record Arr(List<Json> items, int start, int end) implements Json {}

    /** A string, unescaped; the offsets include the quotation marks. */
    record Str(String text, int start, int end) implements Json {}

    /** A number or a boolean in its canonical text (rule 1.3). */
    record Scalar(String text, int start, int end) implements Json {}

    record Null(int start, int end) implements Json {}

    record Member(Str name, Json value) {}
}
