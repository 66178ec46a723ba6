// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.aws.wire;

import dev.portcullis.aws.model.StructureShape;
import java.util.Optional;

/**
 * An error as the Query protocol tells it.
 *
 * @param senderFault whether the caller is at fault: {@code Sender}, else {@code Receiver}
 * @param code the code, such as {@code NoSuchEntity}
 * @param message the text; characters that XML cannot carry are replaced
 * @param details what the model adds to this error beyond its message
 */
public record ErrorAnswer(boolean senderFault, String code, String message, Optional<Details<?>> details) {
    /** An error that consists of code and message, as all of IAM's and STS's do. */
    public static ErrorAnswer of(boolean senderFault, String code, String message) {
        return new ErrorAnswer(senderFault, code, message, Optional.empty());
    }

    /** The members of a modelled error; one that is called Message, in any letter case, is left out in favour of the error's own. */
    public record Details<T>(StructureShape<T> shape, T value) {}
}
