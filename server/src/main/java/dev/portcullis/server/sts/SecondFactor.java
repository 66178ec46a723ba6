// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sts;

import dev.portcullis.server.error.ApiError.AccessDenied;
import java.util.Optional;

/** The one-time password in a request for a session. Nobody has a device yet, so none is ever right; AWS's texts. */
final class SecondFactor {
    private SecondFactor() {}

    /** @throws dev.portcullis.server.error.ApiException if a password or a device is named at all */
    static void requireNone(Optional<String> serialNumber, Optional<String> tokenCode) {
        if (serialNumber.isPresent() != tokenCode.isPresent()) {
            throw new AccessDenied(
                            "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.")
                    .asException();
        }
        if (serialNumber.isPresent()) {
            throw new AccessDenied(
                            "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA"
                                    + " serial number is valid and associated with this user.")
                    .asException();
        }
    }
}
