// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.mfa;

import dev.portcullis.aws.iam.CreateVirtualMFADeviceRequest;
import dev.portcullis.aws.iam.CreateVirtualMFADeviceResponse;
import dev.portcullis.aws.iam.DeactivateMFADeviceResponse;
import dev.portcullis.aws.iam.DeleteVirtualMFADeviceResponse;
import dev.portcullis.aws.iam.EnableMFADeviceRequest;
import dev.portcullis.aws.iam.EnableMFADeviceResponse;
import dev.portcullis.aws.iam.GetMFADeviceRequest;
import dev.portcullis.aws.iam.GetMFADeviceResponse;
import dev.portcullis.aws.iam.IamModel;
import dev.portcullis.aws.iam.ListMFADeviceTagsRequest;
import dev.portcullis.aws.iam.ListMFADeviceTagsResponse;
import dev.portcullis.aws.iam.ListMFADevicesRequest;
import dev.portcullis.aws.iam.ListMFADevicesResponse;
import dev.portcullis.aws.iam.ListVirtualMFADevicesRequest;
import dev.portcullis.aws.iam.ListVirtualMFADevicesResponse;
import dev.portcullis.aws.iam.MFADevice;
import dev.portcullis.aws.iam.ResyncMFADeviceRequest;
import dev.portcullis.aws.iam.ResyncMFADeviceResponse;
import dev.portcullis.aws.iam.TagMFADeviceResponse;
import dev.portcullis.aws.iam.UntagMFADeviceResponse;
import dev.portcullis.aws.iam.VirtualMFADevice;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Change;
import dev.portcullis.server.account.MfaDevice;
import dev.portcullis.server.account.MfaDevice.Enabled;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Wanted;
import dev.portcullis.server.error.ApiError.ValidationError;
import dev.portcullis.server.secrets.Base32;
import dev.portcullis.server.tags.RequestTags;
import dev.portcullis.server.users.CredentialOwner;
import dev.portcullis.server.users.ShownUser;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The operations on MFA devices. */
public final class MfaHandlers {
    private static final String ISSUER = "Portcullis";
    private static final String ASSIGNED = "Assigned";
    private static final String UNASSIGNED = "Unassigned";
    private static final String ANY = "Any";

    private final Seeds seeds;
    private final OneTimePasswords passwords;
    private final Pages pages;

    public MfaHandlers(Seeds seeds, OneTimePasswords passwords, Pages pages) {
        this.seeds = seeds;
        this.passwords = passwords;
        this.pages = pages;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.write(IamModel.CREATE_VIRTUAL_MFA_DEVICE, this::create),
                Operation.silent(
                        IamModel.DELETE_VIRTUAL_MFA_DEVICE, new DeleteVirtualMFADeviceResponse(), MfaDevices::delete),
                Operation.read(IamModel.LIST_VIRTUAL_MFA_DEVICES, this::listVirtual),
                Operation.write(IamModel.ENABLE_MFA_DEVICE, this::enable),
                Operation.write(IamModel.RESYNC_MFA_DEVICE, this::resync),
                Operation.write(IamModel.DEACTIVATE_MFA_DEVICE, (request, call) -> account -> {
                    var owner = CredentialOwner.of(account, request.userName(), call.caller());
                    return OwnedDevice.deactivate(account, owner.id(), request.serialNumber())
                            .answering(new DeactivateMFADeviceResponse());
                }),
                Operation.read(IamModel.GET_MFA_DEVICE, MfaHandlers::get),
                Operation.read(IamModel.LIST_MFA_DEVICES, this::list),
                Operation.silent(IamModel.TAG_MFA_DEVICE, new TagMFADeviceResponse(), MfaDevices::tag),
                Operation.silent(IamModel.UNTAG_MFA_DEVICE, new UntagMFADeviceResponse(), MfaDevices::untag),
                Operation.read(IamModel.LIST_MFA_DEVICE_TAGS, this::listTags));
    }

    private Function<Account, Change<CreateVirtualMFADeviceResponse>> create(
            CreateVirtualMFADeviceRequest request, Call call) {
        var accountId = call.caller().account();
        var base32 = seeds.draw();
        var seed = seeds.seal(accountId, Base32.decode(base32));
        var qrCode = QrCode.png(uri(request.virtualMFADeviceName(), accountId.text(), base32));
        return account -> {
            var next = MfaDevices.create(account, request, seed, call.time());
            var device = next.mfaDevices().get(seed.id()).orElseThrow();
            return next.answering(CreateVirtualMFADeviceResponse.builder()
                    .virtualMFADevice(VirtualMFADevice.builder()
                            .serialNumber(next.arns().serialNumber(device))
                            .base32StringSeed(base32.getBytes(StandardCharsets.US_ASCII))
                            .qrCodePNG(qrCode)
                            .tags(RequestTags.shown(device.tags()))
                            .build())
                    .build());
        };
    }

    /** What authenticator apps read (Google Authenticator's Key URI Format). */
    private static String uri(String name, String account, String seed) {
        return "otpauth://totp/%s:%s@%s?secret=%s&issuer=%s"
                .formatted(ISSUER, URLEncoder.encode(name, StandardCharsets.UTF_8), account, seed, ISSUER);
    }

    private Function<Account, Change<EnableMFADeviceResponse>> enable(EnableMFADeviceRequest request, Call call) {
        var present = call.accounts().read(call.caller().account());
        present.user(request.userName());
        var device = MfaDevices.unused(present, MfaDevices.device(present, request.serialNumber()));
        int drift = passwords.drift(
                present, device, request.authenticationCode1(), request.authenticationCode2(), call.time());
        return account -> {
            var owner = account.user(request.userName()).id();
            return MfaDevices.enable(account, device, new Enabled(owner, call.time(), drift))
                    .answering(new EnableMFADeviceResponse());
        };
    }

    private Function<Account, Change<ResyncMFADeviceResponse>> resync(ResyncMFADeviceRequest request, Call call) {
        var present = call.accounts().read(call.caller().account());
        var device = MfaDevices.of(
                present.user(request.userName()).id(), MfaDevices.device(present, request.serialNumber()), present);
        int drift = passwords.drift(
                present, device, request.authenticationCode1(), request.authenticationCode2(), call.time());
        return account -> MfaDevices.synchronise(
                        account, device, account.user(request.userName()).id(), drift)
                .answering(new ResyncMFADeviceResponse());
    }

    private static GetMFADeviceResponse get(Account account, GetMFADeviceRequest request, Call call) {
        var owner = CredentialOwner.of(account, request.userName(), call.caller());
        var device = OwnedDevice.find(account, owner.id(), request.serialNumber());
        return GetMFADeviceResponse.builder()
                .userName(owner.userName())
                .serialNumber(device.serialNumber())
                .enableDate(device.enabledAt())
                .build();
    }

    private ListMFADevicesResponse list(Account account, ListMFADevicesRequest request, Call call) {
        var owner = CredentialOwner.of(account, request.userName(), call.caller());
        var page = pages.page(
                OwnedDevice.of(account, owner.id()),
                OwnedDevice::key,
                new Wanted(request.marker(), request.maxItems()),
                call.scope(IamModel.LIST_MFA_DEVICES, Map.of("Owner", owner.id())),
                call.time());
        return ListMFADevicesResponse.builder()
                .mfaDevices(page.map(device -> MFADevice.builder()
                        .userName(owner.userName())
                        .serialNumber(device.serialNumber())
                        .enableDate(device.enabledAt())
                        .build()))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private ListVirtualMFADevicesResponse listVirtual(
            Account account, ListVirtualMFADevicesRequest request, Call call) {
        var status = request.assignmentStatus().orElse(ANY);
        var page = pages.page(
                account.mfaDevices().stream()
                        .filter(device -> device.hardware().isEmpty())
                        .filter(device -> has(device, status)),
                device -> Pages.nameKey(device.name()),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(IamModel.LIST_VIRTUAL_MFA_DEVICES, Map.of("AssignmentStatus", status)),
                call.time());
        return ListVirtualMFADevicesResponse.builder()
                .virtualMFADevices(page.map(device -> shown(account, device)))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private static boolean has(MfaDevice device, String status) {
        return switch (status) {
            case ASSIGNED -> device.enabled().isPresent();
            case UNASSIGNED -> device.enabled().isEmpty();
            case ANY -> true;
            default -> throw new ValidationError("No assignment status is called " + status + ".").asException();
        };
    }

    private static VirtualMFADevice shown(Account account, MfaDevice device) {
        var shown = VirtualMFADevice.builder().serialNumber(account.arns().serialNumber(device));
        device.enabled().ifPresent(enabled -> {
            shown.enableDate(enabled.at());
            shown.user(account.users()
                    .get(enabled.owner())
                    .map(user -> ShownUser.inList(account, user))
                    .orElseGet(() -> ShownUser.root(account)));
        });
        return shown.build();
    }

    private ListMFADeviceTagsResponse listTags(Account account, ListMFADeviceTagsRequest request, Call call) {
        var device = MfaDevices.device(account, request.serialNumber());
        var page = pages.tags(
                device.tags(),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(IamModel.LIST_MFA_DEVICE_TAGS, Map.of("DeviceId", device.id())),
                call.time());
        return ListMFADeviceTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }
}
