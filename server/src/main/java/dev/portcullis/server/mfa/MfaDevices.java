// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.mfa;

import dev.portcullis.aws.iam.CreateVirtualMFADeviceRequest;
import dev.portcullis.aws.iam.DeleteVirtualMFADeviceRequest;
import dev.portcullis.aws.iam.TagMFADeviceRequest;
import dev.portcullis.aws.iam.UntagMFADeviceRequest;
import dev.portcullis.aws.portcullis.DeleteHardwareMFADeviceRequest;
import dev.portcullis.aws.portcullis.ImportHardwareMFADeviceRequest;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Kind;
import dev.portcullis.server.account.MfaDevice;
import dev.portcullis.server.account.MfaDevice.Enabled;
import dev.portcullis.server.account.MfaDevice.Hardware;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.error.ApiError.DeleteConflict;
import dev.portcullis.server.error.ApiError.EntityAlreadyExists;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.mfa.Seeds.NewSeed;
import dev.portcullis.server.tags.RequestTags;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** What can be done to MFA devices: functions from one account to the next. */
final class MfaDevices {
    private MfaDevices() {}

    static Account create(Account account, CreateVirtualMFADeviceRequest request, NewSeed seed, Instant now) {
        requireRoom(account, request.virtualMFADeviceName());
        return account.with(new MfaDevice(
                        seed.id(),
                        request.virtualMFADeviceName(),
                        request.path().orElse("/"),
                        now,
                        RequestTags.of(request.tags()),
                        Optional.empty(),
                        Optional.empty()))
                .withSecret(Kind.MFA_DEVICE, seed.id(), seed.sealed());
    }

    /** @param token its seed is that of the token that somebody bought */
    static Account importToken(
            Account account, ImportHardwareMFADeviceRequest request, Hardware token, NewSeed seed, Instant now) {
        requireRoom(account, request.serialNumber());
        return account.with(new MfaDevice(
                        seed.id(),
                        request.serialNumber(),
                        "/",
                        now,
                        RequestTags.ofOwn(request.tags()),
                        Optional.of(token),
                        Optional.empty()))
                .withSecret(Kind.MFA_DEVICE, seed.id(), seed.sealed());
    }

    private static void requireRoom(Account account, String name) {
        Account.requireRoom(Quota.VIRTUAL_MFA_DEVICES, account.mfaDevices().size());
        if (account.mfaDevices().hasNamed(name)) {
            throw new EntityAlreadyExists("MFADevice entity at the same path and name already exists.").asException();
        }
    }

    static Account delete(Account account, DeleteVirtualMFADeviceRequest request) {
        return delete(
                account, request.serialNumber(), device -> device.hardware().isEmpty());
    }

    static Account deleteToken(Account account, DeleteHardwareMFADeviceRequest request) {
        return delete(
                account, request.serialNumber(), device -> device.hardware().isPresent());
    }

    private static Account delete(Account account, String serialNumber, Predicate<MfaDevice> isOfTheKind) {
        var device = account.mfaDeviceBySerial(serialNumber)
                .filter(isOfTheKind)
                .orElseThrow(() -> NoSuchEntity.mfaDevice(serialNumber).asException());
        if (device.enabled().isPresent()) {
            throw new DeleteConflict("MFA VirtualDevice in use. Must deactivate first.").asException();
        }
        return account.without(device);
    }

    static Account enable(Account account, MfaDevice device, Enabled as) {
        var present = unused(account, device);
        Account.requireRoom(Quota.MFA_DEVICES_PER_USER, account.countSecondFactorsOf(as.owner()));
        return account.with(present.withEnabled(Optional.of(as)));
    }

    /** The device, which must still be there and be enabled for nobody. */
    static MfaDevice unused(Account account, MfaDevice device) {
        var present = same(account, device);
        if (present.enabled().isPresent()) {
            throw new EntityAlreadyExists("MFA Device is already in use.").asException();
        }
        return present;
    }

    static Account synchronise(Account account, MfaDevice device, String ownerId, int drift) {
        var present = of(ownerId, same(account, device), account);
        return account.with(present.withEnabled(present.enabled().map(it -> new Enabled(it.owner(), it.at(), drift))));
    }

    static Account deactivate(Account account, String serialNumber, String ownerId) {
        return account.with(of(ownerId, device(account, serialNumber), account).withEnabled(Optional.empty()));
    }

    static Account tag(Account account, TagMFADeviceRequest request) {
        var device = device(account, request.serialNumber());
        return account.with(device.withTags(RequestTags.set(device.tags(), request.tags())));
    }

    static Account untag(Account account, UntagMFADeviceRequest request) {
        var device = device(account, request.serialNumber());
        return account.with(device.withTags(RequestTags.removed(device.tags(), request.tagKeys())));
    }

    static MfaDevice device(Account account, String serialNumber) {
        return account.mfaDeviceBySerial(serialNumber)
                .orElseThrow(() -> NoSuchEntity.mfaDevice(serialNumber).asException());
    }

    /** The device if it is enabled for that user or root; another's is as good as none. */
    static MfaDevice of(String ownerId, MfaDevice device, Account account) {
        if (!device.isOf(ownerId)) {
            throw NoSuchEntity.mfaDevice(account.arns().serialNumber(device)).asException();
        }
        return device;
    }

    private static MfaDevice same(Account account, MfaDevice device) {
        return account.mfaDevices()
                .get(device.id())
                .orElseThrow(() -> NoSuchEntity.mfaDevice(account.arns().serialNumber(device))
                        .asException());
    }
}
