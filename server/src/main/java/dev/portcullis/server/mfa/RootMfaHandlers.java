// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.mfa;

import dev.portcullis.aws.portcullis.EnableRootMFADeviceRequest;
import dev.portcullis.aws.portcullis.EnableRootMFADeviceResponse;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.portcullis.ResyncRootMFADeviceRequest;
import dev.portcullis.aws.portcullis.ResyncRootMFADeviceResponse;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Change;
import dev.portcullis.server.account.MfaDevice.Enabled;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.users.CredentialOwner;
import java.util.List;
import java.util.function.Function;

/**
 * The operations by which root enables and synchronises devices of its own. AWS's want the name of a user, and root has none: there it is done
 * in the console alone. Making, listing, deactivating and deleting devices are IAM's operations, for root as for users.
 */
public final class RootMfaHandlers {
    private final OneTimePasswords passwords;

    public RootMfaHandlers(OneTimePasswords passwords) {
        this.passwords = passwords;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.write(PortcullisModel.ENABLE_ROOT_MFA_DEVICE, this::enable),
                Operation.write(PortcullisModel.RESYNC_ROOT_MFA_DEVICE, this::resync));
    }

    private Function<Account, Change<EnableRootMFADeviceResponse>> enable(
            EnableRootMFADeviceRequest request, Call call) {
        var present = call.accounts().read(call.caller().account());
        var root = CredentialOwner.callingRoot(present, call.caller());
        var device = MfaDevices.unused(present, MfaDevices.device(present, request.serialNumber()));
        int drift = passwords.drift(
                present, device, request.authenticationCode1(), request.authenticationCode2(), call.time());
        return account -> MfaDevices.enable(account, device, new Enabled(root.id(), call.time(), drift))
                .answering(new EnableRootMFADeviceResponse());
    }

    private Function<Account, Change<ResyncRootMFADeviceResponse>> resync(
            ResyncRootMFADeviceRequest request, Call call) {
        var present = call.accounts().read(call.caller().account());
        var root = CredentialOwner.callingRoot(present, call.caller());
        var device = MfaDevices.of(root.id(), MfaDevices.device(present, request.serialNumber()), present);
        int drift = passwords.drift(
                present, device, request.authenticationCode1(), request.authenticationCode2(), call.time());
        return account ->
                MfaDevices.synchronise(account, device, root.id(), drift).answering(new ResyncRootMFADeviceResponse());
    }
}
