// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.services;

import dev.portcullis.aws.portcullis.DeleteServiceAccessKeyRequest;
import dev.portcullis.aws.portcullis.DeregisterServiceRequest;
import dev.portcullis.aws.portcullis.RegisterServiceRequest;
import dev.portcullis.server.account.AccessKey;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.Kind;
import dev.portcullis.server.account.Quota;
import dev.portcullis.server.account.ServiceIdentity;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.api.Issuer.NewAccessKey;
import dev.portcullis.server.error.ApiError.EntityAlreadyExists;
import dev.portcullis.server.error.ApiError.InvalidInput;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import java.time.Instant;

/** What can be done to registered services: functions from one account to the next. */
final class Services {
    /** Principals of this server itself, such as {@code groups.portcullis}: who held one could pose as the server. */
    private static final String OWN = ".portcullis";

    private Services() {}

    static Account register(Account account, RegisterServiceRequest request, Tags tags, NewAccessKey key, Instant now) {
        var name = request.servicePrincipal();
        if (name.endsWith(OWN)) {
            throw new InvalidInput("The service principal " + name + " is reserved: names that end in " + OWN
                            + " belong to this server.")
                    .asException();
        }
        Account.requireRoom(Quota.SERVICES, account.services().size());
        if (account.services().get(name).isPresent()) {
            throw new EntityAlreadyExists("Service with principal " + name + " already exists.").asException();
        }
        return withKey(account.with(new ServiceIdentity(name, now, request.description(), tags)), name, key, now);
    }

    /** Ends the service at once: its keys go with it. The sessions of roles that it assumed end with their roles, or when their time is over. */
    static Account deregister(Account account, DeregisterServiceRequest request) {
        var service = service(account, request.servicePrincipal());
        var next = account;
        for (var key : account.keysOf(service.id())) {
            next = next.without(key);
        }
        return next.without(service);
    }

    static Account addKey(Account account, String servicePrincipal, NewAccessKey key, Instant now) {
        var service = service(account, servicePrincipal);
        Account.requireRoom(
                Quota.ACCESS_KEYS_PER_SERVICE, account.keysOf(service.id()).size());
        return withKey(account, service.id(), key, now);
    }

    static Account deleteKey(Account account, DeleteServiceAccessKeyRequest request) {
        var service = service(account, request.servicePrincipal());
        return account.without(account.accessKeys()
                .get(request.accessKeyId())
                .filter(key -> key.owner().equals(service.id()))
                .orElseThrow(() -> NoSuchEntity.accessKey(request.accessKeyId()).asException()));
    }

    private static Account withKey(Account account, String owner, NewAccessKey key, Instant now) {
        return account.with(new AccessKey(key.id(), owner, true, now))
                .withSecret(Kind.ACCESS_KEY, key.id(), key.sealed());
    }

    private static ServiceIdentity service(Account account, String principal) {
        return account.services()
                .get(principal)
                .orElseThrow(() -> NoSuchEntity.service(principal).asException());
    }
}
