// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.mfa;

import dev.portcullis.aws.portcullis.DeleteHardwareMFADeviceResponse;
import dev.portcullis.aws.portcullis.HardwareMFADevice;
import dev.portcullis.aws.portcullis.ImportHardwareMFADeviceRequest;
import dev.portcullis.aws.portcullis.ImportHardwareMFADeviceResponse;
import dev.portcullis.aws.portcullis.ListHardwareMFADevicesRequest;
import dev.portcullis.aws.portcullis.ListHardwareMFADevicesResponse;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Change;
import dev.portcullis.server.account.MfaDevice;
import dev.portcullis.server.account.MfaDevice.Enabled;
import dev.portcullis.server.account.MfaDevice.Hardware;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Pages;
import dev.portcullis.server.api.Pages.Wanted;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.secrets.Base32;
import dev.portcullis.server.tags.RequestTags;
import dev.portcullis.server.users.CredentialOwner;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The operations by which hardware tokens come into an account, by their serial numbers and the seeds that their maker delivers, and leave it.
 * AWS knows the seeds of the tokens that it lets people buy; here the operator imports them. Enabling, synchronising, deactivating and
 * tagging them are IAM's operations, by the serial number.
 */
public final class HardwareMfaHandlers {
    private static final String HEX = "HEX";
    /** RFC 4226, section 4, R6. */
    private static final int LEAST_SEED_BYTES = 16;

    private static final int MOST_SEED_BYTES = 64;
    private static final List<Integer> STEPS = List.of(MfaDevice.VIRTUAL_STEP_SECONDS, 60);

    private final Seeds seeds;
    private final Pages pages;

    public HardwareMfaHandlers(Seeds seeds, Pages pages) {
        this.seeds = seeds;
        this.pages = pages;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.write(PortcullisModel.IMPORT_HARDWARE_MFA_DEVICE, this::importToken),
                Operation.read(PortcullisModel.LIST_HARDWARE_MFA_DEVICES, this::list),
                Operation.silent(
                        PortcullisModel.DELETE_HARDWARE_MFA_DEVICE,
                        new DeleteHardwareMFADeviceResponse(),
                        MfaDevices::deleteToken));
    }

    private Function<Account, Change<ImportHardwareMFADeviceResponse>> importToken(
            ImportHardwareMFADeviceRequest request, Call call) {
        var token = new Hardware(stepSeconds(request));
        var seed = seeds.seal(call.caller().account(), seed(request));
        return account -> {
            var next = MfaDevices.importToken(account, request, token, seed, call.time());
            var device = next.mfaDevices().get(seed.id()).orElseThrow();
            return next.answering(ImportHardwareMFADeviceResponse.builder()
                    .hardwareMFADevice(shown(next, device))
                    .build());
        };
    }

    private static int stepSeconds(ImportHardwareMFADeviceRequest request) {
        int seconds = request.periodSeconds().orElse(MfaDevice.VIRTUAL_STEP_SECONDS);
        if (!STEPS.contains(seconds)) {
            throw new InvalidInput("PeriodSeconds must be 30 or 60.").asException();
        }
        return seconds;
    }

    private static byte[] seed(ImportHardwareMFADeviceRequest request) {
        var bytes = request.seedEncoding().equals(HEX) ? hex(request.seed()) : Base32.decodeForeign(request.seed());
        var seed = bytes.orElseThrow(() ->
                new InvalidInput("The seed is not in the encoding " + request.seedEncoding() + ".").asException());
        if (seed.length < LEAST_SEED_BYTES || seed.length > MOST_SEED_BYTES) {
            throw new InvalidInput("The seed must have " + LEAST_SEED_BYTES + " to " + MOST_SEED_BYTES + " bytes, not "
                            + seed.length + ".")
                    .asException();
        }
        return seed;
    }

    private static Optional<byte[]> hex(String text) {
        try {
            return Optional.of(HexFormat.of().parseHex(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private ListHardwareMFADevicesResponse list(Account account, ListHardwareMFADevicesRequest request, Call call) {
        var page = pages.page(
                account.mfaDevices().stream().filter(device -> device.hardware().isPresent()),
                device -> Pages.nameKey(device.name()),
                new Wanted(request.marker(), request.maxItems()),
                call.scope(PortcullisModel.LIST_HARDWARE_MFA_DEVICES, Map.of()),
                call.time());
        return ListHardwareMFADevicesResponse.builder()
                .hardwareMFADevices(page.map(device -> shown(account, device)))
                .isTruncated(page.isTruncated())
                .marker(page.marker())
                .build();
    }

    private static HardwareMFADevice shown(Account account, MfaDevice device) {
        return HardwareMFADevice.builder()
                .serialNumber(account.arns().serialNumber(device))
                .arn(account.arns().of(device))
                .periodSeconds(device.stepSeconds())
                .importDate(device.createdAt())
                .userName(device.enabled()
                        .flatMap(enabled -> CredentialOwner.find(account, enabled.owner()))
                        .map(CredentialOwner::userName))
                .enableDate(device.enabled().map(Enabled::at))
                .tags(RequestTags.shownAsOwn(device.tags()))
                .build();
    }
}
