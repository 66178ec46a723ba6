// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.instances;

import dev.portcullis.aws.portcullis.DeleteInstanceJoinCertificateRequest;
import dev.portcullis.aws.portcullis.DeleteInstanceJoinCertificateResponse;
import dev.portcullis.aws.portcullis.GetInstanceJoinCertificateRequest;
import dev.portcullis.aws.portcullis.GetInstanceJoinCertificateResponse;
import dev.portcullis.aws.portcullis.JoinInstanceResponse;
import dev.portcullis.aws.portcullis.JoinInstanceWithCertificateRequest;
import dev.portcullis.aws.portcullis.PortcullisModel;
import dev.portcullis.aws.portcullis.PutInstanceJoinCertificateRequest;
import dev.portcullis.aws.portcullis.PutInstanceJoinCertificateResponse;
import dev.portcullis.policy.Arn;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AccountId;
import dev.portcullis.server.account.Instance;
import dev.portcullis.server.account.InstanceRegistry;
import dev.portcullis.server.account.InstanceRegistry.Changed;
import dev.portcullis.server.account.JoinCertificate;
import dev.portcullis.server.account.TrustAnchor;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.api.OpenCall;
import dev.portcullis.server.api.Operation;
import dev.portcullis.server.authn.CertificateSignatures.Certified;
import dev.portcullis.server.error.ApiError.AccessDenied;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.error.ApiError.NotAuthenticated;
import dev.portcullis.server.error.ApiException;
import dev.portcullis.server.rolesanywhere.TrustedCertificates;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Hosts that have a certificate of their own: whoever is allowed to says which trust anchor of Roles Anywhere vouches for it and what name it bears, and
 * its agent joins with it as often as it has to, for as long as the certificate counts.
 */
public final class JoinCertificatesHandlers {
    private final String region;

    /** @param region the one region in which this server has instances */
    public JoinCertificatesHandlers(String region) {
        this.region = region;
    }

    public List<Operation<?, ?>> operations() {
        return List.of(
                Operation.writeInstances(PortcullisModel.PUT_INSTANCE_JOIN_CERTIFICATE, JoinCertificatesHandlers::put),
                Operation.readInstances(PortcullisModel.GET_INSTANCE_JOIN_CERTIFICATE, JoinCertificatesHandlers::get),
                Operation.writeInstances(
                        PortcullisModel.DELETE_INSTANCE_JOIN_CERTIFICATE, JoinCertificatesHandlers::delete),
                Operation.open(PortcullisModel.JOIN_INSTANCE_WITH_CERTIFICATE, this::join));
    }

    private static BiFunction<Account, InstanceRegistry, Changed<PutInstanceJoinCertificateResponse>> put(
            PutInstanceJoinCertificateRequest request, Call call) {
        return (account, registry) -> {
            var instance = Instances.requireJoinable(registry, request.instanceId());
            requireTrustAnchor(account, registry.region(), request.trustAnchorArn());
            var joining =
                    instance.joining().withCertificate(request.trustAnchorArn(), request.commonName(), call.time());
            return registry.with(instance.withJoining(joining)).answering(new PutInstanceJoinCertificateResponse());
        };
    }

    private static void requireTrustAnchor(Account account, String region, String arn) {
        boolean isThere = account.anywhereByArn(arn)
                .filter(found ->
                        found instanceof TrustAnchor anchor && anchor.region().equals(region))
                .isPresent();
        if (!isThere) {
            throw new NoSuchEntity("There is no trust anchor " + arn + ".").asException();
        }
    }

    private static GetInstanceJoinCertificateResponse get(
            Account account, InstanceRegistry registry, GetInstanceJoinCertificateRequest request, Call call) {
        var certificate = registry.get(request.instanceId())
                .flatMap(instance -> instance.joining().certificate())
                .orElseThrow(() -> none(request.instanceId()));
        return GetInstanceJoinCertificateResponse.builder()
                .trustAnchorArn(certificate.trustAnchorArn())
                .commonName(certificate.commonName())
                .lastJoinDate(certificate.lastSignedAt())
                .build();
    }

    /** Whoever joined by it is shut out as well. */
    private static BiFunction<Account, InstanceRegistry, Changed<DeleteInstanceJoinCertificateResponse>> delete(
            DeleteInstanceJoinCertificateRequest request, Call call) {
        return (account, registry) -> {
            var instance = registry.get(request.instanceId())
                    .filter(found -> found.joining().certificate().isPresent())
                    .orElseThrow(() -> none(request.instanceId()));
            return registry.with(instance.withJoining(instance.joining().withoutCertificate(call.time())))
                    .answering(new DeleteInstanceJoinCertificateResponse());
        };
    }

    private static ApiException none(String instanceId) {
        return new NoSuchEntity("The instance " + instanceId + " has no join certificate.").asException();
    }

    private JoinInstanceResponse join(JoinInstanceWithCertificateRequest request, OpenCall call) {
        var certified = call.certificate()
                .filter(found -> found.region().equals(region))
                .orElseThrow(() -> new NotAuthenticated(
                                NotAuthenticated.Reason.MISSING_TOKEN,
                                "JoinInstanceWithCertificate is signed with the key of a certificate, for the region "
                                        + region + ".")
                        .asException());
        var arn = Arn.parse(request.instanceArn())
                .filter(found -> AccountId.isWellFormed(found.account()))
                .orElseThrow(JoinCertificatesHandlers::untrusted);
        var account =
                call.accounts().find(new AccountId(arn.account())).orElseThrow(JoinCertificatesHandlers::untrusted);
        var instance = call.accounts()
                .instances(account.id(), region)
                .get(request.instanceArn().substring(request.instanceArn().lastIndexOf('/') + 1))
                .filter(found -> account.arns().instance(region, found.id()).equals(request.instanceArn()))
                .orElseThrow(JoinCertificatesHandlers::untrusted);
        var proof = new ByCertificate(certified, call.time());
        if (proof.used(account, instance).isEmpty()) {
            throw untrusted();
        }
        call.proven(account.id(), request.instanceArn(), "");
        return Joins.join(
                new Joins.Claim(account.id(), instance.id(), instance.agentEpoch()),
                proof,
                PortcullisModel.JOIN_INSTANCE_WITH_CERTIFICATE,
                region,
                call);
    }

    /** Judged once at no cost to others, and again as part of the change: the certificate may have been revoked meanwhile. */
    private record ByCertificate(Certified certified, Instant now) implements Joins.Proof {
        @Override
        public Optional<Instance> used(Account account, Instance instance) {
            var signedAt = certified.signedAt();
            return instance.joining()
                    .certificateFor(signedAt)
                    .filter(this::isMeant)
                    .map(certificate -> {
                        TrustedCertificates.require(Optional.of(account), certificate.trustAnchorArn(), certified, now);
                        return instance.withJoining(instance.joining().usedAt(signedAt));
                    });
        }

        private boolean isMeant(JoinCertificate certificate) {
            return TrustedCertificates.commonName(certified)
                    .filter(certificate.commonName()::equals)
                    .isPresent();
        }

        @Override
        public String name() {
            return "join certificate of serial number "
                    + certified.certificate().getSerialNumber();
        }

        @Override
        public RuntimeException refusal() {
            return untrusted();
        }
    }

    private static ApiException untrusted() {
        return new AccessDenied("Untrusted signing certificate").asException();
    }
}
