// SPDX-License-Identifier: Apache-2.0
package dev.portcullis.server.rolesanywhere;

import dev.portcullis.aws.rolesanywhere.Tag;
import dev.portcullis.server.account.Account;
import dev.portcullis.server.account.AnywhereProfile;
import dev.portcullis.server.account.AnywhereResource;
import dev.portcullis.server.account.AnywhereResource.Base;
import dev.portcullis.server.account.RevocationList;
import dev.portcullis.server.account.Table;
import dev.portcullis.server.account.Tags;
import dev.portcullis.server.account.TrustAnchor;
import dev.portcullis.server.api.Call;
import dev.portcullis.server.error.ApiError.NoSuchEntity;
import dev.portcullis.server.error.ApiException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Looks up what an account has of Roles Anywhere; what is in another region is not there. */
final class Anywhere {
    private Anywhere() {}

    /** Of something that is made now in the caller's region; disabled if nobody says otherwise. */
    static Base made(Optional<Boolean> enabled, List<Tag> tags, Call call) {
        return new Base(
                UUID.randomUUID().toString(),
                call.caller().facts().region(),
                enabled.orElse(false),
                AnywhereTags.set(Tags.none(), tags),
                call.time(),
                call.time());
    }

    static TrustAnchor trustAnchor(Account account, String region, String id) {
        return find(account.trustAnchors(), region, id, "trust anchor");
    }

    static AnywhereProfile profile(Account account, String region, String id) {
        return find(account.anywhereProfiles(), region, id, "profile");
    }

    static RevocationList crl(Account account, String region, String id) {
        return find(account.revocationLists(), region, id, "certificate revocation list");
    }

    /** @throws ApiException if nothing of the account has that ARN */
    static AnywhereResource resource(Account account, String arn) {
        return account.anywhereByArn(arn).orElseThrow(() -> missing("resource", arn));
    }

    /** All of a kind in a region, in the order of their ids. */
    static <R extends AnywhereResource> Stream<R> in(Table<R> table, String region) {
        return table.stream().filter(resource -> resource.region().equals(region));
    }

    private static <R extends AnywhereResource> R find(Table<R> table, String region, String id, String what) {
        return table.get(id)
                .filter(resource -> resource.region().equals(region))
                .orElseThrow(() -> missing(what, id));
    }

    static ApiException missing(String what, String id) {
        return new NoSuchEntity("There is no " + what + " " + id + ".").asException();
    }
}
