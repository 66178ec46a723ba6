// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.sts;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.authn.Caller;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.mfa.OneTimePasswords;
import java.time.Instant;
import java.util.Optional;

/** The one-time password in a request for a session: one of a device of the caller's own; AWS's texts. */
final class SecondFactor {
    private static final String FAILED = "MultiFactorAuthentication failed, ";

    private final OneTimePasswords passwords;

    SecondFactor(OneTimePasswords passwords) {
        this.passwords = passwords;
    }

    /**
     * When the caller proved its second factor in this request: now; empty if it does not try to.
     *
     * @param account the caller's
     * @throws dev.portcullis.server.error.ApiException if it tries and fails; which of device and password is wrong is told only to the
     *     owner of the device
     */
    Optional<Instant> provenBy(Account account, Call call, Optional<String> serialNumber, Optional<String> tokenCode) {
        if (serialNumber.isEmpty() && tokenCode.isEmpty()) {
            return Optional.empty();
        }
        if (serialNumber.isEmpty() || tokenCode.isEmpty()) {
            throw refused("must provide both MFA serial number and one time pass code.");
        }
        var device = owner(account, call.caller())
                .flatMap(owner -> account.mfaDeviceBySerial(serialNumber.get()).filter(found -> found.isOf(owner)))
                .orElseThrow(() -> refused("unable to validate MFA code.  Please verify your MFA serial number is valid"
                        + " and associated with this user."));
        if (!passwords.use(account, device, tokenCode.get(), call.time())) {
            throw new AccessDenied("MultiFactorAuthentication failed with invalid MFA one time pass code. ")
                    .asException();
        }
        return Optional.of(call.time());
    }

    private static Optional<String> owner(Account account, Caller caller) {
        return switch (caller.identity()) {
            case Identity.User(var userId) -> Optional.of(userId);
            case Identity.Root() -> Optional.of(account.id().text());
            case Identity.Role _, Identity.FederatedUser _, Identity.Service _, Identity.Agent _ -> Optional.empty();
        };
    }

    private static RuntimeException refused(String why) {
        return new AccessDenied(FAILED + why).asException();
    }
}
