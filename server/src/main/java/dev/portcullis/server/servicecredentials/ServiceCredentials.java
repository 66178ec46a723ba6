// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.servicecredentials;

import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Kind;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.ServiceCredential;
import dev.portcullis.server.account.User;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.error.ApiError.ValidationError;
import dev.portcullis.server.storage.SealedBytes;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;

/** What can be done to service-specific credentials: functions from one account to the next. */
final class ServiceCredentials {
    static final String ACTIVE = "Active";
    static final String INACTIVE = "Inactive";
    static final String EXPIRED = "Expired";
    private static final String AT = "-at-";

    private ServiceCredentials() {}

    static Account create(
            Account account,
            User user,
            String service,
            String credentialId,
            SealedBytes sealed,
            Instant now,
            Optional<Instant> expiresAt) {
        int present = (int) account.serviceCredentialsOf(user).stream()
                .filter(credential -> credential.service().equals(service))
                .count();
        Account.requireRoom(Quota.SERVICE_CREDENTIALS_PER_USER, present);
        return account.with(new ServiceCredential(
                        credentialId, user.id(), service, freeName(account, user), true, now, expiresAt, 0))
                .withSecret(Kind.SERVICE_CREDENTIAL, credentialId, sealed);
    }

    /** {@code ada-at-123456789012}; the next ones are {@code ada+1-at-123456789012} and so on. */
    private static String freeName(Account account, User user) {
        return IntStream.iterate(0, number -> number + 1)
                .mapToObj(number -> user.name() + (number == 0 ? "" : "+" + number) + AT + account.id())
                .filter(name -> !account.serviceCredentials().hasNamed(name))
                .findFirst()
                .orElseThrow();
    }

    static Account reset(Account account, ServiceCredential credential, SealedBytes sealed) {
        return account.with(credential.reset()).withSecret(Kind.SERVICE_CREDENTIAL, credential.id(), sealed);
    }

    static Account update(Account account, ServiceCredential credential, String status) {
        boolean active = isActive(status);
        return credential.isActive() == active ? account : account.with(credential.active(active));
    }

    /** A credential of that user; another's is as good as none. */
    static ServiceCredential credential(Account account, User user, String credentialId) {
        return account.serviceCredentials()
                .get(credentialId)
                .filter(credential -> credential.user().equals(user.id()))
                .orElseThrow(() -> NoSuchEntity.serviceCredential(credentialId).asException());
    }

    static String status(ServiceCredential credential, Instant now) {
        if (credential.isExpired(now)) {
            return EXPIRED;
        }
        return credential.isActive() ? ACTIVE : INACTIVE;
    }

    /** The third status comes with time; nobody can set it. */
    private static boolean isActive(String status) {
        return switch (status) {
            case ACTIVE -> true;
            case INACTIVE -> false;
            default ->
                throw new ValidationError(
                                "The status of a service-specific credential can be set to Active or Inactive only.")
                        .asException();
        };
    }
}
