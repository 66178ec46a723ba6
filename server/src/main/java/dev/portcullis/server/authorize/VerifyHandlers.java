// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.authorize;

import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.portcullis.VerifiedUser;
import dev.portcullis.aws.portcullis.VerifyServicePasswordRequest;
import dev.portcullis.aws.portcullis.VerifyServicePasswordResponse;
import dev.portcullis.aws.portcullis.VerifySignatureRequest;
import dev.portcullis.aws.portcullis.VerifySignatureResponse;
import dev.portcullis.aws.portcullis.VerifySshKeyRequest;
import dev.portcullis.aws.portcullis.VerifySshKeyResponse;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.ServiceCredential;
import dev.portcullis.server.account.SigningCertificate;
import dev.portcullis.server.account.SshPublicKey;
import dev.portcullis.server.account.User;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.api.Operation.Plan;
import dev.portcullis.server.authn.Authenticator;
import dev.portcullis.server.authn.Caller.Identity;
import dev.portcullis.server.authorize.HoldersOfCredentials.Wish;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.error.ApiError.InvalidPublicKey;
import dev.portcullis.server.error.ApiError.UnrecognizedPublicKeyEncoding;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.managedpolicies.AwsPolicies;
import dev.portcullis.server.servicecredentials.ServicePasswords;
import dev.portcullis.server.sshkeys.SshKey;
import java.util.List;
import java.util.Optional;

/**
 * The operations by which other services find out who came to them with a credential that is no access key. Who may ask is decided as for
 * {@link AuthorizeHandlers}. Only what is active counts; everything else is as good as unknown, and answered alike.
 */
public final class VerifyHandlers {
    private final HoldersOfCredentials holders;
    private final ServicePasswords servicePasswords;

    public VerifyHandlers(Authenticator authenticator, AwsPolicies awsPolicies, ServicePasswords servicePasswords) {
        this.holders = new HoldersOfCredentials(authenticator, awsPolicies);
        this.servicePasswords = servicePasswords;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.planned(
                        PortcullisModel.VERIFY_SSH_KEY,
                        (request, call) -> new Plan<>(ServicesMayAsk.side(call), () -> verifySshKey(request, call))),
                Operation.planned(
                        PortcullisModel.VERIFY_SERVICE_PASSWORD,
                        (request, call) ->
                                new Plan<>(ServicesMayAsk.side(call), () -> verifyServicePassword(request, call))),
                Operation.planned(
                        PortcullisModel.VERIFY_SIGNATURE,
                        (request, call) ->
                                new Plan<>(ServicesMayAsk.side(call), () -> verifySignature(request, call))));
    }

    /** Certificates of root say nothing here: services are for users. */
    private VerifySignatureResponse verifySignature(VerifySignatureRequest request, Call call) {
        if (request.certificateId().isPresent() == request.fingerprint().isPresent()) {
            throw new InvalidInput("Either CertificateId or Fingerprint says which certificate it is.").asException();
        }
        var wish = Wish.of(request.actionName(), request.resource(), request.context());
        var data = Signatures.bytes("Data", request.data());
        var signature = Signatures.bytes("Signature", request.signature());
        var user = HoldersOfCredentials.account(request.accountId(), call)
                .flatMap(account -> request.certificateId()
                        .flatMap(account.signingCertificates()::get)
                        .or(() -> request.fingerprint().flatMap(account::signingCertificateLike))
                        .filter(SigningCertificate::isActive)
                        .filter(certificate -> Signatures.verify(
                                certificate, request.signingAlgorithm(), data, signature, call.time()))
                        .flatMap(certificate -> account.users()
                                .get(certificate.owner())
                                .map(owner -> holders.holder(account, owner, certificate.id(), wish, call))));
        return VerifySignatureResponse.builder()
                .verified(user.isPresent())
                .user(user)
                .build();
    }

    /** The name of the login says which account it is of. What is wrong with the credential is not told, so that nothing can be found out. */
    private VerifyServicePasswordResponse verifyServicePassword(VerifyServicePasswordRequest request, Call call) {
        requireOwnCredentials(request.serviceName(), call);
        var wish = Wish.of(request.actionName(), request.resource(), request.context());
        var loginName = request.serviceUserName();
        var user = accountOf(loginName)
                .flatMap(account -> HoldersOfCredentials.account(Optional.of(account), call))
                .flatMap(account -> account.serviceCredentials()
                        .named(loginName)
                        .filter(credential -> isGood(account, credential, request, call))
                        .map(credential -> holders.holder(
                                account,
                                account.users().get(credential.user()).orElseThrow(),
                                credential.id(),
                                wish,
                                call)));
        return VerifyServicePasswordResponse.builder()
                .verified(user.isPresent())
                .user(user)
                .build();
    }

    private boolean isGood(
            Account account, ServiceCredential credential, VerifyServicePasswordRequest request, Call call) {
        return credential.isActive()
                && !credential.isExpired(call.time())
                && credential.service().equals(request.serviceName())
                && servicePasswords.verify(account, credential, request.servicePassword());
    }

    /** A password for one service says nothing at another, which may have got it by deceit. */
    private static void requireOwnCredentials(String serviceName, Call call) {
        if (call.caller().identity() instanceof Identity.Service(var serviceId) && !serviceId.equals(serviceName)) {
            throw new AccessDenied("The service " + serviceId + " may verify passwords for itself only.").asException();
        }
    }

    private static Optional<String> accountOf(String loginName) {
        return Optional.of(loginName.substring(loginName.lastIndexOf('-') + 1)).filter(AccountId::isWellFormed);
    }

    private VerifySshKeyResponse verifySshKey(VerifySshKeyRequest request, Call call) {
        var wish = Wish.of(request.actionName(), request.resource(), request.context());
        var text = sshKey(request.publicKey());
        var users = HoldersOfCredentials.account(request.accountId(), call)
                .map(account -> users(account, text, request.userName(), wish, call))
                .orElse(List.of());
        return VerifySshKeyResponse.builder().users(users).build();
    }

    private List<VerifiedUser> users(
            Account account, String text, Optional<String> userName, Optional<Wish> wish, Call call) {
        return account.sshPublicKeysLike(text).stream()
                .filter(SshPublicKey::isActive)
                .filter(key -> userName.map(name -> user(account, key).name().equalsIgnoreCase(name))
                        .orElse(true))
                .map(key -> holders.holder(account, user(account, key), key.id(), wish, call))
                .toList();
    }

    private static User user(Account account, SshPublicKey key) {
        return account.users().get(key.user()).orElseThrow();
    }

    private static String sshKey(String body) {
        try {
            return SshKey.parse(body).text();
        } catch (ApiException e) {
            if (e.error() instanceof InvalidPublicKey(var message)) {
                throw new InvalidInput(message).asException();
            }
            if (e.error() instanceof UnrecognizedPublicKeyEncoding(var message)) {
                throw new InvalidInput(message).asException();
            }
            throw e;
        }
    }
}
