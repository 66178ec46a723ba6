// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.server.error.ApiError.InstanceProblem;
import java.util.Base64;
import java.util.regex.Pattern;

/** What the owner of an instance hands to the software on it. */
final class UserData {
    private static final int MOST_BYTES = 16_384;
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    private UserData() {}

    /** @throws dev.portcullis.server.error.ApiException if it is not Base64, or too long */
    static void require(String base64) {
        try {
            requireLength(Base64.getDecoder().decode(WHITE_SPACE.matcher(base64).replaceAll("")).length);
        } catch (IllegalArgumentException e) {
            throw InstanceProblem.badValue("Invalid BASE64 encoding of user data.")
                    .asException();
        }
    }

    /** @throws dev.portcullis.server.error.ApiException if it is too long */
    static void requireLength(int bytes) {
        if (bytes > MOST_BYTES) {
            throw InstanceProblem.badValue("User data is limited to " + MOST_BYTES + " bytes.")
                    .asException();
        }
    }
}
