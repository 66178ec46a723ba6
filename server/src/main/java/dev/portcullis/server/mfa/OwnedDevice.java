// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.mfa;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.MfaDevice;
import dev.portcullis.server.account.MfaDevice.Enabled;
import dev.portcullis.server.account.Passkey;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** An MFA device of a user or root, of whatever kind: one that shows passwords, or a passkey. */
record OwnedDevice(String serialNumber, Instant enabledAt) {
    /** The devices of a user or (by account number) root, by serial number. */
    static Stream<OwnedDevice> of(Account account, String ownerId) {
        return Stream.concat(
                        account.mfaDevicesOf(ownerId).stream().map(device -> of(account, device)),
                        account.passkeysOf(ownerId).stream().map(passkey -> of(account, passkey)))
                .sorted(Comparator.comparing(OwnedDevice::key));
    }

    private static OwnedDevice of(Account account, MfaDevice device) {
        return new OwnedDevice(
                account.arns().serialNumber(device),
                device.enabled().map(Enabled::at).orElseThrow());
    }

    private static OwnedDevice of(Account account, Passkey passkey) {
        return new OwnedDevice(account.serialNumber(passkey), passkey.registeredAt());
    }

    /** The device with that serial number. @throws dev.portcullis.server.error.ApiException if the owner has none */
    static OwnedDevice find(Account account, String ownerId, String serialNumber) {
        return passkey(account, ownerId, serialNumber)
                .map(passkey -> of(account, passkey))
                .orElseGet(
                        () -> of(account, MfaDevices.of(ownerId, MfaDevices.device(account, serialNumber), account)));
    }

    /** Takes a device from its owner: a passkey is gone, what shows passwords may be enabled again. */
    static Account deactivate(Account account, String ownerId, String serialNumber) {
        return passkey(account, ownerId, serialNumber)
                .map(account::without)
                .orElseGet(() -> MfaDevices.deactivate(account, serialNumber, ownerId));
    }

    private static Optional<Passkey> passkey(Account account, String ownerId, String serialNumber) {
        var found = account.passkeyBySerial(serialNumber);
        if (found.isPresent() && !found.get().owner().equals(ownerId)) {
            throw NoSuchEntity.mfaDevice(serialNumber).asException();
        }
        return found;
    }

    /** By which devices are listed. */
    String key() {
        return Pages.nameKey(serialNumber);
    }
}
